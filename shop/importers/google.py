"""Google Merchant and Meta catalogue feeds: RSS 2.0, Atom, TSV and CSV, with and without the ``g:`` prefix.

Field names after Google's product data specification (support.google.com/merchants/answer/7052112).
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from typing import Any
from xml.etree.ElementTree import Element

from shop.errors import BadRow
from shop.importers import clean, states
from shop.importers.base import Importer, Report
from shop.importers.categories import choose, without_title
from shop.importers.draft import Draft, blank, cell, options
from shop.importers.grouping import Cells, Groups, Row
from shop.importers.numbers import Style, unsure
from shop.importers.source import Source
from shop.importers.xml_records import elements

_OPTIONS = ("color", "size")
_MAY_VARY = ("material", "pattern")  # options where the variants differ in them
_KNOWN = {
    "id", "title", "description", "summary", "content", "link", "image_link", "availability", "price", "sale_price",
    "brand", "google_product_category", "product_type", "item_group_id", "shipping_weight", "quantity",
    "sell_on_google_quantity", "inventory", "updated", "published", "author", "guid", "pubdate", "product_weight",
    "sale_price_effective_date", "gtin", "quantity_to_sell_on_facebook", "visibility", "status", "fb_product_category",
    "additional_image_link", "mobile_link", "identifier_exists", "shipping", "tax", "ads_redirect", "canonical_link",
    "expiration_date", "excluded_destination", "included_destination", "availability_date", "preorder_date",
}  # fmt: skip
_MONEY = ("price", "sale_price")
_SEPARATOR = "\x1f"  # between the values of a field that stands several times


class GoogleMerchant(Importer):
    name = "google"
    quiet = ("additional_image", "mobile_link", "identifier_exists", "ads_", "custom_label", "excluded_", "included_",
             "shipping", "tax", "canonical", "expiration", "guid", "pubdate", "updated")  # fmt: skip

    @classmethod
    def recognises(cls, header: set[str]) -> bool:
        """Of a TSV or CSV feed."""
        names = {_name(column) for column in header}
        signs = {
            "availability",
            "image_link",
            "item_group_id",
            "gtin",
            "google_product_category",
            "fb_product_category",
        }
        return names >= {"id", "title"} and len(names & signs) >= 2

    def drafts(self, source: Source, report: Report) -> Iterator[Draft]:
        style = Style()
        with Groups(self.used) as groups:
            for line, row in self._rows(source, report):
                report.rows += 1
                identifier = row.get("id", "").strip()
                if not identifier:
                    report.refuse(BadRow(line=line, field="id", value="", expected="an id that is not empty"))
                    continue
                group = row.get("item_group_id", "").strip()
                groups.add(f"g:{group}" if group else f"i:{identifier}", line, row)
                for name in _MONEY:
                    if not self._filled and not blank(row.get(name)):
                        style.learn(row[name])
            for rows in groups.read():
                if not self._filled:  # of XML; tables are settled when they are read
                    self._settle(rows, style, report)
                yield from self._products(rows, report)

    def _settle(self, rows: list[Row], style: Style, report: Report) -> None:
        for line, row in rows:
            for name in _MONEY:
                if unsure(row.get(name) or ""):
                    row[name] = self._sure(report, style, line, name, row[name])

    def _rows(self, source: Source, report: Report) -> Iterator[Row]:
        if not source.is_sheet and source.sample().lstrip().startswith("<"):
            for place, element in elements(source, ("item", "entry"), report.refuse):
                yield place, Cells(_fields(element), self.used)
            return
        names = self.aliases = {column.strip(): _name(column) for column in source.head()}
        for line, row in self.table(source, report):
            yield line, Cells({names.get(column) or _name(column): value for column, value in row.items()}, self.used)

    def _products(self, rows: list[Row], report: Report) -> Iterator[Draft]:
        """One product: rows of one group are its variants; without a group an id may stand once."""
        grouped = not blank(rows[0][1].get("item_group_id"))
        draft: Draft | None = None
        varying = [name for name in _MAY_VARY if len({row.get(name) for _, row in rows}) > 1]
        seen: set[str] = set()
        for line, row in rows:
            if row["id"] in seen:
                report.refuse(BadRow(line=line, field="id", value=row["id"], expected="an id that no row above has"))
                continue
            seen.add(row["id"])
            if any(states.truth_or_none(_first(row.get(name))) is False for name in ("visibility", "status")):
                report.skipped += 1
                continue
            try:
                one = self._product(line, row, report)
            except BadRow as bad:
                report.refuse(bad)
                continue
            version = copy(one)
            if draft is None:
                draft = one
                draft.id = (row.get("item_group_id") or row["id"]).strip()
            else:
                for kind, values in one.values.items():
                    draft.values[kind] = clean.unique([*draft.values.get(kind, []), *values])
            if grouped:
                version.gtins = list(version.gtins)
                chosen = options([(name, _first(row.get(name))) for name in (*_OPTIONS, *varying)])
                draft.add_variant(row["id"].strip(), chosen, version)
        if draft is not None:
            if grouped:  # what the first row says of itself is not said of all
                draft.price = draft.list_price = draft.sale = None
            yield draft

    def _product(self, line: int, row: Cells, report: Report) -> Draft:
        draft = Draft(
            line=line,
            id=row["id"].strip(),
            title=_first(row.get("title")),
            description=_first(row.get("description") or row.get("content") or row.get("summary")),
            brand=_first(row.get("brand")),
        )
        dates = _first(row.get("sale_price_effective_date"))
        span = cell(line, "sale_price_effective_date", dates, states.span) if dates else None
        draft.prices(("price", _first(row.get("price"))), ("sale_price", _first(row.get("sale_price"))), span)
        paths = [value.split(">") for value in row.get("product_type", "").split(_SEPARATOR)]
        google = _first(row.get("google_product_category"))
        draft.categories, others = choose(paths)
        if not draft.categories and not google.isdigit():
            draft.categories, _ = choose([google.split(">")])
        elif google:
            draft.attributes["google product category"] = clean.line(google)
        draft.categories = without_title(draft.categories, draft.title)
        if others:
            draft.attributes["collections"] = others
        self._stock(draft, row, report)
        for value in (row.get("gtin") or "").split(_SEPARATOR):
            draft.add_gtin(value)
        if draft.availability == "preorder":
            draft.add("available from", "availability_date", _first(row.get("availability_date")))
        weight = _first(row.get("shipping_weight") or row.get("product_weight"))
        draft.weight_g = draft.get("shipping_weight", weight, clean.grams)
        draft.image = cell(line, "image_link", _first(row.get("image_link")), self._address)
        draft.url = cell(line, "link", _first(row.get("link")), self._address)
        for name, value in row.items():
            if name in _KNOWN or blank(value):
                continue
            self.used.add(name)
            parts = [part for part in value.split(_SEPARATOR) if part.strip()]
            if name in ("color", "material", "size"):
                draft.add(name, name, [part for value in parts for part in value.split("/" if name != "size" else ",")])
            else:
                draft.add(name, name, parts[0] if len(parts) == 1 else parts)
        return draft

    def _stock(self, draft: Draft, row: Cells, report: Report) -> None:
        columns = ("quantity_to_sell_on_facebook", "quantity", "sell_on_google_quantity", "inventory")
        quantity = next((_first(row[name]) for name in columns if not blank(row.get(name))), "")
        said = _first(row.get("availability"))
        found = states.state_or_none(said)
        if found is None and not blank(said):
            what = "an availability that is not known was taken for in stock"
            report.ask(what, line=draft.line, example=clean.line(said))
        count = None if blank(quantity) else cell(draft.line, "quantity", quantity, states.count)
        draft.set_state(found, count)


def _name(tag: Any) -> str:
    """A field's name without namespace or ``g:``, in small letters with underscores."""
    text = str(tag).rpartition("}")[2].rpartition(":")[2]
    return text.strip().casefold().replace(" ", "_")


def _fields(element: Element) -> dict[str, str]:
    """The fields of an item; Atom's link is an attribute, and a field with parts (shipping) is left out."""
    found: dict[str, str] = {}
    for child in element:
        name = _name(child.tag)
        text = (child.text or "").strip() if len(child) == 0 else ""
        if name == "link" and not text and child.get("rel", "alternate") == "alternate":
            text = child.get("href", "")
        if len(child) and name in ("description", "summary", "content", "title"):  # XHTML within
            text = " ".join(part.strip() for part in child.itertext() if part.strip())
        if text:
            found[name] = f"{found[name]}{_SEPARATOR}{text}" if name in found else text
    return found


def _first(value: str | None) -> str:
    return (value or "").split(_SEPARATOR)[0]
