"""Etsy's listings download: a row a listing, its variations as lists within cells; a listing needs no SKU."""

from __future__ import annotations

import re
from itertools import product
from typing import ClassVar

from shop.importers import clean
from shop.importers.base import Report
from shop.importers.draft import Draft, options
from shop.importers.grouping import Cells, Row
from shop.importers.tables import Names, Table


class Etsy(Table):
    name = "etsy"
    signs = (
        frozenset({"title", "price", "currency code", "quantity"}),
        frozenset({"title", "price", "variation 1 name", "variation 1 values"}),
    )
    columns: ClassVar[Names] = {
        "title": ("title",),
        "description": ("description",),
        "price": ("price",),
        "currency": ("currency code",),
        "stock": ("quantity",),
        "tags": ("tags",),
        "material": ("materials",),
        "image": ("image1",),
        "categories": ("section", "category"),
        "status": ("state", "status"),
        "sku": ("sku",),
        "listing": ("listing id",),
        "url": ("url",),
    }
    quiet = ("image",)

    @classmethod
    def recognises(cls, header: set[str]) -> bool:
        return super().recognises(header) and not {"id", "sku_id", "handle"} & {name.casefold() for name in header}

    def key(self, line: int, row: Cells) -> str:
        return str(line)

    def product(self, rows: list[Row], report: Report) -> Draft | None:
        line, row = rows[0]
        if not self.shown(row, report):
            report.skipped += 1
            return None
        draft = Draft(line=line)
        self.fill(draft, row)
        self.offer(draft, row, report)
        draft.tags = [tag.replace("_", " ") for tag in draft.tags]
        skus = [part.strip() for part in self.at(row, "sku").split(",") if part.strip()]
        draft.id = self.at(row, "listing") or (skus[0] if len(skus) == 1 else "")
        if not draft.id:
            draft.id = re.sub(r"[^\w]+", "-", clean.line(draft.title).casefold()).strip("-")[:80]
            report.guess("a listing without an id of its own got one from its title", line=line, example=draft.id)
        elif skus:
            draft.attributes |= {"sku": skus[0]} if len(skus) == 1 and skus[0] != draft.id else {}
        lists = []
        for place in (1, 2):
            name = row.get(f"variation {place} name") or row.get(f"variation {place} type", "")
            values = [part.strip() for part in row.get(f"variation {place} values", "").split(",") if part.strip()]
            row.get(f"variation {place} type")
            if values:
                lists.append([(name or f"option {place}", value) for value in values])
        chosen = [options(list(pairs)) for pairs in product(*lists)] if lists else []
        if skus and chosen and len(skus) != len(chosen):
            report.ask("a listing has another number of SKUs than of versions", line=line, example=draft.title)
        for place, pairs in enumerate(chosen):
            sku = skus[place] if len(skus) == len(chosen) else "-".join([draft.id, *pairs.values()])
            version = Draft(line=line, price=draft.price, currency=draft.currency, stock=draft.stock)
            draft.add_variant(sku, pairs, version)
        if chosen:
            draft.total = draft.stock
            report.note("Etsy's file counts all versions of a listing together, and has one price for them")
        return draft
