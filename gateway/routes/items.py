"""The shelf: search, one item, what goes with the shopper."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query

from gateway.routes.deps import ERRORS, Address, CurrentShopper, Wired
from gateway.schema import (
    Category,
    CategoryList,
    ItemList,
    ItemView,
    Recommendations,
    item_view,
)

router = APIRouter(tags=["items"])
Limit = Annotated[int, Query(ge=1, le=100)]


@router.get("/api/items", response_model=ItemList, responses=ERRORS)
async def search(
    wired: Wired,
    address: Address,
    q: Annotated[str, Query(max_length=500, description="what a shopper would type")] = "",
    category: Annotated[str | None, Query(max_length=200)] = None,
    limit: Limit = 20,
    offset: Annotated[int, Query(ge=0, le=100_000)] = 0,
) -> ItemList:
    """Items for a query, best first; without one the most wanted first."""
    await wired.limits.take("searches", address, wired.settings.gateway.searches_per_minute)
    ids, total = await wired.shelf.find(q.strip(), category, limit, offset)
    items = await asyncio.to_thread(wired.catalogue.get_many, ids)
    return ItemList(items=[item_view(item) for item in items.values()], total=total)


@router.get("/api/items/{item_id:path}", response_model=ItemView, responses=ERRORS)
async def item(wired: Wired, item_id: str) -> ItemView:
    """One item, or 404."""
    return item_view(await asyncio.to_thread(wired.catalogue.get, item_id))


@router.get("/api/categories", response_model=CategoryList, responses=ERRORS)
async def categories(wired: Wired, address: Address) -> CategoryList:
    """The categories of items on the shelf, biggest first."""
    await wired.limits.take("searches", address, wired.settings.gateway.searches_per_minute)
    return CategoryList(categories=[Category(name=name, count=n) for name, n in await wired.shelf.categories()])


@router.get("/api/recommendations", response_model=Recommendations, responses=ERRORS)
async def recommendations(
    wired: Wired,
    shopper: CurrentShopper,
    limit: Annotated[int, Query(ge=1, le=50)] = 5,
    context: Annotated[str, Query(max_length=500, description="the moment: 'a hiking trip'")] = "",
    placement: Annotated[str, Query(max_length=40, description="where they are shown: 'home', 'e-mail'")] = "",
) -> Recommendations:
    """Picks for this shopper, each with reasons; what sells where no model answers."""
    await wired.limits.take("recommendations", shopper.shopper_id, wired.settings.gateway.searches_per_minute)
    return await wired.shelf.recommend(shopper.shopper_id, shopper.conversation.id, context.strip(), limit, placement)
