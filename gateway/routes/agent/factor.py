"""An agent's second factor: to set up, to confirm, to take off."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter

from gateway.routes.agent.deps import CurrentAdmin, CurrentAgent
from gateway.routes.agent.recorded import Recorded
from gateway.routes.agent.schema import Code, FactorState, Proof
from gateway.routes.deps import ERRORS, Wired
from gateway.wiring import Services
from shop.agents import Agent
from shop.errors import Conflict, Forbidden
from shop.factors import Enrolment

router = APIRouter(tags=["agents"], route_class=Recorded)
TRIES = 10  # codes a minute


@router.get("/api/agent/factor", response_model=FactorState, responses=ERRORS)
async def state(wired: Wired, agent: CurrentAgent) -> FactorState:
    """Whether a code is asked for when I sign in."""
    return FactorState(on=await asyncio.to_thread(wired.factors.needed, agent.id))


@router.post("/api/agent/factor", response_model=Enrolment, responses=ERRORS)
async def begin(body: Proof, wired: Wired, agent: CurrentAgent) -> Enrolment:
    """A secret for an authenticator app, for who gives the password once more; it counts once it is confirmed."""
    await _counted(wired, agent)
    if not await asyncio.to_thread(wired.agents.knows, agent.id, body.password):
        raise Forbidden("password: is wrong", field="password")
    return await asyncio.to_thread(wired.factors.begin, agent)


@router.put("/api/agent/factor", status_code=204, responses=ERRORS)
async def confirm(body: Code, wired: Wired, agent: CurrentAgent) -> None:
    """The app shows this code: from now on one is asked for."""
    await _counted(wired, agent)
    await asyncio.to_thread(wired.factors.confirm, agent.id, body.code)


@router.post("/api/agent/factor/off", status_code=204, responses=ERRORS)
async def take_off(body: Code, wired: Wired, agent: CurrentAgent) -> None:
    """Ask for it no more, for who still has it."""
    await _counted(wired, agent)
    if not await asyncio.to_thread(wired.factors.check, agent.id, body.code):
        raise Forbidden("code: is wrong", field="code")
    await asyncio.to_thread(wired.factors.remove, agent.id)


@router.delete("/api/admin/agents/{agent_id}/factor", status_code=204, responses=ERRORS)
async def remove(agent_id: str, wired: Wired, admin: CurrentAdmin) -> None:
    """For a colleague who has lost theirs; one's own is taken off with a code, or by the command."""
    if agent_id == admin.id:
        raise Conflict("your own is taken off with a code; another admin can do without")
    await asyncio.to_thread(wired.factors.remove, agent_id)


async def _counted(wired: Services, agent: Agent) -> None:
    await wired.limits.take("codes", agent.id, TRIES)
