"""Are we alive, and is everything there."""

from __future__ import annotations

from fastapi import APIRouter, Response

from gateway.routes.deps import Wired
from gateway.schema import Ready

router = APIRouter(tags=["health"])


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@router.get("/readyz", response_model=Ready, responses={503: {"model": Ready}})
async def readyz(wired: Wired, response: Response) -> Ready:
    """200 when every part is there; 503 names the missing ones."""
    ready = await wired.readiness.look()
    response.status_code = 200 if ready.ready else 503
    return ready
