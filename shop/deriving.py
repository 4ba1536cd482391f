"""The profile that follows from a shopper's events, written in the transaction that calls it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from shop.item_rows import item_of
from shop.sql import upsert
from shop.tables import BlockedTasteRow, EventRow, ItemRow, ProfileRow, TasteRow
from shop.tastes import allowed, infer, norm
from shop.types import Event, Item, Taste

WINDOW = 200  # the newest events that a profile follows from


def derive(session: Session, shopper_id: str, moment: datetime) -> None:
    """Renew the derived profile and the inferred tastes from the newest :data:`WINDOW` events."""
    events = newest_events(session, shopper_id, WINDOW)
    stated = [taste_of(row) for row in taste_rows(session, shopper_id) if row.source != "events"]
    derived = allowed(infer(events, _items(session, events), moment), stated, blocked_tastes(session, shopper_id))
    session.execute(delete(TasteRow).where(TasteRow.shopper_id == shopper_id, TasteRow.source == "events"))
    rows = {
        norm(taste.text): {
            **taste.model_dump(exclude={"evidence"}),
            "evidence": list(taste.evidence),
            "norm": norm(taste.text),
            "shopper_id": shopper_id,
        }
        for taste in reversed(derived.tastes)  # the strongest of two with one text wins
    }
    upsert(session, TasteRow, list(rows.values()), keys=["shopper_id", "norm"])
    profile = {
        "shopper_id": shopper_id,
        "price_low": derived.price_low,
        "price_high": derived.price_high,
        "brands": list(derived.brands),
        "sizes": list(derived.sizes),
        "last_seen": min(events[-1].ts, moment) if events else None,
    }
    upsert(session, ProfileRow, [profile], keys=["shopper_id"])


def newest_events(session: Session, shopper_id: str, limit: int) -> list[Event]:
    """The newest events by their own time, oldest first."""
    query = (
        select(EventRow)
        .where(EventRow.shopper_id == shopper_id)
        .order_by(EventRow.ts.desc(), EventRow.id.desc())
        .limit(limit)
    )
    return [event_of(row) for row in session.scalars(query)][::-1]


def event_of(row: EventRow) -> Event:
    names = ("type", "item_id", "query", "value", "ts", "basket")
    return Event.model_validate({name: getattr(row, name) for name in names})


def event_digest(event: Event) -> str:
    """The same for the same event: two of them are one sent twice."""
    parts: tuple[object, ...] = (event.type, event.item_id, event.query, event.value, event.ts.isoformat())
    if event.basket is not None:  # events of before there were baskets keep their digests
        parts = (*parts, event.basket)
    return hashlib.sha1(repr(parts).encode(errors="surrogatepass"), usedforsecurity=False).hexdigest()


def taste_of(row: TasteRow) -> Taste:
    return Taste.model_validate(
        {
            "text": row.text,
            "kind": row.kind,
            "weight": row.weight,
            "source": row.source,
            "evidence": tuple(row.evidence),
            "ts": row.ts,
        }
    )


def taste_rows(session: Session, shopper_id: str) -> list[TasteRow]:
    return list(session.scalars(select(TasteRow).where(TasteRow.shopper_id == shopper_id)))


def blocked_tastes(session: Session, shopper_id: str) -> list[str]:
    return list(session.scalars(select(BlockedTasteRow.norm).where(BlockedTasteRow.shopper_id == shopper_id)))


def _items(session: Session, events: Iterable[Event]) -> dict[str, Item]:
    ids = {event.item_id for event in events if event.item_id is not None}
    return {row.id: item_of(row) for row in session.scalars(select(ItemRow).where(ItemRow.id.in_(ids)))}
