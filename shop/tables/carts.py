"""Carts and coupons."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from shop.tables.base import Base, Json, Money, UtcTime


class CartRow(Base):
    __tablename__ = "carts"

    shopper_id: Mapped[str] = mapped_column(ForeignKey("shoppers.id", ondelete="CASCADE"), primary_key=True)
    lines: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    coupon: Mapped[str | None] = mapped_column(String(40))
    updated_at: Mapped[datetime] = mapped_column(UtcTime)


class CouponRow(Base):
    """Either ``percent`` (0 to 100) or ``amount`` (money) off the items, never off the shipping."""

    __tablename__ = "coupons"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    percent: Mapped[Decimal | None] = mapped_column(Money)
    amount: Mapped[Decimal | None] = mapped_column(Money)
    min_total: Mapped[Decimal] = mapped_column(Money)
    expires_at: Mapped[datetime | None] = mapped_column(UtcTime)
