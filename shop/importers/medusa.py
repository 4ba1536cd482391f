"""Medusa's product export: a row a version; version 1 writes prices in the smallest unit (cents), version 2 whole."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import ClassVar

from shop.importers import clean
from shop.importers.base import Report
from shop.importers.draft import Draft, blank, cell, options
from shop.importers.grouping import Cells, Row
from shop.importers.tables import Names, Table

_PRICE = re.compile(r"(variant )?price (\w{3})(?: .*)?")
_OPTION = re.compile(r"(?:variant )?option (\d+) name")
_WHOLE = {"JPY", "KRW", "VND", "CLP", "ISK", "HUF"}  # currencies that Medusa keeps without a smaller unit: not HUF
_WHOLE -= {"HUF"}


class Medusa(Table):
    name = "medusa"
    signs = (frozenset({"product handle", "product title"}), frozenset({"product handle", "variant sku"}))
    columns: ClassVar[Names] = {
        "title": ("product title",),
        "description": ("product description",),
        "short_description": ("product subtitle",),
        "categories": ("product type", "product collection title", "product categories", "product category 1"),
        "tags": ("product tags", "product tag 1"),
        "image": ("product thumbnail", "image 1 url", "product image 1"),
        "status": ("product status",),
        "stock": ("variant inventory quantity",),
        "weight": ("variant weight", "product weight"),
        "tracked": ("variant manage inventory",),
        "backorder": ("variant allow backorder",),
        "gtin": ("variant barcode", "variant ean", "variant upc"),
        "material": ("product material", "variant material"),
    }
    weight_unit = "g"
    quiet = (
        "product id",
        "variant id",
        "product discountable",
        "product external",
        "product profile",
        "variant title",
        "product hs",
        "product mid",
        "product origin",
        "sales channel",
        "image ",
    )

    def start(self, report: Report) -> None:
        self._cents: bool | None = None
        prices = [found for name in sorted(self.header) if (found := _PRICE.fullmatch(name))]
        own = [found for found in prices if found.group(2).upper() == self.options.currency]
        self._price = own or prices[:1]
        for found in prices:
            if found not in self._price:
                self.used.add(found.group())
                report.lose(f"prices in {found.group(2).upper()} were not read: the shop's currency is taken")

    def key(self, line: int, row: Cells) -> str:
        if self._price and not self._price[0].group(1) and self._cents is not False:
            text = row.get(self._price[0].group(), "")
            self._cents = None if blank(text) else not re.search(r"[.,]\d{1,2}$", text.strip())
        return str(row.get("product handle", "")).strip()

    def product(self, rows: list[Row], report: Report) -> Draft | None:
        line, first = rows[0]
        if not self.shown(first, report):
            report.skipped += 1
            return None
        draft = Draft(line=line, id=first["product handle"].strip())
        self.fill(draft, first)
        for number, row in rows:
            version = Draft(line=number)
            self.offer(version, row, report)
            self._set_price(version, row, report)
            pairs: list[tuple[object, object]] = [
                (row[name], row.get(name.replace(" name", " value"))) for name in list(row) if _OPTION.fullmatch(name)
            ]
            chosen = options(pairs)
            sku = row.get("variant sku", "").strip() or "-".join([draft.id, *chosen.values()])
            draft.add_variant(sku, chosen, version)
        return draft.single()

    def _set_price(self, version: Draft, row: Cells, report: Report) -> None:
        for found in self._price:
            text = row.get(found.group())
            if blank(text):
                continue
            amount, _ = cell(version.line, found.group(), text, clean.money)
            currency = found.group(2).upper()
            if self._cents and currency not in _WHOLE:
                amount = amount / Decimal(100)
                report.guess("whole prices were read as cents, as Medusa 1 writes them")
            version.price, version.currency = amount.quantize(Decimal("0.01")), currency
