"""What the desk writes down: notes, ratings, canned replies, settings, and what was decided in review."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from shop.errors import NotFound
from shop.keys import owned
from shop.search import email_key
from shop.sql import upsert
from shop.store import Store
from shop.tables import (
    AgentRow,
    CannedRow,
    ConversationRow,
    DeskRow,
    DeskSettingRow,
    NoteRow,
    OwnerChangeRow,
    RatingRow,
    ReviewRow,
)
from shop.types import Frozen, now


class Note(Frozen):
    id: int
    agent: str  # the name
    text: str
    created_at: datetime


class Canned(Frozen):
    id: int
    title: str
    text: str


class DeskBook:
    def __init__(self, store: Store) -> None:
        self._store = store

    def facts(self, conversation_id: str) -> dict[str, Any]:
        """``email``, ``category``, ``read_id``, ``told_id``, ``external_id``."""
        names = ("email", "category", "read_id", "told_id", "external_id")
        with self._store.reading() as session:
            row = session.get(DeskRow, conversation_id)
            return {name: getattr(row, name) if row else None for name in names}

    def note_facts(self, conversation_id: str, **facts: str | None) -> None:
        """Set some of :meth:`facts`."""
        row: dict[str, Any] = {"conversation_id": conversation_id, **facts}
        with self._store.session() as session:
            if email := facts.get("email"):
                row |= {"email": _owned(session, conversation_id, email), "email_key": email_key(session, email)}
            upsert(session, DeskRow, [row], keys=["conversation_id"])

    def by_external(self, external_id: str) -> str | None:
        """The conversation that another desk knows by this name."""
        with self._store.reading() as session:
            query = select(DeskRow.conversation_id).where(DeskRow.external_id == external_id)
            return session.scalar(query)

    def add_note(self, conversation_id: str, agent_id: str, text: str) -> Note:
        with self._store.session() as session:
            said = _owned(session, conversation_id, text)
            row = NoteRow(conversation_id=conversation_id, agent_id=agent_id, text=said, created_at=now())
            session.add(row)
            session.flush()
            name = session.scalar(select(AgentRow.name).where(AgentRow.id == agent_id))
            return Note(id=row.id, agent=name or agent_id, text=text, created_at=row.created_at)

    def notes(self, conversation_id: str) -> list[Note]:
        """Oldest first."""
        with self._store.reading() as session:
            query = (
                select(NoteRow, AgentRow.name)
                .outerjoin(AgentRow, AgentRow.id == NoteRow.agent_id)
                .where(NoteRow.conversation_id == conversation_id)
                .order_by(NoteRow.id)
            )
            return [
                Note(id=row.id, agent=name or row.agent_id, text=row.text, created_at=row.created_at)
                for row, name in session.execute(query)
            ]

    def rate(self, conversation_id: str, rating: int, comment: str) -> None:
        """The shopper's latest word counts."""
        with self._store.session() as session:
            last = (
                select(OwnerChangeRow.agent_id)
                .where(OwnerChangeRow.conversation_id == conversation_id, OwnerChangeRow.agent_id.is_not(None))
                .order_by(OwnerChangeRow.id.desc())
                .limit(1)
            )
            row = {
                "conversation_id": conversation_id,
                "rating": rating,
                "comment": _owned(session, conversation_id, comment),
                "agent_id": session.scalar(last),
                "created_at": now(),
            }
            upsert(session, RatingRow, [row], keys=["conversation_id"])

    # ── canned replies and settings ──────────────────────────────────────────

    def canned(self) -> list[Canned]:
        with self._store.reading() as session:
            rows = session.scalars(select(CannedRow).order_by(CannedRow.title, CannedRow.id))
            return [Canned(id=row.id, title=row.title, text=row.text) for row in rows]

    def put_canned(self, title: str, text: str, canned_id: int | None = None) -> Canned:
        """Add one, or replace the one of that id."""
        with self._store.session() as session:
            row = CannedRow() if canned_id is None else session.get(CannedRow, canned_id)
            if row is None:
                raise NotFound(f"there is no canned reply {canned_id}")
            row.title, row.text = title, text
            session.add(row)
            session.flush()
            return Canned(id=row.id, title=row.title, text=row.text)

    def delete_canned(self, canned_id: int) -> None:
        with self._store.session() as session:
            session.execute(delete(CannedRow).where(CannedRow.id == canned_id))

    def setting(self, name: str) -> dict[str, Any] | None:
        with self._store.reading() as session:
            row = session.get(DeskSettingRow, name)
            return None if row is None else dict(row.value)

    def put_setting(self, name: str, value: dict[str, Any]) -> None:
        with self._store.session() as session:
            upsert(session, DeskSettingRow, [{"name": name, "value": value}], keys=["name"])

    # ── review ───────────────────────────────────────────────────────────────

    def reviewed(self, message_ids: Iterable[str]) -> set[str]:
        with self._store.reading() as session:
            return set(session.scalars(select(ReviewRow.message_id).where(ReviewRow.message_id.in_(list(message_ids)))))

    def review(self, message_id: str, conversation_id: str, agent_id: str, intent: str | None) -> None:
        row = {
            "message_id": message_id,
            "conversation_id": conversation_id,
            "intent": intent,
            "agent_id": agent_id,
            "at": now(),
        }
        with self._store.session() as session:
            upsert(session, ReviewRow, [row], keys=["message_id"])


def _owned(session: Session, conversation_id: str, text: str) -> str:
    """What is written about a conversation goes with its shopper."""
    whose = session.scalar(select(ConversationRow.shopper_id).where(ConversationRow.id == conversation_id))
    return owned(session, whose, text) if whose else text
