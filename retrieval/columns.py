"""Arrays and postings of the catalogue: what :class:`retrieval.mirror.Mirror` answers from.

A changed item is patched in place (its old units die, its new ones are appended), so that one price or one stock
among 100,000 costs microseconds; many changes at once are a rebuild.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.audiences import made_for
from retrieval.text import fold
from shop.types import Item

Rows = NDArray[np.int64]
Mask = NDArray[np.bool_]

FACETS = ("categories", "colours", "sizes", "brands", "materials", "uses", "audiences")
UNIT_FACETS = ("colours", "sizes")
PATH = " > "  # "Men > Jackets": both stand on the item's path

_COLOUR_OPTIONS = frozenset({"colour", "color", "colours", "colors", "farbe", "shade"})
_SIZE_OPTIONS = frozenset({"size", "sizes", "shoe size", "grosse", "waist"})


def facet_values(item: Item) -> dict[str, tuple[str, ...]]:
    """The item's own values for each of :data:`FACETS`."""
    path = item.categories
    if item.category and item.category not in path:
        path = (*path, item.category)
    return {
        "categories": path,
        "colours": item.colours,
        "sizes": item.sizes,
        "brands": (item.brand,) if item.brand else (),
        "materials": item.materials,
        "uses": item.uses,
        "audiences": made_for(item),
    }


@dataclass(frozen=True)
class Unit:
    """One buyable version of an item."""

    colours: tuple[str, ...]
    sizes: tuple[str, ...]
    stock: int
    price: float = math.nan  # of the variant, or else of the item


def units(item: Item) -> list[Unit]:
    """The buyable versions of an item; a facet its variants do not tell apart holds all the item's values."""
    found = []
    own = math.nan if item.price is None else float(item.price)
    for variant in item.variants:
        options = {fold(name): value for name, value in variant.options.items()}
        colours = tuple(value for name, value in options.items() if name in _COLOUR_OPTIONS)
        sizes = tuple(value for name, value in options.items() if name in _SIZE_OPTIONS)
        price = own if variant.price is None else float(variant.price)
        found.append(Unit(colours or item.colours, sizes or item.sizes, variant.stock, price))
    kept_on_the_item_alone = item.in_stock and not any(unit.stock > 0 for unit in found)
    if kept_on_the_item_alone or not item.in_stock:
        found = [replace(unit, stock=item.stock) for unit in found]
    return found or [Unit(item.colours, item.sizes, item.stock, own)]


