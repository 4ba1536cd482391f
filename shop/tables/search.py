"""Which words stand in which messages, and in whose names."""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from shop.tables.base import Base


class MessageWordRow(Base):
    """``word`` is the hash that :func:`shop.search.hashes` makes of it; it goes when its message goes."""

    __tablename__ = "message_words"
    __table_args__ = (Index(None, "seq"),)

    word: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("messages.seq", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )


class ShopperWordRow(Base):
    """A shopper's e-mail address, and each word of their name, as such hashes."""

    __tablename__ = "shopper_words"
    __table_args__ = (Index(None, "shopper_id"),)

    word: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    shopper_id: Mapped[str] = mapped_column(String(80), ForeignKey("shoppers.id", ondelete="CASCADE"), primary_key=True)
