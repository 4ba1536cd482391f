"""Nearness of texts: cosines about the catalogue's mean, which takes out what all of a shop's texts share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.recommenders.base import History
from models.recommenders.history import weights
from models.recommenders.shelf import Shelf

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

    def __bool__(self) -> bool:
        return any(weight for _, weight in self.items) or any(weight for _, weight in self.said)


class Near:
    """Items by their texts, as seen from what shoppers touched."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        self._vectors: Array | None = None
        self._mean: Array
        self._items: Array

    @property
    def items(self) -> Array:
        """The items about their mean (N, t), unit norm; made anew when the shelf's vectors change."""
        vectors = self.shelf.vectors
        if self._vectors is not vectors:
            self._mean = vectors.mean(axis=0) if len(vectors) > 1 else np.zeros(vectors.shape[1], np.float32)
            self._items = unit(vectors - self._mean)
            self._vectors = vectors
        return self._items

    def wanted(self, touched: Sequence[Touched]) -> Array:
        """Σ of weight · vector over what was wanted, (B, t): its product with ``items`` sums weighted cosines."""
        items = self.items
        sums = np.zeros((len(touched), items.shape[1]), np.float32)
        for b, one in enumerate(touched):
            for row, weight in one.items:
                if weight > 0:
                    sums[b] += weight * items[row]
            for vector, weight in one.said:
                if weight > 0:
                    sums[b] += weight * unit(vector - self._mean)
        return sums

    def unwanted(self, touched: Sequence[Touched]) -> Array:
        """Σ of weight · cosine over what was not wanted, (B, N), or (B, 1) where there is none; never above 0.

        Only the positive part of each cosine counts, so that a dislike lifts nothing.
        """
        items = self.items
        sums = np.zeros((len(touched), 1), np.float32)
        for b, one in enumerate(touched):
            vectors = [(items[row], weight) for row, weight in one.items if weight < 0]
            vectors += [(unit(vector - self._mean), weight) for vector, weight in one.said if weight < 0]
            for vector, weight in vectors:
                if sums.shape[1] != len(items):
                    sums = np.zeros((len(touched), len(items)), np.float32)
                sums[b] += weight * np.maximum(items @ vector, 0.0)
        return sums


def unit(vectors: Array) -> Array:
    norm = np.sqrt((vectors * vectors).sum(axis=-1, keepdims=True))
    scaled: Array = (vectors / np.maximum(norm, 1e-6)).astype(np.float32)
    return scaled


def wanted_rows(history: History, shelf: Shelf) -> list[int]:
    """The known items of a history that were not dismissed, oldest first."""
    rows = (shelf.row(step.item_id) for step in history if step.kind != "dismiss")
    return [row for row in rows if row is not None]
