"""Agents sign in and out."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Cookie, Request, Response

from gateway.routes.agent.deps import COOKIE, CurrentAgent, CurrentSession
from gateway.routes.agent.recorded import Recorded, note
from gateway.routes.agent.schema import AgentList, Presence, SignedIn, SignIn, SignIns
from gateway.routes.deps import ERRORS, Address, Wired
from shop.agents import LIFE

router = APIRouter(prefix="/api/agent", tags=["agents"], route_class=Recorded)


@router.post("/login", response_model=SignedIn, responses=ERRORS)
async def sign_in(body: SignIn, wired: Wired, address: Address, request: Request, response: Response) -> SignedIn:
    """A cookie that scripts cannot read; the CSRF token goes back in a header with every change. Who has a second
    factor and gives no code of it is answered 401, ``second_factor``."""
    await wired.limits.take("sign-ins", address, wired.settings.gateway.sign_ins_per_minute)
    browser = request.headers.get("user-agent")
    cookie, session = await asyncio.to_thread(
        lambda: wired.sign_ins.sign_in(body.email, body.password, body.code, address=address, browser=browser)
    )
    request.state.agent_id = session.agent.id
    note(request, address=address, session=session.handle)
    response.set_cookie(
        COOKIE,
        cookie,
        max_age=int(LIFE.total_seconds()),
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
        path="/api",
    )
    await wired.presence()
    return SignedIn(agent=session.agent, csrf=session.csrf)


@router.post("/logout", status_code=204, responses=ERRORS)
async def sign_out(
    wired: Wired,
    session: CurrentSession,
    response: Response,
    shopkeeper_agent: Annotated[str | None, Cookie()] = None,
) -> None:
    await asyncio.to_thread(wired.agents.sign_out, shopkeeper_agent or "")
    response.delete_cookie(COOKIE, path="/api")
    await wired.sessions_ended(session.agent.id)


@router.get("/me", response_model=SignedIn, responses=ERRORS)
async def me(session: CurrentSession) -> SignedIn:
    return SignedIn(agent=session.agent, csrf=session.csrf)


@router.put("/me", response_model=SignedIn, responses=ERRORS)
async def presence(body: Presence, wired: Wired, session: CurrentSession) -> SignedIn:
    """Whether I take conversations now."""
    changed = await asyncio.to_thread(lambda: wired.agents.change(session.agent.id, online=body.online))
    await wired.presence()
    return SignedIn(agent=changed, csrf=session.csrf)


@router.get("/sessions", response_model=SignIns, responses=ERRORS)
async def sessions(wired: Wired, session: CurrentSession) -> SignIns:
    """Where I am signed in."""
    found = await asyncio.to_thread(wired.agents.sessions, session.agent.id)
    return SignIns(sessions=found, current=session.handle)


@router.delete("/sessions/{handle}", status_code=204, responses=ERRORS)
async def end(handle: str, wired: Wired, session: CurrentSession) -> None:
    """Sign out there; what is open there closes at once."""
    await asyncio.to_thread(wired.agents.end_session, session.agent.id, handle)
    await wired.sessions_ended(session.agent.id)


@router.get("/agents", response_model=AgentList, responses=ERRORS)
async def colleagues(wired: Wired, agent: CurrentAgent) -> AgentList:
    """Whom a conversation can be passed to."""
    everyone = await asyncio.to_thread(wired.agents.all)
    return AgentList(agents=[one for one in everyone if one.active])
