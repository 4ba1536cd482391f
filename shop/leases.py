"""Jobs that one worker at a time may do, whoever it is: a lease in the store, renewed while the job runs.

A worker that dies lets its leases run out, and another one goes on. The clocks of the machines must agree within a
fraction of :data:`LEASE`, as any time service keeps them.
"""

from __future__ import annotations

import os
import socket
from datetime import datetime, timedelta
from typing import Literal
from uuid import uuid4

from sqlalchemy import ColumnElement, update

from shop.sql import insert_new
from shop.store import Store
from shop.tables import LeaseRow
from shop.types import now

Answer = Literal["ours", "held", "done"]
LEASE = 60.0  # seconds that a lease lasts; it is renewed three times as often


class Leases:
    """One a process. ``lease`` in seconds."""

    def __init__(self, store: Store, lease: float = LEASE) -> None:
        self._store = store
        self.lease = lease
        self.holder = f"{socket.gethostname()[:40]}-{os.getpid()}-{uuid4().hex[:8]}"

    def take(self, name: str, rest: float) -> Answer:
        """The job is "ours" to do now, unless another has it ("held") or did it less than ``rest`` seconds ago."""
        moment = now()
        fresh = {"name": name, "holder": "", "until": moment, "done_at": None}
        with self._store.session() as session:
            insert_new(session, LeaseRow, [fresh], keys=["name"])
            row = session.get_one(LeaseRow, name, with_for_update=True)
            if row.holder not in ("", self.holder) and row.until > moment:
                return "held"
            if row.done_at is not None and row.done_at + timedelta(seconds=rest) > moment:
                return "done"
            row.holder, row.until = self.holder, moment + timedelta(seconds=self.lease)
            return "ours"

    def renew(self, name: str) -> bool:
        """Whether it is still ours; then it is for another lease."""
        values = {"until": now() + timedelta(seconds=self.lease)}
        with self._store.session() as session:
            result = session.execute(update(LeaseRow).where(*self._ours(name)).values(**values))
            return bool(result.rowcount)  # type: ignore[attr-defined]

    def release(self, name: str, *, done: bool) -> None:
        """Give it back; ``done`` says that nobody need do it again for a while."""
        moment = now()
        values = {"holder": "", "until": moment} | ({"done_at": moment} if done else {})
        with self._store.session() as session:
            session.execute(update(LeaseRow).where(*self._ours(name)).values(**values))

    def done_at(self, name: str) -> datetime | None:
        """When any worker last did it."""
        with self._store.reading() as session:
            row = session.get(LeaseRow, name)
            return row.done_at if row is not None else None

    def _ours(self, name: str) -> tuple[ColumnElement[bool], ...]:
        return LeaseRow.name == name, LeaseRow.holder == self.holder
