"""Magento's product export (and its sample data): a configurable product names its variants, each a row of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from shop.errors import BadRow
from shop.importers import clean, states
from shop.importers.base import Importer, Report
from shop.importers.categories import choose, without_title
from shop.importers.draft import UNTRACKED, Draft, blank, cell, options
from shop.importers.grouping import Cells, Groups, Row
from shop.importers.source import Source
from shop.importers.states import truth_or_none

_SYSTEM = {"has_options", "required_options", "size", "color", "colour"}
_HIDDEN = "not visible individually"


class Magento(Importer):
    name = "magento"
    quiet = (
        "attribute_set",
        "product_websites",
        "tax_",
        "url_key",
        "meta_",
        "small_image",
        "thumbnail",
        "base_image_label",
        "created_at",
        "updated_at",
        "new_",
        "display_product",
        "map_",
        "msrp_display",
        "gift_",
        "custom_",
        "page_",
        "product_options",
        "out_of_stock",
        "use_config",
        "is_qty",
        "min_cart",
        "max_cart",
        "notify_",
        "qty_incr",
        "enable_qty",
        "is_decimal",
        "website_id",
        "configurable_variation",
        "additional_image",
        "related_",
        "crosssell_",
        "upsell_",
        "hide_from",
        "bundle_",
        "swatch_",
        "position",
        "deferred",
        "shipment",
        "associated_skus",
    )

    @classmethod
    def recognises(cls, header: set[str]) -> bool:
        return "sku" in header and bool(header & {"product_type", "additional_attributes", "attribute_set_code"})

    def drafts(self, source: Source, report: Report) -> Iterator[Draft]:
        self._roots: set[str] = set()
        with Groups(self.used) as groups:
            for line, row in self.table(source, report, required=("sku",)):
                report.rows += 1
                sku = row["sku"].strip()
                if not sku:
                    report.refuse(BadRow(line=line, field="sku", value="", expected="a sku that is not empty"))
                    continue
                if row.get("store_view_code", "").strip():
                    report.skipped += 1  # another language of a product that has its own row
                    continue
                self._roots.add(row.get("categories", "").split("/")[0].split(",")[0].strip())
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
        if truth_or_none(top.get("product_online", "1")) is False:
            report.skipped += 1
            return None
        if top.get("visibility", "").strip().casefold() == _HIDDEN:
            report.skipped += 1
            return None
        draft = Draft(line=line, id=top["sku"].strip(), title=top.get("name", ""), infer=False)
        draft.description = _description(top)
        self._fill(draft, top, report)
        chosen = {variant.get("sku"): variant for variant in _variations(top)}
        hidden = 0
        for child_line, child in rows:
            if child["sku"].strip() == draft.id:
                if child is not top:
                    bad = BadRow(line=child_line, field="sku", value=draft.id, expected="a sku that no row above has")
                    report.refuse(bad)
                continue
            if truth_or_none(child.get("product_online", "1")) is False:
                report.skipped += 1
                hidden += 1
                continue
            try:
                self._variant(draft, child_line, child, chosen.get(child["sku"].strip(), {}))
            except BadRow as bad:
                report.refuse(bad)
        if top.get("product_type", "").strip() == "configurable" and not draft.variants:
            why = "disabled" if hidden else "not in the file"
            report.note(f"a product whose versions are {why} is not for sale", line=line, example=draft.id)
            report.skipped += 1
            return None
        if draft.variants and top.get("is_in_stock", "1").strip() == "0":
            draft.variants = [variant.model_copy(update={"stock": 0}) for variant in draft.variants]
        if draft.image is None and len(rows) > 1:
            draft.image = self._image(rows[1][0], rows[1][1], report)
        return draft

    def _fill(self, draft: Draft, row: Cells, report: Report) -> None:
        _prices(draft, row)
        draft.categories, others = choose([path.split("/") for path in _split(row.get("categories", ""), self._roots)])
        draft.categories = without_title(draft.categories, draft.title)
        if others:
            draft.attributes["collections"] = others
        _stock(draft, row)
        draft.weight_g = draft.get("weight", row.get("weight"), lambda v: clean.grams(v, "kg"))
        draft.image = self._image(draft.line, row, report)
        for name, value in _attributes(row.get("additional_attributes", "")):
            if name in ("manufacturer", "brand"):
                draft.brand = value
            elif name in ("gtin", "ean", "upc", "barcode", "isbn"):
                draft.add_gtin(value)
            elif name not in ("has_options", "required_options"):
                _add(draft, name, value)
        draft.add("country of manufacture", "country_of_manufacture", row.get("country_of_manufacture"))

    def _image(self, line: int, row: Cells, report: Report) -> str | None:
        path = row.get("base_image", "")
        found = cell(line, "base_image", path, lambda value: clean.address(value, self.options.base))
        if found is None and not blank(path):
            report.note("images are paths without an address: give --base to have them")
        return found

    def _variant(self, draft: Draft, line: int, row: Cells, chosen: dict[str, str]) -> None:
        pairs = [(name, value) for name, value in chosen.items() if name != "sku"]
        attributes = _attributes(row.get("additional_attributes", ""))
        own = [(name, value) for name, value in attributes if name in _SYSTEM]
        version = Draft(line=line)
        _prices(version, row)
        _stock(version, row)
        for name, value in attributes:
            if name in ("gtin", "ean", "upc", "barcode"):
                version.add_gtin(value)
        wanted = options([*((name, value) for name, value in own if not name.endswith("options")), *pairs])
        draft.add_variant(row["sku"].strip(), wanted, version)


def _prices(draft: Draft, row: Cells) -> None:
    """A special price counts between its dates; Magento's dates are days, the last one included."""
    starts, ends = row.get("special_price_from_date", ""), row.get("special_price_to_date", "")
    span = (
        draft.get("special_price_from_date", starts, states.moment),
        draft.get("special_price_to_date", ends, _whole_day),
    )
    draft.prices(("price", row.get("price")), ("special_price", row.get("special_price")), span)
    if draft.list_price is None and draft.price is not None:
        suggested = draft.get("msrp_price", row.get("msrp_price"), clean.money)
        draft.list_price = suggested[0] if suggested and suggested[0] > draft.price else None


