"""What is still to be told: items waited for, and mail to be sent."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shop.tables.base import Base, Serial, UtcTime
from shop.tables.sealed import Sealed, SealedJson


class WatchRow(Base):
    __tablename__ = "watches"
    __table_args__ = (UniqueConstraint("shopper_id", "item_id"), Index(None, "item_id"))

    id: Mapped[int] = mapped_column(Serial, primary_key=True)
    shopper_id: Mapped[str] = mapped_column(ForeignKey("shoppers.id", ondelete="CASCADE"))
    item_id: Mapped[str] = mapped_column(String(200))
    email: Mapped[str | None] = mapped_column(Sealed(320))
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcTime)


class OutboxRow(Base):
    """``due_at`` moves ahead when a worker takes the letter, so that two workers never both send it."""

    __tablename__ = "outbox"
    __table_args__ = (Index(None, "sent_at", "due_at"), Index(None, "shopper_id"), Index(None, "recipient_key"))

    id: Mapped[int] = mapped_column(Serial, primary_key=True)
    key: Mapped[str] = mapped_column(String(200), unique=True)
    kind: Mapped[str] = mapped_column(String(40))
    recipient: Mapped[str] = mapped_column(Sealed(320))
    recipient_key: Mapped[int | None] = mapped_column(BigInteger)  # its hash, to be found by
    shopper_id: Mapped[str | None] = mapped_column(ForeignKey("shoppers.id", ondelete="CASCADE"))
    payload: Mapped[dict[str, Any]] = mapped_column(SealedJson)
    attempts: Mapped[int]
    error: Mapped[str | None] = mapped_column(Sealed)  # a mail server names the address that it refuses
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    due_at: Mapped[datetime] = mapped_column(UtcTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcTime)
