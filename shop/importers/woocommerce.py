"""WooCommerce's product export: a variable product's variations are rows that name it as their parent."""

from __future__ import annotations

import re
from collections.abc import Iterator

from shop.errors import BadRow
from shop.importers import clean
from shop.importers.base import Importer, Report
from shop.importers.categories import choose
from shop.importers.draft import UNTRACKED, Draft, blank, cell, options
from shop.importers.grouping import Groups, Row
from shop.importers.source import Source
from shop.types import Variant

_ATTRIBUTE = re.compile(r"Attribute (\d+) name")
_COMMA = re.compile(r"(?<!\\),")


def recognises(header: set[str]) -> bool:
    return header >= {"Type", "Name"} and bool(header & {"Regular price", "Parent", "Is featured?"})


class WooCommerce(Importer):
    name = "woocommerce"

    def drafts(self, source: Source, report: Report) -> Iterator[Draft]:
        with Groups() as groups:
            for line, row in source.table(report.refuse, required=("Type", "Name")):
                report.rows += 1
                key = _key(row)
                if not key:
                    report.refuse(BadRow(line=line, field="SKU", value="", expected="a SKU, or an ID"))
                    continue
                groups.add(key, line, row)
                number = row.get("ID", "").strip()
                if number:
                    groups.link(f"id:{number}", key)
                parent = row.get("Parent", "").strip()
                if parent and "variation" in row["Type"]:
                    groups.link(key, parent)
            for rows in groups.read():
                try:
                    draft = self._product(rows, report)
                except BadRow as bad:
                    report.refuse(bad)
                    continue
                if draft is not None:
                    yield draft

    def _product(self, rows: list[Row], report: Report) -> Draft | None:
        tops = [row for row in rows if "variation" not in row[1].get("Type", "")]
        if not tops:
            for line, row in rows:
                expected = "the SKU of a product in this file"
                report.refuse(BadRow(line=line, field="Parent", value=row.get("Parent", ""), expected=expected))
            return None
        line, top = tops[0]
        hidden = top.get("Visibility in catalog", "visible").strip().casefold() == "hidden"
        if hidden or top.get("Published", "1").strip() not in ("1", "true"):
            report.skipped += 1
            return None
        draft = Draft(
            line=line,
            id=_key(top),
            title=top.get("Name", ""),
            description=_description(top),
            brand=top.get("Brands"),
            tags=clean.several(top.get("Tags", ""), ","),
        )
        draft.prices(("Regular price", top.get("Regular price")), ("Sale price", top.get("Sale price")))
        draft.categories, others = choose([path.split(">") for path in _list(top.get("Categories", ""))])
        if others:
            draft.attributes["collections"] = others
        draft.stock = _stock(line, top)
        weight = next((column for column in top if column.startswith("Weight (")), "Weight (kg)")
        unit = weight.removeprefix("Weight (").removesuffix(")")
        draft.weight_g = draft.get(weight, top.get(weight), lambda value: clean.grams(value, unit))
        images = _list(top.get("Images", ""))
        draft.image = cell(line, "Images", images[0] if images else "", self._address)
        draft.url = cell(line, "External URL", top.get("External URL", ""), self._address)
        for name, value in _attributes(top):
            draft.add(name, name, _list(value))
        for child_line, child in rows:
            if child is top or child.get("Published", "1").strip() not in ("1", "true"):
                continue
            try:
                draft.variants.append(self._variant(draft, child_line, child))
            except BadRow as bad:
                report.refuse(bad)
        return draft

    def _variant(self, draft: Draft, line: int, row: dict[str, str]) -> Variant:
        variant = Draft(line=line)
        variant.prices(("Regular price", row.get("Regular price")), ("Sale price", row.get("Sale price")))
        draft.currency = draft.currency or variant.currency
        lowest = draft.list_price is None or (variant.list_price or 0) < draft.list_price
        if variant.list_price is not None and lowest:
            draft.list_price = variant.list_price
        wanted = options(list(_attributes(row)))
        return Variant(sku=_key(row), options=wanted, price=variant.price, stock=_stock(line, row))


def _key(row: dict[str, str]) -> str:
    number = row.get("ID", "").strip()
    return row.get("SKU", "").strip() or (f"id:{number}" if number else "")


def _attributes(row: dict[str, str]) -> list[tuple[str, str]]:
    found = []
    for column in row:
        match = _ATTRIBUTE.fullmatch(column)
        if match:
            value = row.get(f"Attribute {match.group(1)} value(s)", "")
            if not blank(value):
                found.append((row[column], value))
    return found


def _list(cell_text: str) -> list[str]:
    """Values separated by commas; WooCommerce writes a comma within one as ``\\,``."""
    return [part.replace("\\,", ",").strip() for part in _COMMA.split(cell_text) if part.strip()]


def _description(row: dict[str, str]) -> str:
    short, long = row.get("Short description", ""), row.get("Description", "")
    text = long if not short or short in long else f"{short}\n{long}"
    return text.replace("\\n", "\n")  # WooCommerce writes line ends so


def _stock(line: int, row: dict[str, str]) -> int:
    if row.get("In stock?", "1").strip().casefold() in ("0", "outofstock"):
        return 0
    if blank(row.get("Stock")):
        return UNTRACKED
    return max(cell(line, "Stock", row["Stock"], clean.whole), 0)
