"""Which limits to give up, openly, when nothing meets them all."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from retrieval.understanding.summary import phrases
from shop.types import Constraints

# what a shopper gives up first stands first; what they do not want is never given up
_ORDER = (
    "rating_min",
    "in_stock",
    "uses",
    "price",
    "materials",
    "sizes",
    "brands",
    "colours",
    "audiences",
    "categories",
    "features",
)


def relaxations(constraints: Constraints) -> Iterator[tuple[Constraints, list[str]]]:
    """Weaker constraints, mildest first, each with what it gives up in words ("under 20")."""
    said = dict(phrases(constraints))
    present = [field for field in _ORDER if field in said]
    for size in range(1, len(present) + 1):
        for fields in combinations(present, size):
            yield without(constraints, fields), [said[field] for field in fields]


def without(constraints: Constraints, fields: tuple[str, ...]) -> Constraints:
    update: dict[str, object] = {}
    for field in fields:
        for name in ("price_min", "price_max") if field == "price" else (field,):
            update[name] = Constraints.model_fields[name].get_default()
    return constraints.model_copy(update=update)
