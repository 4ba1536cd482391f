"""A product while it is being read: cells in, one clean :class:`Item` out, variants folded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeVar

from pydantic import ValidationError

from shop.errors import BadRow
from shop.importers import clean
from shop.importers.lexicon import kind_of, named_colours, named_materials, option_name
from shop.types import Item, Variant

T = TypeVar("T")
UNTRACKED = 999  # stock of what a shop sells without counting


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

    def prices(self, regular: tuple[str, object], sale: tuple[str, object]) -> None:
        """Price and list price from a regular and a sale price, either of which may be empty."""
        full, reduced = self.set_price(*regular), self.set_price(*sale)
        self.price = full if reduced is None else reduced
        self.list_price = full if reduced is not None and full is not None and full > reduced else None

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
        self._fold()
        named = [title, *self.tags] if self.infer else []
        path = clean.unique(self.categories)
        attributes = {**self.attributes, **({"tags": self.tags} if self.tags else {})}
        try:
            return Item(
                id=self.id,
                title=title,
                description=cell(self.line, "description", self.description, clean.plain),
                brand=clean.name(self.brand) or None,
                category=path[-1] if path else None,
                categories=tuple(path),
                price=self.price,
                list_price=self.list_price,
                currency=(self.currency or currency).upper(),
                colours=tuple(self.values.get("colours") or named_colours(named)),
                sizes=tuple(self.values.get("sizes", ())),
                materials=tuple(self.values.get("materials") or named_materials(named)),
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
            )
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            raise BadRow(line=self.line, field=where, value=first["input"], expected=first["msg"]) from None

    def _fold(self) -> None:
        """Stock is the variants' sum, price the lowest of theirs, and their options' values are the item's."""
        if not self.variants:
            return
        self.stock = sum(variant.stock for variant in self.variants)
        prices = [variant.price for variant in self.variants if variant.price is not None]
        if prices:
            self.price = min(prices)
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
