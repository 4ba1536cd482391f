"""What sets an item apart from the others of its category: the values that few of them share.

A number sets apart where it lies near an end of the category's, a weight only at its light end: nobody is won over by
the heaviest tent. What the item has not or is not never sets it apart.
"""

from __future__ import annotations

import time
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import structlog

from shop.catalogue import Catalogue
from shop.errors import ShopkeeperError
from shop.types import Item
from words.facts import NO, YES, Fact, Facts
from words.frames import Frames
from words.quantities import quantities

log = structlog.get_logger(__name__)
FEWEST = 5  # items with the field, below which nothing is rare
RARE = 0.75  # of the others have another value, or lie on one side of it
MOST = 2  # facts that set one item apart
COMPARED = 200  # items of a category
KEPT = 3600.0  # seconds for which a category is not read again
LIGHT = frozenset({"weight", "weight per shoe"})
ELSEWHERE = frozenset({"title", "brand", "category", "uses", "price", "rating", "colours", "sizes"})
DULL = frozenset({"origin", "choice", "skip"})  # topics: where goods come from wins nobody over
Read = Callable[[str], Iterable[Item]]  # a category's items


@dataclass(frozen=True)
class _Field:
    """One field of a category: how often each value occurs, and its single numbers in order."""

    values: Counter[str]
    numbers: tuple[float, ...]

    def rarity(self, fact: Fact) -> float:
        """0 where all are alike, towards 1 where no other item has it."""
        count = self.values.total()
        if count < FEWEST:
            return 0.0
        number = _number(fact.value)
        if number is None or len(self.numbers) < FEWEST:
            return 1.0 - self.values[fact.value] / count
        below = bisect_left(self.numbers, number) / len(self.numbers)
        above = 1.0 - bisect_right(self.numbers, number) / len(self.numbers)
        return above if fact.name in LIGHT else max(below, above)


class Peers:
    """``read`` gives a category's items; a shop that cannot be read sets nothing apart. Safe for concurrent use."""

    def __init__(self, frames: Frames, read: Read | None = None) -> None:
        self._frames = frames
        self._read = read
        self._known: dict[str, tuple[float, Mapping[str, _Field]]] = {}

    def apart(self, facts: Facts) -> tuple[str, ...]:
        """Names of up to :data:`MOST` facts that few others of the category share, the rarest first. May read."""
        fields = self._fields(facts.item.category) if facts.item.category else {}
        ranked = sorted(
            (-fields[fact.name].rarity(fact), fact.name)
            for fact in facts.facts
            if fact.holds and fact.name in fields and fact.name not in ELSEWHERE and self._is_worth_saying(fact)
        )
        return tuple(name for rarity, name in ranked if -rarity >= RARE)[:MOST]

    def _is_worth_saying(self, fact: Fact) -> bool:
        return (
            fact.name in self._frames.attributes
            and self._frames.topic(fact) not in DULL
            and bool(self._frames.phrases(fact))
        )

    def _fields(self, category: str) -> Mapping[str, _Field]:
        read_at, fields = self._known.get(category, (-KEPT, {}))
        if self._read is None or time.monotonic() - read_at < KEPT:
            return fields
        try:
            fields = _fields([Facts.bare(item) for item in self._read(category)])
        except ShopkeeperError as error:
            log.warning("a category is not compared", category=category, why=str(error))
        self._known[category] = (time.monotonic(), fields)
        return fields


def most_wanted(catalogue: Catalogue) -> Read:
    """A category's most wanted items: enough to know what is common there."""
    return lambda category: catalogue.get_many(catalogue.popular(COMPARED, category)).values()


def by_category(items: Iterable[Item]) -> Read:
    """Items at hand as :class:`Peers` reads them."""
    shelves: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        shelves[item.category or ""].append(item)
    return lambda category: shelves.get(category, [])


def _fields(items: Sequence[Sequence[Fact]]) -> dict[str, _Field]:
    values: dict[str, Counter[str]] = defaultdict(Counter)
    numbers: dict[str, list[float]] = defaultdict(list)
    for item in items:
        for fact in item:
            values[fact.name][fact.value] += 1
            if (number := _number(fact.value)) is not None:
                numbers[fact.name].append(number)
    return {name: _Field(counts, tuple(sorted(numbers[name]))) for name, counts in values.items()}


def _number(value: str) -> float | None:
    """Of a value that is one number with or without its unit; a yes or no is none."""
    found = quantities(value) if value.lower() not in YES | NO else set()
    return float(next(iter(found)).value) if len(found) == 1 else None
