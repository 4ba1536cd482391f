"""Whether a text is the title of something: then what that thing does not meet was no limit.

"Riga 36 l cabin suitcase" asks for no size 36, and "Violet travel trousers" for nothing purple.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from retrieval.columns import PATH, facet_values
from retrieval.text import STOP, fold, stem, words
from retrieval.understanding.reading import Reading
from shop.types import Item

_FACETS = ("categories", "colours", "sizes", "brands", "materials", "uses")
_LONG = 4  # words of a title of which one may be left out
_MANY = 500  # titles with one word that are looked through


class Titles:
    def __init__(self, items: Sequence[Item]) -> None:
        self._items = items
        self._words: list[frozenset[str]] = []
        self._holding: dict[str, list[int]] = defaultdict(list)
        for place, item in enumerate(items):
            own = _stems(item.title)
            self._words.append(own)
            for word in own:
                self._holding[word].append(place)

    def named(self, text: str) -> list[Item]:
        """Items whose title holds all the words of a folded text, which leaves out at most one of a long title's."""
        asked = _stems(text)
        rarest = min((self._holding.get(word, []) for word in asked), key=len, default=[])
        if len(rarest) > _MANY:
            return []
        found = [place for place in rarest if asked <= self._words[place]]
        exact = [place for place in found if self._words[place] == asked]
        near = [place for place in found if len(self._words[place]) >= _LONG and len(self._words[place] - asked) <= 1]
        return [self._items[place] for place in exact or near]


def as_title(reading: Reading, titles: Titles) -> None:
    """Take back the limits that no item of the title meets, and rank by the whole text; the cue "title" says so."""
    named = titles.named(reading.text)
    if not named:
        return
    alone = len(_stems(reading.text)) == 1  # one word may be a category's name as well as a title
    wrong = [
        facet
        for facet in _FACETS
        if facet in reading.limits
        and not (alone and facet == "categories")
        and not any(_meets(item, facet, reading.limits[facet]) for item in named)
    ]
    for facet in wrong:
        del reading.limits[facet]
    if wrong or any(fold(item.title) == reading.text.strip() for item in named):
        reading.cues.add("title")
        reading.ranked = [reading.text.strip()]
        reading.take(0, len(reading.text))


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words(text) if word not in STOP)


def _meets(item: Item, facet: str, wanted: Iterable[str]) -> bool:
    own = {fold(value) for value in (item.sizes if facet == "sizes" else facet_values(item)[facet])}
    return any(all(fold(part) in own for part in value.split(PATH)) for value in wanted)
