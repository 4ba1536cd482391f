"""Messages that wait for their answer, so that none is forgotten when a gateway dies, and none answered twice.

A message is stored together with the claim of the gateway that will answer it. The claim lasts some seconds and is
renewed while the answer is made; one that has run out is anybody's, and what the answer's end settles is nobody's.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from shop.sql import upsert
from shop.store import Store
from shop.tables import MessageRow, PendingRow
from shop.types import now

LEASE = timedelta(seconds=6)
MOST = 1000  # taken over at once


@dataclass(frozen=True)
class Claim:
    """Who will answer, what a tapped quick reply means (intent, entities), and whence it came."""

    gateway: str
    meaning: tuple[str, dict[str, Any]] | None = None
    client: str | None = None  # keyed hash of the network that the message came from


@dataclass(frozen=True)
class Left:
    """A message taken over; ``tries`` counts the answers begun, this one included."""

    message_id: str
    conversation_id: str
    meaning: tuple[str, dict[str, Any]] | None
    tries: int


class Pending:
    def __init__(self, store: Store) -> None:
        self._store = store

    def claim(self, message_id: str, conversation_id: str, claim: Claim) -> None:
        """Take a message whoever has it: its shopper has sent it again."""
        with self._store.session() as session:
            add_claim(session, message_id, conversation_id, claim)

    def renew(self, gateway: str, message_ids: Collection[str]) -> None:
        """These are still being answered."""
        mine = (PendingRow.gateway == gateway, PendingRow.message_id.in_(message_ids))
        with self._store.session() as session:
            session.execute(update(PendingRow).where(*mine).values(until=now() + LEASE))

    def holds(self, gateway: str, message_id: str) -> bool:
        """Whether the answer is still this gateway's to give."""
        with self._store.reading() as session:
            query = select(PendingRow.gateway).where(PendingRow.message_id == message_id)
            return session.scalar(query) == gateway

    def settle(self, message_id: str) -> None:
        """The answer is given, or there is none to give."""
        with self._store.session() as session:
            session.execute(delete(PendingRow).where(PendingRow.message_id == message_id))

    def postpone(self, message_id: str, wait: timedelta) -> None:
        """Nobody could answer now: it is anybody's again after ``wait``."""
        with self._store.session() as session:
            values = {"gateway": "", "until": now() + wait}
            session.execute(update(PendingRow).where(PendingRow.message_id == message_id).values(**values))

    def release(self, gateway: str) -> None:
        """This gateway stops: what it had not answered is anybody's at once."""
        with self._store.session() as session:
            session.execute(update(PendingRow).where(PendingRow.gateway == gateway).values(gateway="", until=now()))

    def waits(self, but: Collection[str] = ()) -> bool:
        """Whether there is anything to take."""
        with self._store.reading() as session:
            return any(one not in but for one in session.scalars(_over(now())))

    def take(self, gateway: str, but: Collection[str] = ()) -> list[Left]:
        """Claim all whose claim has run out, in the order they were said, but for those of ``but``."""
        with self._store.session() as session:
            moment = now()
            over = _over(moment).with_for_update(skip_locked=True)
            wanted = [one for one in session.scalars(over) if one not in but]
            query = select(PendingRow).join(MessageRow, MessageRow.id == PendingRow.message_id)
            rows = session.scalars(query.where(PendingRow.message_id.in_(wanted)).order_by(MessageRow.seq)).all()
            for row in rows:
                row.gateway, row.until, row.tries = gateway, moment + LEASE, row.tries + 1
            return [Left(row.message_id, row.conversation_id, _meaning(row), row.tries) for row in rows]


def add_claim(session: Session, message_id: str, conversation_id: str, claim: Claim) -> None:
    """Within the caller's transaction."""
    intent, entities = claim.meaning or (None, {})
    row = {
        "message_id": message_id,
        "conversation_id": conversation_id,
        "intent": intent,
        "entities": entities,
        "gateway": claim.gateway,
        "until": now() + LEASE,
        "tries": 1,
    }
    upsert(session, PendingRow, [row], keys=["message_id"])


def _over(moment: datetime) -> Any:
    return select(PendingRow.message_id).where(PendingRow.until <= moment).order_by(PendingRow.until).limit(MOST)


def _meaning(row: PendingRow) -> tuple[str, dict[str, Any]] | None:
    return None if row.intent is None else (row.intent, row.entities)
