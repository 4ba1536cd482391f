"""Magento's product export (and its sample data): a configurable product names its variants, each a row of its own."""

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

_SYSTEM = {"has_options", "required_options", "size", "color", "colour"}
_HIDDEN = "not visible individually"


def recognises(header: set[str]) -> bool:
    return "sku" in header and bool(header & {"product_type", "additional_attributes", "attribute_set_code"})


class Magento(Importer):
    name = "magento"

    def drafts(self, source: Source, report: Report) -> Iterator[Draft]:
        with Groups() as groups:
            for line, row in source.table(report.refuse, required=("sku",)):
                report.rows += 1
                sku = row["sku"].strip()
                if not sku:
                    report.refuse(BadRow(line=line, field="sku", value="", expected="a sku that is not empty"))
                    continue
                if row.get("store_view_code", "").strip():
                    report.skipped += 1  # another language of a product that has its own row
                    continue
                groups.add(sku, line, row)
                for variant in _variations(row):
                    groups.link(variant.get("sku", ""), sku)
            for rows in groups.read():
                try:
                    draft = self._product(rows, report)
                except BadRow as bad:
                    report.refuse(bad)
                    continue
                if draft is not None:
                    yield draft

    def _product(self, rows: list[Row], report: Report) -> Draft | None:
        parents = [row for row in rows if row[1].get("configurable_variations")]
        line, top = parents[0] if parents else rows[0]
        if blank(top.get("product_online", "1")) or top.get("product_online", "1").strip() in ("0", "2"):
            report.skipped += 1
            return None
        if top.get("visibility", "").strip().casefold() == _HIDDEN:
            report.skipped += 1
            return None
        draft = Draft(line=line, id=top["sku"].strip(), title=top.get("name", ""), infer=False)
        draft.description = _description(top)
        self._fill(draft, top, report)
        chosen = {variant.get("sku"): variant for variant in _variations(top)}
        for child_line, child in rows:
            if child["sku"].strip() == draft.id:
                continue
            if child.get("product_online", "1").strip() == "2":
                report.skipped += 1
                continue
            try:
                draft.variants.append(self._variant(draft, child_line, child, chosen.get(child["sku"].strip(), {})))
            except BadRow as bad:
                report.refuse(bad)
        if parents and not draft.variants:
            report.note(f"{draft.id}: none of its variants stands in the file")
        if draft.image is None and len(rows) > 1:
            draft.image = self._image(rows[1][0], rows[1][1], report)
        return draft

    def _fill(self, draft: Draft, row: dict[str, str], report: Report) -> None:
        draft.prices(("price", row.get("price")), ("special_price", row.get("special_price")))
        draft.categories, others = choose([path.split("/") for path in _split(row.get("categories", ""))])
        if others:
            draft.attributes["collections"] = others
        draft.stock = _stock(draft.line, row)
        draft.weight_g = draft.get("weight", row.get("weight"), lambda v: clean.grams(v, "kg"))
        draft.image = self._image(draft.line, row, report)
        for name, value in _attributes(row.get("additional_attributes", "")):
            if name in ("manufacturer", "brand"):
                draft.brand = value
            elif name not in ("has_options", "required_options"):
                _add(draft, name, value)
        draft.add("country of manufacture", "country_of_manufacture", row.get("country_of_manufacture"))

    def _image(self, line: int, row: dict[str, str], report: Report) -> str | None:
        path = row.get("base_image", "")
        found = cell(line, "base_image", path, lambda value: clean.address(value, self.options.base))
        if found is None and not blank(path):
            report.note("images are paths without an address: give --base to have them")
        return found

    def _variant(self, draft: Draft, line: int, row: dict[str, str], chosen: dict[str, str]) -> Variant:
        pairs = [(name, value) for name, value in chosen.items() if name != "sku"]
        own = [(name, value) for name, value in _attributes(row.get("additional_attributes", "")) if name in _SYSTEM]
        variant = Draft(line=line)
        variant.prices(("price", row.get("price")), ("special_price", row.get("special_price")))
        draft.currency = draft.currency or variant.currency
        wanted = options([*((name, value) for name, value in own if not name.endswith("options")), *pairs])
        return Variant(sku=row["sku"].strip(), options=wanted, price=variant.price, stock=_stock(line, row))


def _description(row: dict[str, str]) -> str:
    short, long = row.get("short_description", ""), row.get("description", "")
    return long if not short or short in long else f"{short}<br>{long}"


def _split(cell_text: str) -> list[str]:
    """Category paths; a comma within a name is told by the path that follows not starting at the root."""
    return [part.strip() for part in cell_text.split(",") if part.strip()]


def _variations(row: dict[str, str]) -> list[dict[str, str]]:
    """``sku=MH01-XS-Black,size=XS,color=Black|sku=…``"""
    found = []
    for variation in row.get("configurable_variations", "").split("|"):
        pairs = dict(_attributes(variation))
        if pairs.get("sku"):
            found.append({name: value.strip() for name, value in pairs.items()})
    return found


def _attributes(cell_text: str) -> list[tuple[str, str]]:
    """``name=value,name=value``, where a value may hold commas of its own."""
    found = []
    for part in re.split(r",(?=\"?[A-Za-z_]\w*=)", cell_text):
        name, equals, value = part.strip().strip('"').partition("=")
        if equals and name and not blank(value):
            found.append((name.strip(), value))
    return found


def _add(draft: Draft, name: str, value: str) -> None:
    values = clean.unique(clean.name(part) for part in value.split("|"))
    if len(values) == 1 and values[0].casefold() in ("yes", "no"):
        draft.attributes[clean.words(name).casefold()] = values[0].casefold() == "yes"
        return
    draft.add(name, f"additional_attributes.{name}", values if len(values) > 1 or "|" in value else value)


def _stock(line: int, row: dict[str, str]) -> int:
    if row.get("is_in_stock", "1").strip() == "0":
        return 0
    counted = 0 if blank(row.get("qty")) else max(cell(line, "qty", row["qty"], clean.whole), 0)
    untracked = row.get("manage_stock", "1").strip() == "0" and row.get("use_config_manage_stock", "").strip() != "1"
    return UNTRACKED if untracked or (counted == 0 and blank(row.get("qty"))) else counted
