"""What every route needs: the services, and who is asking."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Annotated, Any

import structlog
from fastapi import Depends, Header, Request

from gateway.identity import Session
from gateway.schema import ErrorView
from gateway.wiring import Services
from shop.errors import NotFound, Unauthorized
from shop.keyed import network
from shop.types import Conversation

ERRORS: dict[int | str, dict[str, Any]] = {
    status: {"model": ErrorView, "description": what}
    for status, what in (
        (401, "no valid token"),
        (422, "bad input: names the field"),
        (429, "too many requests: see Retry-After"),
        (503, "a part is down: names it"),
    )
}


@dataclass(frozen=True)
class Asker:
    """The shopper behind a request, and the conversation that the token speaks for."""

    shopper_id: str
    conversation: Conversation


def services(request: Request) -> Services:
    found: Services = request.app.state.services
    return found


Wired = Annotated[Services, Depends(services)]


def request_id(request: Request) -> str:
    return str(request.state.request_id)


RequestId = Annotated[str, Depends(request_id)]


def bearer(header: str | None) -> str | None:
    """The token in an Authorization header; None where there is no such header."""
    if header is None:
        return None
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Unauthorized("Authorization: expected 'Bearer <token>'")
    return token.strip()


async def identify(wired: Services, token: str) -> Asker:
    """Who a token speaks for; it must still own its conversation (an erased or linked shopper's does not)."""
    session = wired.tokens.session(token)
    try:
        conversation, subject = await asyncio.to_thread(_behind, wired, session)
    except NotFound as error:
        raise Unauthorized("token: its conversation is gone") from error
    if conversation.shopper_id != session.shopper_id or (subject is not None) != session.known:
        raise Unauthorized("token: its shopper has signed in since; a new session is needed")
    structlog.contextvars.bind_contextvars(conversation_id=conversation.id)
    return Asker(session.shopper_id, conversation)


def _behind(wired: Services, session: Session) -> tuple[Conversation, str | None]:
    conversation = wired.conversations.get(session.conversation_id)
    return conversation, wired.shoppers.subject(conversation.shopper_id)


async def asker(wired: Wired, authorization: Annotated[str | None, Header()] = None) -> Asker:
    token = bearer(authorization)
    if token is None:
        raise Unauthorized("Authorization: a session token is needed; POST /api/sessions gives one")
    return await identify(wired, token)


async def asker_or_nobody(wired: Wired, authorization: Annotated[str | None, Header()] = None) -> Asker | None:
    token = bearer(authorization)
    return None if token is None else await identify(wired, token)


CurrentShopper = Annotated[Asker, Depends(asker)]
MaybeShopper = Annotated[Asker | None, Depends(asker_or_nobody)]


def address(request: Request) -> str:
    """Where the request comes from, as limits count it: uvicorn has put the client's in place of a trusted proxy's."""
    return network(request.client.host) if request.client else "unknown"


Address = Annotated[str, Depends(address)]
