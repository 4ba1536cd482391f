"""What agents work with: canned replies, and the shelf."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query

from gateway.routes.agent.deps import CurrentAgent
from gateway.routes.agent.recorded import Recorded
from gateway.routes.agent.schema import TEXT, CannedList, CannedText, Items
from gateway.routes.deps import ERRORS, Wired
from gateway.schema import item_view
from gateway.text import clean
from shop.desk import Canned

router = APIRouter(prefix="/api/agent", tags=["agents"], route_class=Recorded)


@router.get("/canned", response_model=CannedList, responses=ERRORS)
async def canned(wired: Wired, agent: CurrentAgent) -> CannedList:
    """Ready replies; the console fills in ``{name}``, ``{agent}`` and ``{order}``."""
    return CannedList(canned=await asyncio.to_thread(wired.book.canned))


@router.post("/canned", status_code=201, response_model=Canned, responses=ERRORS)
async def add(body: CannedText, wired: Wired, agent: CurrentAgent) -> Canned:
    return await asyncio.to_thread(wired.book.put_canned, *_clean(body))


@router.put("/canned/{canned_id}", response_model=Canned, responses=ERRORS)
async def change(canned_id: int, body: CannedText, wired: Wired, agent: CurrentAgent) -> Canned:
    return await asyncio.to_thread(wired.book.put_canned, *_clean(body), canned_id)


@router.delete("/canned/{canned_id}", status_code=204, responses=ERRORS)
async def delete(canned_id: int, wired: Wired, agent: CurrentAgent) -> None:
    await asyncio.to_thread(wired.book.delete_canned, canned_id)


@router.get("/items", response_model=Items, responses=ERRORS)
async def items(wired: Wired, agent: CurrentAgent, q: Annotated[str, Query(max_length=500)] = "") -> Items:
    """Search for a product to send."""
    ids, _ = await wired.shelf.find(q.strip(), None, 10, 0)
    found = await asyncio.to_thread(wired.catalogue.get_many, ids)
    return Items(items=[item_view(item) for item in found.values()])


def _clean(body: CannedText) -> tuple[str, str]:
    return clean(body.title, limit=120, field="title"), clean(body.text, limit=TEXT)
