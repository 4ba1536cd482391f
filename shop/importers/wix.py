"""Wix Stores' product export, older and newer: a product row with its choices, variant rows that add to its price."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import ClassVar

from shop.importers import clean, states
from shop.importers.base import Report
from shop.importers.draft import Draft, blank, cell, options
from shop.importers.grouping import Cells, Row
from shop.importers.tables import Names, Table

_NAME = re.compile(r"productoptionname ?(\d+)")


class Wix(Table):
    name = "wix"
    signs = (frozenset({"handleId", "fieldType", "name"}), frozenset({"handle", "fieldType", "name"}))
    columns: ClassVar[Names] = {
        "handle": ("handleId", "handle"),
        "kind": ("fieldType",),
        "title": ("name",),
        "sku": ("sku",),
        "brand": ("brand",),
        "description": ("description", "plainDescription"),
        "image": ("productImageUrl", "media"),
        "price": ("price",),
        "before": ("strikethroughPrice",),
        "categories": ("collection", "categories"),
        "status": ("visible",),
        "stock": ("inventory",),
        "weight": ("weight",),
        "gtin": ("barcode",),
        "ribbon": ("ribbon",),
        "backorder": ("preOrderEnabled",),
    }
    list_mark = ";"
    quiet = (
        "cost",
        "productoptiontype",
        "customtext",
        "mediaalt",
        "baseunit",
        "totalunits",
        "preorder",
        "productoptiondescription",
    )

    def key(self, line: int, row: Cells) -> str:
        return self.at(row, "handle")

    def product(self, rows: list[Row], report: Report) -> Draft | None:
        tops = [row for row in rows if self.at(row[1], "kind").casefold() != "variant"]
        line, top = tops[0] if tops else rows[0]
        if not self.shown(top, report):
            report.skipped += 1
            return None
        draft = Draft(
            line=line, id=self.at(top, "sku") if len(rows) == 1 and self.at(top, "sku") else self.at(top, "handle")
        )
        self.fill(draft, top)
        draft.attributes |= {"ribbon": clean.line(self.at(top, "ribbon"))} if self.at(top, "ribbon") else {}
        for name in list(top):
            if name.startswith("additionalinfotitle"):
                draft.add(top[name], name, top.get(name.replace("title", "description")))
        full = draft.set_price("price", self.at(top, "price"))
        self._put(draft, top, full, report)
        names = {
            found.group(1): top[name] for name in list(top) if (found := _NAME.fullmatch(name)) and top[name].strip()
        }
        for number, row in rows:
            if self.at(row, "kind").casefold() != "variant" or not self.shown(row, report):
                continue
            version = Draft(line=number)
            added = version.get("surcharge", row.get("surcharge"), clean.number)
            own = version.set_price("price", self.at(row, "price"))
            whole = own if own else None if full is None else full + (added or Decimal(0))
            self._put(version, row, whole, report, top)
            chosen = options([(name, self._choice(row, place)) for place, name in names.items()])
            draft.add_variant(self.at(row, "sku") or "-".join([draft.id, *chosen.values()]), chosen, version)
        if len(rows) > 1 and not draft.variants:
            report.skipped += 1
            report.note("a product whose versions are all hidden is not for sale", line=line, example=draft.title)
            return None
        if not draft.variants:
            for place, name in names.items():
                draft.add(
                    name, name, [self._said(part) for part in self._choice(top, place).split(";") if part.strip()]
                )
        return draft.single()

    def _choice(self, row: Cells, place: str) -> str:
        for name in (f"productoptionchoices {place}", f"productoptiondescription{place}"):
            if not blank(row.get(name)):
                return self._said(row[name]) if ";" not in row[name] else row[name]
        return ""

    def _said(self, text: str) -> str:
        """ "#ff0000:Red" → "Red"."""
        return text.rpartition(":")[2].strip() if text.strip().startswith("#") else text.strip()

    def _put(self, draft: Draft, row: Cells, full: Decimal | None, report: Report, top: Cells | None = None) -> None:
        """Price after the product's discount; stock as a count or in words."""
        shared = top if top is not None else row
        value, mode = shared.get("discountvalue", ""), shared.get("discountmode", "").strip().casefold()
        off = cell(draft.line, "discountValue", value, clean.number) if value.strip() else Decimal(0)
        draft.price = full
        if full is not None and off > 0 and mode in ("percent", "amount"):
            reduced = full * (1 - off / 100) if mode == "percent" else full - off
            draft.price, draft.list_price = max(reduced, Decimal(0)).quantize(Decimal("0.01")), full
        before = draft.get("strikethroughPrice", self.at(row, "before") or self.at(shared, "before"), clean.money)
        if before and draft.price and before[0] > draft.price:
            draft.list_price = before[0]
        said = self.at(row, "stock")
        count = None if not said else cell(draft.line, "inventory", said, states.count)
        state = states.state_or_none(said)
        if count == 0 and states.truth_or_none(self.at(row, "backorder")):
            state = "preorder"
        draft.set_state(state if count in (None, 0) else None, None if state in ("preorder", "backorder") else count)
        draft.weight_g = draft.get("weight", self.at(row, "weight"), lambda value: clean.grams(value, "kg")) or None
        draft.add_gtin(self.at(row, "gtin"))
