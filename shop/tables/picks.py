"""Which picks were shown to whom, and what came of them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from shop.tables.base import Base, Serial, UtcTime
from shop.tables.shoppers import SHOPPER


class ShownPickRow(Base):
    """``model`` is the recommender's name and version; ``position`` 1 is the first pick of the list."""

    __tablename__ = "shown_picks"
    __table_args__ = (Index(None, "shopper_id", "item_id"), Index(None, "shown_at"))

    id: Mapped[int] = mapped_column(Serial, primary_key=True)
    shopper_id: Mapped[str] = mapped_column(ForeignKey(SHOPPER, ondelete="CASCADE"))
    item_id: Mapped[str] = mapped_column(String(200))
    model: Mapped[str] = mapped_column(String(80))
    placement: Mapped[str] = mapped_column(String(40))
    position: Mapped[int] = mapped_column(Integer)
    shown_at: Mapped[datetime] = mapped_column(UtcTime)
    clicked_at: Mapped[datetime | None] = mapped_column(UtcTime)
    bought_at: Mapped[datetime | None] = mapped_column(UtcTime)
