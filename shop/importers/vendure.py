"""Vendure's product CSV: a row a version, the product's own cells in its first one only; prices in whole units."""

from __future__ import annotations

from typing import ClassVar

from shop.importers import clean
from shop.importers.base import Report
from shop.importers.draft import Draft, blank, options
from shop.importers.grouping import Cells, Row
from shop.importers.headings import folded
from shop.importers.tables import Names, Table


class Vendure(Table):
    name = "vendure"
    signs = (
        frozenset({"name", "slug", "optionGroups", "optionValues", "sku", "price"}),
        frozenset({"name", "slug", "facets", "sku", "stockOnHand"}),
    )
    columns: ClassVar[Names] = {
        "title": ("name",),
        "slug": ("slug",),
        "description": ("description",),
        "image": ("assets",),
        "price": ("price",),
        "sku": ("sku",),
        "stock": ("stockOnHand",),
        "tracked": ("trackInventory",),
        "groups": ("optionGroups",),
        "values": ("optionValues",),
        "facets": ("facets",),
        "more": ("variantFacets",),
        "status": ("enabled", "product:enabled"),
    }
    quiet = ("taxcategory", "variantassets")

    @classmethod
    def recognises(cls, header: set[str]) -> bool:
        return super().recognises({name.partition(":")[0] if name.count(":") == 1 else name for name in header})

    def start(self, report: Report) -> None:
        """Translated columns are "name:en", "name:de": the first language is taken."""
        found = dict(self.columns)
        for field, names in self.columns.items():
            spoken = [
                name
                for name in sorted(self.header)
                if any(name.startswith(f"{one} ") and len(name) - len(one) <= 6 for one in names)
            ]
            found[field] = (*names, *spoken)
            for name in spoken[1:]:
                self.used.add(name)
                report.lose(f"another language was not read: {name}")
        self.named = found
        self._last = ""

    def key(self, line: int, row: Cells) -> str:
        if self.at(row, "title") or self.at(row, "slug"):
            self._last = f"{line}"
        return self._last

    def product(self, rows: list[Row], report: Report) -> Draft | None:
        line, first = rows[0]
        if not self.shown(first, report):
            report.skipped += 1
            return None
        slug = self.at(first, "slug") or folded(self.at(first, "title")).replace(" ", "-")
        draft = Draft(line=line, id=slug)
        self.fill(draft, first)
        images = self.at(first, "image").split("|")
        draft.image = None if blank(images[0]) else self._address(images[0])
        for part in self.at(first, "facets").split("|"):
            name, colon, value = part.partition(":")
            if colon and name.strip().casefold() in ("category", "collection"):
                draft.categories.append(clean.words(value))
            elif colon:
                draft.add(name.strip(), "facets", value.strip())
        groups = [name.strip() for name in self.at(first, "groups").split("|")]
        for number, row in rows:
            version = Draft(line=number)
            self.offer(version, row, report)
            values = [value.strip() for value in self.at(row, "values").split("|")]
            chosen = options(list(zip(groups, values, strict=False)))
            draft.add_variant(self.at(row, "sku") or "-".join([draft.id, *chosen.values()]), chosen, version)
            for part in self.at(row, "more").split("|"):
                name, colon, value = part.partition(":")
                if colon:
                    draft.add(name.strip(), "variantFacets", value.strip())
        return draft.single()
