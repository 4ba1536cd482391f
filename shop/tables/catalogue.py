"""Items, FAQ entries, what sells, and the counters that number every change."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Float, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from shop.tables.base import Base, Json, Money, UtcTime


class ItemRow(Base):
    """``body`` is the item's JSON without price and stock, which change often and stand in columns.

    A deleted item stays as a tombstone, so that readers who follow ``version`` hear of it. ``added_at`` is when it came
    in, null for what was there before that was noted.
    """

    __tablename__ = "items"
    __table_args__ = (Index(None, "version"),)

    id: Mapped[str] = mapped_column(String(200), primary_key=True)
    body: Mapped[dict[str, Any]] = mapped_column(Json)
    digest: Mapped[str] = mapped_column(String(40))
    category: Mapped[str | None] = mapped_column(Text)
    price: Mapped[Decimal | None] = mapped_column(Money)
    list_price: Mapped[Decimal | None] = mapped_column(Money)
    stock: Mapped[int] = mapped_column(BigInteger)
    deleted: Mapped[bool]
    version: Mapped[int] = mapped_column(BigInteger)
    updated_at: Mapped[datetime] = mapped_column(UtcTime)
    added_at: Mapped[datetime | None] = mapped_column(UtcTime)


class PopularityRow(Base):
    __tablename__ = "popularity"

    item_id: Mapped[str] = mapped_column(String(200), primary_key=True)
    score: Mapped[float] = mapped_column(Float)


class FaqRow(Base):
    __tablename__ = "faqs"

    id: Mapped[str] = mapped_column(String(200), primary_key=True)
    question: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(Text)
    topic: Mapped[str | None] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(20))
    paraphrases: Mapped[list[str]] = mapped_column(Json)
    position: Mapped[int] = mapped_column(BigInteger)


class CounterRow(Base):
    """A counter that a transaction holds until it commits, so that numbers become visible in order."""

    __tablename__ = "counters"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[int] = mapped_column(BigInteger)
