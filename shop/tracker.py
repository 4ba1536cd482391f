"""Rasa's tracker store, by SQL: Rasa can neither erase a conversation nor list what it understood."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Float,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TextClause,
    create_engine,
    event,
    text,
)
from sqlalchemy.exc import DatabaseError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from shop.database import database
from shop.errors import Unavailable
from shop.scrub import LARGEST, scrub

_EVENTS = Table(
    "events",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("sender_id", String(255), nullable=False, index=True),
    Column("type_name", String(255), nullable=False),
    Column("timestamp", Float),
    Column("intent_name", String(255)),
    Column("action_name", String(255)),
    Column("data", Text),
)


@dataclass(frozen=True)
class Understood:
    """What the bot made of one message of the shopper."""

    intent: str
    confidence: float
    entities: dict[str, Any]


@dataclass(frozen=True)
class Heard:
    """One message of a shopper as the bot heard it; ``at`` in seconds since 1970."""

    message_id: str
    conversation_id: str
    understood: Understood
    at: float


class Tracker:
    """The table ``events(sender_id, type_name, data …)`` of Rasa 3.6's SQLTrackerStore."""

    def __init__(self, url: str) -> None:
        parsed = database(url, "rasa.tracker_url")
        options: dict[str, Any] = {}
        if parsed.get_backend_name() == "sqlite":  # opened anew each time: Rasa may have had to begin another file
            options = {"connect_args": {"timeout": 20}, "poolclass": NullPool}
        self._engine = create_engine(parsed, pool_pre_ping=True, **options)
        if parsed.get_backend_name() == "sqlite":
            event.listen(self._engine, "connect", lambda made, _: made.execute("PRAGMA secure_delete=ON"))

    def erase(self, conversation_ids: Sequence[str]) -> int:
        """Delete every event of these conversations; how many there were. No table yet means none."""
        count = 0
        try:
            with self._engine.begin() as connection:
                for conversation_id in conversation_ids:
                    result = connection.execute(
                        text("DELETE FROM events WHERE sender_id = :id"), {"id": conversation_id}
                    )
                    count += result.rowcount
        except DatabaseError as error:
            if _no_table(error):
                return 0
            raise Unavailable("rasa", f"the tracker store refused to erase: {error.orig}") from error
        return count

    def senders(self, before: datetime) -> list[str]:
        """The conversations in which nothing has happened since."""
        query = text("SELECT sender_id FROM events GROUP BY sender_id HAVING MAX(timestamp) < :before")
        return [str(row[0]) for row in self._read(query, {"before": before.timestamp()})]

    def scrub(self, *, largest: int | None = LARGEST) -> bool:
        """Leave nothing of deleted events in the files: see :func:`shop.scrub.scrub`."""
        return scrub(self._engine.url, largest=largest)

    def prune(self, before: datetime) -> int:
        """Delete the conversations in which nothing has happened since; how many events that were."""
        old = "SELECT sender_id FROM events GROUP BY sender_id HAVING MAX(timestamp) < :before"
        try:
            with self._engine.begin() as connection:
                query = text(f"DELETE FROM events WHERE sender_id IN ({old})")
                return int(connection.execute(query, {"before": before.timestamp()}).rowcount)
        except DatabaseError as error:
            if _no_table(error):
                return 0
            raise Unavailable("rasa", f"the tracker store refused to prune: {error.orig}") from error

    def export(self, conversation_id: str) -> list[dict[str, Any]]:
        """All events of a conversation as Rasa wrote them, oldest first."""
        return [json.loads(row) for row in self._rows(conversation_id, None)]

    def understood(self, conversation_id: str) -> dict[str, Understood]:
        """By our message id (it travels in the metadata): intent, confidence and entities."""
        found = {}
        for row in self._rows(conversation_id, "user"):
            heard = _heard(conversation_id, json.loads(row))
            if heard is not None:
                found[heard.message_id] = heard.understood
        return found

    def heard(self, limit: int) -> list[Heard]:
        """The latest messages of all conversations, newest first."""
        query = text("SELECT sender_id, data FROM events WHERE type_name = 'user' ORDER BY id DESC LIMIT :limit")
        rows = self._read(query, {"limit": limit})
        heard = (_heard(sender, json.loads(data)) for sender, data in rows)
        return [one for one in heard if one is not None]

    def slots(self, conversation_id: str) -> dict[str, Any]:
        """The slots as the events since the last restart left them."""
        slots: dict[str, Any] = {}
        for row in self._rows(conversation_id, None):
            event = json.loads(row)
            if event.get("event") in ("restart", "reset_slots"):
                slots.clear()
            elif event.get("event") == "slot":
                slots[event["name"]] = event.get("value")
        return {name: value for name, value in slots.items() if value is not None}

    def replace(self, load: Callable[[Connection], object]) -> None:
        """Other events in place of all, in one transaction: ``load`` fills the table that Rasa makes at its start."""
        try:
            with self._engine.begin() as connection:
                _EVENTS.metadata.create_all(connection)
                connection.execute(_EVENTS.delete())
                load(connection)
        except DatabaseError as error:
            raise Unavailable("rasa", f"the tracker store refused: {error.orig}") from error

    def close(self) -> None:
        self._engine.dispose()

    def _rows(self, conversation_id: str, type_name: str | None) -> list[str]:
        wanted = " AND type_name = :type" if type_name else ""
        query = text(f"SELECT data FROM events WHERE sender_id = :id{wanted} ORDER BY id")
        values = {"id": conversation_id} | ({"type": type_name} if type_name else {})
        return [data for (data,) in self._read(query, values)]

    def _read(self, query: TextClause, values: dict[str, Any]) -> list[Any]:
        try:
            with self._engine.connect() as connection:
                return list(connection.execute(query, values))
        except DatabaseError as error:
            if _no_table(error):
                return []
            raise Unavailable("rasa", f"the tracker store does not answer: {error.orig}") from error


def _heard(conversation_id: str, event: dict[str, Any]) -> Heard | None:
    """Of a stored UserUttered event; None where it is not one of our messages, or was not parsed."""
    message_id = (event.get("metadata") or {}).get("message_id")
    parsed = event.get("parse_data") or {}
    intent = parsed.get("intent") or {}
    if not message_id or not intent.get("name"):
        return None
    entities = {e["entity"]: e.get("value") for e in parsed.get("entities", []) if "entity" in e}
    understood = Understood(intent["name"], float(intent.get("confidence") or 0.0), entities)
    return Heard(message_id, conversation_id, understood, float(event.get("timestamp") or 0.0))


def _no_table(error: SQLAlchemyError) -> bool:
    words = str(error).lower()
    return "no such table" in words or "does not exist" in words
