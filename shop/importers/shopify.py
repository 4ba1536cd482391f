"""Shopify's product export: rows of one handle are one product; the first has its fields, each may have a variant."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from shop.errors import BadInput, BadRow
from shop.importers import clean
from shop.importers.base import Importer, Report
from shop.importers.draft import UNTRACKED, Draft, blank, cell, options
from shop.importers.grouping import Groups, Row
from shop.importers.source import Source
from shop.types import Variant

_COLUMNS = {"Handle", "Title"}
_NEWER = "URL handle"  # tells the newer template, which calls the columns otherwise
_RENAMED = {
    _NEWER: "Handle", "Description": "Body (HTML)", "Product category": "Product Category", "SKU": "Variant SKU",
    "Published on online store": "Published", "Price": "Variant Price", "Compare-at price": "Variant Compare At Price",
    "Inventory quantity": "Variant Inventory Qty", "Continue selling when out of stock": "Variant Inventory Policy",
    "Weight value (grams)": "Variant Grams", "Product image URL": "Image Src", "Image source": "Image Src",
    "Gift card": "Gift Card", "Google Shopping / Age group": "Google Shopping / Age Group",
    **{f"Option{place} {part}": f"Option{place} {part.title()}" for place in (1, 2, 3) for part in ("name", "value")},
}  # fmt: skip
_SIGNS = {"Variant Price", "Option1 Name", "Body (HTML)", "Variant SKU"}
_GOOGLE = "Google Shopping / "
_MORE = {"Gender", "Age Group", "Condition", "MPN", "Material", "Color"}


def recognises(header: set[str]) -> bool:
    columns = {_RENAMED.get(column, column) for column in header} if _NEWER in header else header
    return columns >= _COLUMNS and bool(columns & _SIGNS)


class Shopify(Importer):
    name = "shopify"

    def drafts(self, source: Source, report: Report) -> Iterator[Draft]:
        with Groups() as groups:
            for line, row in source.table(report.refuse, required=("Title",)):
                if _NEWER in row:
                    row = {_RENAMED.get(column, column): value for column, value in row.items()}
                if "Handle" not in row:
                    raise BadInput(f"{source.path.name}: the columns Handle are missing", field="Handle")
                report.rows += 1
                handle = row["Handle"].strip()
                if not handle:
                    report.refuse(BadRow(line=line, field="Handle", value="", expected="a handle that is not empty"))
                    continue
                groups.add(handle, line, row)
            for rows in groups.read():
                try:
                    draft = self._product(rows, report)
                except BadRow as bad:
                    report.refuse(bad)
                    continue
                if draft is not None:
                    yield draft

    def _product(self, rows: list[Row], report: Report) -> Draft | None:
        line, first = next(((line, row) for line, row in rows if row.get("Title")), rows[0])
        if first.get("Status", "active").strip().casefold() in ("draft", "archived") or (
            first.get("Published", "true").strip().casefold() == "false"
        ):
            report.skipped += 1
            return None
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
        for column, value in first.items():  # metafields: "Fabric (product.metafields.shopify.fabric)"
            if "(product.metafields." in column:
                draft.add(column.split("(")[0].strip(), column, value)
        names = [first.get(f"Option{place} Name") for place in (1, 2, 3)]
        compared: Decimal | None = None  # of the cheapest variant
        for line, row in rows:
            if draft.image is None:
                draft.image = cell(line, "Image Src", row.get("Image Src", ""), self._address)
            try:
                found = self._variant(draft, line, row, names)
            except BadRow as bad:
                report.refuse(bad)
                continue
            if found is not None:
                variant, before = found
                draft.variants.append(variant)
                if draft.price is None or (variant.price is not None and variant.price < draft.price):
                    draft.price, compared = variant.price, before
        if not draft.variants:
            raise BadRow(line=line, field="Variant Price", value="", expected="at least one row with a variant")
        if compared is not None and draft.price is not None and compared > draft.price:
            draft.list_price = compared
        if len(draft.variants) == 1 and not draft.variants[0].options:
            draft.stock, draft.price = draft.variants[0].stock, draft.variants[0].price
            draft.attributes |= {"sku": draft.variants[0].sku} if draft.variants[0].sku != draft.id else {}
            draft.variants = []
        return draft

    def _variant(
        self, draft: Draft, line: int, row: dict[str, str], names: list[str | None]
    ) -> tuple[Variant, Decimal | None] | None:
        """A row's variant with its compare-at price; None for a row that only brings another picture."""
        values = [row.get(f"Option{place} Value") for place in (1, 2, 3)]
        if blank(row.get("Variant Price")) and blank(row.get("Variant SKU")) and all(blank(value) for value in values):
            return None
        price = cell(line, "Variant Price", row.get("Variant Price", ""), clean.money)
        compared = row.get("Variant Compare At Price", "")
        stock = self._stock(line, row)
        chosen = options(
            [
                (name or f"option {place}", value)
                for place, (name, value) in enumerate(zip(names, values, strict=True), 1)
            ]
        )
        sku = clean.line(row.get("Variant SKU", "")).lstrip("'") or "-".join([draft.id, *chosen.values()])
        grams = row.get("Variant Grams", "")
        if draft.weight_g is None and not blank(grams):
            draft.weight_g = cell(line, "Variant Grams", grams, clean.grams) or None
        draft.currency = draft.currency or price[1]
        before = None if blank(compared) else cell(line, "Variant Compare At Price", compared, clean.money)[0]
        return Variant(sku=sku, options=chosen, price=price[0], stock=stock), before

    def _stock(self, line: int, row: dict[str, str]) -> int:
        quantity = row.get("Variant Inventory Qty", "")
        if blank(quantity):
            return UNTRACKED
        counted = cell(line, "Variant Inventory Qty", quantity, clean.whole)
        sold_beyond = row.get("Variant Inventory Policy", "").strip().casefold() == "continue"
        return UNTRACKED if sold_beyond and counted <= 0 else max(counted, 0)
