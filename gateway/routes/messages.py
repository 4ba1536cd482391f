"""What a shopper says, and what there is to read."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query, Response

from gateway.routes.deps import ERRORS, Address, CurrentShopper, RequestId, Wired
from gateway.schema import (
    MessageAccepted,
    MessageAnswered,
    MessageList,
    MessageRequest,
    message_view,
)
from gateway.text import clean
from shop.errors import BadInput
from shop.keyed import keyed

router = APIRouter(tags=["messages"])


@router.post(
    "/api/messages",
    status_code=202,
    response_model=MessageAnswered | MessageAccepted,
    responses={**ERRORS, 200: {"model": MessageAnswered, "description": "with wait=1: the answer"}},
)
async def say(
    body: MessageRequest,
    wired: Wired,
    shopper: CurrentShopper,
    request_id: RequestId,
    response: Response,
    address: Address,
    wait: Annotated[bool, Query(description="hold the request until the answer is there")] = False,
) -> MessageAnswered | MessageAccepted:
    """Take a message: stored and acknowledged at once, answered over the stream, or here with ``wait=1``.

    With ``wait`` an answer that takes too long ends as a 202: it then comes over the stream or ``GET``.
    """
    limits = wired.settings.gateway
    await wired.limits.take("messages", shopper.shopper_id, limits.messages_per_minute)
    attachment = await wired.uploads.find(shopper.conversation.id, body.attachment) if body.attachment else None
    if body.text is None and body.payload is None and attachment is None:
        raise BadInput("text: missing, expected some text", field="text")
    text = clean(body.text, limit=limits.max_text) if body.text is not None else ""
    taken = await wired.turns.take(
        shopper.conversation,
        text,
        payload=body.payload,
        client_id=body.client_id,
        request_id=request_id,
        data={**({"attachment": attachment} if attachment else {}), **({"about": body.about} if body.about else {})},
        client=keyed(wired.settings.secrets.session, "client", address),
    )
    if wait:
        done, _ = await asyncio.wait([taken.answer], timeout=limits.reply_seconds)
        if done:
            response.status_code = 200
            replies = [message_view(reply) for reply in taken.answer.result()]
            return MessageAnswered(message_id=taken.message.id, replies=replies)
    return MessageAccepted(message_id=taken.message.id)


@router.get("/api/messages", response_model=MessageList, responses=ERRORS)
async def history(
    wired: Wired,
    shopper: CurrentShopper,
    after: Annotated[str | None, Query(max_length=100, description="id of the last message that you have")] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 200,
) -> MessageList:
    """The conversation so far, oldest first: its latest ``limit`` messages, or those after a message."""
    found = await asyncio.to_thread(wired.conversations.history, shopper.conversation.id, after, limit)
    return MessageList(messages=[message_view(message) for message in found])
