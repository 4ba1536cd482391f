"""What the live shop that is followed tells comes in here."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter
from starlette.requests import Request

from gateway.routes.deps import ERRORS, Wired
from shop.connectors.hooks import Hooks
from shop.errors import NotFound

router = APIRouter(tags=["live shop"])


@router.post("/api/connect/hooks", status_code=204, responses=ERRORS)
async def hook(request: Request, wired: Wired) -> None:
    """A webhook of the connected platform: signed, and answered as soon as it is written down."""
    if wired.platform is None:
        raise NotFound("no live shop is connected")
    change = wired.platform.hear(await request.body(), {name.lower(): value for name, value in request.headers.items()})
    if change is not None:
        await asyncio.to_thread(Hooks(wired.store).put, change)
