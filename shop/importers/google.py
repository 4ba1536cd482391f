"""Google Merchant feeds: RSS 2.0, Atom and TSV, with and without the ``g:`` prefix.

Field names after Google's product data specification (support.google.com/merchants/answer/7052112).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from shop.errors import BadInput, BadRow
from shop.importers import clean
from shop.importers.base import Importer, Report
from shop.importers.categories import choose
from shop.importers.draft import UNTRACKED, Draft, blank, cell, options
from shop.importers.grouping import Groups, Row
from shop.importers.source import Source
from shop.types import Variant

_OPTIONS = ("color", "size")
_MAY_VARY = ("material", "pattern")  # options where the variants differ in them
_KNOWN = {
    "id", "title", "description", "summary", "content", "link", "image_link", "availability", "price", "sale_price",
    "brand", "google_product_category", "product_type", "item_group_id", "shipping_weight", "quantity",
    "sell_on_google_quantity", "inventory", "updated", "published", "author", "guid", "pubdate", "product_weight",
}  # fmt: skip
_SEPARATOR = "\x1f"  # between the values of a field that stands several times


def recognises(header: set[str]) -> bool:
    """Of a TSV (or CSV) feed."""
    names = {_name(column) for column in header}
    return names >= {"id", "title"} and len(names & {"availability", "image_link", "item_group_id", "gtin"}) >= 2


class GoogleMerchant(Importer):
    name = "google"

    def drafts(self, source: Source, report: Report) -> Iterator[Draft]:
        with Groups() as groups:
            for line, row in self._rows(source, report):
                report.rows += 1
                identifier = row.get("id", "").strip()
                if not identifier:
                    report.refuse(BadRow(line=line, field="id", value="", expected="an id that is not empty"))
                    continue
                groups.add(row.get("item_group_id", "").strip() or identifier, line, row)
            for rows in groups.read():
                yield from self._products(rows, report)

    def _rows(self, source: Source, report: Report) -> Iterator[Row]:
        if not source.sample().lstrip().startswith("<"):
            for line, row in source.table(report.refuse):
                yield line, {_name(column): value for column, value in row.items()}
            return
        place = 0
        try:
            for _, element in iterparse(source, events=("end",)):
                if _name(element.tag) in ("item", "entry"):
                    place += 1
                    yield place, _fields(element)
                    element.clear()
        except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
            raise BadInput(f"{source.path.name} is no XML that can be read: {error}", field="file") from error
        if place == 0:
            raise BadInput(f"{source.path.name}: no <item> (RSS) or <entry> (Atom) in it", field="file")

    def _products(self, rows: list[Row], report: Report) -> Iterator[Draft]:
        """One product: rows of one group are its variants."""
        grouped = len(rows) > 1 or not blank(rows[0][1].get("item_group_id"))
        draft: Draft | None = None
        varying = [name for name in _MAY_VARY if len({row.get(name) for _, row in rows}) > 1]
        for line, row in rows:
            if draft is not None and not grouped:
                report.refuse(BadRow(line=line, field="id", value=row["id"], expected="an id that no row above has"))
                continue
            try:
                one = self._product(line, row)
            except BadRow as bad:
                report.refuse(bad)
                continue
            if grouped:
                chosen = options([(name, _first(row.get(name))) for name in (*_OPTIONS, *varying)])
                one.variants = [Variant(sku=row["id"].strip(), options=chosen, price=one.price, stock=one.stock or 0)]
            if draft is None:
                draft = one
                draft.id = (row.get("item_group_id") or row["id"]).strip()
            else:
                draft.variants += one.variants
                for kind, values in one.values.items():
                    draft.values[kind] = clean.unique([*draft.values.get(kind, []), *values])
        if draft is not None:
            yield draft

    def _product(self, line: int, row: dict[str, str]) -> Draft:
        draft = Draft(
            line=line,
            id=row["id"].strip(),
            title=_first(row.get("title")),
            description=_first(row.get("description") or row.get("content") or row.get("summary")),
            brand=_first(row.get("brand")),
        )
        draft.prices(("price", _first(row.get("price"))), ("sale_price", _first(row.get("sale_price"))))
        paths = [value.split(">") for value in row.get("product_type", "").split(_SEPARATOR)]
        google = _first(row.get("google_product_category"))
        draft.categories, others = choose(paths)
        if not draft.categories and not google.isdigit():
            draft.categories, _ = choose([google.split(">")])
        elif google:
            draft.attributes["google product category"] = clean.line(google)
        if others:
            draft.attributes["collections"] = others
        draft.stock = _stock(line, row)
        weight = _first(row.get("shipping_weight") or row.get("product_weight"))
        draft.weight_g = draft.get("shipping_weight", weight, clean.grams)
        draft.image = cell(line, "image_link", _first(row.get("image_link")), self._address)
        draft.url = cell(line, "link", _first(row.get("link")), self._address)
        for name, value in row.items():
            if name in _KNOWN or blank(value):
                continue
            parts = [part for part in value.split(_SEPARATOR) if part.strip()]
            if name in ("color", "material", "size"):
                draft.add(name, name, [part for value in parts for part in value.split("/" if name != "size" else ",")])
            else:
                draft.add(name, name, parts[0] if len(parts) == 1 else parts)
        return draft


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


def _stock(line: int, row: dict[str, str]) -> int:
    quantity = _first(row.get("quantity") or row.get("sell_on_google_quantity") or row.get("inventory"))
    available = _first(row.get("availability")).strip().casefold().replace(" ", "_")
    if available in ("out_of_stock", "preorder", "backorder"):
        return 0
    if available not in ("", "in_stock", "available"):
        expected = "in_stock, out_of_stock, preorder or backorder"
        raise BadRow(line=line, field="availability", value=row.get("availability"), expected=expected)
    return UNTRACKED if blank(quantity) else max(cell(line, "quantity", quantity, clean.whole), 0)
