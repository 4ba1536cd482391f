"""The desk's numbers by day: how much the bot solved, how long people waited, what recommendations did."""

from __future__ import annotations

import re
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from shop.store import Store
from shop.tables import ConversationRow, DeskRow, EventRow, MessageRow, OwnerChangeRow, RatingRow
from shop.types import Owner, now

PAUSE = timedelta(hours=1)  # silence after which a shopper who writes has come back
AGAIN = timedelta(days=7)  # who comes back so soon was not helped
COMMENTS = 50  # the latest that are told
FOLLOWED = timedelta(days=1)  # a view or purchase so long after a recommendation counts as its doing
PEOPLE = (Owner.WAITING, Owner.AGENT)


@dataclass(frozen=True)
class Comment:
    """What a shopper wrote with a rating."""

    conversation_id: str
    rating: int
    text: str
    at: datetime


@dataclass(frozen=True)
class Charts:
    """``series``: one number a day; ``totals`` of the whole span, None where there is nothing to average.

    The bot has solved a conversation where no person was called or came, it understood every message and had an answer
    to it, and the shopper did not come back within :data:`AGAIN`: in doubt it has not.
    """

    days: list[date]
    series: dict[str, list[float]]
    totals: dict[str, float | None]
    reasons: dict[str, int]
    categories: dict[str, int]
    comments: list[Comment]


def charts(store: Store, days: int, moment: datetime | None = None) -> Charts:
    """The last ``days`` days, today included (UTC)."""
    today = (moment or now()).date()
    span = [today - timedelta(days=back) for back in range(days - 1, -1, -1)]
    since = datetime.combine(span[0], datetime.min.time(), (moment or now()).tzinfo)
    with store.reading() as session:
        spoken = _spoken(session, since)
        changes = list(
            session.scalars(select(OwnerChangeRow).where(OwnerChangeRow.at >= since).order_by(OwnerChangeRow.id))
        )
        rated = list(session.scalars(select(RatingRow).where(RatingRow.created_at >= since)))
        ratings = [(row.created_at, row.rating) for row in rated]
        said = select(MessageRow).options(defer(MessageRow.text, raiseload=True))  # sealed, and asked by nobody here
        messages = list(session.scalars(said.where(MessageRow.created_at >= since).order_by(MessageRow.seq)))
        owners = {
            row.id: row.shopper_id for row in session.execute(select(ConversationRow.id, ConversationRow.shopper_id))
        }
        events = list(
            session.execute(
                select(EventRow.shopper_id, EventRow.item_id, EventRow.type, EventRow.ts).where(
                    EventRow.ts >= since, EventRow.type.in_(("view", "cart", "purchase"))
                )
            )
        )
        categories = Counter(session.scalars(select(DeskRow.category).where(DeskRow.category.is_not(None))))
    handed = {change.conversation_id for change in changes if change.after in PEOPLE}
    handoffs = [change for change in changes if change.after == Owner.WAITING or _taken(change)]
    waits = _waits(changes)
    answers = _answers(messages)
    shown, clicked, bought = _recommendations(messages, owners, events)
    failed = [message.created_at for message in messages if message.author == "bot" and _failed(message)]
    unsolved = handed | _unanswered(messages) | _came_back(messages, owners)
    series = {
        "conversations": _count(span, spoken.values()),
        "solved_by_bot": _count(span, (at for one, at in spoken.items() if one not in unsolved)),
        "handoffs": _count(span, (change.at for change in handoffs)),
        "wait_seconds": _middle(span, waits),
        "answer_seconds": _middle(span, answers),
        "ratings": _count(span, (at for at, _ in ratings)),
        "rating": _mean(span, [(at, float(rating)) for at, rating in ratings]),
        "failed_turns": _count(span, failed),
        "recommended": _count(span, shown),
        "recommended_clicked": _count(span, clicked),
        "recommended_bought": _count(span, bought),
    }
    total = len(spoken)
    return Charts(
        days=span,
        series=series,
        totals={
            "conversations": float(total),
            "share_solved_by_bot": 1 - len(unsolved & set(spoken)) / total if total else None,
            "handoffs": float(len(handoffs)),
            "wait_seconds": statistics.median(wait for _, wait in waits) if waits else None,
            "answer_seconds": statistics.median(wait for _, wait in answers) if answers else None,
            "rating": statistics.fmean(rating for _, rating in ratings) if ratings else None,
            "failed_turns": float(len(failed)),
            "recommended": float(len(shown)),
            "recommended_clicked": float(len(clicked)),
            "recommended_bought": float(len(bought)),
        },
        reasons=dict(Counter(_topic(change.why) for change in handoffs).most_common(12)),
        categories={name: count for name, count in categories.most_common(12) if name},
        comments=[
            Comment(row.conversation_id, row.rating, row.comment, row.created_at)
            for row in sorted(rated, key=lambda row: row.created_at, reverse=True)
            if row.comment
        ][:COMMENTS],
    )


