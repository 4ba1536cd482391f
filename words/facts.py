"""What the catalogue says of an item, as a writer and a checker need it: facts by name, and nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from shop.types import Item
from words.quantities import Quantity, quantities
from words.story import details, is_data, story
from words.text import joined, stems

YES = frozenset({"yes", "true", "included"})
NO = frozenset({"no", "false", "none", "not included"})
_ASIDE = re.compile(r"^yes, |\b(?:from|to|up|and|or)\b")  # of a value: how it is said, not what
LONGEST_VALUE = 6  # words, of a member of a list
# capitalised words, and a number of the name's own: "Cadence 2" of "Cadence 2 women's shoes", not "Rosa 28 cm pan"
_NAME = re.compile(
    r"^(?:[A-Z][\w’'-]+\s+){1,3}(?:\d\s+(?=[a-z]{3}|\d))?(?=[\da-z])|^(?:[A-Z][\w’'-]+(?: & )?[ ]?){1,3}, (?=[a-z])"
)


@dataclass(frozen=True)
class Fact:
    """One thing known: ``holds`` is False where the catalogue says that the item is or has it not."""

    name: str
    value: str
    holds: bool = True

    def is_told_by(self, sentence: str) -> bool:
        """Whether a sentence says it: its name for a yes or no, else its value with every number."""
        there = stems(sentence)
        if self.value.lower() in YES | NO:
            return stems(self.name) <= there
        value = _ASIDE.sub(" ", self.value.lower())
        return stems(value) <= there and quantities(value) <= quantities(sentence)


@dataclass(frozen=True)
class Facts:
    """All that is known of one item. Stock is left out: it changes while a text is kept."""

    item: Item
    facts: tuple[Fact, ...]
    story: tuple[str, ...] = field(default=())  # the catalogue's own sentences, without orders and promises
    details: tuple[str, ...] = field(default=())  # and the lines of its lists
    apart: tuple[str, ...] = field(default=())  # names of facts that few items of its category share

    @classmethod
    def of(cls, item: Item) -> Facts:
        item = _of_values(item)
        return cls(item, cls.bare(item), tuple(story(item)), tuple(details(item)))

    @staticmethod
    def bare(item: Item) -> tuple[Fact, ...]:
        """What its fields hold, without the sentences of its description."""
        found = [Fact("title", item.title)]
        for name, one in (("brand", item.brand), ("category", item.category)):
            if one:
                found.append(Fact(name, one))
        for name, many in (
            ("materials", item.materials),
            ("colours", item.colours),
            ("sizes", item.sizes),
            ("uses", item.uses),
        ):
            if many:
                found.append(Fact(name, joined(many)))
        found += [fact for name, value in item.attributes.items() if (fact := _attribute(name, value))]
        if item.weight_g and not {"weight", "weight per shoe", "contents"} & {fact.name for fact in found}:
            found.append(Fact("weight", weight(item.weight_g)))
        if item.price is not None:
            found.append(Fact("price", money(item.price, item.currency)))
        if item.rating is not None and item.rating_count:
            found.append(Fact("rating", f"{item.rating:.1f} stars from {item.rating_count} reviews"))
        return tuple(found)

    def get(self, name: str) -> Fact | None:
        return next((fact for fact in self.facts if fact.name == name), None)

    @cached_property
    def quantities(self) -> frozenset[Quantity]:
        """Every number that a text about the item may hold."""
        found: set[Quantity] = set()
        for fact in self.facts:
            found |= quantities(fact.value)
        for sentence in (*self.story, *self.details):
            found |= quantities(sentence)
        item = self.item
        if item.weight_g:
            found |= quantities(weight(item.weight_g))
        for price in (item.price, item.list_price, *(variant.price for variant in item.variants)):
            if price is not None:
                found.add(Quantity(price.normalize(), "money"))
        return frozenset(found)

    @cached_property
    def held(self) -> str:
        """All that is affirmed, as one text: where a claim must be found."""
        parts = [" ".join(self.item.categories)]
        for fact in self.facts:
            if fact.holds:
                parts.append(fact.name if fact.value.lower() in YES else f"{fact.name} {fact.value}")
        return ". ".join([*parts, *self.story, *self.details])

    @cached_property
    def stems(self) -> frozenset[str]:
        """Stems of all words that the catalogue uses of the item, denied ones too."""
        parts = [" ".join(self.item.categories), *self.story, *self.details]
        for fact in self.facts:
            parts += [fact.name, fact.value]
        return frozenset(stems(". ".join(parts)))

    @cached_property
    def short(self) -> str:
        """The item's own name: "Split" of "Norrvik Split 40 l leather duffel bag"; else the title."""
        match = _NAME.match(self._unbranded)
        return match.group().strip(" ,") if match and self.item.brand else self.item.title

    @cached_property
    def kind(self) -> str:
        """What it is: "40 l leather duffel bag"; empty where the title is all name."""
        match = _NAME.match(self._unbranded)
        return self._unbranded[match.end() :].strip() if match and self.item.brand else ""

    @cached_property
    def noun(self) -> str:
        """The last word of what it is: "bag", "shoes", "beans"."""
        return re.split(r",| for | with | in ", self.kind or self.item.title)[0].strip().rsplit(" ", 1)[-1].lower()

    @property
    def plural(self) -> bool:
        """Whether one says "they" of it: shoes, trousers, coffee beans."""
        noun = self.noun
        return noun.endswith("s") and not noun.endswith(("ss", "us"))

    @property
    def _unbranded(self) -> str:
        brand = self.item.brand
        return self.item.title.removeprefix(brand).strip() if brand else self.item.title


def _of_values(item: Item) -> Item:
    """The item without what is no value in its fields of values: a sentence there is not to be told, or obeyed."""
    many = {name: tuple(filter(_is_value, getattr(item, name))) for name in ("materials", "colours", "sizes", "uses")}
    one = {name: value for name in ("brand", "category") if (value := getattr(item, name)) and not _is_value(value)}
    return item.model_copy(update={**many, **dict.fromkeys(one)})


def _is_value(text: str) -> bool:
    return len(text.split()) <= LONGEST_VALUE and is_data(text) and not re.search(r"[.!?;]\s*$|[.!?;:]\s", text)


def weight(grams: float) -> str:
    return f"{grams / 1000:.2f}".rstrip("0").rstrip(".") + " kg" if grams >= 1000 else f"{grams:g} g"


def money(amount: Decimal, currency: str) -> str:
    sign = {"EUR": "€", "USD": "$", "GBP": "£"}.get(currency)
    return f"{sign}{amount:,.2f}" if sign else f"{amount:,.2f} {currency}"


def _attribute(name: str, value: Any) -> Fact | None:
    """An attribute as a fact; what is empty, nested or an address is none."""
    if isinstance(value, bool):
        return Fact(name, "yes" if value else "no", holds=value)
    if isinstance(value, (list, tuple)):
        value = joined([str(part) for part in value if isinstance(part, (str, int, float))])
    if value is None or isinstance(value, dict):
        return None
    text = re.sub(r"\s+", " ", str(value)).strip()
    if not text or len(text) > 120 or "://" in text or not is_data(text) or not is_data(name):
        return None
    return Fact(name.replace("_", " "), text, holds=text.lower() not in NO and not text.lower().startswith("no,"))
