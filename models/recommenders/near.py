"""Nearness of texts: cosines about the catalogue's mean, which takes out what all of a shop's texts share."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from models.recommenders.base import History, Step
from models.recommenders.history import weights
from models.recommenders.shelf import Shelf

Array = NDArray[np.float32]


class Near:
    """Items by their texts, as seen from a shopper's steps."""

    def __init__(self, shelf: Shelf, decay: float) -> None:
        self.shelf, self.decay = shelf, decay
        self._vectors: Array | None = None
        self._mean: Array
        self._items: Array

    def wanted(self, histories: Sequence[History]) -> Array:
        """Σ of weight · cosine over what was wanted, (B, N)."""
        items = self.items
        sums = np.zeros((len(histories), items.shape[1]), np.float32)  # (B, d)
        for b, history in enumerate(histories):
            for step, weight in zip(history, weights(history, self.decay), strict=True):
                vector = self._vector(step) if weight > 0 else None
                if vector is not None:
                    sums[b] += weight * vector
        near: Array = sums @ items.T
        return near

    def unwanted(self, histories: Sequence[History]) -> Array:
        """Σ of weight · cosine over what was not wanted, (B, N) or (B, 1) where there is none; never above 0.

        Only the positive part of each cosine counts, so that a dislike lifts nothing.
        """
        items = self.items
        sums = np.zeros((len(histories), 1), np.float32)
        for b, history in enumerate(histories):
            for step, weight in zip(history, weights(history, self.decay), strict=True):
                vector = self._vector(step) if weight < 0 else None
                if vector is not None:
                    if sums.shape[1] != len(items):
                        sums = np.zeros((len(histories), len(items)), np.float32)
                    sums[b] += weight * np.maximum(items @ vector, 0.0)
        return sums

    def _vector(self, step: Step) -> Array | None:
        row = self.shelf.row(step.item_id)
        if row is not None:
            own: Array = self.items[row]
            return own
        return None if step.vector is None else unit(step.vector - self._mean)

    @property
    def items(self) -> Array:
        """The items about their mean (N, d), unit norm; made anew when the shelf's vectors change."""
        vectors = self.shelf.vectors
        if self._vectors is not vectors:
            self._mean = vectors.mean(axis=0) if len(vectors) > 1 else np.zeros(vectors.shape[1], np.float32)
            self._items = unit(vectors - self._mean)
            self._vectors = vectors
        return self._items


def unit(vectors: Array) -> Array:
    norm = np.linalg.norm(vectors, axis=-1, keepdims=True)
    scaled: Array = (vectors / np.maximum(norm, 1e-6)).astype(np.float32)
    return scaled


def moves(histories: Sequence[History], shelf: Shelf, decay: float) -> list[list[tuple[int, float]]]:
    """The wanted items of each history as (row, weight), what :class:`Transitions` start from."""
    result = []
    for history in histories:
        pairs = ((shelf.row(step.item_id), w) for step, w in zip(history, weights(history, decay), strict=True))
        result.append([(row, w) for row, w in pairs if row is not None and w > 0])
    return result


def wanted_rows(history: History, shelf: Shelf) -> list[int]:
    """The known items of a history that were not dismissed, oldest first."""
    rows = (shelf.row(step.item_id) for step in history if step.kind != "dismiss")
    return [row for row in rows if row is not None]
