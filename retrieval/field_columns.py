"""The catalogue's fields as columns: a filter or an order costs one look-up a row, whatever the field.

A column holds each different value once, with its ends as numbers, and for each row which of them it is: a filter is
asked of the values and spread over the rows. Price, rating, stock, options and facets are asked of
:class:`retrieval.columns.Columns`, which is always fresh.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from retrieval.columns import Mask, Rows
from retrieval.fields import Field, Fields, Value
from retrieval.limits import Floats, is_numeric, numbers_meet, rank, value_meets
from shop.dialogue import Filter
from shop.types import Item


class Column:
    """One field's values: ``codes`` (rows,) says which of ``values`` each row states, -1 for none."""

    def __init__(self, field: Field, order: Sequence[str] | None, stated: Sequence[Value | None]) -> None:
        self.field = field
        self._order = order
        places: dict[Value, int] = {}
        self.codes: Rows = np.asarray(
            [-1 if value is None else places.setdefault(value, len(places)) for value in stated], dtype=np.int64
        )
        self.values = list(places)

    @cached_property
    def least(self) -> Floats:
        """Lower ends, shape (values,); NaN where a value has no number."""
        return np.asarray([np.nan if value.low is None else value.low for value in self.values], dtype=np.float64)

    @cached_property
    def most(self) -> Floats:
        return np.asarray([np.nan if value.high is None else value.high for value in self.values], dtype=np.float64)

    @cached_property
    def ranks(self) -> Floats:
        """Places in the order of choices, yes above no; NaN for neither. Shape (values,)."""
        places = (rank(value.texts, self._order) for value in self.values)
        answers = (np.nan if value.yes is None else float(value.yes) for value in self.values)
        own = [answer if place is None else float(place) for place, answer in zip(places, answers, strict=True)]
        return np.asarray(own, dtype=np.float64)

    def spread(self, own: NDArray[np.float64] | Mask, silent: float | bool, rows: int) -> NDArray[np.float64]:
        """What was found of the values, for each of the catalogue's ``rows``; rows newer than the column are silent."""
        table = np.append(np.asarray(own, dtype=np.float64), float(silent))
        codes = self.codes if len(self.codes) == rows else np.resize(self.codes, rows)
        if rows > len(self.codes):
            codes[len(self.codes) :] = -1
        found: NDArray[np.float64] = table[codes]
        return found

    def meeting(self, limit: Filter, rows: int) -> tuple[Mask, Mask]:
        """Rows that meet the limit, and rows that state what it asks for; shapes (rows,)."""
        if is_numeric(limit):
            met = numbers_meet(limit, self.least, self.most, self.field.dimension)
            known = ~np.isnan(self.least) | np.asarray([value.yes is False for value in self.values], dtype=np.bool_)
        else:
            answers = [value_meets(limit, value, self.field.dimension, self._order) for value in self.values]
            met = np.asarray([answer is True for answer in answers], dtype=np.bool_)
            known = np.asarray([answer is not None for answer in answers], dtype=np.bool_)
        return self.spread(met, False, rows) > 0, self.spread(known, False, rows) > 0

    def keys(self, descending: bool, rows: int) -> Floats:
        """What the rows are ordered by, ascending: the end that counts, else the rank; NaN for silence."""
        if np.isnan(self.least).all():
            own = self.ranks
        elif descending:
            own = np.where(np.isposinf(self.most), self.least, self.most)
        else:
            own = np.where(np.isneginf(self.least), self.most, self.least)
        return self.spread(-own if descending else own, np.nan, rows)


class FieldColumns:
    """Of one state of the catalogue; a column is made when it is first asked for."""

    def __init__(self, items: Sequence[Item | None], before: Fields | None = None) -> None:
        self._items = list(items)
        self.fields = Fields((item for item in self._items if item is not None), before)
        self._columns: dict[str, Column] = {}

    def column(self, name: str) -> Column | None:
        """None for a field that no item states."""
        field = self.fields.get(name)
        if field is None:
            return None
        if field.name not in self._columns:
            read = self.fields.stated if field.name == "sale" else self.fields.value  # prices are asked of the mirror
            values = [None if item is None else read(item, field.name) for item in self._items]
            self._columns[field.name] = Column(field, self.fields.ordinal(field.name), values)
        return self._columns[field.name]