class Columns:
    """One row an item (``None`` for a deleted one), one column a number, one posting list a facet's value."""

    def __init__(self, items: Sequence[Item | None]) -> None:
        rows = len(items)
        self.live = np.zeros(rows, dtype=np.bool_)
        self.price = np.full(rows, np.nan)
        self.rating = np.full(rows, np.nan)
        self.rating_count = np.zeros(rows, dtype=np.int64)
        self.reduced = np.zeros(rows, dtype=np.bool_)
        postings: dict[str, dict[str, list[int]]] = {facet: {} for facet in FACETS}
        unit_postings: dict[str, dict[str, list[int]]] = {facet: {} for facet in UNIT_FACETS}
        unit_row: list[int] = []
        unit_stock: list[int] = []
        unit_price: list[float] = []
        self._units: dict[int, list[int]] = {}
        for row, item in enumerate(items):
            if item is None:
                continue
            self._numbers(row, item)
            for facet, values in facet_values(item).items():
                for value in dict.fromkeys(map(fold, values)):
                    postings[facet].setdefault(value, []).append(row)
            for unit in units(item):
                for facet in UNIT_FACETS:
                    for value in dict.fromkeys(map(fold, getattr(unit, facet))):
                        unit_postings[facet].setdefault(value, []).append(len(unit_row))
                self._units.setdefault(row, []).append(len(unit_row))
                unit_row.append(row)
                unit_stock.append(unit.stock)
                unit_price.append(unit.price)
        self.unit_row = np.asarray(unit_row, dtype=np.int64)
        self.unit_stock = np.asarray(unit_stock, dtype=np.int64)
        self.unit_price = np.asarray(unit_price, dtype=np.float64)
        self.unit_live = np.ones(len(unit_row), dtype=np.bool_)
        self._postings = _arrays(postings)
        self._unit_postings = _arrays(unit_postings)

    # ── questions ────────────────────────────────────────────────────────────

    def any_of(self, facet: str, values: Iterable[str]) -> Mask:
        """Items that carry at least one of the values, shape (rows,)."""
        mask = np.zeros(len(self.live), dtype=np.bool_)
        for value in values:
            parts = value.split(PATH) if facet == "categories" else [value]
            found = [self._postings[facet].get(fold(part)) for part in parts]
            known = [rows for rows in found if rows is not None]
            if len(known) < len(parts):
                continue
            both = known[0]
            for rows in known[1:]:
                both = np.intersect1d(both, rows)
            mask[both] = True
        return mask

    def unit_any_of(self, facet: str, values: Iterable[str]) -> Mask:
        """Units that carry at least one of the values, shape (units,)."""
        mask = np.zeros(len(self.unit_row), dtype=np.bool_)
        for value in values:
            rows = self._unit_postings[facet].get(fold(value))
            if rows is not None:
                mask[rows] = True
        return mask

    def units_of(self, row: int) -> list[int]:
        """The row's units, in the order of the item's variants."""
        return self._units.get(row, [])

    def prices_of(self, unit_mask: Mask) -> NDArray[np.float64]:
        """The lowest price of each row's units, of those in stock where there is one; NaN for none. Shape (rows,)."""
        lowest = np.full(len(self.live), np.nan)
        for units in (unit_mask & (self.unit_stock > 0), unit_mask):
            found = np.full(len(self.live), np.nan)
            np.fmin.at(found, self.unit_row[units], self.unit_price[units])
            lowest = np.where(np.isnan(lowest), found, lowest)
        return lowest

    def items_of(self, unit_mask: Mask) -> Mask:
        """Items with at least one of the units, shape (rows,)."""
        mask = np.zeros(len(self.live), dtype=np.bool_)
        mask[self.unit_row[unit_mask]] = True
        return mask

    # ── changes ──────────────────────────────────────────────────────────────

    def patch(self, row: int, before: Item | None, after: Item | None) -> None:
        """Put one changed, new (``before`` None) or deleted (``after`` None) item in place."""
        if row == len(self.live):
            self._grow()
        if before is not None and after is not None and _shelf(before) == _shelf(after):
            self._numbers(row, after)
            own = units(after)
            self.unit_stock[self._units[row]] = [unit.stock for unit in own]
            self.unit_price[self._units[row]] = [unit.price for unit in own]
            return
        if before is not None:
            for facet, values in facet_values(before).items():
                for value in map(fold, values):
                    self._postings[facet][value] = _without(self._postings[facet][value], row)
            self.unit_live[self._units.pop(row, [])] = False
            self.live[row] = False
        if after is not None:
            self._numbers(row, after)
            for facet, values in facet_values(after).items():
                for value in dict.fromkeys(map(fold, values)):
                    _append(self._postings[facet], value, row)
            self._append_units(row, after)

    def _numbers(self, row: int, item: Item) -> None:
        self.live[row] = True
        self.price[row] = np.nan if item.price is None else float(item.price)
        self.rating[row] = np.nan if item.rating is None else item.rating
        self.rating_count[row] = item.rating_count
        self.reduced[row] = item.price is not None and item.list_price is not None and item.list_price > item.price

    def _grow(self) -> None:
        self.live = np.append(self.live, False)
        self.price = np.append(self.price, np.nan)
        self.rating = np.append(self.rating, np.nan)
        self.rating_count = np.append(self.rating_count, 0)
        self.reduced = np.append(self.reduced, False)

    def _append_units(self, row: int, item: Item) -> None:
        added = units(item)
        start = len(self.unit_row)
        self._units[row] = list(range(start, start + len(added)))
        self.unit_row = np.append(self.unit_row, np.full(len(added), row))
        self.unit_stock = np.append(self.unit_stock, [unit.stock for unit in added])
        self.unit_price = np.append(self.unit_price, [unit.price for unit in added])
        self.unit_live = np.append(self.unit_live, np.ones(len(added), dtype=np.bool_))
        for place, unit in enumerate(added, start):
            for facet in UNIT_FACETS:
                for value in dict.fromkeys(map(fold, getattr(unit, facet))):
                    _append(self._unit_postings[facet], value, place)


def _shelf(item: Item) -> Any:
    """What the postings are made from; where it is the same, only numbers changed."""
    return facet_values(item), [(unit.colours, unit.sizes) for unit in units(item)]


def _arrays(postings: dict[str, dict[str, list[int]]]) -> dict[str, dict[str, Rows]]:
    return {
        facet: {value: np.asarray(rows, dtype=np.int64) for value, rows in found.items()}
        for facet, found in postings.items()
    }


def _without(rows: Rows, row: int) -> Rows:
    kept: Rows = rows[rows != row]
    return kept


def _append(postings: dict[str, Rows], value: str, row: int) -> None:
    postings[value] = np.append(postings.get(value, np.empty(0, dtype=np.int64)), row)
