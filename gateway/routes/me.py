"""Everything that is held on a shopper: to read, and to have erased."""

from __future__ import annotations

import asyncio
from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from gateway.routes.deps import ERRORS, CurrentShopper, Wired
from gateway.schema import ConsentRequest, ConsentView, Erased

router = APIRouter(tags=["me"])


@router.get("/api/me", responses=ERRORS)
async def export(wired: Wired, shopper: CurrentShopper) -> JSONResponse:
    """Everything held on this shopper, as JSON."""
    held: dict[str, Any] = await wired.privacy.export(shopper.shopper_id)
    return JSONResponse(held)


@router.delete("/api/me", response_model=Erased, responses=ERRORS)
async def erase(wired: Wired, shopper: CurrentShopper) -> Erased:
    """Erase it everywhere; what the law makes us keep is named. The token is worth nothing afterwards."""
    return await wired.privacy.erase(shopper.shopper_id)


@router.put("/api/me/consent", response_model=ConsentView, responses=ERRORS)
async def consent(body: ConsentRequest, wired: Wired, shopper: CurrentShopper) -> ConsentView:
    """Whether what the shopper does on the pages may be kept beyond this visit."""
    await asyncio.to_thread(wired.shoppers.consent, shopper.shopper_id, body.tracking)
    return ConsentView(tracking=body.tracking)
