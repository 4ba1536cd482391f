"""Orders, and the cases opened about them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from shop.tables.base import Base, Json, Money, UtcTime
from shop.tables.sealed import Sealed, SealedJson


class OrderRow(Base):
    """``shopper_id`` is no foreign key: an order outlives the shopper's erasure, as the law asks."""

    __tablename__ = "orders"
    __table_args__ = (Index(None, "shopper_id"),)

    number: Mapped[str] = mapped_column(String(80), primary_key=True)
    shopper_id: Mapped[str | None] = mapped_column(String(80))
    unlinked_at: Mapped[datetime | None] = mapped_column(UtcTime)  # when its shopper was erased
    email: Mapped[str] = mapped_column(Sealed(320))
    status: Mapped[str] = mapped_column(String(20))
    lines: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    address: Mapped[dict[str, Any]] = mapped_column(SealedJson)
    total: Mapped[Decimal] = mapped_column(Money)
    shipping: Mapped[Decimal] = mapped_column(Money)
    currency: Mapped[str] = mapped_column(String(3))
    placed_at: Mapped[datetime] = mapped_column(UtcTime)
    shipped_at: Mapped[datetime | None] = mapped_column(UtcTime)
    delivered_at: Mapped[datetime | None] = mapped_column(UtcTime)
    expected_at: Mapped[datetime | None] = mapped_column(UtcTime)
    carrier: Mapped[str | None] = mapped_column(Text)
    tracking: Mapped[str | None] = mapped_column(Text)


class CaseRow(Base):
    __tablename__ = "cases"
    __table_args__ = (Index(None, "order_number"),)

    id: Mapped[str] = mapped_column(String(80), primary_key=True)
    key: Mapped[str] = mapped_column(String(200), unique=True)
    kind: Mapped[str] = mapped_column(String(20))
    order_number: Mapped[str] = mapped_column(ForeignKey("orders.number", ondelete="CASCADE"))
    status: Mapped[str] = mapped_column(String(20))
    lines: Mapped[dict[str, int]] = mapped_column(Json)
    options: Mapped[dict[str, str]] = mapped_column(Json)
    detail: Mapped[str] = mapped_column(Sealed)
    amount: Mapped[Decimal | None] = mapped_column(Money)
    currency: Mapped[str] = mapped_column(String(3))
    created_at: Mapped[datetime] = mapped_column(UtcTime)
