"""What live shops have told, and how far each is known."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from shop.tables.base import Base, Serial, UtcTime


class HookRow(Base):
    """A webhook that came; ``due_at`` moves ahead when a worker takes it. One that is done stays for a while, so that
    the same delivery once more is known."""

    __tablename__ = "hooks"
    __table_args__ = (Index(None, "done_at", "due_at"),)

    id: Mapped[int] = mapped_column(Serial, primary_key=True)
    key: Mapped[str] = mapped_column(String(200), unique=True)
    kind: Mapped[str] = mapped_column(String(20))
    subject: Mapped[str] = mapped_column(String(200))
    attempts: Mapped[int]
    error: Mapped[str | None] = mapped_column(Text)
    received_at: Mapped[datetime] = mapped_column(UtcTime)
    due_at: Mapped[datetime] = mapped_column(UtcTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcTime)


class SweepRow(Base):
    """Up to when a live shop's products or orders are known."""

    __tablename__ = "sweeps"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    until: Mapped[datetime] = mapped_column(UtcTime)