def _whole_day(value: object) -> datetime:
    found = states.moment(value, end=True)
    return found if (found.hour, found.minute) != (0, 0) else found + timedelta(days=1)


def _description(row: Cells) -> str:
    short, long = row.get("short_description", ""), row.get("description", "")
    return long if not short or short in long else f"{short}<br>{long}"


def _split(cell_text: str, roots: set[str]) -> list[str]:
    """Category paths; a comma within a name is told by what follows not starting at a root of the file."""
    found: list[str] = []
    for part in cell_text.split(","):
        if not part.strip():
            continue
        if found and part.split("/")[0].strip() not in roots:
            found[-1] += f",{part}"
        else:
            found.append(part.strip())
    return found


def _variations(row: Cells) -> list[dict[str, str]]:
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


def _stock(draft: Draft, row: Cells) -> None:
    """Salable by Magento's own rules: sold out where it says so; not counted; backorders below zero pieces."""
    untracked = row.get("manage_stock", "1").strip() == "0" and row.get("use_config_manage_stock", "").strip() != "1"
    said = row.get("qty")
    counted = None if blank(said) else max(int(cell(draft.line, "qty", said, clean.number)), 0)
    if untracked:
        draft.stock = UNTRACKED
    elif row.get("is_in_stock", "1").strip() == "0":
        draft.stock = 0
    elif (
        counted == 0
        and row.get("allow_backorders", "0").strip() in ("1", "2")
        and (row.get("use_config_backorders", "0").strip() != "1")
    ):
        draft.set_state("backorder", None)
    else:
        draft.stock = UNTRACKED if counted is None else counted
