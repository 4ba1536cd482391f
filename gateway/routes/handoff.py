"""Person or bot, as the shopper chooses, and what the shopper thought of it."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter

from gateway.reception import EMAIL
from gateway.routes.deps import ERRORS, CurrentShopper, Wired
from gateway.schema import HandoffRequest, OwnerView, RatingRequest
from gateway.text import clean
from shop.errors import BadInput
from shop.types import Owner

router = APIRouter(tags=["handoff"])


@router.get("/api/handoff", response_model=OwnerView, responses=ERRORS)
async def who_answers(wired: Wired, shopper: CurrentShopper) -> OwnerView:
    """Who answers now; place in the queue and expected wait while waiting."""
    return await wired.desk.view(shopper.conversation)


@router.post("/api/handoff", response_model=OwnerView, responses=ERRORS)
async def choose(body: HandoffRequest, wired: Wired, shopper: CurrentShopper) -> OwnerView:
    """Ask for a person, or go back to the bot. An e-mail address takes the answer when nobody is there."""
    limits = wired.settings.gateway
    await wired.limits.take("messages", shopper.shopper_id, limits.messages_per_minute)
    if body.email is not None and not EMAIL.fullmatch(body.email):
        raise BadInput(f"email: got {body.email!r}, expected an e-mail address", field="email")
    question = clean(body.question, limit=limits.max_text, field="question") if body.question else None
    conversation = shopper.conversation
    if body.to == "bot":
        if conversation.owner is Owner.CLOSED:
            await wired.desk.reopen(conversation)
        else:
            await wired.desk.choose_bot(conversation)
    else:
        await wired.desk.request(conversation, why="asked", email=body.email, question=question)
    return await wired.desk.view(await asyncio.to_thread(wired.conversations.get, conversation.id))


@router.post("/api/ratings", status_code=204, responses=ERRORS)
async def rate(body: RatingRequest, wired: Wired, shopper: CurrentShopper) -> None:
    """One to five, and a comment; the latest counts."""
    comment = clean(body.comment, limit=wired.settings.gateway.max_text, field="comment") if body.comment else ""
    await wired.desk.rate(shopper.conversation, body.rating, comment)
