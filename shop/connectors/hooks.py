"""Webhooks that wait to be looked into: written in the store first, so that none is lost and each counts once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, select, update

from shop.connectors.base import Change
from shop.sql import insert_new
from shop.store import Store
from shop.tables import HookRow
from shop.types import now

LEASE = timedelta(seconds=60)  # how long a worker has before another may try
KEPT = timedelta(days=3)  # done ones, so that a delivery that comes once more is known
MOST = 200  # taken at once
LONGEST = 600.0  # seconds between two tries


@dataclass(frozen=True)
class Waiting:
    """One thing that has changed, and the hooks that told so."""

    change: Change
    ids: tuple[int, ...]
    attempts: int


class Hooks:
    def __init__(self, store: Store) -> None:
        self._store = store

    def put(self, change: Change) -> bool:
        """Note a hook; False where this very delivery has come before."""
        moment = now()
        row = {
            "key": change.key,
            "kind": change.kind,
            "subject": change.id[:200],
            "attempts": 0,
            "received_at": moment,
            "due_at": moment,
        }
        with self._store.session() as session:
            return insert_new(session, HookRow, [row], keys=["key"]) == 1

    def due(self) -> list[Waiting]:
        """Take what waits, the oldest first: several hooks about one thing are one look at it."""
        moment = now()
        waits = (HookRow.done_at.is_(None), HookRow.due_at <= moment)
        with self._store.reading() as session:  # no write lock where nothing waits
            if session.scalar(select(HookRow.id).where(*waits).limit(1)) is None:
                return []
        with self._store.session() as session:
            query = select(HookRow).where(*waits).order_by(HookRow.id).limit(MOST).with_for_update(skip_locked=True)
            found: dict[tuple[str, str], list[HookRow]] = {}
            for row in session.scalars(query):
                row.due_at, row.attempts = moment + LEASE, row.attempts + 1
                found.setdefault((row.kind, row.subject), []).append(row)
            return [
                Waiting(
                    Change(kind, subject, rows[0].key),  # type: ignore[arg-type]
                    tuple(row.id for row in rows),
                    max(row.attempts for row in rows),
                )
                for (kind, subject), rows in found.items()
            ]

    def done(self, ids: Sequence[int]) -> None:
        with self._store.session() as session:
            session.execute(update(HookRow).where(HookRow.id.in_(ids)).values(done_at=now(), error=None))
            session.execute(delete(HookRow).where(HookRow.done_at < now() - KEPT))

    def failed(self, waiting: Waiting, why: str) -> None:
        """Try again later, twice as late each time."""
        later = now() + timedelta(seconds=min(LONGEST, 2.0**waiting.attempts))
        with self._store.session() as session:
            session.execute(update(HookRow).where(HookRow.id.in_(waiting.ids)).values(due_at=later, error=why[:500]))
