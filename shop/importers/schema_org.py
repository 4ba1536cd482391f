"""Pages of a shop with schema.org's Product as JSON-LD, one page or several saved into one file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from shop.errors import BadInput, BadRow
from shop.importers import clean, states
from shop.importers.base import Importer, Report
from shop.importers.categories import choose, without_title
from shop.importers.draft import Draft, blank, cell, options
from shop.importers.source import Source
from shop.types import now

_SCRIPT = re.compile(
    r"<script\b[^>]*\btype\s*=\s*[\"']?application/ld\+json[\"']?[^>]*>(.*?)</script\s*>", re.IGNORECASE | re.DOTALL
)
_GTINS = ("gtin", "gtin13", "gtin14", "gtin12", "gtin8", "isbn")
_OPTIONS = ("color", "size", "material", "pattern")
_UNITS = {"KGM": "kg", "GRM": "g", "LBR": "lb", "ONZ": "oz"}


def nodes(text: str) -> Iterator[tuple[int, Any]]:
    """(line, object) of every JSON-LD script of a page, those within lists and ``@graph`` too; broken ones as text."""
    for found in _SCRIPT.finditer(text):
        line = text.count("\n", 0, found.start()) + 1
        body = re.sub(r"^\s*(?:<!--|//<!\[CDATA\[)|(?:-->|//\]\]>)\s*$", "", found.group(1)).strip()
        try:
            value = json.loads(body, strict=False)
        except (ValueError, RecursionError):
            yield line, body
            continue
        for node in _within(value):
            yield line, node


def _within(value: Any, depth: int = 0) -> Iterator[Any]:
    if depth > 20:
        return
    if isinstance(value, list):
        for one in value:
            yield from _within(one, depth + 1)
    elif isinstance(value, dict):
        yield value
        for name in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item", "about"):
            yield from _within(value.get(name), depth + 1)


def is_a(node: Any, *kinds: str) -> bool:
    """Whether a node is of one of these types, written with or without an address."""
    found = node.get("@type") if isinstance(node, dict) else None
    types = found if isinstance(found, list) else [found]
    return any(str(one).rpartition("/")[2].rpartition(":")[2] in kinds for one in types)


class SchemaOrg(Importer):
    name = "schema.org"

    def drafts(self, source: Source, report: Report) -> Iterator[Draft]:
        found = 0
        for line, node in nodes(source.text()):
            if isinstance(node, str):
                report.rows += 1
                report.refuse(BadRow(line=line, field="script", value=node, expected="JSON-LD that is JSON"))
                continue
            if not is_a(node, "Product", "ProductGroup", "IndividualProduct", "ProductModel"):
                continue
            report.rows += 1
            found += 1
            try:
                yield self._product(line, node, report)
            except BadRow as bad:
                report.refuse(bad)
        if not found and not report.bad:
            raise BadInput(f"{source.path.name}: no Product of schema.org (JSON-LD) in the page", field="file")

    def _product(self, line: int, node: dict[str, Any], report: Report) -> Draft:
        draft = Draft(line=line, title=_text(node.get("name")), description=_text(node.get("description")))
        draft.id = clean.line(
            node.get("productGroupID") or node.get("sku") or node.get("productID") or node.get("mpn") or ""
        )
        draft.url = cell(line, "url", _text(node.get("url")), self._address)
        if not draft.id:
            draft.id = re.sub(r"[^\w]+", "-", (draft.url or draft.title).rpartition("://")[2].casefold()).strip("-")[
                -80:
            ]
            report.guess("a product without a SKU got an id from its address or title", line=line, example=draft.id)
        draft.brand = _text(_named(node.get("brand") or node.get("manufacturer")))
        category = node.get("category")
        paths = [
            str(_named(part)).split(">") for part in (category if isinstance(category, list) else [category]) if part
        ]
        draft.categories = without_title(choose(paths)[0], draft.title)
        draft.image = cell(line, "image", _first_url(node.get("image")), self._address)
        for name in _GTINS:
            draft.add_gtin(node.get(name))
        rating = node.get("aggregateRating")
        if isinstance(rating, dict) and not blank(rating.get("ratingValue")):
            best = float(rating.get("bestRating") or 5)
            value = cell(line, "ratingValue", rating["ratingValue"], lambda value: float(clean.number(value)))
            draft.rating = min(5.0, max(0.0, value * 5 / best)) if best > 0 else None
            draft.rating_count = int(clean.number(rating.get("reviewCount") or rating.get("ratingCount") or 0))
        for name in ("color", "material", "size", "pattern"):
            draft.add(name, name, _text(_named(node.get(name))))
        weight = node.get("weight")
        if isinstance(weight, dict) and not blank(weight.get("value")):
            unit = _UNITS.get(str(weight.get("unitCode")), str(weight.get("unitText") or weight.get("unitCode") or "g"))
            draft.weight_g = cell(line, "weight", weight["value"], lambda value: clean.grams(value, unit))
        for more in _many(node.get("additionalProperty")):
            draft.add(_text(more.get("name")), "additionalProperty", _text(more.get("value")))
        self._offers(draft, node, report)
        for variant in _many(node.get("hasVariant")):
            version = Draft(line=line)
            self._offers(version, variant, report)
            for name in _GTINS:
                version.add_gtin(variant.get(name))
            chosen = options([(name, _text(_named(variant.get(name)))) for name in _OPTIONS])
            sku = clean.line(variant.get("sku") or "") or "-".join([draft.id, *chosen.values()])
            draft.add_variant(sku, chosen, version)
        return draft

    def _offers(self, draft: Draft, node: dict[str, Any], report: Report) -> None:
        """The offer, or of several the cheapest that can be had; an aggregate has a lowest price only."""
        found = [one for offer in _many(node.get("offers")) for one in (_many(offer.get("offers")) or [offer])]
        versions = []
        for offer in found:
            one = Draft(line=draft.line)
            parts = _many(offer.get("priceSpecification"))
            part = next((p for p in parts if "StrikethroughPrice" not in str(p.get("priceType"))), {})
            before = next(
                (p.get("price") for p in parts if re.search("Strikethrough|ListPrice", str(p.get("priceType")))), None
            )
            price = next(
                (value for value in (offer.get("price"), part.get("price"), offer.get("lowPrice")) if not blank(value)),
                None,
            )
            one.price = one.set_price("price", _dotted(price))
            crossed = one.set_price("price", _dotted(before))
            one.list_price = crossed if crossed and one.price and crossed > one.price else None
            code = str(offer.get("priceCurrency") or part.get("priceCurrency") or "").upper()
            one.currency = code if re.fullmatch("[A-Z]{3}", code) else one.currency
            said = _text(offer.get("availability"))
            state = states.state_or_none(said)
            if said and state is None:
                report.ask("an availability that is not known was taken for in stock", line=draft.line, example=said)
            level = offer.get("inventoryLevel")
            count = level.get("value") if isinstance(level, dict) else level
            one.set_state(state, None if blank(count) else cell(draft.line, "inventoryLevel", count, states.count))
            ends = offer.get("priceValidUntil")
            if ends and one.list_price and states.moment(ends, end=True) < now():
                report.guess(
                    "a price whose last day is over was taken as it stands", line=draft.line, example=str(ends)
                )
            versions.append(one)
        best = min(versions, key=lambda one: (not one.stock, one.price is None, one.price or 0), default=None)
        if best is not None:
            draft.price, draft.list_price, draft.stock = best.price, best.list_price, best.stock
            draft.currency, draft.availability = best.currency, best.availability


def _dotted(value: Any) -> Any:
    """A number of JSON, or one in a text, which has a point by the standard."""
    return f"{value}0" if isinstance(value, str) and re.fullmatch(r"\d+\.\d{3}", value) else value


def _many(value: Any) -> list[dict[str, Any]]:
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, dict)]


def _named(value: Any) -> Any:
    value = value[0] if isinstance(value, list) and value else value
    return value.get("name") if isinstance(value, dict) else value


def _text(value: Any) -> str:
    value = value[0] if isinstance(value, list) and value else value
    return clean.plain(value.get("@value") or value.get("name") if isinstance(value, dict) else value)


def _first_url(value: Any) -> str:
    value = value[0] if isinstance(value, list) and value else value
    return str(value.get("url") or value.get("contentUrl") or "") if isinstance(value, dict) else str(value or "")
