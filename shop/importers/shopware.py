"""Shopware 6's product export profile: versions name their parent, and take from it what they leave empty."""

from __future__ import annotations

from typing import ClassVar

from shop.importers.base import Report
from shop.importers.draft import Draft, options
from shop.importers.grouping import Cells, Row
from shop.importers.states import truth_or_none
from shop.importers.tables import Names, Table


class Shopware(Table):
    name = "shopware"
    signs = (
        frozenset({"product_number", "name", "price_gross"}),
        frozenset({"product_number", "price_net", "stock"}),
        frozenset({"productNumber", "name", "price_gross"}),
        frozenset({"product_number", "parent_id", "name"}),
    )
    columns: ClassVar[Names] = {
        "id": ("id",),
        "parent": ("parent_id", "parent.id"),
        "number": ("product_number", "productNumber"),
        "title": ("name",),
        "description": ("description",),
        "brand": ("manufacturer_name", "manufacturer"),
        "price": ("price_gross", "price_net"),
        "list_price": ("list_price_gross", "listPrice_gross", "list_price"),
        "stock": ("available_stock", "stock"),
        "status": ("active",),
        "closeout": ("is_closeout", "isCloseout", "closeout"),
        "gtin": ("ean",),
        "image": ("cover_media_url",),
        "categories": ("category_names", "categories_names", "categories"),
        "weight": ("weight",),
        "tags": ("search_keywords", "keywords", "tags"),
        "choices": ("options", "option_names", "variant_options", "options_name"),
        "properties": ("properties", "property_names"),
        "currency": ("currency", "currency_iso"),
    }
    list_mark = "|"
    quiet = (
        "tax_",
        "cover_media",
        "manufacturer_id",
        "sales_channel",
        "property_ids",
        "propertyids",
        "option_ids",
        "optionids",
        "purchase",
        "media",
        "meta",
        "unit",
        "delivery",
        "release",
    )

    def start(self, report: Report) -> None:
        if not self.header & {"price gross"} and "price net" in self.header:
            report.guess("prices without tax were taken, since there are none with it")
        else:
            self.used.add("price net")

    def key(self, line: int, row: Cells) -> str:
        return self.at(row, "parent") or self.at(row, "id") or self.at(row, "number")

    def product(self, rows: list[Row], report: Report) -> Draft | None:
        tops = [row for row in rows if not self.at(row[1], "parent")]
        if not tops:
            report.ask("versions whose product is not in the file are read as a product", line=rows[0][0])
        line, top = tops[0] if tops else rows[0]
        if not self.shown(top, report):
            report.skipped += len(rows)
            return None
        draft = Draft(line=line, id=self.at(top, "number") or self.at(top, "id"))
        self.fill(draft, top)
        self.offer(draft, top, report)
        for number, row in rows:
            if row is top and (len(rows) > 1 or not self.at(row, "parent")):
                continue
            if not self.shown(row, report):
                report.skipped += 1
                continue
            whole = Cells({**{name: value for name, value in top.items() if name not in _OWN}, **row}, self.used)
            version = Draft(line=number)
            self.offer(version, whole, report)
            sku = self.at(row, "number") or self.at(row, "id")
            draft.add_variant(sku, options(self._choices(row, draft, sku)), version)
        if len(rows) > 1 and not draft.variants:
            report.skipped += 1
            report.note("a product whose versions are all inactive is not for sale", line=line, example=draft.id)
            return None
        return draft.single()

    def _choices(self, row: Cells, draft: Draft, sku: str) -> list[tuple[object, object]]:
        """ "colour: Red|size: M"; without names of options what the version's name or number adds."""
        text = self.at(row, "choices")
        pairs: list[tuple[object, object]] = []
        for part in text.replace(";", "|").replace(",", "|").split("|"):
            name, colon, value = part.partition(":")
            if part.strip():
                pairs.append((name, value) if colon else ("option", part))
        if pairs:
            return pairs
        named = self.at(row, "title").removeprefix(draft.title).strip(" -–,/()")
        return [("option", named or sku.removeprefix(draft.id).strip(".-") or sku)]

    def stock(self, draft: Draft, row: Cells, report: Report) -> None:
        """Shopware goes on selling without stock, unless an article is on closeout."""
        super().stock(draft, row, report)
        if draft.stock == 0 and truth_or_none(self.at(row, "closeout")) is False:
            draft.set_state("backorder", None)


_OWN = {"id", "product number", "productnumber", "parent id", "ean", "stock", "available stock", "name", "active"}
