"""Which agent is asking: a cookie says so, a CSRF token shows that it is our own page that asks."""

from __future__ import annotations

import asyncio
import secrets
from typing import Annotated

import structlog
from fastapi import Cookie, Depends, Header, Request

from gateway.routes.deps import Wired
from shop.agents import Agent, AgentSession
from shop.errors import Forbidden, Unauthorized

COOKIE = "shopkeeper_agent"
_SAFE = ("GET", "HEAD", "OPTIONS")


async def session(
    request: Request,
    wired: Wired,
    shopkeeper_agent: Annotated[str | None, Cookie()] = None,
    x_csrf_token: Annotated[str | None, Header(description="from sign-in; on everything but GET")] = None,
) -> AgentSession:
    if not shopkeeper_agent:
        raise Unauthorized("sign in first")
    found = await asyncio.to_thread(wired.agents.session, shopkeeper_agent)
    if request.method not in _SAFE:
        given = (x_csrf_token or "").encode()
        if not secrets.compare_digest(given, found.csrf.encode()):
            raise Forbidden("X-CSRF-Token: is missing or wrong", field="X-CSRF-Token")
    structlog.contextvars.bind_contextvars(agent_id=found.agent.id)
    request.state.agent_id = found.agent.id
    return found


CurrentSession = Annotated[AgentSession, Depends(session)]


async def agent(found: CurrentSession) -> Agent:
    return found.agent


async def admin(found: CurrentSession) -> Agent:
    if found.agent.role != "admin":
        raise Forbidden("only admins may do this")
    return found.agent


CurrentAgent = Annotated[Agent, Depends(agent)]
CurrentAdmin = Annotated[Agent, Depends(admin)]
