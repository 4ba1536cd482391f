"""OpenCart's export (Export/Import tool, sheet Products, and tables of the same columns)."""

from __future__ import annotations

import re
from typing import ClassVar

from shop.importers import clean
from shop.importers.base import Report
from shop.importers.draft import Draft
from shop.importers.grouping import Cells, Row
from shop.importers.headings import folded
from shop.importers.states import truth_or_none
from shop.importers.tables import Names, Table

_LANGUAGE = re.compile(r"(name|description|tags|meta \w+) ([a-z]{2}(?: [a-z]{2})?)")


class OpenCart(Table):
    name = "opencart"
    signs = (
        frozenset({"product_id", "model", "quantity", "price", "status"}),
        frozenset({"product_id", "model", "stock_status_id"}),
        frozenset({"product_id", "model", "manufacturer", "price", "quantity"}),
    )
    columns: ClassVar[Names] = {
        "id": ("sku", "model", "product_id"),
        "number": ("product_id",),
        "title": ("name",),
        "description": ("description",),
        "brand": ("manufacturer",),
        "price": ("price",),
        "sale_price": ("special", "special_price"),
        "stock": ("quantity",),
        "status": ("status",),
        "tracked": ("subtract",),
        "weight": ("weight",),
        "weight_unit": ("weight_unit",),
        "image": ("image_name", "image"),
        "gtin": ("ean", "upc", "jan", "isbn"),
        "tags": ("tags", "tag"),
        "categories": ("categories", "category"),
        "available": ("stock_status",),
        "sale_from": ("special_date_start",),
        "sale_to": ("special_date_end",),
    }
    quiet = (
        "points",
        "date_",
        "meta_",
        "seo_",
        "store_ids",
        "layout",
        "related_ids",
        "sort_order",
        "minimum",
        "tax_class",
        "shipping",
        "location",
        "viewed",
        "stock_status_id",
        "length_unit",
    )

    def start(self, report: Report) -> None:
        """Texts stand in a column a language: "name(en-gb)"."""
        found: dict[str, list[str]] = {}
        for name in sorted(self.header):
            if match := _LANGUAGE.fullmatch(name):
                found.setdefault(match.group(1), []).append(name)
        own = {field: [*self.columns[ours], *found.get(field, [])] for field, ours in _TEXTS.items()}
        self.named = {**self.columns, **{ours: tuple(own[field]) for field, ours in _TEXTS.items()}}
        for field, names in found.items():
            for name in names[1:]:
                self.used.add(name)
                if field == "name":
                    report.lose(f"texts in another language were not read: {name.removeprefix('name ')}")

    def key(self, line: int, row: Cells) -> str:
        return self.at(row, "number") or self.at(row, "id")

    def product(self, rows: list[Row], report: Report) -> Draft | None:
        line, row = rows[0]
        for other, again in rows[1:]:
            from shop.errors import BadRow

            report.refuse(
                BadRow(
                    line=other, field="product_id", value=self.key(other, again), expected="one that no row above has"
                )
            )
        if not self.shown(row, report):
            report.skipped += 1
            return None
        draft = Draft(line=line, id=self.at(row, "id"))
        self.fill(draft, row)
        if draft.categories and all(part.replace(" ", "").isdigit() for part in draft.categories):
            report.lose("categories are numbers of another sheet, and were not read", line=line)
            draft.categories = []
            draft.attributes.pop("collections", None)
        self.offer(draft, row, report)
        unit = row.get("length unit", "").strip()
        for side in ("length", "width", "height"):
            text = row.get(side, "").strip()
            if text and clean.number(text) != 0:
                draft.attributes[side] = f"{text.rstrip('0').rstrip('.')} {unit}".strip()
        model = row.get("model", "").strip()
        if model and model != draft.id:
            draft.attributes["model"] = model
        return draft

    def stock(self, draft: Draft, row: Cells, report: Report) -> None:
        super().stock(draft, row, report)
        if self.at(row, "stock") and truth_or_none(self.at(row, "tracked")) is not False and draft.availability is None:
            draft.stock = min(draft.stock or 0, max(int(clean.number(self.at(row, "stock"))), 0))


_TEXTS = {"name": "title", "description": "description", "tags": "tags"}
__all__ = ["OpenCart", "folded"]
