"""Shopify's product export: rows of one handle are one product; the first has its fields, each may have a variant.

What is counted is told by the inventory tracker: without one Shopify sells without counting, whatever stands in the
quantity. Where stock is counted by location it may be in columns of their own, or in a file of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from shop.errors import BadInput, BadRow
from shop.importers import clean
from shop.importers.api_json import is_shopify, shopify_rows
from shop.importers.base import Importer, Report
from shop.importers.draft import UNTRACKED, Draft, blank, cell, options
from shop.importers.grouping import Cells, Groups, Row
from shop.importers.json_records import listed
from shop.importers.source import Source

_COLUMNS = {"Handle", "Title"}
_NEWER = "URL handle"  # tells the newer template, which calls the columns otherwise
_RENAMED = {
    _NEWER: "Handle",
    "Description": "Body (HTML)",
    "Product category": "Product Category",
    "SKU": "Variant SKU",
    "Published on online store": "Published",
    "Price": "Variant Price",
    "Compare-at price": "Variant Compare At Price",
    "Inventory quantity": "Variant Inventory Qty",
    "Continue selling when out of stock": "Variant Inventory Policy",
    "Inventory tracker": "Variant Inventory Tracker",
    "Barcode": "Variant Barcode",
    "Weight value (grams)": "Variant Grams",
    "Product image URL": "Image Src",
    "Image source": "Image Src",
    "Gift card": "Gift Card",
    "Google Shopping / Age group": "Google Shopping / Age Group",
    **{f"Option{place} {part}": f"Option{place} {part.title()}" for place in (1, 2, 3) for part in ("name", "value")},
}
_SIGNS = {"Variant Price", "Option1 Name", "Body (HTML)", "Variant SKU"}
_GOOGLE = "Google Shopping / "
_MORE = {"Gender", "Age Group", "Condition", "MPN", "Material", "Color"}
_METAFIELD = re.compile(r"(.*?)\s*\(product\.metafields\.([\w-]+)\.([\w-]+)\)")
_KEYS = {  # Shopify's own metafields, whatever language the shop names them in
    "color-pattern": "colour",
    "color": "colour",
    "size": "size",
    "fabric": "material",
    "material": "material",
    "age-group": "age group",
    "target-gender": "gender",
    "activity": "use",
    "shoe-size": "size",
}
_MARKET = re.compile(r"(Price|Compare At Price|Included) / (.+)")


class Shopify(Importer):
    name = "shopify"
    quiet = (
        "seo ",
        "image alt",
        "image position",
        "variant image",
        "variant weight unit",
        "variant tax",
        "variant requires",
        "variant fulfillment",
        "variant taxable",
        "cost per item",
        "google shopping / ad",
        "google shopping / custom",
        "google shopping / google",
        "included / ",
        "url handle",
        "charge tax",
        "tax code",
        "weight unit",
        "fulfillment",
        "requires shipping",
        "template suffix",
    )

    @classmethod
    def recognises(cls, header: set[str]) -> bool:
        columns = {_RENAMED.get(column, column) for column in header} if _NEWER in header else header
        return columns >= _COLUMNS and bool(columns & _SIGNS)

    def drafts(self, source: Source, report: Report) -> Iterator[Draft]:
        with Groups(self.used) as groups:
            for line, row in self._rows(source, report):
                if _NEWER in row:
                    self.aliases = _RENAMED
                    row = Cells({_RENAMED.get(column, column): value for column, value in row.items()}, self.used)
                if "Handle" not in row:
                    raise BadInput(f"{source.path.name}: the columns Handle are missing", field="Handle")
                report.rows += 1
                handle = row["Handle"].strip()
                if not handle:
                    report.refuse(BadRow(line=line, field="Handle", value="", expected="a handle that is not empty"))
                    continue
                self._trackers = "Variant Inventory Tracker" in row
                groups.add(handle, line, row)
            for rows in groups.read():
                try:
                    draft = self._product(rows, report)
                except BadRow as bad:
                    report.refuse(bad)
                    continue
                if draft is not None:
                    yield draft

    def _rows(self, source: Source, report: Report) -> Iterator[Row]:
        if source.is_sheet or source.sample().lstrip()[:1] not in ("[", "{"):
            yield from self.table(source, report, required=("Title",))
            return
        for line, product in listed(source, report.refuse):
            if not is_shopify(product):
                report.refuse(BadRow(line=line, field="row", value=product, expected="a product of Shopify's API"))
                continue
            for row in shopify_rows(product):
                yield line, Cells(row, self.used)

    def _product(self, rows: list[Row], report: Report) -> Draft | None:
        line, first = next(((line, row) for line, row in rows if row.get("Title")), rows[0])
        if (not blank(first.get("Status", "")) and first["Status"].strip().casefold() != "active") or (
            first.get("Published", "true").strip().casefold() == "false"
        ):
            report.skipped += 1
            return None
        titles = {clean.line(row.get("Title")).casefold() for _, row in rows if row.get("Title")}
        if len(titles) > 1:
            report.ask("one handle has several titles: its rows are one product", line=line, example=first["Handle"])
        kind = clean.words(first.get("Type", ""))
        path = [clean.words(part) for part in first.get("Product Category", "").split(">")]
        draft = Draft(
            line=line,
            id=first["Handle"].strip(),
            title=first.get("Title", ""),
            description=first.get("Body (HTML)", ""),
            brand=first.get("Vendor"),
            categories=[*path, kind],
            tags=clean.several(first.get("Tags", ""), ","),
            consumable=first.get("Gift Card", "").strip().casefold() == "true",
        )
        for column in _MORE:
            draft.add(column, _GOOGLE + column, first.get(_GOOGLE + column))
        self._metafields(draft, first)
        self._markets(first, report)
        names = [first.get(f"Option{place} Name") for place in (1, 2, 3)]
        for line, row in rows:
            if draft.image is None:
                draft.image = cell(line, "Image Src", row.get("Image Src", ""), self._address)
            try:
                self._variant(draft, line, row, names)
            except BadRow as bad:
                report.refuse(bad)
        if not draft.variants:
            raise BadRow(line=line, field="Variant Price", value="", expected="at least one row with a variant")
        return draft.single()

    def _metafields(self, draft: Draft, row: Cells) -> None:
        """ "Färg (product.metafields.shopify.color-pattern)": told by its key; others by their name."""
        for column in list(row):
            found = _METAFIELD.fullmatch(column)
            if found is None:
                continue
            value = row[column]
            name = _KEYS.get(found.group(3)) if found.group(2) == "shopify" else None
            parts: object = [part.strip() for part in value.split(";")] if found.group(2) == "shopify" else value
            if isinstance(parts, list):  # values of Shopify's own are handles: "dark-blue"
                parts = [clean.words(part) for part in parts if part]
                parts = parts if len(parts) > 1 or name else parts[0] if parts else ""
            if name == "colour" and draft.values.get("colours"):
                continue
            draft.add(name or found.group(1) or found.group(3), column, parts)

    def _markets(self, row: Cells, report: Report) -> None:
        for column in row:
            found = _MARKET.fullmatch(column)
            if found is not None and found.group(1) == "Price":
                self.used.add(column)
                report.lose(f"prices of the market {found.group(2)!r} were not read: the shop's own are taken")
            elif found is not None:
                self.used.add(column)

    def _variant(self, draft: Draft, line: int, row: Cells, names: list[str | None]) -> None:
        """Put in a row's variant; a row that only brings another picture has none."""
        values = [row.get(f"Option{place} Value") for place in (1, 2, 3)]
        if blank(row.get("Variant Price")) and blank(row.get("Variant SKU")) and all(blank(value) for value in values):
            return
        version = Draft(line=line)
        price, compared = row.get("Variant Price", ""), row.get("Variant Compare At Price", "")
        version.price = version.set_price("Variant Price", price)
        before = version.set_price("Variant Compare At Price", compared)
        version.list_price = before if before and version.price and before > version.price else None
        version.stock, backordered = self._stock(line, row)
        version.availability = "backorder" if backordered else None
        version.add_gtin(row.get("Variant Barcode"))
        chosen = options(
            [
                (name or f"option {place}", value)
                for place, (name, value) in enumerate(zip(names, values, strict=True), 1)
            ]
        )
        sku = clean.line(row.get("Variant SKU", "")).lstrip("'") or "-".join([draft.id, *chosen.values()])
        grams = row.get("Variant Grams", "")
        version.weight_g = None if blank(grams) else cell(line, "Variant Grams", grams, clean.grams) or None
        draft.add_variant(sku, chosen, version)

    def _stock(self, line: int, row: Cells) -> tuple[int, bool]:
        """(pieces, whether they are ordered only when sold); untracked goods are always there."""
        quantity = row.get("Variant Inventory Qty", "")
        places = [column for column in row if column.startswith("Inventory Available:")] if blank(quantity) else []
        tracked = not blank(row.get("Variant Inventory Tracker")) or not self._trackers
        self.used |= {"Variant Inventory Tracker", *places}
        if blank(quantity) and places:
            quantity = str(
                sum(
                    cell(line, place, row[place], clean.whole)
                    for place in places
                    if row[place].strip().lstrip("-").isdigit()
                )
            )
        counted = 0 if blank(quantity) else cell(line, "Variant Inventory Qty", quantity, clean.whole)
        if blank(quantity) or (counted <= 0 and not tracked):
            return UNTRACKED, False
        beyond = row.get("Variant Inventory Policy", "").strip().casefold() in ("continue", "true")
        return (UNTRACKED, True) if beyond and counted <= 0 else (max(counted, 0), False)
