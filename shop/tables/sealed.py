"""Columns whose values are sealed in the database, and the keys that they are sealed with: see :mod:`shop.keys`."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Dialect, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import TypeDecorator, TypeEngine

from shop.tables.base import Base, UtcTime

PREFIX = "k1."
ATTRIBUTE = "shop_keys"  # of the dialect of an engine whose store has keys


class KeyRow(Base):
    """``shopper_id`` None: the shop's own. A shopper's goes with the shopper, and what it sealed is gone with it.

    ``id`` is drawn at random, since no number may ever come twice: a process may still know the key that had it.
    """

    __tablename__ = "keys"
    __table_args__ = (Index(None, "shopper_id"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    shopper_id: Mapped[str | None] = mapped_column(String(80), ForeignKey("shoppers.id", ondelete="CASCADE"))
    wrapped: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcTime)


class Sealed(TypeDecorator[str]):
    """A text. What was stored before there were keys is read as it is.

    ``before``: how long its column was made then, which SQLite keeps since it does not count characters.
    """

    impl = Text
    cache_ok = True

    def __init__(self, before: int | None = None) -> None:
        super().__init__()
        self.before = before

    @property
    def python_type(self) -> type[str]:
        return str

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        short = self.before is not None and dialect.name == "sqlite"
        return String(self.before) if short else self.impl_instance

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        keys = getattr(dialect, ATTRIBUTE, None)
        return value if keys is None or value is None else keys.seal(value, str(value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        keys = getattr(dialect, ATTRIBUTE, None)
        return keys.open(value) if keys is not None and value is not None and value.startswith(PREFIX) else value


class SealedJson(TypeDecorator[dict[str, Any]]):
    """An object; sealed it is a JSON string."""

    impl = JSON
    cache_ok = True

    @property
    def python_type(self) -> type[dict[str, Any]]:
        return dict

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        keys = getattr(dialect, ATTRIBUTE, None)
        if keys is None or value is None:
            return value
        return keys.seal(value, json.dumps(value, ensure_ascii=False, separators=(",", ":")))

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        keys = getattr(dialect, ATTRIBUTE, None)
        if keys is None or not isinstance(value, str) or not value.startswith(PREFIX):
            return value
        return json.loads(keys.open(value) or "{}")