def _unanswered(messages: Iterable[MessageRow]) -> set[str]:
    """Conversations in which the bot did not understand, was down, or had nothing to tell."""
    return {
        message.conversation_id
        for message in messages
        if message.author == "bot" and (_failed(message) or (message.body.get("data") or {}).get("gap"))
    }


def _came_back(messages: Iterable[MessageRow], owners: Mapping[str, str]) -> set[str]:
    """Conversations after which their shopper wrote again, there or elsewhere, after a pause and within some days."""
    last: dict[str, MessageRow] = {}  # shopper → what they said last
    found = set()
    for message in messages:
        if message.author != "shopper":
            continue
        shopper = owners.get(message.conversation_id, message.conversation_id)
        before = last.get(shopper)
        if before is not None and PAUSE < message.created_at - before.created_at <= AGAIN:
            found.add(before.conversation_id)
        last[shopper] = message
    return found


def _spoken(session: Session, since: datetime) -> dict[str, datetime]:
    """Conversations of the span in which the shopper said something: id → when it began."""
    said = select(MessageRow.conversation_id).where(MessageRow.author == "shopper")
    query = select(ConversationRow.id, ConversationRow.created_at).where(
        ConversationRow.created_at >= since, ConversationRow.id.in_(said)
    )
    return {row.id: row.created_at for row in session.execute(query)}


def _failed(message: MessageRow) -> bool:
    """The bot did not understand, or was down."""
    data = message.body.get("data") or {}
    return bool(data.get("apology") or data.get("fallback"))


def _topic(why: str) -> str:
    """A reason without what is one case's own: its numbers and amounts."""
    return re.sub(r"\s*\S*\d\S*", "", why).strip()[:60] or "other"


def _taken(change: OwnerChangeRow) -> bool:
    """An agent took it from the bot without being asked."""
    return change.after == Owner.AGENT and change.before == Owner.BOT


def _waits(changes: Iterable[OwnerChangeRow]) -> list[tuple[datetime, float]]:
    """(when an agent joined, seconds waited)."""
    began: dict[str, datetime] = {}
    waits = []
    for change in changes:
        if change.after == Owner.WAITING:
            began[change.conversation_id] = change.at
        elif change.after == Owner.AGENT and change.conversation_id in began:
            waits.append((change.at, (change.at - began.pop(change.conversation_id)).total_seconds()))
        else:
            began.pop(change.conversation_id, None)
    return waits


def _answers(messages: Iterable[MessageRow]) -> list[tuple[datetime, float]]:
    """(when, seconds) from a shopper's first unanswered message to an agent's answer."""
    asked: dict[str, datetime] = {}
    answers = []
    for message in messages:
        if message.author == "shopper":
            asked.setdefault(message.conversation_id, message.created_at)
        elif message.author in ("bot", "agent"):
            at = asked.pop(message.conversation_id, None)
            if message.author == "agent" and at is not None:
                answers.append((message.created_at, (message.created_at - at).total_seconds()))
    return answers


def _recommendations(
    messages: Iterable[MessageRow], owners: dict[str, str], events: Iterable[Any]
) -> tuple[list[datetime], list[datetime], list[datetime]]:
    """When cards with reasons were shown; when one was looked at, or bought, within :data:`FOLLOWED`."""
    shown: list[datetime] = []
    offered: defaultdict[tuple[str, str], list[datetime]] = defaultdict(list)
    for message in messages:
        for card in message.body.get("cards") or ():
            if card.get("reasons"):
                shown.append(message.created_at)
                offered[owners.get(message.conversation_id, ""), card["item_id"]].append(message.created_at)
    clicked: list[datetime] = []
    bought: list[datetime] = []
    for shopper_id, item_id, kind, ts in events:
        if any(timedelta(0) <= ts - at <= FOLLOWED for at in offered.get((shopper_id, item_id), ())):
            (bought if kind == "purchase" else clicked).append(ts)
    return shown, clicked, bought


def _count(span: list[date], moments: Iterable[datetime]) -> list[float]:
    counted = Counter(moment.date() for moment in moments)
    return [float(counted.get(day, 0)) for day in span]


def _by_day(pairs: Iterable[tuple[datetime, float]]) -> defaultdict[date, list[float]]:
    found: defaultdict[date, list[float]] = defaultdict(list)
    for at, value in pairs:
        found[at.date()].append(value)
    return found


def _middle(span: list[date], pairs: Iterable[tuple[datetime, float]]) -> list[float]:
    found = _by_day(pairs)
    return [statistics.median(found[day]) if found[day] else 0.0 for day in span]


def _mean(span: list[date], pairs: Iterable[tuple[datetime, float]]) -> list[float]:
    found = _by_day(pairs)
    return [statistics.fmean(found[day]) if found[day] else 0.0 for day in span]
