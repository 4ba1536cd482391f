"""Who tried what how often, and the codes that prove an e-mail address. Keys are keyed hashes: no table tells whose."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from shop.tables.base import Base, UtcTime


class AttemptRow(Base):
    __tablename__ = "attempts"

    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(UtcTime)
    blocked_until: Mapped[datetime] = mapped_column(UtcTime)


class CodeRow(Base):
    """One code at a time for each order of each conversation."""

    __tablename__ = "codes"
    __table_args__ = (Index(None, "conversation_id"),)

    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    digest: Mapped[str] = mapped_column(String(80))
    tries: Mapped[int]
    expires_at: Mapped[datetime] = mapped_column(UtcTime)
