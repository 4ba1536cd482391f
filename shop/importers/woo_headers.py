"""WooCommerce's columns in any language: by their names in ``woo_headers.toml``, else by what is in them.

The export writes its header in the language of the shop's admin, in an order that never changes; the values of
``Type`` and ``Visibility`` are the same everywhere.
"""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from pathlib import Path

from shop.importers.headings import folded

TYPES = {
    "simple",
    "variable",
    "variation",
    "grouped",
    "external",
    "bundle",
    "composite",
    "subscription",
    "variable-subscription",
    "subscription_variation",
    "virtual",
    "downloadable",
}
_SHOWN = {"visible", "catalog", "search", "hidden"}
_META = re.compile(
    r"(?:meta|metadaten|méta|métadonnées|metadatos|metadati|meta gegevens|мета|元数据|メタ)\s*:\s*(.+)", re.IGNORECASE
)
_ORDER = (
    "ID",
    "Type",
    "SKU",
    "GTIN, UPC, EAN, or ISBN",
    "Name",
    "Published",
    "Is featured?",
    "Visibility in catalog",
    "Short description",
    "Description",
    "Date sale price starts",
    "Date sale price ends",
    "Tax status",
    "Tax class",
    "In stock?",
    "Stock",
    "Low stock amount",
    "Backorders allowed?",
    "Sold individually?",
    "Weight (kg)",
    "Length (cm)",
    "Width (cm)",
    "Height (cm)",
    "Allow customer reviews?",
    "Purchase note",
    "Sale price",
    "Regular price",
    "Categories",
    "Tags",
    "Shipping class",
    "Images",
    "Download limit",
    "Download expiry days",
    "Parent",
    "Grouped products",
    "Upsells",
    "Cross-sells",
    "External URL",
    "Button text",
    "Position",
)
_NUMBERED = re.compile(r"\d+")
_UNIT = re.compile(r"\((\w+)\)\s*$")


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    """Folded name in any language → WooCommerce's English one."""
    with Path(__file__).with_suffix(".toml").open("rb") as file:
        table: dict[str, list[str]] = tomllib.load(file)
    found = {folded(name): english for english, listed in table.items() for name in [english, *listed]}
    return found | {folded(name): name for name in _ORDER}


@lru_cache(maxsize=2048)
def english(column: str) -> str | None:
    """The English name of a column; None for one that is not known."""
    meta = _META.fullmatch(column.strip())
    if meta:
        return f"Meta: {meta.group(1)}"
    unit = _UNIT.search(column)
    numbered = _NUMBERED.search(column)
    text = folded(_UNIT.sub("", column)) if unit and unit.group(1).lower() in _UNITS else folded(column)
    if numbered:
        text = folded(_NUMBERED.sub("#", text))
    name = _names().get(text)
    if name is None:
        return None
    if name in ("Weight (kg)", "Length (cm)", "Width (cm)", "Height (cm)") and unit:
        return f"{name.split(' (')[0]} ({unit.group(1)})"
    return name.replace("#", numbered.group()) if numbered else name


_UNITS = {"kg", "g", "lbs", "lb", "oz", "cm", "m", "mm", "in", "yd", "кг", "г", "см"}


def translated(header: list[str], rows: list[list[str]]) -> dict[str, str]:
    """Column → English name for a WooCommerce export; empty where this is none."""
    found = {column: name for column in header if (name := english(column)) is not None}
    if {"Type", "Name"} <= set(found.values()) and _typed(header, rows, found):
        return found
    return _by_place(header, rows)


def _typed(header: list[str], rows: list[list[str]], found: dict[str, str]) -> bool:
    """Whether the column of types holds WooCommerce's."""
    place = next(at for at, column in enumerate(header) if found.get(column) == "Type")
    values = [row[place] for row in rows if place < len(row) and row[place].strip()]
    return all(_is_type(value) for value in values) if values else "Regular price" in found.values()


def _is_type(value: str) -> bool:
    return {part.strip().casefold() for part in value.split(",")} <= TYPES and bool(value.strip())


def _by_place(header: list[str], rows: list[list[str]]) -> dict[str, str]:
    """A whole export in a language that is not known: columns in WooCommerce's order, told by types and visibility."""
    if len(header) < len(_ORDER) - 1 or not rows:
        return {}
    typed = all(len(row) > 8 and _is_type(row[1]) for row in rows)
    order = list(_ORDER)
    for gtin in (True, False):
        names = order if gtin else [name for name in order if not name.startswith("GTIN")]
        place = names.index("Visibility in catalog")
        if typed and all(row[place].strip().casefold() in _SHOWN for row in rows):
            found = dict(zip(header, names, strict=False))
            rest = header[len(names) :]
            for number, at in enumerate(range(0, len(rest) - 1, 4), start=1):  # name, values, visible, global
                if not re.search(r"\d", rest[at]):
                    break
                found |= {rest[at]: f"Attribute {number} name", rest[at + 1]: f"Attribute {number} value(s)"}
            return found
    return {}
