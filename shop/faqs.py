"""The shop's own answers to what shoppers ask."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from shop.errors import NotFound
from shop.sql import batches, last_number, next_number, upsert
from shop.store import Store
from shop.tables import FaqRow
from shop.types import FaqEntry

COUNTER = "faqs"


class Faqs:
    def __init__(self, store: Store) -> None:
        self._store = store

    def get(self, entry_id: str) -> FaqEntry:
        """One entry, or :class:`NotFound`."""
        with self._store.reading() as session:
            row = session.get(FaqRow, entry_id)
            if row is None:
                raise NotFound(f"there is no FAQ entry {entry_id!r}")
            return _entry(row)

    def all(self) -> list[FaqEntry]:
        """Every entry, in the order they were first put in."""
        with self._store.reading() as session:
            return [_entry(row) for row in session.scalars(select(FaqRow).order_by(FaqRow.position, FaqRow.id))]

    def upsert(self, entries: Iterable[FaqEntry]) -> int:
        """Add or replace entries in one transaction; returns how many differ from what was there."""
        with self._store.session() as session:
            return _upsert(session, entries)

    def replace(self, entries: Iterable[FaqEntry]) -> int:
        """Make these the whole FAQ, in one transaction; returns how many there are now."""
        kept = list(entries)
        with self._store.session() as session:
            _upsert(session, kept)
            ids = {entry.id for entry in kept}
            _delete(session, [old for old in session.scalars(select(FaqRow.id)) if old not in ids])
        return len(kept)

    def delete(self, ids: Iterable[str]) -> int:
        with self._store.session() as session:
            return _delete(session, list(ids))

    def version(self) -> int:
        """Grows with every change."""
        with self._store.reading() as session:
            return last_number(session, COUNTER)


def _entry(row: FaqRow) -> FaqEntry:
    return FaqEntry(
        id=row.id,
        question=row.question,
        answer=row.answer,
        topic=row.topic,
        language=row.language,
        paraphrases=tuple(row.paraphrases),
    )


def _upsert(session: Session, entries: Iterable[FaqEntry]) -> int:
    wanted = {entry.id: entry for entry in entries}
    old: dict[str, FaqRow] = {}
    for batch in batches(wanted):
        old.update((row.id, row) for row in session.scalars(select(FaqRow).where(FaqRow.id.in_(batch))))
    end = session.scalar(select(func.max(FaqRow.position))) or 0
    changed = [entry for entry in wanted.values() if entry.id not in old or _entry(old[entry.id]) != entry]
    rows = [
        {
            **entry.model_dump(mode="json"),
            "position": old[entry.id].position if entry.id in old else end + place,
        }
        for place, entry in enumerate(changed, start=1)
    ]
    if rows:
        upsert(session, FaqRow, rows, keys=["id"])
        next_number(session, COUNTER)
    return len(rows)


def _delete(session: Session, ids: list[str]) -> int:
    gone = 0
    for batch in batches(ids):
        gone += session.execute(delete(FaqRow).where(FaqRow.id.in_(batch))).rowcount  # type: ignore[attr-defined]
    if gone:
        next_number(session, COUNTER)
    return gone
