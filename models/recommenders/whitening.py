"""Text vectors made even: no direction outshouts the others."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

WIDTH = 192  # directions kept
NOTHING = 1e-5  # of a vector of length 1: a distance from the mean that is rounding


@dataclass(frozen=True)
class Whitening:
    """Text vectors about the catalogue's mean, rotated and scaled to the strongest directions, evened out.

    BERT's embeddings crowd in a narrow cone; whitened first they serve a recommender better (Zhang et al. 2024, "Are
    ID embeddings necessary? Whitening pre-trained text embeddings for effective sequential recommendation").
    """

    mean: NDArray[np.float32]  # (t,)
    turn: NDArray[np.float32]  # (t, w)

    @classmethod
    def of(cls, vectors: NDArray[np.float32], width: int = WIDTH, floor: float = 0.01) -> Whitening:
        """Of a catalogue (N, t). Weak directions are not blown up to full size, least so where N is small: their
        strength is raised by ``floor + 20 / N`` of the strongest."""
        N = len(vectors)
        mean = vectors.mean(axis=0) if N > 1 else np.zeros(vectors.shape[1], np.float32)
        centred = (vectors - mean).astype(np.float64)
        strength, axes = np.linalg.eigh(centred.T @ centred / max(N, 1))
        raised = np.maximum(strength, 0.0) + (floor + 20 / max(N, 1)) * max(strength[-1], 1e-12)
        turn = (axes / np.sqrt(raised))[:, ::-1][:, :width]
        return cls(mean.astype(np.float32), np.ascontiguousarray(turn, np.float32))

    def __call__(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """(n, t) to (n, w), all of one length: entries of about 0.3, what the network's tables start near.

        What stands at the mean says nothing, an item without a text for one: zeros, rather than rounding blown up.
        """
        centred = vectors - self.mean
        turned: NDArray[np.float32] = unit((centred @ self.turn).astype(np.float32))
        turned[np.abs(centred).max(axis=-1, initial=0.0) < NOTHING] = 0.0
        return turned * np.float32(0.3 * math.sqrt(self.turn.shape[1]))


def unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Of length 1 along the last axis; what is zero stays zero."""
    norm = np.sqrt((vectors * vectors).sum(axis=-1, keepdims=True))
    scaled: NDArray[np.float32] = (vectors / np.maximum(norm, 1e-6)).astype(np.float32)
    return scaled
