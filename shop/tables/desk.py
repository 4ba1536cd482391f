"""The desk where people answer: agents, what they note and write, and what shoppers thought of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from shop.tables.base import Base, Json, Serial, UtcTime
from shop.tables.sealed import Sealed

CONVERSATION = "conversations.id"
AGENT = "agents.id"


class AgentRow(Base):
    __tablename__ = "agents"

    id: Mapped[str] = mapped_column(String(80), primary_key=True)
    email: Mapped[str] = mapped_column(String(320), unique=True)
    name: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(String(20))
    password: Mapped[str] = mapped_column(Text)  # argon2id, with its salt and costs
    active: Mapped[bool]
    online: Mapped[bool]  # takes conversations now
    created_at: Mapped[datetime] = mapped_column(UtcTime)


class AgentSessionRow(Base):
    """``id`` is the SHA-256 of the cookie, so that a stolen table opens no door."""

    __tablename__ = "agent_sessions"
    __table_args__ = (Index(None, "agent_id"),)

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    agent_id: Mapped[str] = mapped_column(ForeignKey(AGENT, ondelete="CASCADE"))
    csrf: Mapped[str] = mapped_column(String(64))
    expires_at: Mapped[datetime] = mapped_column(UtcTime)
    created_at: Mapped[datetime | None] = mapped_column(UtcTime)  # null for those from before it was noted
    address: Mapped[str | None] = mapped_column(String(64))
    browser: Mapped[str | None] = mapped_column(String(200))


class DeskRow(Base):
    """What the desk knows of one conversation, beside its owner."""

    __tablename__ = "desk"

    conversation_id: Mapped[str] = mapped_column(ForeignKey(CONVERSATION, ondelete="CASCADE"), primary_key=True)
    email: Mapped[str | None] = mapped_column(Sealed(320))  # where the answer goes when the shopper has left
    email_key: Mapped[int | None] = mapped_column(BigInteger, index=True)  # its hash, to be found by
    category: Mapped[str | None] = mapped_column(Text)
    read_id: Mapped[str | None] = mapped_column(String(80))  # the last message that an agent has seen
    told_id: Mapped[str | None] = mapped_column(String(80))  # the last agent's message that Rasa has been told of
    external_id: Mapped[str | None] = mapped_column(String(200), unique=True)  # its name at another desk


class NoteRow(Base):
    __tablename__ = "notes"
    __table_args__ = (Index(None, "conversation_id"),)

    id: Mapped[int] = mapped_column(Serial, primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey(CONVERSATION, ondelete="CASCADE"))
    agent_id: Mapped[str] = mapped_column(String(80))
    text: Mapped[str] = mapped_column(Sealed)
    created_at: Mapped[datetime] = mapped_column(UtcTime)


class RatingRow(Base):
    """The latest rating of a conversation; ``agent_id`` is who answered last, None for the bot."""

    __tablename__ = "ratings"

    conversation_id: Mapped[str] = mapped_column(ForeignKey(CONVERSATION, ondelete="CASCADE"), primary_key=True)
    rating: Mapped[int]
    comment: Mapped[str] = mapped_column(Sealed)
    agent_id: Mapped[str | None] = mapped_column(String(80))
    created_at: Mapped[datetime] = mapped_column(UtcTime)


class CannedRow(Base):
    __tablename__ = "canned_replies"

    id: Mapped[int] = mapped_column(Serial, primary_key=True)
    title: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)


class ReviewRow(Base):
    """What an admin decided about a message that the bot was unsure of; ``intent`` None: looked at, left."""

    __tablename__ = "reviews"

    message_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey(CONVERSATION, ondelete="CASCADE"))
    intent: Mapped[str | None] = mapped_column(String(80))
    agent_id: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime] = mapped_column(UtcTime)


class DeskSettingRow(Base):
    """What admins set in the console, by name: ``hours``."""

    __tablename__ = "desk_settings"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[dict[str, Any]] = mapped_column(Json)
