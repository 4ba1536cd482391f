"""Which rows meet a query: limits of one variant together, facets from their postings, the rest from columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from retrieval.audiences import serving
from retrieval.colours import meant
from retrieval.columns import Columns, Mask
from retrieval.field_columns import FieldColumns
from retrieval.fields import canonical
from retrieval.limits import SILENCE_PASSES, Floats, is_numeric, numbers_meet
from retrieval.mentions import Mentions
from retrieval.mirror import Mirror
from retrieval.safety import Safety
from retrieval.text import fold
from retrieval.values import data
from shop.dialogue import Filter, Query
from shop.types import Item
from shop.versions import as_version

FACETS = {
    "category": "categories",
    "brand": "brands",
    "material": "materials",
    "use": "uses",
    "audience": "audiences",
    "colour": "colours",
    "size": "sizes",
}
OPTIONS = {"colour": "colours", "size": "sizes"}  # asked of one variant together


@dataclass(frozen=True)
class Met:
    """Of one filter, shapes (rows,): rows that meet it, and rows that state what it asks for."""

    met: Mask
    stated: Mask


class Masks:
    """Answers from the mirror's rows as they are now."""

    def __init__(self, mirror: Mirror, fields: FieldColumns, mentions: Mentions, safety: Safety) -> None:
        self._mirror = mirror
        self._fields = fields
        self._mentions = mentions
        self._safety = safety
        self._columns: Columns = mirror.columns
        self._rows = len(self._columns.live)

    def shelf(self, query: Query) -> Mask:
        """Items of the kinds looked for, and within the budget for everything."""
        mask = self._columns.live.copy()
        if query.kinds:
            mask &= self._columns.any_of("categories", query.kinds)
        if query.not_kinds:
            mask &= ~self._columns.any_of("categories", query.not_kinds)
        if query.budget is not None:
            mask &= self._columns.price <= float(query.budget)
        if query.receiver is not None and query.receiver.age is not None:
            mask &= ~self._too_old_for(query.receiver.age)
        return mask

    def of(self, limit: Filter, within: Mask | None = None) -> Met:
        """Rows that meet one filter by themselves; ``within``: rows that matter, for what must be read item by item."""
        if (name := canonical(limit.field)) != limit.field:
            limit = limit.model_copy(update={"field": name})
        if limit.op in ("mentions", "without") or (limit.safety and limit.op == "is_not"):
            return self._read(limit, self._columns.live if within is None else within)
        if limit.field in OPTIONS and (units := self.units(limit)) is not None:
            stated = self._facet_stated(limit.field)
            met = self._columns.items_of(units & self._columns.unit_live)
            return Met(met | (~stated if _lenient(limit) else False), stated)
        if limit.field in FACETS and limit.op in ("is", "is_not") and limit.values:
            return self._facet(limit)
        if (numbers := self.numbers(limit.field)) is not None:
            stated = ~np.isnan(numbers)
            if is_numeric(limit):
                return Met(numbers_meet(limit, numbers, numbers, "money" if limit.field == "price" else ""), stated)
            if limit.op in ("has", "has_not"):
                has = numbers > 0
                return Met(has if limit.op == "has" else stated & ~has, stated)
        column = self._fields.column(limit.field)
        if column is None:
            nothing = np.zeros(self._rows, dtype=np.bool_)
            return Met(~nothing if _lenient(limit) else nothing, nothing)
        met, stated = column.meeting(limit, self._rows)
        return Met(met | ~stated if _lenient(limit) else met, stated)

    def units(self, limit: Filter, *, price: bool = False) -> Mask | None:
        """Units that meet a limit on colour, size or, where ``price``, their price; None for any other. (units,)"""
        columns = self._columns
        if limit.field in OPTIONS and limit.op in ("is", "is_not") and limit.values:
            facet = OPTIONS[limit.field]
            found = columns.unit_any_of(facet, self._known(limit))
            return found if limit.op == "is" else ~found | self._comes_in_others(facet, limit.values, found)
        if price and limit.field == "price" and is_numeric(limit):
            return numbers_meet(limit, columns.unit_price, columns.unit_price, "money")
        return None

    def together(self, limits: Iterable[Filter]) -> tuple[Mask, Mask] | None:
        """Rows of which one variant meets all the options and the price asked for, and those with such a one in stock;
        None where no option is asked for, since then the item's own price is what its card shows."""
        units, columns = self.versions(limits), self._columns
        if units is None:
            return None
        return columns.items_of(units), columns.items_of(units & (columns.unit_stock > 0))

    def versions(self, limits: Iterable[Filter]) -> Mask | None:
        """Units that meet all the options and the price asked for; None where no option is. Shape (units,)."""
        limits = list(limits)
        if not any(limit.field in OPTIONS and self.units(limit) is not None for limit in limits):
            return None
        units = self._columns.unit_live.copy()
        for limit in limits:
            if (own := self.units(limit, price=True)) is not None:
                units &= own | self._silent_units(limit)
        return units

    def as_asked(self, row: int, versions: Mask | None) -> Item | None:
        """The row's item as its versions that are asked for are sold."""
        item = self._mirror.item(row)
        if item is None or versions is None or not item.variants:
            return item
        own = zip(item.variants, self._columns.units_of(row), strict=False)
        return as_version(item, [variant for variant, unit in own if versions[unit]])

    def in_stock(self) -> Mask:
        return self._columns.items_of(self._columns.unit_live & (self._columns.unit_stock > 0))

    def numbers(self, field: str, versions: Mask | None = None) -> Floats | None:
        """The fresh column of a built-in number, shape (rows,); None for any other field. The price is that of the
        ``versions`` asked for, where such are."""
        columns = self._columns
        if field == "price":
            return columns.price if versions is None else columns.prices_of(versions)
        if field == "rating":
            return columns.rating
        if field == "sale":
            flagged = self._fields.column("sale")
            flags = 0.0 if flagged is None else flagged.spread(flagged.ranks == 1, False, self._rows)
            return np.maximum(columns.reduced, flags)
        if field == "stock":
            stock = np.zeros(self._rows, dtype=np.float64)
            np.add.at(stock, columns.unit_row, np.where(columns.unit_live, columns.unit_stock, 0))
            return stock
        return None

    def _too_old_for(self, age: float) -> Mask:
        """Items that are said to be for older ones."""
        older = np.zeros(self._rows, dtype=np.bool_)
        for name in data()["dimensions"]["years"]:
            if (column := self._fields.column(fold(name))) is not None:
                older |= column.spread(column.least > age, False, self._rows) > 0
        return older

    # ── parts ────────────────────────────────────────────────────────────────

    def _facet(self, limit: Filter) -> Met:
        facet, stated = FACETS[limit.field], self._facet_stated(limit.field)
        if limit.field == "audience":
            values = serving(limit.values) if limit.op == "is" else limit.values
            found = self._columns.any_of(facet, values)
            return Met(found if limit.op == "is" else self._columns.live & ~found, stated)
        found = self._columns.any_of(facet, limit.values)
        if (column := self._fields.column(limit.field)) is not None:
            own, _ = column.meeting(limit.model_copy(update={"op": "is"}), self._rows)
            found = found | own
        return Met(found if limit.op == "is" else ~found & (stated if limit.safety else True), stated)

    def _facet_stated(self, field: str) -> Mask:
        column = self._fields.column(field)
        if column is None:
            return np.zeros(self._rows, dtype=np.bool_)
        return column.spread(np.ones(len(column.values), dtype=np.bool_), False, self._rows) > 0

    def _known(self, limit: Filter) -> tuple[str, ...]:
        """The catalogue's own values; a colour that it does not name is its family."""
        field = self._fields.fields.get(limit.field)
        if limit.field != "colour" or field is None:
            return limit.values
        known = {fold(value) for value in field.values}
        return tuple(
            own for value in limit.values for own in ([value] if fold(value) in known else meant(value, field.values))
        )

    def _comes_in_others(self, facet: str, values: Sequence[str], found: Mask) -> Mask:
        """Units of items without variants that come in other colours as well."""
        others = np.zeros(len(found), dtype=np.bool_)
        unwanted = {fold(value) for value in values}
        for unit in np.flatnonzero(found):
            item = self._mirror.item(int(self._columns.unit_row[unit]))
            if item is not None and not item.variants and {fold(v) for v in getattr(item, facet)} - unwanted:
                others[unit] = True
        return others

    def _silent_units(self, limit: Filter) -> Mask:
        """Units of items that state no such option, which pass where silence does."""
        if limit.field not in OPTIONS or not _lenient(limit):
            return np.zeros(len(self._columns.unit_row), dtype=np.bool_)
        silent: Mask = ~self._facet_stated(limit.field)[self._columns.unit_row]
        return silent

    def _read(self, limit: Filter, within: Mask) -> Met:
        met, stated = np.zeros(self._rows, dtype=np.bool_), np.ones(self._rows, dtype=np.bool_)
        for row in np.flatnonzero(within):
            item = self._mirror.item(int(row))
            if item is None:
                continue
            if limit.safety and limit.op != "mentions":
                free = self._safety.free_of(item, limit.values)
                met[row], stated[row] = free is True, free is not None
            else:
                met[row] = self._mentions.of(item, limit.values) == (limit.op == "mentions")
        return Met(met, stated)


def _lenient(limit: Filter) -> bool:
    return limit.op in SILENCE_PASSES and not limit.safety
