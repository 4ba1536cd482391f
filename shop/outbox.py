"""Letters to be sent: written in the store first, so that none is lost and none goes out twice."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from shop.keys import owned
from shop.search import email_key
from shop.sql import insert_new
from shop.store import Store
from shop.tables import OutboxRow
from shop.types import Frozen, now

LEASE = timedelta(seconds=60)  # how long a worker has for one letter before another may try
ATTEMPTS = 8


class Letter(Frozen):
    id: int
    kind: str
    to: str
    payload: dict[str, Any]
    key: str
    attempts: int  # this one included
    created_at: datetime


class Outbox:
    def __init__(self, store: Store) -> None:
        self._store = store

    def put(self, kind: str, to: str, payload: dict[str, Any], key: str, *, shopper_id: str | None = None) -> bool:
        """Write a letter; False where one of the same ``key`` was written before. Erasure looks at ``shopper_id``."""
        moment = now()
        row: dict[str, Any] = {
            "key": key,
            "kind": kind,
            "recipient": to,
            "shopper_id": shopper_id,
            "payload": payload,
            "attempts": 0,
            "created_at": moment,
            "due_at": moment,
        }
        with self._store.session() as session:
            row["recipient_key"] = email_key(session, to)
            if shopper_id is not None:
                row |= {"recipient": owned(session, shopper_id, to), "payload": owned(session, shopper_id, payload)}
            return insert_new(session, OutboxRow, [row], keys=["key"]) == 1

    def due(self, limit: int = 20) -> list[Letter]:
        """Take letters to send: nobody else gets them for :data:`LEASE`."""
        moment = now()
        with self._store.session() as session:
            query = (
                select(OutboxRow)
                .where(OutboxRow.sent_at.is_(None), OutboxRow.due_at <= moment, OutboxRow.attempts < ATTEMPTS)
                .order_by(OutboxRow.due_at, OutboxRow.id)
                .limit(limit)
                .with_for_update(skip_locked=True)
            )
            letters = []
            for row in session.scalars(query):
                row.attempts += 1
                row.due_at = moment + LEASE
                letters.append(
                    Letter(
                        id=row.id,
                        kind=row.kind,
                        to=row.recipient,
                        payload=row.payload,
                        key=row.key,
                        attempts=row.attempts,
                        created_at=row.created_at,
                    )
                )
            return letters

    def sent(self, letter_id: int) -> bool:
        """Note it; False where the letter was erased while it was being sent. Of a code nothing is kept."""
        with self._store.session() as session:
            noted = update(OutboxRow).where(OutboxRow.id == letter_id).values(sent_at=now(), error=None)
            there = bool(session.execute(noted).rowcount)  # type: ignore[attr-defined]
            secret = OutboxRow.kind == "code", OutboxRow.id == letter_id
            session.execute(update(OutboxRow).where(*secret).values(payload={}))
            return there

    def failed(self, letter_id: int, why: str) -> None:
        """Try again later, twice as late each time; after :data:`ATTEMPTS` it stays for a person to see."""
        with self._store.session() as session:
            row = session.get(OutboxRow, letter_id, with_for_update=True)
            if row is not None:
                row.error = owned(session, row.shopper_id, why) if row.shopper_id else why
                row.due_at = now() + timedelta(seconds=10 * 2**row.attempts)

    def waiting(self) -> int:
        """How many letters are not sent yet."""
        with self._store.reading() as session:
            return len(session.scalars(select(OutboxRow.id).where(OutboxRow.sent_at.is_(None))).all())
