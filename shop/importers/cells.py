"""How the cells of mapped records are read; each refuses with ``ValueError(what was expected)``."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from shop.importers import clean


def first(value: Any) -> Any:
    first = value[0] if isinstance(value, list) and value else value
    if isinstance(first, dict):
        first = first.get("url") or first.get("src")
    return "" if isinstance(first, (list, dict)) else first


def text(value: Any) -> str:
    return clean.plain("\n".join(str(part) for part in value) if isinstance(value, list) else value)


def currency(value: Any) -> str:
    text = clean.line(value).upper()
    if len(text) != 3 or not text.isascii() or not text.isalpha():
        raise ValueError("a currency's three letters, like EUR")
    return text


def rating(value: Any) -> float:
    rating = clean.number(value)
    if not Decimal(0) <= rating <= Decimal(5):
        raise ValueError("a rating from 0 to 5")
    return float(rating)


def all_of(value: Any) -> list[Any]:
    """A cell's values: of a list each, of anything else itself."""
    return value if isinstance(value, list) else [] if value is None else [value]
