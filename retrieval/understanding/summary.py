"""Constraints in a shopper's words: "blue, under 60"."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from retrieval.columns import PATH
from shop.types import Constraints

_SORTS = {
    "price_asc": "cheapest first",
    "price_desc": "dearest first",
    "rating": "best rated first",
    "newest": "newest first",
}


def money(value: Decimal) -> str:
    """19.90 → "19.90", 60.00 → "60"."""
    return f"{value:.0f}" if value == value.to_integral_value() else f"{value:.2f}"


def phrases(constraints: Constraints) -> Iterator[tuple[str, str]]:
    """(field, words) of every limit, in the order a shopper would say them."""
    for field in ("categories", "colours", "brands", "materials"):
        if values := getattr(constraints, field):
            yield field, _any(values)
    if constraints.sizes:
        yield "sizes", "size " + _any(constraints.sizes)
    if constraints.uses:
        yield "uses", "for " + _any(constraints.uses)
    if constraints.audiences:
        yield "audiences", "for " + _any(constraints.audiences)
    if constraints.features:
        yield "features", ", ".join(value.lower() for value in constraints.features)
    for field in ("not_categories", "not_colours", "not_brands", "not_materials", "not_features"):
        if values := getattr(constraints, field):
            yield field, "not " + _any(_plainest(values))
    if constraints.not_audiences:
        yield "not_audiences", "not for " + _any(constraints.not_audiences)
    if constraints.without:
        yield "without", "without " + _any(constraints.without)
    low, high = constraints.price_min, constraints.price_max
    if low is not None and high is not None:
        yield "price", f"{money(low)} to {money(high)}"
    elif high is not None:
        yield "price", f"under {money(high)}"
    elif low is not None:
        yield "price", f"over {money(low)}"
    if constraints.rating_min is not None:
        yield "rating_min", f"rated {constraints.rating_min:g} or better"
    if constraints.in_stock:
        yield "in_stock", "in stock"


def summarise(constraints: Constraints) -> str:
    """All limits, the words that are only ranked by, and the order, as one line; empty for none."""
    said = [words for _, words in phrases(constraints)]
    if constraints.text:
        said.insert(0, constraints.text)
    if constraints.sort in _SORTS:
        said.append(_SORTS[constraints.sort])
    return ", ".join(said)


def _plainest(values: tuple[str, ...]) -> tuple[str, ...]:
    """ "not blue" says that dark blue is not wanted either."""
    words = [set(value.casefold().split()) for value in values]
    return tuple(v for v, own in zip(values, words, strict=True) if not any(other < own for other in words))


def _any(values: tuple[str, ...]) -> str:
    named = [value.replace(PATH, " ") if PATH in value else value for value in values]
    named = [name if name.isupper() or any(c.isdigit() for c in name) else name.lower() for name in named]
    if len(named) > 3:
        return ", ".join(named[:3]) + " or the like"
    return " or ".join((", ".join(named[:-1]), named[-1])) if len(named) > 1 else named[0]
