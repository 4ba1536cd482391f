"""Squarespace's product export: a row a version, the product's own fields in its first one only."""

from __future__ import annotations

import re
from typing import ClassVar

from shop.importers.base import Report
from shop.importers.draft import Draft, options
from shop.importers.grouping import Cells, Row
from shop.importers.states import truth_or_none
from shop.importers.tables import Names, Table

_OPTION = re.compile(r"option name (\d+)")


class Squarespace(Table):
    name = "squarespace"
    signs = (
        frozenset({"Product ID [Non Editable]", "Variant ID [Non Editable]", "Title"}),
        frozenset({"Product Page", "Product URL", "Title", "On Sale"}),
    )
    columns: ClassVar[Names] = {
        "id": ("Product ID [Non Editable]",),
        "slug": ("Product URL",),
        "title": ("Title",),
        "description": ("Description",),
        "sku": ("SKU",),
        "price": ("Price",),
        "sale_price": ("Sale Price",),
        "on_sale": ("On Sale",),
        "stock": ("Stock",),
        "categories": ("Categories",),
        "tags": ("Tags",),
        "weight": ("Weight",),
        "status": ("Visible",),
        "image": ("Hosted Image URLs",),
        "gtin": ("GTIN", "UPC"),
    }
    path_mark = "/"
    quiet = ("variant id", "product type", "product page")

    def start(self, report: Report) -> None:
        self._last = ""

    def key(self, line: int, row: Cells) -> str:
        own = self.at(row, "id") or self.at(row, "slug")
        if own or self.at(row, "title"):
            self._last = own or self.at(row, "title")
        return self._last

    def product(self, rows: list[Row], report: Report) -> Draft | None:
        line, first = next((row for row in rows if self.at(row[1], "title")), rows[0])
        if not self.shown(first, report):
            report.skipped += 1
            return None
        draft = Draft(line=line, id=self.at(first, "slug") or self.at(first, "id"))
        self.fill(draft, first)
        for side in ("length", "width", "height"):
            if first.get(side, "").strip() not in ("", "0", "0.0"):
                draft.attributes[side] = first[side].strip()
        names = {found.group(1): first[name] for name in list(first) if (found := _OPTION.fullmatch(name))}
        for number, row in rows:
            if truth_or_none(self.at(row, "on_sale")) is False:
                row = type(row)({name: value for name, value in row.items() if name != "sale price"}, self.used)
            version = Draft(line=number)
            self.offer(version, row, report)
            pairs: list[tuple[object, object]] = [
                (row.get(f"option name {place}") or name, row.get(f"option value {place}"))
                for place, name in names.items()
            ]
            chosen = options(pairs)
            draft.add_variant(self.at(row, "sku") or "-".join([draft.id, *chosen.values()]), chosen, version)
        return draft.single()

    def stock(self, draft: Draft, row: Cells, report: Report) -> None:
        if self.at(row, "stock").casefold() == "unlimited":
            draft.set_state(None, None)
        else:
            super().stock(draft, row, report)


__all__ = ["Cells", "Squarespace"]
