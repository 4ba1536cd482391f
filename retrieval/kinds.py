"""Which categories words name: by their names, or, for "couch" where the shop says sofas, by meaning."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.columns import Rows, facet_values
from retrieval.encoding import QueryEncoder, Space
from retrieval.phrases import phrases, stems
from retrieval.shelves import Shelves
from retrieval.store import Vectors
from retrieval.synonyms import other_names, wider_names
from retrieval.text import FILLER, STOP
from retrieval.text import words as words_of

_TITLE_WORDS = 6  # of a category's titles, its most usual
_SHARES = (0.5, 0.2, 0.3)  # of the score: the name, its titles' words, the nearest items
_NEAREST = 3  # items of a category that tell how near it is
_UNHEARD = 0.6  # of a name's score, where a word before it occurs nowhere in the catalogue: "dog food"


@dataclass(frozen=True)
class _Kind:
    name: str
    phrases: frozenset[tuple[str, ...]]
    sample: str  # the name with its titles' most usual words
    rows: Rows


class Kinds:
    def __init__(self, shelves: Shelves, encoder: QueryEncoder) -> None:
        self._shelves = shelves
        self._encoder = encoder
        self._kinds: list[_Kind] = []
        self._version = -1
        self._vectors: dict[Space, tuple[Vectors, Vectors]] = {}  # of names and of samples, each (categories, d)

    async def named(self, words: str, limit: int) -> list[tuple[str, float]]:
        """Names with scores in [0, 1], best first.

        1 is the name itself, 0.9 another word for it, 0.8 its last word ("boots"), 0.7 a narrower word; below lies
        meaning, of which a small encoder makes little: under 0.5 it is no more than a guess.
        """
        version = self._shelves.mirror.text_version
        if version != self._version:
            self._kinds, self._vectors, self._version = self._read(), {}, version
        said = tuple(stems(_head(words)))
        scores = {kind.name: score for kind in self._kinds if (score := self._by_name(said, kind))}
        if 1.0 not in scores.values():
            for name, score in await self._by_meaning(words):
                scores[name] = max(score, scores.get(name, 0.0))
        ranked = sorted(scores.items(), key=lambda pair: -pair[1])
        return [(name, round(score, 4)) for name, score in ranked[:limit] if score > 0]

    def _by_name(self, said: tuple[str, ...], kind: _Kind) -> float:
        if not said:
            return 0.0
        if said in kind.phrases:
            return 1.0
        if any(other in kind.phrases for other in other_names(said)):
            return 0.9
        if any(name[-1:] == said for name in kind.phrases):
            return 0.8
        for name in kind.phrases:
            if name == said[-len(name) :]:  # "warm hiking boots"
                known = all(self._shelves.lexical.knows(word) for word in said[: -len(name)])
                return 0.8 if known else 0.8 * _UNHEARD
        return 0.7 if any(other in kind.phrases for other in wider_names(said)) else 0.0

    async def _by_meaning(self, words: str) -> list[tuple[str, float]]:
        vector = await self._encoder.encode(words)
        if vector is None or not self._kinds:
            return []
        space = self._encoder.space
        if space not in self._vectors:
            names = await self._encoder.encode_all([kind.name for kind in self._kinds])
            samples = await self._encoder.encode_all([kind.sample for kind in self._kinds])
            if names is None or samples is None:
                return []
            self._vectors[space] = np.stack(names), np.stack(samples)
        near = [vectors @ vector for vectors in self._vectors[space]]
        near.append(self._items_near(vector) if self._in_memory else near[0])
        scores = np.clip(sum(share * own for share, own in zip(_SHARES, near, strict=True)), 0.0, 0.79)
        return [(kind.name, float(score)) for kind, score in zip(self._kinds, scores, strict=True)]

    @property
    def _in_memory(self) -> bool:
        return self._shelves.vectors is not None and self._shelves.vectors.ready

    def _items_near(self, vector: Vectors) -> NDArray[np.float32]:
        """The mean cosine of each category's nearest items, shape (categories,)."""
        assert self._shelves.vectors is not None
        cosines, _ = self._shelves.vectors.nearly(vector, np.arange(self._shelves.mirror.rows))
        return np.asarray([np.sort(cosines[kind.rows])[-_NEAREST:].mean() for kind in self._kinds], dtype=np.float32)

    def _read(self) -> list[_Kind]:
        titles: dict[str, Counter[str]] = defaultdict(Counter)
        rows: dict[str, list[int]] = defaultdict(list)
        for row, item in enumerate(self._shelves.mirror.by_row()):
            if item is None:
                continue
            for name in facet_values(item)["categories"]:
                titles[name].update({word.lower() for word in item.title.split() if word.isalpha() and len(word) > 2})
                rows[name].append(row)
        found = []
        for name, counts in titles.items():
            usual = [word for word, _ in counts.most_common(3 * _TITLE_WORDS) if word not in STOP][:_TITLE_WORDS]
            known = frozenset(phrases(name))
            found.append(_Kind(name, known, f"{name}: {' '.join(usual)}", np.asarray(rows[name], dtype=np.int64)))
        return found


def _head(words: str) -> str:
    """What comes before the first small word: "a stove for camping" is a stove."""
    kept: list[str] = []
    for word in words_of(words):
        if word in STOP or word in FILLER:
            if kept:
                break
        else:
            kept.append(word)
    return " ".join(kept)
