"""Conversations, their messages, who owned them when, and what a quick reply means."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shop.tables.base import Base, Serial, UtcTime
from shop.tables.sealed import Sealed, SealedJson

CONVERSATION = "conversations.id"


class ConversationRow(Base):
    __tablename__ = "conversations"
    __table_args__ = (Index(None, "shopper_id"), Index(None, "owner", "updated_at"))

    id: Mapped[str] = mapped_column(String(200), primary_key=True)
    shopper_id: Mapped[str] = mapped_column(ForeignKey("shoppers.id", ondelete="CASCADE"))
    owner: Mapped[str] = mapped_column(String(20))
    agent_id: Mapped[str | None] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(20))
    client: Mapped[str | None] = mapped_column(String(40))  # keyed hash of the network it was last written from
    state: Mapped[dict[str, Any]] = mapped_column(SealedJson)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    updated_at: Mapped[datetime] = mapped_column(UtcTime)


class MessageRow(Base):
    """``seq`` orders messages; ``body`` holds cards, quick replies, sources and data."""

    __tablename__ = "messages"
    __table_args__ = (UniqueConstraint("conversation_id", "client_id"), Index(None, "conversation_id", "seq"))

    seq: Mapped[int] = mapped_column(Serial, primary_key=True)
    id: Mapped[str] = mapped_column(String(80), unique=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey(CONVERSATION, ondelete="CASCADE"))
    client_id: Mapped[str | None] = mapped_column(String(200))
    author: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Sealed)
    body: Mapped[dict[str, Any]] = mapped_column(SealedJson)
    created_at: Mapped[datetime] = mapped_column(UtcTime)


class PendingRow(Base):
    """A message that waits for its answer: ``gateway`` is to give it, until ``until`` or as long as it renews that."""

    __tablename__ = "pending"
    __table_args__ = (Index(None, "until"), Index(None, "conversation_id"))

    message_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey(CONVERSATION, ondelete="CASCADE"))
    intent: Mapped[str | None] = mapped_column(String(80))  # of a tapped quick reply
    entities: Mapped[dict[str, Any]] = mapped_column(SealedJson)
    gateway: Mapped[str] = mapped_column(String(40))
    until: Mapped[datetime] = mapped_column(UtcTime)
    tries: Mapped[int]


class OwnerChangeRow(Base):
    __tablename__ = "owner_changes"
    __table_args__ = (Index(None, "conversation_id"),)

    id: Mapped[int] = mapped_column(Serial, primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey(CONVERSATION, ondelete="CASCADE"))
    before: Mapped[str] = mapped_column(String(20))
    after: Mapped[str] = mapped_column(String(20))
    agent_id: Mapped[str | None] = mapped_column(String(200))
    who: Mapped[str] = mapped_column(String(200))
    why: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcTime)


class QuickReplyRow(Base):
    __tablename__ = "quick_replies"
    __table_args__ = (Index(None, "conversation_id"),)

    payload: Mapped[str] = mapped_column(String(80), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey(CONVERSATION, ondelete="CASCADE"))
    title: Mapped[str] = mapped_column(Sealed)
    intent: Mapped[str] = mapped_column(String(80))
    entities: Mapped[dict[str, Any]] = mapped_column(SealedJson)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
