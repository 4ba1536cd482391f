"""The queue, my conversations, and one conversation with all that is known."""

from __future__ import annotations

import asyncio
import math
from typing import Annotated, Literal

from fastapi import APIRouter, Query

from gateway.routes.agent.deps import CurrentAgent
from gateway.routes.agent.schema import (
    Change,
    DeskMessage,
    DeskMessages,
    Line,
    Lines,
    UnderstoodView,
    Whole,
    Written,
)
from gateway.routes.deps import ERRORS, Wired
from gateway.schema import message_view
from gateway.wiring import Services
from shop.errors import Unavailable
from shop.tracker import Understood
from shop.types import Message, Owner, now
from shop.waiting import Page, Summary, Wanted

router = APIRouter(prefix="/api/agent/conversations", tags=["agents"])
EVENTS = 30  # of the shopper's, the newest


@router.get("", response_model=Lines, responses=ERRORS)
async def lines(
    wired: Wired,
    agent: CurrentAgent,
    view: Literal["queue", "mine", "all", "closed"] = "queue",
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    q: Annotated[str, Query(max_length=200, description="words that were said, a name, an address, an order")] = "",
    holder: Annotated[str | None, Query(max_length=80, description="an agent's id")] = None,
    language: Annotated[str | None, Query(pattern=r"^[A-Za-z-]{2,12}$")] = None,
    rating: Annotated[int | None, Query(ge=1, le=5, description="rated so or worse")] = None,
    after: Annotated[str | None, Query(max_length=300, description="the 'next' of the page before")] = None,
) -> Lines:
    """A list of conversations; the queue has the longest waiting first, the others the latest.

    All that is given must hold; only the queue is not searched.
    """
    if view == "queue":
        found = Page(lines=await asyncio.to_thread(wired.queue.waiting, limit), next=None)
    else:
        owners = {"mine": Owner.AGENT, "closed": Owner.CLOSED, "all": None}
        wanted = Wanted(
            text=q,
            owner=owners[view],
            agent_id=agent.id if view == "mine" else holder,
            language=language,
            rating_up_to=rating,
        )
        found = await asyncio.to_thread(wired.queue.page, wanted, limit, after)
    waiting = await asyncio.to_thread(wired.queue.waiting_ids)
    return Lines(conversations=[line(summary) for summary in found.lines], waiting=len(waiting), next=found.next)


@router.get("/{conversation_id}", response_model=Whole, responses=ERRORS)
async def whole(conversation_id: str, wired: Wired, agent: CurrentAgent) -> Whole:
    """Transcript with what the bot understood, the shopper, notes, and who had it when."""
    return await asyncio.to_thread(_whole, wired, conversation_id)


@router.get("/{conversation_id}/messages", response_model=DeskMessages, responses=ERRORS)
async def messages(
    conversation_id: str,
    wired: Wired,
    agent: CurrentAgent,
    after: Annotated[str | None, Query(max_length=100)] = None,
) -> DeskMessages:
    """What was said after a message, for a console that reconnects."""

    def read() -> DeskMessages:
        found = wired.conversations.history(conversation_id, after, 500)
        return DeskMessages(messages=_messages(found, _understood(wired, conversation_id)))

    return await asyncio.to_thread(read)


@router.get("/{conversation_id}/summary", response_model=Written, responses=ERRORS)
async def summary(conversation_id: str, wired: Wired, agent: CurrentAgent) -> Written:
    """What it is about, in a few sentences."""
    return await wired.assist.summary(conversation_id)


@router.get("/{conversation_id}/suggestion", response_model=Written, responses=ERRORS)
async def suggestion(conversation_id: str, wired: Wired, agent: CurrentAgent) -> Written:
    """A reply that the agent may take, change or leave; it is never sent by itself."""
    return await wired.assist.suggestion(conversation_id, agent.name)


def line(summary: Summary) -> Line:
    waits = None
    if summary.waiting_since is not None:
        waits = math.floor((now() - summary.waiting_since).total_seconds())
    return Line(**summary.model_dump(), wait_seconds=waits)


def _whole(wired: Services, conversation_id: str) -> Whole:
    summary = wired.queue.summary(conversation_id)
    history = wired.conversations.history(conversation_id, None, 500)
    shopper_id = summary.shopper.id
    profile = wired.profiles.profile(shopper_id, EVENTS)
    cart = wired.carts.total(wired.carts.get(shopper_id))
    seen = {event.item_id for event in profile.events if event.item_id}
    seen |= {one for taste in profile.tastes for one in taste.evidence}
    titles = {item_id: item.title for item_id, item in wired.catalogue.get_many(seen).items()}
    return Whole(
        conversation=line(summary),
        messages=_messages(history, _understood(wired, conversation_id)),
        notes=wired.book.notes(conversation_id),
        shopper={
            **summary.shopper.model_dump(),
            "profile": {
                **profile.model_dump(mode="json", exclude={"events"}),
                "tastes": [
                    {
                        **taste.model_dump(mode="json"),
                        "evidence": [titles.get(one, f"“{one}”") for one in taste.evidence],
                    }
                    for taste in profile.tastes
                ],
            },
            "events": [
                {**event.model_dump(mode="json"), "title": titles.get(event.item_id or "")}
                for event in reversed(profile.events)
            ],
            "orders": _orders(wired, shopper_id),
            "cart": {
                "lines": [{"title": one.title, "quantity": one.line.quantity} for one in cart.lines],
                "total": float(cart.total if cart.lines else 0),
                "currency": cart.currency,
            },
        },
        changes=[
            Change(owner=change.after, who=_who(wired, change.who), why=change.why, at=change.at)
            for change in wired.conversations.owner_history(conversation_id)
        ],
        slots=_slots(wired, conversation_id),
    )


def _messages(history: list[Message], understood: dict[str, Understood]) -> list[DeskMessage]:
    made = []
    for message in history:
        known = understood.get(message.id)
        view = UnderstoodView(**known.__dict__) if known else None
        made.append(DeskMessage(**message_view(message).model_dump(), understood=view))
    return made


def _understood(wired: Services, conversation_id: str) -> dict[str, Understood]:
    try:
        return wired.tracker.understood(conversation_id)
    except Unavailable:  # the transcript is worth showing without it
        return {}


def _slots(wired: Services, conversation_id: str) -> dict[str, object]:
    try:
        return wired.tracker.slots(conversation_id)
    except Unavailable:
        return {}


def _orders(wired: Services, shopper_id: str) -> list[dict[str, object]]:
    try:
        found = wired.orders.for_shopper(shopper_id)
    except Unavailable:
        return []
    return [order.model_dump(mode="json") for order in found[:10]]


def _who(wired: Services, who: str) -> str:
    names = {agent.id: agent.name for agent in wired.agents.all()} if who.startswith("a_") else {}
    return names.get(who, who)
