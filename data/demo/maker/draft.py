"""What a kind of thing is, and one thing of it before it has a brand's price, colours and stock."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any


@dataclass
class Draft:
    """``price`` is in EUR for a brand of level 1. ``openers`` and each list in ``facts`` are sentences that say
    the same in other words; every fact in them must stand in the other fields."""

    noun: str
    price: float
    attributes: dict[str, Any]
    openers: list[str]
    facts: list[list[str]]
    weight_g: int | None = None
    materials: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()


Draw = Callable[[Random, str], Draft]  # a random source and the model's name → one thing


@dataclass(frozen=True)
class Kind:
    """A leaf of the catalogue. ``colours`` empty: the things have none to choose."""

    code: str
    path: tuple[str, ...]
    count: int
    brands: Sequence[str]
    draw: Draw
    names: Sequence[str]
    colours: Sequence[str] = ()
    most_colours: int = 3
    consumable: bool = False
    words: tuple[str, ...] = field(default=())  # what people type when they look for one

    @property
    def leaf(self) -> str:
        return self.path[-1]


def grams(weight: float, step: int = 5) -> int:
    """Rounded to a weight that one would print, from a kilogram on to what two decimals of a kilogram can say."""
    step = max(step, 10) if weight >= 1000 - step / 2 else step
    return int(round(weight / step) * step)


def kilos(weight_g: int) -> str:
    """``1.85 kg`` from a kilogram on, ``430 g`` below."""
    return f"{weight_g / 1000:.2f}".rstrip("0").rstrip(".") + " kg" if weight_g >= 1000 else f"{weight_g} g"


SPOKEN = {"everyday": "every day", "city": "the city", "commuting": "the way to work"}


def use(word: str) -> str:
    """A use as it stands in a sentence after "for"."""
    return SPOKEN.get(word, word)


def listed(words: Sequence[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1]
