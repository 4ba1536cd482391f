"""Numbers that only a title or a description states: "40 l backpack", "Weight: 450 g", "for 2 to 4 players"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

from retrieval.text import fold
from retrieval.values import Value, data, field_name, own_dimension
from shop.quantities import Quantity, find
from shop.quantities.units import units
from shop.types import Item

_SENTENCE = re.compile(r"(?<=[.!?;。！？；])\s+|\n+|(?<=[。！？；])")
_LABEL = re.compile(r"(?:^|[,;|(]\s*)([^\W\d_][^\d,;:|()]{1,24}?)\s*[:：]\s*$")
_OF_ANYTHING = frozenset({"length", "time", "share", "years", "area", "speed"})  # of a zip, a walk, the cotton
_LONGEST = 2_000  # characters of a description that are read


def numbers_of(item: Item, comma: bool = False) -> Mapping[str, Value]:
    """Field → value with its sentence: the title's first, then the description's in their order."""
    found: dict[str, Value] = {}
    for sentence in (item.title, *_SENTENCE.split(item.description[:_LONGEST])):
        for name, quantity in _named(sentence, comma, titled=sentence is item.title):
            said = sentence[quantity.start : quantity.end].strip()
            dimension = own_dimension(name, quantity.dimension)
            value = Value(quantity.low, quantity.high, None, (said,), said, sentence.strip(), dimension)
            found.setdefault(name, value)
    return found


def _named(sentence: str, comma: bool, *, titled: bool) -> Iterator[tuple[str, Quantity]]:
    """Those that are called something, that count something, or whose unit tells what they are."""
    for quantity in find(sentence, bare=True, comma=comma):
        if not any(char.isdigit() for char in quantity.said):
            continue  # "an hour or so"
        label = _LABEL.search(sentence[: quantity.start])
        if label:
            yield field_name(label[1]), quantity
        elif quantity.dimension and (titled or quantity.dimension not in _OF_ANYTHING):
            yield units().dimensions[quantity.dimension].field, quantity
        elif not quantity.dimension and (name := _nouns().get(fold(quantity.noun))) is not None:
            yield name, replace(quantity, dimension="")


@lru_cache(maxsize=1)
def _nouns() -> Mapping[str, str]:
    return {fold(noun): name for name, nouns in data()["nouns"].items() for noun in nouns}
