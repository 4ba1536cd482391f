"""BigCommerce's product exports: the older one with SKU and rule rows beneath a product, the newer with variants."""

from __future__ import annotations

import re
from typing import ClassVar

from shop.importers.base import Report
from shop.importers.draft import Draft, options
from shop.importers.grouping import Cells, Row
from shop.importers.tables import Names, Table

_CHOICE = re.compile(r"(?:\[\w+\])?\s*([^=,\[\]]+)=((?:[^,\[]|,(?![^=,\[\]]+=|\[))*)")
_NEWER = re.compile(r"Name=([^|]+)\|Value=([^|\]]+)")


class BigCommerce(Table):
    name = "bigcommerce"
    signs = (
        frozenset({"item type", "product name", "product code/sku"}),
        frozenset({"item", "id", "name", "sku", "is visible"}),
        frozenset({"item", "name", "sku", "inventory tracking", "current stock"}),
        frozenset({"product id", "product name", "product code/sku", "product visible"}),
    )
    columns: ClassVar[Names] = {
        "kind": ("item type", "item"),
        "id": ("product id", "id"),
        "title": ("product name", "name"),
        "sku": ("product code/sku", "sku"),
        "price": ("price",),
        "sale_price": ("sale price",),
        "list_price": ("retail price",),
        "stock": ("current stock level", "current stock"),
        "tracked": ("track inventory", "inventory tracking"),
        "status": ("product visible", "is visible"),
        "bought": ("allow purchases",),
        "brand": ("brand name", "brand"),
        "description": ("product description", "description"),
        "categories": ("category", "categories", "category string"),
        "weight": ("product weight", "weight"),
        "gtin": ("product upc/ean", "upc/ean", "gtin", "global trade number"),
        "image": ("product image url 1", "product image url - 1", "image url", "internal image url import"),
        "url": ("product url",),
        "choices": ("options",),
    }
    path_mark = "/"
    list_mark = ";"
    quiet = (
        "product image",
        "bin picking",
        "cost price",
        "fixed shipping",
        "free shipping",
        "gps",
        "event date",
        "tax",
        "low stock",
        "sort order",
        "page title",
        "meta",
        "date ",
        "product type",
        "option set",
        "redirect",
        "minimum",
        "search keywords",
        "product tax",
        "stop processing",
        "channels",
        "brand id",
        "show product",
        "is featured",
    )

    def start(self, report: Report) -> None:
        self._last = ""

    def key(self, line: int, row: Cells) -> str:
        """Rows beneath a product belong to it."""
        if self._kind(row) == "product":
            self._last = str(line)
        return self._last

    def _kind(self, row: Cells) -> str:
        said = self.at(row, "kind").casefold()
        return "product" if said in ("product", "") else said

    def product(self, rows: list[Row], report: Report) -> Draft | None:
        line, first = rows[0]
        if not self.shown(first, report) or not self.shown(first, report, "bought"):
            report.skipped += len(rows)
            return None
        draft = Draft(line=line, id=self.at(first, "sku") or self.at(first, "id"))
        self.fill(draft, first)
        self.offer(draft, first, report)
        for number, row in rows[1:]:
            kind = self._kind(row)
            if kind not in ("sku", "variant"):
                if kind == "rule":
                    report.lose("rules, which may change the price of a version, were not read", line=number)
                continue
            version = Draft(line=number)
            self.offer(version, row, report)
            text = self.at(row, "title") if kind == "sku" else self.at(row, "choices") or self.at(row, "title")
            found = _NEWER.findall(text) or [(name.strip(), value.strip()) for name, value in _CHOICE.findall(text)]
            chosen = options(list(found))
            sku = self.at(row, "sku") or "-".join([draft.id, *chosen.values()])
            draft.add_variant(sku, chosen, version)
        return draft.single()

    def stock(self, draft: Draft, row: Cells, report: Report) -> None:
        if self.at(row, "tracked").casefold() == "none":
            draft.set_state(None, None)
            return
        counted = self.at(row, "stock")
        row = Cells({name: value for name, value in row.items() if name not in self.columns["tracked"]}, self.used)
        super().stock(draft, row, report)
        if not counted:
            draft.stock = draft.stock if self._kind(row) == "product" else 0
