"""Which categories words name: by their names, or, for "couch" where the shop says sofas, by meaning."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from retrieval.columns import facet_values
from retrieval.encoding import QueryEncoder
from retrieval.store import Vectors
from retrieval.text import STOP
from retrieval.understanding.phrases import phrases, stems
from retrieval.understanding.synonyms import other_names, wider_names
from shop.types import Item

_TITLE_WORDS = 6  # of a category's titles, its most usual
_NAME_SHARE = 0.7  # of the score that the name makes, beside that of the titles' words


@dataclass(frozen=True)
class _Shelf:
    name: str
    phrases: frozenset[tuple[str, ...]]
    sample: str  # the name with its titles' most usual words


class Kinds:
    def __init__(self, encoder: QueryEncoder) -> None:
        self._encoder = encoder
        self._shelves: list[_Shelf] = []
        self._version = -1
        self._vectors: tuple[Vectors, Vectors] | None = None  # of names and of samples, each (categories, d)

    async def named(
        self, words: str, version: int, items: Callable[[], Iterator[Item]], limit: int
    ) -> list[tuple[str, float]]:
        """Names with scores in [0, 1], best first; 1 for the name itself, 0.9 for another word for it."""
        if version != self._version:
            self._shelves, self._vectors, self._version = _shelves_of(items()), None, version
        scores = {shelf.name: score for shelf in self._shelves if (score := _by_name(stems(words), shelf))}
        if not any(score == 1.0 for score in scores.values()):
            for name, score in await self._by_meaning(words):
                scores[name] = max(score, scores.get(name, 0.0))
        ranked = sorted(scores.items(), key=lambda pair: -pair[1])
        return [(name, round(score, 4)) for name, score in ranked[:limit] if score > 0]

    async def _by_meaning(self, words: str) -> list[tuple[str, float]]:
        vector = await self._encoder.encode(words)
        if vector is None or not self._shelves:
            return []
        if self._vectors is None:
            names = await self._encoder.encode_all([shelf.name for shelf in self._shelves])
            samples = await self._encoder.encode_all([shelf.sample for shelf in self._shelves])
            if names is None or samples is None:
                return []
            self._vectors = np.stack(names), np.stack(samples)
        names_near, samples_near = (vectors @ vector for vectors in self._vectors)
        scores = np.clip(_NAME_SHARE * names_near + (1 - _NAME_SHARE) * samples_near, 0.0, 0.89)
        return [(shelf.name, float(score)) for shelf, score in zip(self._shelves, scores, strict=True)]


def _shelves_of(items: Iterable[Item]) -> list[_Shelf]:
    titles: dict[str, Counter[str]] = defaultdict(Counter)
    for item in items:
        for name in facet_values(item)["categories"]:
            titles[name].update({word.lower() for word in item.title.split() if word.isalpha() and len(word) > 2})
    found = []
    for name, counts in titles.items():
        usual = [word for word, _ in counts.most_common(3 * _TITLE_WORDS) if word not in STOP][:_TITLE_WORDS]
        known = frozenset(phrases("categories", name, frozenset()))
        found.append(_Shelf(name, known, f"{name}: {' '.join(usual)}"))
    return found


def _by_name(said: Sequence[str], shelf: _Shelf) -> float:
    phrase = tuple(said)
    if not phrase:
        return 0.0
    if phrase in shelf.phrases:
        return 1.0
    if any(other in shelf.phrases for other in other_names(phrase)):
        return 0.9
    if any(known[-1:] == phrase or known == phrase[-len(known) :] for known in shelf.phrases):
        return 0.8  # "boots" for hiking boots, "warm hiking boots"
    return 0.7 if any(other in shelf.phrases for other in wider_names(phrase)) else 0.0
