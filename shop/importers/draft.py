"""A product while it is being read: cells in, one clean :class:`Item` out, variants folded."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar

from pydantic import ValidationError

from shop.errors import BadRow
from shop.importers import clean, facts
from shop.importers.headings import is_money
from shop.importers.lexicon import kind_of, named_colours, named_materials, option_name
from shop.importers.report import Report
from shop.importers.states import UNTRACKED, State
from shop.types import Item, Sale, Variant, now
from shop.versions import cheapest, label

__all__ = ["UNTRACKED", "Draft", "blank", "cell", "options"]

T = TypeVar("T")
Span = tuple[datetime | None, datetime | None]


def cell(line: int, field_name: str, value: object, read: Callable[[Any], T]) -> T:
    """Read a cell, or :class:`BadRow` that says where it is and what was expected."""
    try:
        return read(value)
    except ValueError as error:
        raise BadRow(line=line, field=field_name, value=value, expected=str(error)) from None


def blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


@dataclass
class Draft:
    """Fill in cells through the methods; each names the column, so that a bad one can be told."""

    line: int
    id: str = ""
    title: str = ""
    description: str = ""
    brand: str | None = None
    categories: list[str] = field(default_factory=list)
    price: Decimal | None = None
    list_price: Decimal | None = None
    currency: str | None = None
    stock: int | None = None
    weight_g: float | None = None
    rating: float | None = None
    rating_count: int = 0
    image: str | None = None
    url: str | None = None
    consumable: bool = False
    tags: list[str] = field(default_factory=list)
    values: dict[str, list[str]] = field(default_factory=dict)  # colours, sizes, materials, uses
    attributes: dict[str, Any] = field(default_factory=dict)
    variants: list[Variant] = field(default_factory=list)
    states: list[State | None] = field(default_factory=list)  # of the variants, as ``availability``
    sale: Sale | None = None
    gtins: list[str] = field(default_factory=list)
    ref: str = ""  # the live shop's own id, see :class:`shop.types.Variant`
    spoiled: list[str] = field(default_factory=list)  # bar codes whose last digits are gone
    total: int | None = None  # pieces of all variants together, where they are not counted one by one
    availability: State | None = None  # told where it is neither in stock nor sold out
    priced: bool = True  # whether the file has prices at all: what has none then is not for sale
    infer: bool = True  # read colours and materials off the title and tags where no column has them

    def get(self, column: str, value: object, read: Callable[[Any], T]) -> T | None:
        """A cell's value; None for an empty cell."""
        return None if blank(value) else cell(self.line, column, value, read)

    def set_price(self, column: str, value: object) -> Decimal | None:
        found = self.get(column, value, clean.money)
        if found is None:
            return None
        self.currency = self.currency or found[1]
        return found[0]

    def prices(self, regular: tuple[str, object], sale: tuple[str, object], span: Span | None = None) -> None:
        """Price and list price from a regular and a sale price, either of which may be empty.

        A sale with a ``span`` of dates counts within them only; one that is over is none.
        """
        full, reduced = self.set_price(*regular), self.set_price(*sale)
        if not reduced or (full is not None and reduced >= full > 0):
            reduced = None if full is not None else reduced  # 0 in a column of sales is no sale
        self.price = full if reduced is None else reduced
        self.list_price = full if reduced is not None and full is not None and full > reduced else None
        starts, ends = span or (None, None)
        if reduced is None or full is None or (starts is None and ends is None):
            return
        if ends is not None and ends <= now():
            self.price, self.list_price = full, None
            return
        self.sale = Sale(price=reduced, regular=full, starts=starts, ends=ends)
        if not self.sale.holds(now()):
            self.price, self.list_price = full, None

    def set_state(self, found: State | None, count: int | None) -> None:
        """Stock from what a shop says of availability and what it counts; what may be ordered is in stock."""
        if found == "out_of_stock":
            self.stock = 0
        elif found in ("backorder", "preorder"):
            self.availability, self.stock = found, count or UNTRACKED
        else:
            self.stock = UNTRACKED if count is None else count

    def add_variant(self, sku: str, chosen: dict[str, str], version: Draft) -> None:
        """A version of the product, read into a draft of its own."""
        self.currency = self.currency or version.currency
        self.states.append(version.availability)
        self.spoiled += version.spoiled
        self.gtins += [gtin for gtin in version.gtins if gtin not in self.gtins]
        self.weight_g = self.weight_g if self.weight_g is not None else version.weight_g
        made = Variant(
            sku=sku,
            options=chosen,
            price=version.price,
            list_price=version.list_price,
            stock=version.stock or 0,
            sale=version.sale,
            ref=version.ref,
        )
        self.variants.append(made)

    def single(self) -> Draft:
        """A product whose only version has no options is simply it."""
        if len(self.variants) == 1 and not self.variants[0].options:
            only = self.variants.pop()
            self.stock, self.price, self.list_price, self.sale = only.stock, only.price, only.list_price, only.sale
            self.ref = only.ref or self.ref
            self.availability = self.states.pop() if self.states else self.availability
            if only.sku and only.sku != self.id:
                self.attributes["sku"] = only.sku
        return self

    def add_gtin(self, value: object) -> None:
        """A bar code of 8 to 14 digits, as spreadsheets keep it: '0123… or ="0123…"."""
        text = str(value or "").strip()
        if re.fullmatch(r"\d[.,]\d+[eE]\+?\d+", text):  # what a spreadsheet makes of a long number
            self.spoiled.append(text)
            return
        digits = re.sub(r"[^\dXx]", "", text)
        if 8 <= len(digits) <= 14 and digits not in self.gtins:
            self.gtins.append(digits)

    def add(self, attribute: str, column: str, value: object) -> None:
        """Another thing known: goes to the colours, sizes, materials or uses if it is one, else to the attributes."""
        if blank(value) or value == []:
            return
        kind = kind_of(attribute)
        if attribute.strip().casefold() in ("brand", "manufacturer") and not self.brand and isinstance(value, str):
            self.brand = value
        elif kind is not None:
            self.values[kind] = clean.unique(
                [*self.values.get(kind, []), *cell(self.line, column, value, clean.several)]
            )
        else:
            known = cell(self.line, column, value, _known)
            if known not in ("", []):
                self.attributes[clean.words(attribute).casefold()] = known

    def item(self, currency: str) -> Item:
        """The finished item, or :class:`BadRow`."""
        title = cell(self.line, "title", self.title, clean.line)
        if not self.id:
            raise BadRow(line=self.line, field="id", value=self.id, expected="an id that is not empty")
        if not title:
            raise BadRow(line=self.line, field="title", value=self.title, expected="a title that is not empty")
        named = [title, *self.tags] if self.infer else []
        path = clean.unique(self.categories)
        description = cell(self.line, "description", self.description, clean.plain)
        colours = self.values.get("colours") or named_colours(named)
        lines = facts.lines(description) if self.infer else []
        evidence = self._read(lines)
        materials = self.values.get("materials") or named_materials(named)
        if not materials:
            for material, sentence in facts.made_of(lines):
                materials.append(material)
                evidence.setdefault("material", sentence)
        told = {part.casefold() for part in (*colours, *materials, *path, self.brand or "")}
        tags = [tag for tag in self.tags if tag.casefold() not in told]  # what a field says needs no tag
        attributes = {**self.attributes, **({"tags": tags} if tags else {})}
        if self.gtins:
            attributes["gtin"] = self.gtins[0] if len(self.gtins) == 1 else self.gtins
        if self.availability is not None:
            attributes["availability"] = self.availability
        try:
            return Item(
                id=self.id,
                title=title,
                description=description,
                brand=clean.name(self.brand) or None,
                category=path[-1] if path else None,
                categories=tuple(path),
                price=self.price,
                list_price=self.list_price,
                currency=(self.currency or currency).upper(),
                colours=tuple(colours),
                sizes=tuple(self.values.get("sizes", ())),
                materials=tuple(clean.unique(materials)),
                uses=tuple(self.values.get("uses", ())),
                attributes=attributes,
                weight_g=self.weight_g,
                stock=max(self.stock or 0, 0),
                rating=self.rating,
                rating_count=self.rating_count,
                image=self.image,
                url=self.url,
                variants=tuple(self.variants),
                consumable=self.consumable,
                sale=self.sale,
                ref=self.ref,
                evidence=evidence,
            )
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            raise BadRow(line=self.line, field=where, value=first["input"], expected=first["msg"]) from None

    def _read(self, lines: list[str]) -> dict[str, str]:
        """Take over what only the description states; attribute → the sentence that says it."""
        evidence: dict[str, str] = {}
        for name, value, sentence in facts.stated(lines):
            known = clean.words(name).casefold()
            kind = kind_of(name)
            if known in self.attributes or (kind is not None and self.values.get(kind)) or is_money(name):
                continue
            if known in ("brand", "weight"):  # columns of their own, by which nobody is misled
                continue
            self.add(name, "description", value)
            evidence[option_name(name) if kind else known] = sentence
        return evidence

    def settle(self, report: Report) -> None:
        """Fold the variants in, and keep what has no price from being sold; the report asks about it."""
        for place, variant in enumerate(self.variants):
            if variant.price is None and self.price:
                before = variant.list_price or self.list_price
                self.variants[place] = variant.model_copy(update={"price": self.price, "list_price": before})
            elif variant.price == 0:
                report.ask(
                    "a price of 0 was taken for none, and the version is not sold", line=self.line, example=variant.sku
                )
                self.variants[place] = variant.model_copy(update={"price": None, "list_price": None, "stock": 0})
        for text in self.spoiled:
            report.lose("a bar code that a spreadsheet has rounded is none", line=self.line, example=text)
        self._ordered()
        self._alike(report)
        self._fold()
        if self.price == 0:
            report.ask(
                "a price of 0 was taken for none, and the item is not sold: is it free?",
                line=self.line,
                example=self.title,
            )
        elif self.price is None and self.priced:
            report.ask("no price: the item is shown and not sold", line=self.line, example=self.title or self.id)
        if not self.price and (self.priced or self.price == 0):
            self.price, self.list_price, self.stock, self.sale = None, None, 0, None
            self.variants = [variant.model_copy(update={"stock": 0}) for variant in self.variants]

    def _ordered(self) -> None:
        """What may be ordered only is said of the item where it holds for all that can be had, else of the versions."""
        stated = [(v, state) for v, state in zip(self.variants, self.states, strict=False) if v.stock > 0]
        states = {state for _, state in stated}
        if len(states) == 1:
            self.availability = states.pop() or self.availability
        for state in sorted(filter(None, states)):
            self.attributes[state] = [label(variant) for variant, one in stated if one == state]

    def _alike(self, report: Report) -> None:
        """Versions that stand twice: the same one once more is left out, another with the same options is told."""
        seen: dict[str, Variant] = {}
        kept: list[Variant] = []
        chosen: set[tuple[tuple[str, str], ...]] = set()
        for variant in self.variants:
            options = tuple(sorted((name, value.casefold()) for name, value in variant.options.items()))
            other = seen.get(variant.sku)
            if other is not None and other.options == variant.options:
                same = "" if other == variant else ", with another price or stock: the first was taken"
                report.ask(
                    f"a version stands twice in one product{same}", line=self.line, example=f"{self.id}, {variant.sku}"
                )
                continue
            if other is not None:
                report.ask("two versions of one product have the same SKU", line=self.line, example=variant.sku)
            elif options in chosen:
                text = "two versions of one product have the same options"
                report.ask(
                    text, line=self.line, example=f"{self.id}: {', '.join(variant.options.values()) or variant.sku}"
                )
            seen.setdefault(variant.sku, variant)
            chosen.add(options)
            kept.append(variant)
        self.variants = kept

    def _fold(self) -> None:
        """Stock is the variants' sum, price the lowest that can be bought, and their options' values are the item's."""
        if not self.variants:
            return
        self.stock = sum(variant.stock for variant in self.variants) if self.total is None else self.total
        best = cheapest([variant for variant in self.variants if variant.price])
        if best is not None:
            if best.price != self.price or best.list_price is not None:
                self.list_price = best.list_price
            self.price, self.sale = best.price, best.sale
        for variant in self.variants:
            for option, value in variant.options.items():
                kind = kind_of(option)
                if kind is not None:
                    self.values[kind] = clean.unique([*self.values.get(kind, []), value])


def options(pairs: list[tuple[object, object]]) -> dict[str, str]:
    """A variant's options under our names, without empty ones and Shopify's "Title: Default Title"."""
    found = {option_name(clean.name(option)): clean.name(value) for option, value in pairs if not blank(value)}
    return {
        option: value
        for option, value in found.items()
        if option and value and (option, value) != ("title", "Default Title")
    }


def _known(value: object) -> Any:
    """An attribute's value: numbers and truths as they are, texts clean, lists and objects all through."""
    if isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, (list, tuple)):
        return [known for known in map(_known, value) if known not in ("", None)]
    if isinstance(value, dict):
        return {clean.words(key): _known(inner) for key, inner in value.items() if inner is not None}
    return clean.plain(value)
