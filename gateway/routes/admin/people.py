"""Agents' accounts and opening hours."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Request

from gateway.routes.agent.deps import CurrentAdmin, CurrentAgent
from gateway.routes.agent.recorded import Recorded, note
from gateway.routes.agent.schema import (
    AgentChange,
    AgentList,
    Countries,
    Country,
    Holiday,
    NewAgent,
    Outlook,
    SignIns,
)
from gateway.routes.deps import ERRORS, Wired
from shop.agents import Agent
from shop.errors import Conflict
from shop.hours import Hours
from shop.hours import countries as known_countries
from shop.types import now

router = APIRouter(prefix="/api/admin", tags=["admin"], route_class=Recorded)
AHEAD = 365  # days of holidays that are shown


@router.get("/agents", response_model=AgentList, responses=ERRORS)
async def everyone(wired: Wired, admin: CurrentAdmin) -> AgentList:
    return AgentList(agents=await asyncio.to_thread(wired.agents.all))


@router.post("/agents", status_code=201, response_model=Agent, responses=ERRORS)
async def add(body: NewAgent, wired: Wired, admin: CurrentAdmin, request: Request) -> Agent:
    made = await asyncio.to_thread(wired.agents.add, body.email, body.name, body.password, body.role)
    note(request, agent_id=made.id, role=made.role)
    return made


@router.put("/agents/{agent_id}", response_model=Agent, responses=ERRORS)
async def change(agent_id: str, body: AgentChange, wired: Wired, admin: CurrentAdmin, request: Request) -> Agent:
    """Who is made inactive or has a new password is signed out, streams and all. Admins cannot lock themselves out."""
    if agent_id == admin.id and (body.active is False or body.role == "agent"):
        raise Conflict("you cannot take your own rights away; another admin can")
    changes = body.model_dump(exclude_none=True)
    note(request, **{**changes, **({"password": "changed"} if "password" in changes else {})})
    changed = await asyncio.to_thread(lambda: wired.agents.change(agent_id, **changes))
    await wired.sessions_ended(agent_id)
    return changed


@router.get("/agents/{agent_id}/sessions", response_model=SignIns, responses=ERRORS)
async def sessions(agent_id: str, wired: Wired, admin: CurrentAdmin) -> SignIns:
    """Where an agent is signed in."""
    await asyncio.to_thread(wired.agents.get, agent_id)
    return SignIns(sessions=await asyncio.to_thread(wired.agents.sessions, agent_id))


@router.delete("/agents/{agent_id}/sessions/{handle}", status_code=204, responses=ERRORS)
async def end(agent_id: str, handle: str, wired: Wired, admin: CurrentAdmin) -> None:
    """End one of an agent's sessions; what is open there closes at once."""
    await asyncio.to_thread(wired.agents.end_session, agent_id, handle)
    await wired.sessions_ended(agent_id)


@router.get("/hours", response_model=Hours, responses=ERRORS)
async def hours(wired: Wired, agent: CurrentAgent) -> Hours:
    return await wired.reception.hours()


@router.put("/hours", response_model=Hours, responses=ERRORS)
async def set_hours(body: Hours, wired: Wired, admin: CurrentAdmin, request: Request) -> Hours:
    """Week from Monday, spans as ``["09:00", "17:00"]``; public holidays of ``country`` are closed."""
    note(request, hours=body.model_dump(mode="json"))
    await asyncio.to_thread(wired.book.put_setting, "hours", body.model_dump(mode="json"))
    return body


@router.post("/hours/outlook", response_model=Outlook, responses=ERRORS)
async def outlook(body: Hours, admin: CurrentAdmin) -> Outlook:
    """What these hours come to, before they are saved: open now or from when, and the holidays of the next year."""

    def look() -> Outlook:
        moment = now()
        is_open = body.is_open(moment)
        days = body.holidays(moment.date(), AHEAD)
        return Outlook(
            open=is_open,
            next_opening=None if is_open else body.next_opening(moment),
            holidays=[Holiday(date=day, name=name) for day, name in days],
        )

    return await asyncio.to_thread(look)


@router.get("/countries", response_model=Countries, responses=ERRORS)
async def countries(admin: CurrentAdmin) -> Countries:
    """Whose public holidays are known."""
    known = await asyncio.to_thread(known_countries)
    return Countries(countries=[Country(code=code, subdivisions=parts) for code, parts in known.items()])
