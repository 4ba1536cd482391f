"""Names of a catalogue as stems: the phrases they are known by, what things are called, and what measures them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from retrieval.text import fold, stem
from retrieval.understanding.grammar import GRAMMAR
from shop.types import Item

FACETS = ("categories", "brands", "materials", "uses", "colours", "features")
WORD = re.compile(r"[^\W_]+")
_MEASURED = re.compile(r"(\d\s*-?)?([^\W\d_]+)")
_FIRST = 120  # characters of a text that are read for measures


def stems(text: str) -> list[str]:
    """Stems of all the words of a text, in order, compounds in parts only."""
    return [stem(word) for word in WORD.findall(fold(text).replace("'s", ""))]


def count_measures(item: Item, measured: dict[str, list[int]]) -> None:
    """Count the words of an item's title, attributes and first sentence, and those that follow a number."""
    said = [item.title, item.description[:_FIRST], *(v for v in item.attributes.values() if isinstance(v, str))]
    for text in said:
        for number, word in _MEASURED.findall(fold(text[:_FIRST])):
            if len(word) > 1 and word not in GRAMMAR:
                counts = measured[stem(word)]
                counts[0] += 1
                counts[1] += bool(number)


def things(titles: Iterable[tuple[str, ...]], categories: Iterable[str]) -> set[str]:
    """Stems that say what a thing is: last words of categories, and of titles where several end so."""
    ends: dict[str, int] = defaultdict(int)
    for title in titles:
        if title and title[-1].isalpha():
            ends[title[-1]] += 1
    found = {word for word, count in ends.items() if count > 1}
    return found | {last[-1] for category in categories if (last := stems(category))}


def phrases(facet: str, value: str, audience_stems: frozenset[str]) -> Iterable[tuple[str, ...]]:
    """The stems a name is known by: whole, and for "Hoodies & Sweatshirts" each side too."""
    whole = tuple(stems(value))
    if whole:
        yield whole
    if facet == "categories" and len(whole) > 1 and whole[0] in audience_stems:
        yield (*whole[1:], "for", whole[0])
    if facet in ("categories", "materials"):
        parts = re.split(r"\s*(?:&|,|/|\band\b|\+)\s*", fold(value))
        if len(parts) > 1:
            for part in parts:
                if phrase := tuple(stems(part)):
                    yield phrase
        joined = tuple(s for s in whole if s != "and")
        if joined and joined != whole:
            yield joined
    if facet == "materials" and len(whole) > 1 and not IMITATIONS & set(whole):
        for part in whole:
            if part in _MATERIALS:
                yield (part,)  # "Organic cotton" is cotton


IMITATIONS = frozenset(stem(word) for word in "faux vegan synthetic artificial imitation fake".split())
_MATERIALS = frozenset(
    stem(word) for word in "cotton leather wool steel wood silk linen denim suede polyester nylon".split()
)
