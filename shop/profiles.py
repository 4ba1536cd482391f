"""What a shopper did and likes: events are only ever added, the profile follows from them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from decimal import Decimal

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from shop.deriving import blocked_tastes, derive, event_digest, newest_events, taste_of, taste_rows
from shop.errors import BadInput
from shop.merging import merge
from shop.shoppers import find_shopper, required_shopper
from shop.shown import credit
from shop.sql import batches, insert_new, upsert
from shop.store import Store
from shop.tables import BlockedTasteRow, EventRow, ItemRow, PopularityRow, ProfileRow, ShownPickRow, TasteRow
from shop.tastes import budget, covered, norm
from shop.types import Event, Profile, Taste, now

POPULARITY = {"view": 1.0, "cart": 3.0, "purchase": 5.0}


class Profiles:
    def __init__(self, store: Store) -> None:
        self._store = store

    def record(self, shopper_id: str, events: Sequence[Event]) -> int:
        """Take all of the events or, with :class:`BadInput` naming the first bad one, none.

        The profile is renewed in the same transaction. An event that was recorded before counts once; one
        from the future is taken as of now. Returns how many were new.
        """
        return self.record_all([(shopper_id, events)])

    def record_all(self, histories: Iterable[tuple[str, Sequence[Event]]]) -> int:
        """The same for many shoppers, in one transaction."""
        with self._store.session() as session:
            return sum(_record(session, shopper_id, events, now()) for shopper_id, events in histories)

    def profile(self, shopper_id: str, limit: int = 200) -> Profile:
        """What is known; the newest ``limit`` events. Of a shopper never seen nothing is known: no error."""
        with self._store.reading() as session:
            shopper = find_shopper(session, shopper_id)
            if shopper is None:
                return Profile(shopper_id=shopper_id)
            row = session.get(ProfileRow, shopper.id)
            tastes = _tastes(session, shopper.id)
            events = newest_events(session, shopper.id, limit)
        low, high = _budget(tastes, row)
        stated = [taste for taste in tastes if taste.weight > 0 and taste.source != "events"]
        brands = [taste.text for taste in stated if taste.kind == "brand"] + (row.brands if row else [])
        sizes = [taste.text for taste in stated if taste.kind == "size"] + (row.sizes if row else [])
        return Profile(
            shopper_id=shopper.id,
            events=tuple(events),
            tastes=tuple(tastes),
            price_low=low,
            price_high=high,
            brands=tuple(dict.fromkeys(brands)),
            sizes=tuple(dict.fromkeys(sizes)),
            last_seen=row.last_seen if row else None,
        )

    def add_taste(self, shopper_id: str, taste: Taste) -> None:
        """Note what the shopper says; the newest word on a text replaces the older ones.

        A dislike takes away the likes that it covers, stated or inferred.
        """
        if not taste.text.strip() or not math.isfinite(taste.weight) or abs(taste.weight) > 1:
            raise BadInput("a taste needs a text and a weight from -1 to 1", field="taste")
        key = norm(taste.text)
        dislikes = taste.kind == "dislike" or taste.weight < 0
        weight = -abs(taste.weight) if dislikes else taste.weight
        with self._store.session() as session:
            shopper = required_shopper(session, shopper_id, lock=True)
            opposite = [
                row.id
                for row in taste_rows(session, shopper.id)
                if row.norm == key or (dislikes and row.weight > 0 and covered(row.text, [key]))
            ]
            session.execute(delete(TasteRow).where(TasteRow.id.in_(opposite)))
            unblocked = BlockedTasteRow.norm == key
            session.execute(delete(BlockedTasteRow).where(BlockedTasteRow.shopper_id == shopper.id, unblocked))
            session.add(
                TasteRow(
                    shopper_id=shopper.id,
                    norm=key,
                    text=taste.text.strip(),
                    kind=taste.kind,
                    weight=weight,
                    source="chat" if taste.source == "events" else taste.source,
                    evidence=list(taste.evidence),
                    ts=min(_aware(taste.ts), now()),
                )
            )
            session.flush()
            derive(session, shopper.id, now())

    def remove_taste(self, shopper_id: str, text: str) -> bool:
        """The shopper deletes a taste: it goes, and is not inferred again. Returns whether there was one."""
        key = norm(text)
        with self._store.session() as session:
            shopper = required_shopper(session, shopper_id, lock=True)
            mine = TasteRow.shopper_id == shopper.id
            there = session.scalar(select(func.count()).select_from(TasteRow).where(mine, TasteRow.norm == key))
            session.execute(delete(TasteRow).where(mine, TasteRow.norm == key))
            row = {"shopper_id": shopper.id, "norm": key}
            insert_new(session, BlockedTasteRow, [row], keys=["shopper_id", "norm"])
            derive(session, shopper.id, now())
            return bool(there)

    def tastes(self, shopper_id: str) -> list[Taste]:
        """Stated and inferred tastes, strongest first."""
        with self._store.reading() as session:
            shopper = find_shopper(session, shopper_id)
            return [] if shopper is None else _tastes(session, shopper.id)

    def removed(self, shopper_id: str) -> list[str]:
        """The folded texts of tastes that the shopper deleted."""
        with self._store.reading() as session:
            shopper = find_shopper(session, shopper_id)
            return [] if shopper is None else blocked_tastes(session, shopper.id)

    def merge(self, from_shopper: str, into_shopper: str) -> None:
        """Everything of the first becomes the second's."""
        with self._store.session() as session:
            source = required_shopper(session, from_shopper, lock=True)
            merge(session, source.id, required_shopper(session, into_shopper, lock=True).id)

    def histories(self, limit: int = 200) -> dict[str, list[Event]]:
        """Every shopper's newest events, oldest first: what a recommender is fitted on."""
        with self._store.reading() as session:
            ids = session.scalars(select(EventRow.shopper_id).distinct().order_by(EventRow.shopper_id)).all()
            return {shopper_id: newest_events(session, shopper_id, limit) for shopper_id in ids}

    def erase(self, shopper_id: str) -> dict[str, int]:
        """Delete events, tastes and profile; returns how many of each. The shopper as such stays."""
        with self._store.session() as session:
            shopper = find_shopper(session, shopper_id, lock=True)
            return {} if shopper is None else erase_profile(session, shopper.id)


