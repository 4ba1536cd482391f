"""Nearness of texts: cosines after whitening, which takes out what all of a shop's texts share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.recommenders.base import History
from models.recommenders.history import baskets, weights
from models.recommenders.shelf import Shelf
from models.recommenders.whitening import Whitening, unit

Array = NDArray[np.float32]


@dataclass(frozen=True)
class Touched:
    """What a history touched and said, with each step's weight: (row, weight) of items, (vector, weight) of words."""

    items: list[tuple[int, float]]
    said: list[tuple[Array, float]]

    @classmethod
    def by(cls, history: History, shelf: Shelf, decay: float) -> Touched:
        touched = cls([], [])
        for step, weight in zip(history, weights(history, decay), strict=True):
            row = shelf.row(step.item_id)
            if row is not None:
                touched.items.append((row, weight))
            elif step.vector is not None:
                touched.said.append((step.vector, weight))
        return touched

    @property
    def dislikes(self) -> bool:
        return any(weight < 0 for _, weight in (*self.items, *self.said))

    def __bool__(self) -> bool:
        return any(weight for _, weight in (*self.items, *self.said))


class Near:
    """Items by their whitened texts, as seen from what shoppers touched.

    ``whitening``: a fitted model's own; without one it is taken from the catalogue, again once that has doubled.
    """

    def __init__(self, shelf: Shelf, whitening: Whitening | None = None) -> None:
        self.shelf = shelf
        self._fixed = whitening
        self._whitening: Whitening
        self._size = 0  # of the catalogue that the whitening was taken from
        self._vectors: Array | None = None
        self._items: Array

    @property
    def items(self) -> Array:
        """The items (N, w), unit norm; made anew when the shelf's vectors change."""
        vectors = self.shelf.vectors
        if self._vectors is not vectors:
            if self._fixed is not None:
                self._whitening = self._fixed
            elif not self._size <= len(vectors) < 2 * self._size:
                self._whitening, self._size = Whitening.of(vectors), len(vectors)
            self._items = unit(self._whitening(vectors))
            self._vectors = vectors
        return self._items

    def wanted(self, touched: Sequence[Touched]) -> Array:
        """Σ of weight · vector over what was wanted, (B, w): its product with ``items`` sums weighted cosines."""
        items = self.items
        sums = np.zeros((len(touched), items.shape[1]), np.float32)
        for b, one in enumerate(touched):
            vectors, weights = self._vectors_of(one)
            sums[b] = np.maximum(weights, 0.0) @ vectors
        return sums

    def unwanted(self, touched: Sequence[Touched], rows: NDArray[np.int64] | None = None) -> Array:
        """Σ of weight · cosine over what was not wanted, (B, N), or (B, 1) where there is none; never above 0.

        Only the positive part of each cosine counts, so that a dislike lifts nothing.
        """
        items = self.items if rows is None else self.items[rows]
        sums = np.zeros((len(touched), 1), np.float32)
        for b, one in enumerate(touched):
            if not one.dislikes:
                continue
            vectors, weights = self._vectors_of(one)
            if sums.shape[1] != len(items):
                sums = np.zeros((len(touched), len(items)), np.float32)
            below = weights < 0
            sums[b] = np.maximum(items @ vectors[below].T, 0.0) @ weights[below]
        return sums

    def _vectors_of(self, touched: Touched) -> tuple[Array, Array]:
        """(k, w) unit vectors and (k,) weights."""
        own = self.items[[row for row, _ in touched.items]]
        weights = np.array([w for _, w in (*touched.items, *touched.said)], np.float32)
        if not touched.said:
            return own, weights
        said = unit(self._whitening(np.stack([vector for vector, _ in touched.said])))
        return np.concatenate([own, said]), weights


def wanted_rows(history: History, shelf: Shelf) -> list[int]:
    """The known items of a history that were not dismissed, oldest first."""
    rows = (shelf.row(step.item_id) for step in history if step.kind != "dismiss")
    return [row for row in rows if row is not None]


def last_rows(history: History, shelf: Shelf) -> list[int]:
    """The known items of the last basket that holds one which was not dismissed."""
    found: list[int] = []
    number = -1
    for step, basket in zip(reversed(history), reversed(baskets(history)), strict=True):
        row = shelf.row(step.item_id)
        if row is not None and step.kind != "dismiss":
            if found and basket != number:
                break
            found.append(row)
            number = basket
    return found


def paths(histories: Sequence[History], shelf: Shelf) -> tuple[list[list[int]], list[list[int]]]:
    """What each shopper came to, where it came first, and the number of the basket that it came in."""
    found: tuple[list[list[int]], list[list[int]]] = ([], [])
    for history in histories:
        first: dict[int, int] = {}
        for step, basket in zip(history, baskets(history), strict=True):
            row = shelf.row(step.item_id)
            if row is not None and step.kind != "dismiss":
                first.setdefault(row, basket)
        found[0].append(list(first))
        found[1].append(list(first.values()))
    return found
