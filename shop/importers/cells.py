"""How the cells of mapped records are read; each refuses with ``ValueError(what was expected)``."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from shop.importers import clean
from shop.importers.draft import UNTRACKED


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


def stock(value: Any) -> int:
    if isinstance(value, bool):
        return UNTRACKED if value else 0
    return max(clean.whole(value), 0)


def available(value: Any) -> bool:
    text = clean.line(value).casefold().replace("_", " ")
    if text in ("in stock", "available", "instock", "low stock"):
        return True
    if text in ("out of stock", "sold out", "outofstock", "unavailable", "preorder", "backorder"):
        return False
    return clean.truth(value)
