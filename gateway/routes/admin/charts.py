"""The desk's numbers."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query

from gateway.routes.agent.deps import CurrentAdmin
from gateway.routes.agent.schema import Charts
from gateway.routes.deps import ERRORS, Wired
from shop.charts import charts as draw

router = APIRouter(prefix="/api/admin", tags=["admin"])


@router.get("/charts", response_model=Charts, responses=ERRORS)
async def charts(wired: Wired, admin: CurrentAdmin, days: Annotated[int, Query(ge=1, le=365)] = 30) -> Charts:
    """By day, and in all: what the bot solved, waits and answers, ratings, what recommendations did."""
    drawn = await asyncio.to_thread(draw, wired.store, days)
    return Charts(
        days=[day.isoformat() for day in drawn.days],
        series=drawn.series,
        totals=drawn.totals,
        reasons=drawn.reasons,
        categories=drawn.categories,
    )
