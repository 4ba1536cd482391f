"""How an item misses limits, and by how much."""

from __future__ import annotations

from dataclasses import dataclass

from retrieval.fields import Fields, Value
from retrieval.limits import is_numeric
from shop.dialogue import Filter
from shop.types import Item


@dataclass(frozen=True)
class Miss:
    """``off``: by how much, in the field's base unit; None where the item is silent or the limit is no number."""

    filter: Filter
    item_value: Value | None
    off: float | None


def miss(item: Item, limit: Filter, fields: Fields) -> Miss:
    """Of a limit that the item does not meet."""
    value = fields.value(item, limit.field)
    return Miss(limit, value, off(limit, value))


def share_off(missed: Miss) -> float:
    """By what share of the limit an item is off; 1 without a number."""
    if missed.off is None:
        return 1.0
    asked = max(abs(missed.filter.low or 0.0), abs(missed.filter.high or 0.0)) or 1.0
    return missed.off / asked


def off(limit: Filter, value: Value | None) -> float | None:
    """How far a value lies outside the limit."""
    if not is_numeric(limit) or value is None or value.least is None or value.most is None:
        return None
    high = limit.high if limit.high is not None else limit.low if limit.op in ("around", "covers", "is") else None
    over = value.least - high if high is not None else 0.0
    under = limit.low - value.most if limit.low is not None else 0.0
    return round(max(over, under, 0.0), 6)
