"""Shoppers, what they did, and what is known of their tastes."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Float, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shop.tables.base import Base, Json, Money, Serial, UtcTime
from shop.tables.sealed import Sealed, SealedJson

SHOPPER = "shoppers.id"


class ShopperRow(Base):
    """``subject`` is the shop's own name for a signed-in shopper; a merged one points at who it became."""

    __tablename__ = "shoppers"
    __table_args__ = (Index(None, "merged_into"),)

    id: Mapped[str] = mapped_column(String(80), primary_key=True)
    subject: Mapped[str | None] = mapped_column(String(200), unique=True)
    email: Mapped[str | None] = mapped_column(Sealed(320))
    name: Mapped[str | None] = mapped_column(Sealed)
    address: Mapped[dict[str, Any] | None] = mapped_column(SealedJson)
    consent: Mapped[bool | None]
    merged_into: Mapped[str | None] = mapped_column(ForeignKey(SHOPPER, ondelete="CASCADE"))
    created_at: Mapped[datetime] = mapped_column(UtcTime)


class EventRow(Base):
    """Append only. ``digest`` covers all the fields of an event, so that a repeated one counts once."""

    __tablename__ = "events"
    __table_args__ = (UniqueConstraint("shopper_id", "digest"), Index(None, "shopper_id", "ts"), Index(None, "ts"))

    id: Mapped[int] = mapped_column(Serial, primary_key=True)
    shopper_id: Mapped[str] = mapped_column(ForeignKey(SHOPPER, ondelete="CASCADE"))
    type: Mapped[str] = mapped_column(String(20))
    item_id: Mapped[str | None] = mapped_column(String(200))
    query: Mapped[str | None] = mapped_column(Text)
    value: Mapped[float | None] = mapped_column(Float)
    ts: Mapped[datetime] = mapped_column(UtcTime)
    basket: Mapped[str | None] = mapped_column(String(200))
    digest: Mapped[str] = mapped_column(String(40))


class TasteRow(Base):
    """One taste a text and shopper, stated (chat, shopper) or inferred (events); ``norm`` is the text folded."""

    __tablename__ = "tastes"
    __table_args__ = (UniqueConstraint("shopper_id", "norm"),)

    id: Mapped[int] = mapped_column(Serial, primary_key=True)
    shopper_id: Mapped[str] = mapped_column(ForeignKey(SHOPPER, ondelete="CASCADE"))
    norm: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(String(20))
    weight: Mapped[float] = mapped_column(Float)
    source: Mapped[str] = mapped_column(String(20))
    evidence: Mapped[list[str]] = mapped_column(Json)
    ts: Mapped[datetime] = mapped_column(UtcTime)


class BlockedTasteRow(Base):
    """A taste that the shopper deleted: never inferred again, until the shopper states it anew."""

    __tablename__ = "blocked_tastes"

    shopper_id: Mapped[str] = mapped_column(ForeignKey(SHOPPER, ondelete="CASCADE"), primary_key=True)
    norm: Mapped[str] = mapped_column(Text, primary_key=True)


class ProfileRow(Base):
    """What follows from the events, derived in the transaction that records them."""

    __tablename__ = "profiles"

    shopper_id: Mapped[str] = mapped_column(ForeignKey(SHOPPER, ondelete="CASCADE"), primary_key=True)
    price_low: Mapped[Decimal | None] = mapped_column(Money)
    price_high: Mapped[Decimal | None] = mapped_column(Money)
    brands: Mapped[list[str]] = mapped_column(Json)
    sizes: Mapped[list[str]] = mapped_column(Json)
    last_seen: Mapped[datetime | None] = mapped_column(UtcTime)
