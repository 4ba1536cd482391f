""" "Cheaper", "a bit smaller", "warmer": a limit beyond the item talked about, or beyond all that is shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dialogue.formatting import above, below
from shop.dialogue import Filter, Sort
from shop.types import Item

if TYPE_CHECKING:
    from dialogue.turn import Turn


def beyond(turn: Turn, direction: Sort, than: Sequence[Item]) -> Filter | None:
    """The limit that all of ``than`` are beyond; ``None`` where none of them states the field.

    ``direction`` orders what is wanted first: "smaller" is capacity ascending.
    """
    steps = turn.services.index.fields.ordinal(direction.field)
    if steps:
        return _further(turn, direction, than, steps)
    values = [value for item in than if (value := amount(turn, item, direction.field)) is not None]
    if not values:
        return None
    if direction.descending:
        return Filter(field=direction.field, op="at_least", low=above(max(values)), words=direction.words)
    return Filter(field=direction.field, op="at_most", high=below(min(values)), words=direction.words)


def extreme(turn: Turn, direction: Sort, items: Sequence[Item]) -> Item | None:
    """The one of them that is furthest in that direction."""
    ordered = turn.services.index.order(items, direction)
    known = [item for item in ordered if _stated(turn, item, direction.field)]
    return known[0] if known else None


def amount(turn: Turn, item: Item, field: str) -> float | None:
    """The item's number for a field, in its base unit; of a range the lower end."""
    if field == "price":
        return None if item.price is None else float(item.price)
    value = turn.services.index.fields.value(item, field)
    return value.least if value is not None else None


def _stated(turn: Turn, item: Item, field: str) -> bool:
    return amount(turn, item, field) is not None or turn.services.index.fields.value(item, field) is not None


def _further(turn: Turn, direction: Sort, than: Sequence[Item], steps: Sequence[str]) -> Filter | None:
    """Of light < medium < warm what is warmer than medium."""
    places = {step.casefold(): place for place, step in enumerate(steps)}
    known = []
    for item in than:
        value = turn.services.index.fields.value(item, direction.field)
        known += [places[text.casefold()] for text in (value.texts if value else ()) if text.casefold() in places]
    if not known:
        return None
    left = steps[max(known) + 1 :] if direction.descending else steps[: min(known)]
    return Filter(field=direction.field, op="is", values=tuple(left), words=direction.words)
