"""How lexical and dense scores become one.

A convex combination of normalised scores, which needs no cut of either list and does better than reciprocal ranks
with little tuning (Bruch, Gai & Ingber, "An Analysis of Fusion Functions for Hybrid Retrieval", TOIS 2023, §4: the
lower bound of each score, 0 for BM25 and -1 for a cosine, is the theoretical one, the upper that of the query).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

DENSE_SHARE = 0.7


def convex(lexical: Floats, dense: Floats, share: float = DENSE_SHARE) -> Floats:
    """share · dense' + (1 - share) · lexical', each scaled to [0, 1] by its bounds; shapes (n,)."""
    if not len(dense):
        return np.zeros(0, dtype=np.float32)
    low, high = -1.0, float(dense.max())
    best = float(lexical.max())
    scaled = (dense - low) / (high - low) if high > low else np.zeros_like(dense)
    words = lexical / best if best > 0 else np.zeros_like(lexical)
    fused: Floats = (share * scaled + (1.0 - share) * words).astype(np.float32)
    return fused


def highest(scores: Floats, limit: int) -> NDArray[np.int64]:
    """Places of the ``limit`` highest scores (all, where there are fewer), in no order."""
    if len(scores) <= limit:
        return np.arange(len(scores))
    places: NDArray[np.int64] = np.argpartition(scores, len(scores) - limit)[len(scores) - limit :]
    return places
