"""Saleor's product export: a row a version, columns of attributes, warehouses and sales channels."""

from __future__ import annotations

import re
from typing import ClassVar

from shop.importers import clean
from shop.importers.base import Report
from shop.importers.draft import Draft, blank, cell, options
from shop.importers.grouping import Cells, Row
from shop.importers.states import UNTRACKED, truth_or_none
from shop.importers.tables import Names, Table

_ATTRIBUTE = re.compile(r"(.+) (product|variant) attribute")
_WAREHOUSE = re.compile(r"(.+) warehouse quantity")
_CHANNEL = re.compile(r"(.+) channel (price amount|discounted price amount|variant price amount)")
_CURRENCY = ("currency code", "variant currency code", "product currency code")


class Saleor(Table):
    name = "saleor"
    signs = (
        frozenset({"id", "name", "variant id", "variant sku"}),
        frozenset({"id", "name", "product type", "variant sku"}),
        frozenset({"id", "name", "product type", "charge taxes"}),
    )
    columns: ClassVar[Names] = {
        "id": ("slug", "id"),
        "title": ("name",),
        "description": ("description as str", "description"),
        "categories": ("category",),
        "type": ("product type",),
        "collections": ("collections",),
        "image": ("product media", "media"),
        "weight": ("variant weight", "product weight", "weight"),
        "sku": ("variant sku",),
    }
    quiet = ("variant id", "charge taxes", "variant media")

    def start(self, report: Report) -> None:
        found = [match for name in sorted(self.header) if (match := _CHANNEL.fullmatch(name))]
        self._channels = list(dict.fromkeys(match.group(1) for match in found))

    def key(self, line: int, row: Cells) -> str:
        return self.at(row, "id")

    def _channel(self, rows: list[Row]) -> tuple[str, str | None]:
        """The sales channel in the shop's currency, else the first; and its currency."""
        found: list[tuple[str, str | None]] = []
        for channel in self._channels:
            codes = [
                row[name]
                for _, row in rows
                for part in _CURRENCY
                if not blank(row.get(name := f"{channel} channel {part}"))
            ]
            found.append((channel, codes[0].strip().upper() if codes else None))
        own = [one for one in found if one[1] == self.options.currency]
        return (own or found or [("", None)])[0]

    def product(self, rows: list[Row], report: Report) -> Draft | None:
        line, first = rows[0]
        channel, currency = self._channel(rows)
        for part in ("published", "is published", "visible in listings"):
            if truth_or_none(first.get(f"{channel} channel {part}", "1")) is False:
                report.skipped += 1
                return None
        if len(self._channels) > 1:
            report.lose(f"prices of other sales channels than {channel!r} were not read")
        draft = Draft(line=line, id=self.at(first, "id"), currency=currency)
        self.fill(draft, first)
        draft.description = _text(draft.description)
        if not draft.categories and self.at(first, "type"):
            draft.categories = [clean.words(self.at(first, "type"))]
        for number, row in rows:
            version = Draft(line=number, currency=currency)
            full = row.get(f"{channel} channel price amount") or row.get(f"{channel} channel variant price amount")
            version.prices(("price", full), ("discounted price", row.get(f"{channel} channel discounted price amount")))
            counts = [cell(number, name, row[name], clean.whole) for name in list(row) if _WAREHOUSE.fullmatch(name)]
            housed = any(_WAREHOUSE.fullmatch(name) for name in self.header)
            version.stock = max(sum(counts), 0) if housed else UNTRACKED
            weight = re.sub(r"(?<=\d)(?=[a-z])", " ", self.at(row, "weight"))
            version.weight_g = version.get("weight", weight, lambda value: clean.grams(value, "kg")) or None
            pairs: list[tuple[object, object]] = []
            for name in list(row):
                found = _ATTRIBUTE.fullmatch(name)
                if found is None:
                    continue
                label = clean.words(found.group(1))
                if found.group(2) == "variant":
                    pairs.append((label, row[name]))
                elif number == line:
                    values = clean.several(row[name])
                    draft.add(label, name, values if len(values) > 1 else row[name])
            chosen = options(pairs)
            draft.add_variant(self.at(row, "sku") or "-".join([draft.id, *chosen.values()]), chosen, version)
        return draft.single()


def _text(description: str) -> str:
    """Saleor's rich text is EditorJS: the texts of its blocks."""
    if not description.lstrip().startswith("{"):
        return description
    import json

    try:
        blocks = json.loads(description).get("blocks", [])
        return "<br>".join(str(block.get("data", {}).get("text", "")) for block in blocks)
    except (ValueError, AttributeError, RecursionError):
        return description


__all__ = ["Cells", "Saleor"]
