"""A picture for a message."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, UploadFile
from fastapi.responses import FileResponse

from gateway.routes.deps import ERRORS, CurrentShopper, Wired
from gateway.schema import UploadView
from gateway.uploads import LIMIT

router = APIRouter(tags=["uploads"])


@router.post("/api/uploads", status_code=201, response_model=UploadView, responses=ERRORS)
async def upload(wired: Wired, shopper: CurrentShopper, file: UploadFile) -> UploadView:
    """Keep a picture; its id goes into a message's ``attachment``."""
    await wired.limits.take("uploads", shopper.shopper_id, wired.settings.gateway.messages_per_minute)
    saved = await wired.uploads.save(shopper.conversation.id, await file.read(LIMIT + 1))
    return UploadView.model_validate(saved)


@router.get("/api/uploads/{conversation_id}/{name}", responses=ERRORS)
async def picture(wired: Wired, conversation_id: str, name: str) -> FileResponse:
    """The picture; its name is a secret of 128 bits that only the conversation's messages hold."""
    path = await asyncio.to_thread(wired.uploads.path, conversation_id, name)
    return FileResponse(path, headers={"cache-control": "private, max-age=86400"})
