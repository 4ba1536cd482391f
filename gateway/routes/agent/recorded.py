"""Routes whose deeds are written down: whoever changed something at the desk, and what."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute

from gateway.wiring import Services

_SAFE = ("GET", "HEAD", "OPTIONS")
_PASSING = frozenset({"typing", "read", "outlook"})  # that change nothing worth knowing later


class Recorded(APIRoute):
    """After a change that went well: the agent, the route, what its path names, and what the route noted.

    A conversation stands there under its alias, which leads nowhere once it is erased.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def recorded(request: Request) -> Response:
            response = await handle(request)
            who = getattr(request.state, "agent_id", None)
            if who and request.method not in _SAFE and response.status_code < 400 and self.name not in _PASSING:
                audit = _services(request).audit
                about = dict(request.path_params) | getattr(request.state, "noted", {})
                if conversation := about.pop("conversation_id", None):
                    about["conversation"] = audit.alias(conversation)
                await asyncio.to_thread(audit.add, who, f"{request.method} {self.path}", about)
            return response

        return recorded


def note(request: Request, **about: Any) -> None:
    """Have more written down with the deed; never a password, never what a shopper wrote."""
    request.state.noted = {**getattr(request.state, "noted", {}), **about}


def _services(request: Request) -> Services:
    found: Services = request.app.state.services
    return found