def _record(session: Session, shopper_id: str, events: Sequence[Event], moment: datetime) -> int:
    checked = [check_event(event, place, moment) for place, event in enumerate(events)]
    shopper = required_shopper(session, shopper_id, lock=True)
    _check_items(session, checked)
    fresh = _new_events(session, shopper.id, checked)
    if fresh:
        names = ("type", "item_id", "query", "value", "ts", "basket")
        rows = [
            {**{name: getattr(event, name) for name in names}, "shopper_id": shopper.id, "digest": digest}
            for digest, event in fresh.items()
        ]
        insert_new(session, EventRow, rows, keys=["shopper_id", "digest"])
        _count(session, fresh.values())
        credit(session, shopper.id, fresh.values())
        derive(session, shopper.id, moment)
    return len(fresh)


def erase_profile(session: Session, shopper_id: str) -> dict[str, int]:
    gone = {}
    for row in (EventRow, TasteRow, BlockedTasteRow, ProfileRow, ShownPickRow):
        result = session.execute(delete(row).where(row.shopper_id == shopper_id))
        gone[row.__tablename__] = result.rowcount  # type: ignore[attr-defined]
    return gone


def check_event(event: Event, place: int, moment: datetime) -> Event:
    """The event with a sane time, or :class:`BadInput` naming its place in the batch."""
    where = f"events.{place}"
    if event.type == "search":
        if not (event.query or "").strip():
            raise BadInput(f"{where}.query: a search needs its words", field=f"{where}.query")
    elif not event.item_id:
        raise BadInput(f"{where}.item_id: a {event.type} needs an item", field=f"{where}.item_id")
    if event.value is not None and not math.isfinite(event.value):
        raise BadInput(f"{where}.value: {event.value} is not a number", field=f"{where}.value")
    if event.type == "rating" and not (event.value is not None and 1 <= event.value <= 5):
        raise BadInput(f"{where}.value: got {event.value}, expected 1 to 5", field=f"{where}.value")
    return event.model_copy(update={"ts": min(_aware(event.ts), moment)})


def _aware(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _check_items(session: Session, events: Sequence[Event]) -> None:
    wanted = {event.item_id for event in events if event.item_id is not None}
    there: set[str] = set()
    for batch in batches(wanted):
        there.update(session.scalars(select(ItemRow.id).where(ItemRow.id.in_(batch))))
    for place, event in enumerate(events):
        if event.item_id is not None and event.item_id not in there:
            field = f"events.{place}.item_id"
            raise BadInput(f"{field}: there is no item {event.item_id!r}", field=field)


def _new_events(session: Session, shopper_id: str, events: Sequence[Event]) -> dict[str, Event]:
    found = {event_digest(event): event for event in events}
    for batch in batches(list(found)):
        query = select(EventRow.digest).where(EventRow.shopper_id == shopper_id, EventRow.digest.in_(batch))
        for digest in session.scalars(query):
            del found[digest]
    return found


def _count(session: Session, events: Iterable[Event]) -> None:
    """Add to what sells; in the order of ids, so that two transactions never wait for each other."""
    scores: dict[str, float] = {}
    for event in events:
        if event.item_id is not None and event.type in POPULARITY:
            scores[event.item_id] = scores.get(event.item_id, 0.0) + POPULARITY[event.type]
    rows = [{"item_id": item_id, "score": scores[item_id]} for item_id in sorted(scores)]
    upsert(session, PopularityRow, rows, keys=["item_id"], add=["score"])


def _tastes(session: Session, shopper_id: str) -> list[Taste]:
    tastes = [taste_of(row) for row in taste_rows(session, shopper_id)]
    return sorted(tastes, key=lambda taste: (-abs(taste.weight), taste.source == "events", taste.text))


def _budget(tastes: Sequence[Taste], row: ProfileRow | None) -> tuple[Decimal | None, Decimal | None]:
    """A budget that was said counts before the prices that were looked at."""
    said = [taste for taste in tastes if taste.kind == "budget" and taste.source != "events"]
    if said:
        return budget(max(said, key=lambda taste: taste.ts).text)
    return (row.price_low, row.price_high) if row else (None, None)
