"""How often something that a stranger may guess at has failed, and how long they wait: longer each time.

Kept in the store, so that a new session, a new gateway or a restart begins nothing anew.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from shop.errors import TooMany
from shop.sql import insert_new
from shop.store import Store
from shop.tables import AttemptRow
from shop.types import now


@dataclass(frozen=True)
class Limit:
    """``free`` failures cost nothing; then one waits ``first``, and twice as long after each further one, up to
    ``longest``. After ``forget`` without a failure all is forgotten."""

    free: int
    first: timedelta
    longest: timedelta
    forget: timedelta

    def delay(self, failures: int) -> timedelta:
        """How long after so many failures."""
        if failures < self.free:
            return timedelta(0)
        doubled: int = 2 ** min(16, failures - self.free)
        return min(self.longest, self.first * doubled)


class Attempts:
    """``keys`` maps what is counted, as a keyed hash, to its limit."""

    def __init__(self, store: Store, what: str) -> None:
        self._store = store
        self._what = what

    def begin(self, keys: Mapping[str, Limit], *, strangers: Mapping[str, Limit] | None = None) -> None:
        """Count one as failed before it is made, so that many at once all count, or raise :class:`TooMany`.

        ``strangers`` are limits of all together. They hold only those back who have failed before, or else anybody
        could shut everybody out.
        """
        strangers = strangers or {}
        moment = now()
        with self._store.session() as session:
            rows = _rows(session, {**keys, **strangers}, moment)
            clean = not any(rows[key].failures for key in keys)
            blocked = max(rows[key].blocked_until for key in (keys if clean else rows))
            if blocked > moment:
                wait = math.ceil((blocked - moment).total_seconds())
                raise TooMany(f"too many {self._what}", retry_after=max(1, wait))
            for key, limit in {**keys, **strangers}.items():
                row = rows[key]
                row.failures, row.last_at = row.failures + 1, moment
                row.blocked_until = moment + limit.delay(row.failures)

    def succeeded(self, keys: Mapping[str, Limit], *, forget: bool = False) -> None:
        """What was begun went well, and counts no longer; with ``forget`` nothing before it does either."""
        moment = now()
        with self._store.session() as session:
            for key, row in _rows(session, keys, moment).items():
                row.failures = 0 if forget else max(0, row.failures - 1)
                row.blocked_until = moment + (keys[key].delay(row.failures) if row.failures else timedelta(0))


def _rows(session: Session, limits: Mapping[str, Limit], moment: datetime) -> dict[str, AttemptRow]:
    """Locked in the order of their keys, so that two never wait for each other; what is old begins anew."""
    keys = sorted(limits)
    fresh = [{"key": key, "failures": 0, "last_at": moment, "blocked_until": moment} for key in keys]
    insert_new(session, AttemptRow, fresh, keys=["key"])
    query = select(AttemptRow).where(AttemptRow.key.in_(keys)).order_by(AttemptRow.key).with_for_update()
    rows = {row.key: row for row in session.scalars(query)}
    for key, row in rows.items():
        if moment - row.last_at > limits[key].forget and row.blocked_until <= moment:
            row.failures, row.blocked_until = 0, moment
    return rows
