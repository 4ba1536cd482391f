"""Who did what at the desk: to read, page by page, and to check."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from gateway.routes.agent.deps import CurrentAdmin
from gateway.routes.deps import ERRORS, Wired
from shop.audit import Deed, Verdict

router = APIRouter(prefix="/api/admin/audit", tags=["admin"])


class Deeds(BaseModel):
    """``names`` are the agents' by id, as far as there still is an account."""

    deeds: list[Deed]
    names: dict[str, str]


@router.get("", response_model=Deeds, responses=ERRORS)
async def deeds(
    wired: Wired,
    admin: CurrentAdmin,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    before: Annotated[int | None, Query(ge=1, description="a number: what was done before it")] = None,
    who: Annotated[str | None, Query(max_length=80)] = None,
    conversation: Annotated[str | None, Query(max_length=200, description="what was done with it alone")] = None,
) -> Deeds:
    """The latest first."""

    def look() -> Deeds:
        found = wired.audit.deeds(limit, before=before, who=who)
        if conversation is not None:
            alias = wired.audit.alias(conversation)
            found = [deed for deed in found if deed.about.get("conversation") == alias]
        return Deeds(deeds=found, names={agent.id: agent.name for agent in wired.agents.all()})

    return await asyncio.to_thread(look)


@router.get("/verify", response_model=Verdict, responses=ERRORS)
async def verify(wired: Wired, admin: CurrentAdmin) -> Verdict:
    """Whether the chain holds from its first deed to its last."""
    return await asyncio.to_thread(wired.audit.verify)
