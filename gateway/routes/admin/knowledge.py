"""The FAQ, what it has no answer to, and what the bot did not understand."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Annotated

import structlog
from fastapi import APIRouter, Query

from gateway.gaps import Gap, gathered
from gateway.routes.agent.deps import CurrentAdmin
from gateway.routes.agent.recorded import Recorded
from gateway.routes.agent.schema import (
    Doubt,
    Doubts,
    FaqList,
    FaqText,
    FaqTried,
    Filed,
    GapList,
    GapView,
    PutAside,
    Verdict,
)
from gateway.routes.deps import ERRORS, Wired
from gateway.text import clean
from gateway.wiring import Services
from shop.errors import BadInput, NotFound, ShopkeeperError
from shop.ids import new_id
from shop.tracker import Heard
from shop.types import FaqEntry

log = structlog.get_logger()
router = APIRouter(prefix="/api/admin", tags=["admin"], route_class=Recorded)

LOOKED_AT = 2000  # latest messages
SHOWN = 100
UNSURE = 0.6  # confidence below which a guess is worth a look
FALLBACKS = ("nlu_fallback", "out_of_scope")


@router.get("/faqs", response_model=FaqList, responses=ERRORS)
async def faqs(wired: Wired, admin: CurrentAdmin) -> FaqList:
    return FaqList(faqs=await asyncio.to_thread(wired.faqs.all))


@router.get("/faqs/answer", response_model=FaqTried, responses=ERRORS)
async def try_out(wired: Wired, admin: CurrentAdmin, q: Annotated[str, Query(max_length=500)]) -> FaqTried:
    """What the bot would answer to a question now."""
    text = clean(q, limit=500, field="q")
    found = await wired.parts.retrieval.faq.answer(text)
    return FaqTried(entry=found.entry if found else None, score=found.score if found else None)


@router.post("/faqs", status_code=201, response_model=FaqEntry, responses=ERRORS)
async def add(body: FaqText, wired: Wired, admin: CurrentAdmin) -> FaqEntry:
    return await _put(wired, new_id("faq"), body)


@router.put("/faqs/{entry_id}", response_model=FaqEntry, responses=ERRORS)
async def change(entry_id: str, body: FaqText, wired: Wired, admin: CurrentAdmin) -> FaqEntry:
    await asyncio.to_thread(wired.faqs.get, entry_id)
    return await _put(wired, entry_id, body)


@router.delete("/faqs/{entry_id}", status_code=204, responses=ERRORS)
async def delete(entry_id: str, wired: Wired, admin: CurrentAdmin) -> None:
    await asyncio.to_thread(wired.faqs.delete, [entry_id])
    await _index(wired)


@router.get("/gaps", response_model=GapList, responses=ERRORS)
async def gaps(wired: Wired, admin: CurrentAdmin) -> GapList:
    """What the shop was asked and has no answer to, by how often; less what was put aside or is answered by now."""
    found = await asyncio.to_thread(_open_gaps, wired)
    open_still = [gap for gap in found[:SHOWN] if not await _answered(wired, gap)]
    return GapList(gaps=[_gap_view(gap) for gap in open_still], left=max(0, len(found) - SHOWN))


@router.post("/gaps/aside", status_code=204, responses=ERRORS)
async def put_aside(body: PutAside, wired: Wired, admin: CurrentAdmin) -> None:
    """Questions that need no answer leave the list."""
    for message_id in dict.fromkeys(body.messages):
        message = await asyncio.to_thread(wired.conversations.message, message_id)
        if "gap" not in message.data:
            raise BadInput(f"messages: {message_id} is no question without an answer", field="messages")
        await asyncio.to_thread(wired.book.review, message_id, message.conversation_id, admin.id, None)


@router.get("/review", response_model=Doubts, responses=ERRORS)
async def review(wired: Wired, admin: CurrentAdmin) -> Doubts:
    """What the bot failed at or was unsure of, newest first, less what was already decided."""
    return await asyncio.to_thread(_doubts, wired)


@router.post("/review/{message_id}", response_model=Filed, responses=ERRORS)
async def decide(message_id: str, body: Verdict, wired: Wired, admin: CurrentAdmin) -> Filed:
    """File the message as an example of an intent, or put it aside."""
    if (body.intent is None) == (not body.dismiss):
        raise BadInput("intent: expected an intent, or dismiss", field="intent")
    message = await asyncio.to_thread(wired.conversations.message, message_id)
    if message.author != "shopper":
        raise BadInput("message_id: only what a shopper said can be filed", field="message_id")
    path = None
    if body.intent is not None:
        path = await asyncio.to_thread(wired.examples.file, body.intent, message.text)
    await asyncio.to_thread(wired.book.review, message_id, message.conversation_id, admin.id, body.intent)
    return Filed(file=str(path) if path else None)


async def _put(wired: Services, entry_id: str, body: FaqText) -> FaqEntry:
    entry = FaqEntry(
        id=entry_id,
        question=clean(body.question, limit=500, field="question"),
        answer=clean(body.answer, limit=10_000, field="answer"),
        topic=body.topic,
        language=body.language,
        paraphrases=tuple(clean(one, limit=500, field="paraphrases") for one in body.paraphrases),
    )
    await asyncio.to_thread(wired.faqs.upsert, [entry])
    await _index(wired)
    return entry


async def _index(wired: Services) -> None:
    """At once; where a part is down the worker does it as soon as it is back."""
    try:
        await wired.parts.retrieval.index.sync()
        await wired.parts.retrieval.faq.follow(now=True)
    except ShopkeeperError as error:
        log.warning("the index follows later", why=error.message)


def _open_gaps(wired: Services) -> list[Gap]:
    asked = wired.conversations.gaps(LOOKED_AT)
    aside = wired.book.reviewed([message.id for message in asked])
    return gathered(message for message in asked if message.id not in aside)


async def _answered(wired: Services, gap: Gap) -> bool:
    """Whether an entry written since answers it; where the search is down nothing is known to be."""
    try:
        return await wired.parts.retrieval.faq.answer(gap.wordings[0]) is not None
    except ShopkeeperError:
        return False


def _gap_view(gap: Gap) -> GapView:
    latest, wordings = gap.messages[0], gap.wordings
    return GapView(
        question=wordings[0],
        wordings=wordings[1:],
        count=len(gap.messages),
        asked_at=latest.created_at,
        conversation_id=latest.conversation_id,
        messages=[message.id for message in gap.messages],
    )


def _doubts(wired: Services) -> Doubts:
    heard = wired.tracker.heard(LOOKED_AT)
    doubtful = [(one, why) for one in heard if (why := _why(one))]
    decided = wired.book.reviewed([one.message_id for one, _ in doubtful])
    found = []
    for one, why in doubtful:
        if one.message_id in decided:
            continue
        try:
            message = wired.conversations.message(one.message_id)
        except NotFound:
            continue
        found.append(
            Doubt(
                id=message.id,
                conversation_id=message.conversation_id,
                text=message.text,
                intent=one.understood.intent,
                confidence=one.understood.confidence,
                why=why,
                created_at=datetime.fromtimestamp(one.at, UTC),
            )
        )
        if len(found) == SHOWN:
            break
    return Doubts(messages=found, intents=wired.examples.intents())


def _why(heard: Heard) -> str | None:
    if heard.understood.intent in FALLBACKS:
        return "fallback"
    return "unsure" if heard.understood.confidence < UNSURE else None
