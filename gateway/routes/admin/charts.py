"""The desk's numbers."""

from __future__ import annotations

import asyncio
import csv
from dataclasses import asdict
from io import StringIO
from typing import Annotated

from fastapi import APIRouter, Query, Response

from gateway.routes.agent.deps import CurrentAdmin
from gateway.routes.agent.schema import Charts, CommentView
from gateway.routes.deps import ERRORS, Wired
from shop.charts import Charts as Drawn
from shop.charts import charts as draw

router = APIRouter(prefix="/api/admin", tags=["admin"])
Days = Annotated[int, Query(ge=1, le=365)]


@router.get("/charts", response_model=Charts, responses=ERRORS)
async def charts(wired: Wired, admin: CurrentAdmin, days: Days = 30) -> Charts:
    """By day, and in all: what the bot solved, waits and answers, ratings, what recommendations did."""
    drawn = await asyncio.to_thread(draw, wired.store, days)
    return Charts(
        days=[day.isoformat() for day in drawn.days],
        series=drawn.series,
        totals=drawn.totals,
        reasons=drawn.reasons,
        categories=drawn.categories,
        comments=[CommentView(**asdict(comment)) for comment in drawn.comments],
    )


@router.get("/charts.csv", response_class=Response, responses=ERRORS)
async def table(wired: Wired, admin: CurrentAdmin, days: Days = 30) -> Response:
    """The same by day as a table for a spreadsheet: a row a day, times in seconds."""
    drawn = await asyncio.to_thread(draw, wired.store, days)
    name = f"reports-{drawn.days[0].isoformat()}-{drawn.days[-1].isoformat()}.csv"
    return Response(
        _csv(drawn),
        media_type="text/csv; charset=utf-8",
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )


def _csv(drawn: Drawn) -> str:
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(["day", *drawn.series])
    for at, day in enumerate(drawn.days):
        writer.writerow([day.isoformat(), *(f"{numbers[at]:g}" for numbers in drawn.series.values())])
    return out.getvalue()
