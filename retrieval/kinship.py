"""What is like an item, and what goes with it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from retrieval.columns import Rows, facet_values
from retrieval.fusion import highest
from retrieval.shelves import Shelves
from retrieval.text import fold
from shop.types import Item

_CANDIDATES = 500  # nearest rows whose values are looked at
_PER_CATEGORY = 2  # complements of one category shown before the next category's


class Kinship:
    """Works on rows of the mirror; scores are comparable within one answer only."""

    def __init__(self, shelves: Shelves) -> None:
        self._shelves = shelves

    def similar(self, row: int, rows: Rows) -> list[tuple[int, float]]:
        """The rows, likest first: meaning (or words, without vectors), category path and shared values."""
        item = self._shelves.mirror.item(row)
        rows = rows[rows != row]
        if item is None or not len(rows):
            return []
        scores = self._closeness(row, item, rows)
        for position, other in self._candidates(rows, scores):
            scores[position] += 0.25 * _path_share(item, other) + 0.1 * _shared(item, other)
        return _ranked(rows, scores)

    def complementary(self, row: int, rows: Rows) -> list[tuple[int, float]]:
        """Rows of other categories that share its uses, audience, brand or style, mixed by category."""
        item = self._shelves.mirror.item(row)
        rows = rows[rows != row]
        if item is None or not len(rows):
            return []
        columns = self._shelves.mirror.columns
        if item.category:
            rows = rows[~columns.any_of("categories", [item.category])[rows]]
        scores = self._closeness(row, item, rows)
        for position, other in self._candidates(rows, scores):
            scores[position] += 0.15 * _path_share(item, other) + 0.3 * _shared(item, other)
        return self._mixed(_ranked(rows, scores))

    def _closeness(self, row: int, item: Item, rows: Rows) -> NDArray[np.float32]:
        vectors = self._shelves.vectors
        vector = vectors.vector(row) if vectors is not None else None
        if vectors is not None and vector is not None:
            cosines, exact = vectors.nearly(vector, rows)
            if not exact:
                first = highest(cosines, 2 * _CANDIDATES)
                cosines[first] = vectors.scores(vector, rows[first])
            return cosines
        words = self._shelves.lexical.scores(f"{item.title} {item.category or ''}")
        best = float(words.max()) if len(words) else 0.0
        found = np.zeros(len(rows), dtype=np.float32)
        known = rows < len(words)
        found[known] = words[rows[known]] / (best or 1.0)
        return found

    def _candidates(self, rows: Rows, scores: NDArray[np.float32], limit: int = _CANDIDATES) -> list[tuple[int, Item]]:
        order = np.argsort(-scores, kind="stable")[:limit]
        scores[np.argsort(-scores, kind="stable")[limit:]] -= 1.0
        found = []
        for position in order:
            item = self._shelves.mirror.item(int(rows[position]))
            if item is not None:
                found.append((int(position), item))
        return found

    def _mixed(self, ranked: list[tuple[int, float]]) -> list[tuple[int, float]]:
        """At most two of a category before others have had their turn."""
        first: list[tuple[int, float]] = []
        rest: list[tuple[int, float]] = []
        seen: dict[str, int] = {}
        for row, score in ranked:
            item = self._shelves.mirror.item(row)
            category = (item.category if item is not None else None) or ""
            seen[category] = seen.get(category, 0) + 1
            (first if seen[category] <= _PER_CATEGORY else rest).append((row, score))
        return first + rest


def _ranked(rows: Rows, scores: NDArray[np.float32]) -> list[tuple[int, float]]:
    order = np.argsort(-scores, kind="stable")[:200]
    return [(int(rows[position]), float(scores[position])) for position in order]


def _path_share(one: Item, other: Item) -> float:
    """Jaccard overlap of the category paths."""
    mine, theirs = set(facet_values(one)["categories"]), set(facet_values(other)["categories"])
    return len(mine & theirs) / len(mine | theirs) if mine | theirs else 0.0


def _shared(one: Item, other: Item) -> float:
    """Share of the first item's uses, brand, materials and colours that the other has, in [0, 1]."""
    found, asked = 0.0, 0
    for facet, weight in (("uses", 2.0), ("brands", 1.0), ("materials", 1.0), ("colours", 1.0)):
        mine = {fold(value) for value in facet_values(one)[facet]}
        if mine:
            theirs = {fold(value) for value in facet_values(other)[facet]}
            found += weight * len(mine & theirs) / len(mine)
            asked += int(weight)
    return found / asked if asked else 0.0
