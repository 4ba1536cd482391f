"""What the tables of many platforms have in common: columns by name, rows that belong to a product, versions of it.

A platform's file names its columns and tells which rows are versions of which product; what a price, a stock or a
category is, is the same everywhere. Column names are compared folded (:func:`headings.folded`).
"""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Iterator, Mapping
from typing import ClassVar

from shop.errors import BadInput, BadRow
from shop.importers import clean, states
from shop.importers.base import Importer, Report
from shop.importers.categories import choose, without_title
from shop.importers.draft import Draft, blank, cell
from shop.importers.grouping import Cells, Groups, Row
from shop.importers.headings import folded
from shop.importers.source import Source

Names = Mapping[str, tuple[str, ...]]


class Table(Importer):
    """``signs``: sets of columns, any of which tells the platform. ``columns``: our fields as theirs are called."""

    signs: ClassVar[tuple[frozenset[str], ...]] = ()
    columns: ClassVar[Names] = {}
    weight_unit: ClassVar[str] = "kg"
    path_mark: ClassVar[str] = ">"  # between the parts of a category's path
    list_mark: ClassVar[str] = ","  # between categories, tags, images

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.signs = tuple(frozenset(map(folded, sign)) for sign in cls.signs)
        cls.columns = {field: tuple(map(folded, names)) for field, names in cls.columns.items()}

    @classmethod
    def recognises(cls, header: set[str]) -> bool:
        names = {folded(column) for column in header}
        return any(sign <= names for sign in cls.signs)

    @abstractmethod
    def key(self, line: int, row: Cells) -> str:
        """What the rows of one product share; empty for a row that belongs to none."""

    @abstractmethod
    def product(self, rows: list[Row], report: Report) -> Draft | None:
        """The product of these rows; None for one that is not for sale, which the method counts as skipped."""

    def drafts(self, source: Source, report: Report) -> Iterator[Draft]:
        self.aliases = {column.strip(): folded(column) for column in source.head()}
        for column, name in self.rename.items():
            self.aliases[column] = folded(name)
        self.header = set(self.aliases.values())
        self.named: Names = self.columns
        self.start(report)
        with Groups(self.used) as groups:
            for line, cells in self.table(source, report):
                row = Cells({folded(column): value for column, value in cells.items()}, self.used)
                report.rows += 1
                key = self.key(line, row)
                if not key:
                    report.refuse(BadRow(line=line, field="id", value="", expected="an id that is not empty"))
                    continue
                groups.add(key, line, row)
            for rows in groups.read():
                try:
                    draft = self.product(rows, report)
                except BadRow as bad:
                    report.refuse(bad)
                    continue
                if draft is not None:
                    yield draft

    def start(self, report: Report) -> None:
        """Look at ``self.header`` before the first row."""

    def at(self, row: Cells, field: str) -> str:
        """The first cell with something in it among the columns of a field."""
        return next((row[name].strip() for name in self.named.get(field, ()) if not blank(row.get(name))), "")

    def fill(self, draft: Draft, row: Cells) -> None:
        """What a product is: texts, brand, categories, tags, picture, weight, bar code."""
        draft.title = draft.title or self.at(row, "title")
        short, long = self.at(row, "short_description"), self.at(row, "description")
        draft.description = long if not short or short in long else f"{short}<br>{long}"
        draft.brand = self.at(row, "brand") or None
        paths = [part.split(self.path_mark) for part in self.listed(self.at(row, "categories"))]
        draft.categories, others = choose(paths)
        draft.categories = without_title(draft.categories, draft.title)
        if others:
            draft.attributes["collections"] = others
        draft.tags = clean.several(self.at(row, "tags"), ",|;")
        images = re.split(r"[,;|\s]+(?=https?:|/)", self.at(row, "image"))
        draft.image = cell(draft.line, "image", images[0], self._address)
        draft.url = cell(draft.line, "url", self.at(row, "url"), self._address)
        for field in ("colour", "size", "material"):
            draft.add(field, field, self.at(row, field))

    def listed(self, text: str) -> list[str]:
        return [part.strip() for part in text.split(self.list_mark) if part.strip()]

    def offer(self, draft: Draft, row: Cells, report: Report) -> None:
        """What a product or a version costs, whether it is there, its weight and bar code."""
        start, end = self.at(row, "sale_from"), self.at(row, "sale_to")
        span = (
            draft.get("sale from", start, states.moment),
            draft.get("sale to", end, lambda value: states.moment(value, end=True)),
        )
        draft.prices(("price", self.at(row, "price")), ("sale price", self.at(row, "sale_price")), span)
        before = draft.get("list price", self.at(row, "list_price"), clean.money)
        if before and draft.price and before[0] > draft.price and draft.list_price is None:
            draft.list_price = before[0]
        currency = self.at(row, "currency")
        draft.currency = draft.currency or (currency.upper() if re.fullmatch(r"[A-Za-z]{3}", currency) else None)
        self.stock(draft, row, report)
        unit = self.at(row, "weight_unit") or self.weight_unit
        draft.weight_g = draft.get("weight", self.at(row, "weight"), lambda value: clean.grams(value, unit)) or None
        for name in self.named.get("gtin", ()):
            draft.add_gtin(row.get(name))

    def stock(self, draft: Draft, row: Cells, report: Report) -> None:
        """By count, unless the shop does not count; what may be ordered without stock is said to be so."""
        counted = self.at(row, "stock")
        tracked = self.at(row, "tracked")
        beyond = states.truth_or_none(self.at(row, "backorder"))
        said = self.at(row, "available")
        state = states.state_or_none(said) if said else None
        if said and state is None:
            report.ask("an availability that is not known was taken for in stock", line=draft.line, example=said)
        count = None if not counted else cell(draft.line, "stock", counted, states.count)
        if tracked and states.truth_or_none(tracked) is False and count != 0:
            count = count or None
        elif tracked and states.truth_or_none(tracked) is False:
            count = None
        if count == 0 and beyond:
            state = state or "backorder"
        draft.set_state(state, count)
        if count == 0 and state in (None, "in_stock"):
            draft.stock = 0

    def shown(self, row: Cells, report: Report, field: str = "status") -> bool:
        """Whether a row is for sale; a state nobody knows is told and taken for yes."""
        said = self.at(row, field)
        if not said:
            return True
        found = states.truth_or_none(said)
        if found is None:
            report.guess("a status that is not known was taken for active", example=said)
        return found is not False

    def needs(self, *fields: str) -> None:
        """:class:`BadInput` where the file has no column of a field."""
        missing = [field for field in fields if not self.header & set(self.columns.get(field, ()))]
        if missing:
            raise BadInput(f"a {self.name} export without the columns {', '.join(missing)}", field=missing[0])
