"""How lexical and dense scores become one.

A convex combination of normalised scores, which needs no cut of either list and does better than reciprocal ranks
with little tuning (Bruch, Gai & Ingber, "An Analysis of Fusion Functions for Hybrid Retrieval", TOIS 2023, §4: the
lower bound of each score, 0 for BM25 and -1 for a cosine, is the theoretical one, the upper that of the query).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

DENSE_SHARE = 0.7
_RRF = 60.0


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


def reciprocal(rankings: Sequence[Sequence[int]]) -> dict[int, float]:
    """Reciprocal rank fusion of ranked rows (Cormack et al., SIGIR 2009, k = 60): for lists without scores."""
    fused: dict[int, float] = {}
    for ranking in rankings:
        for rank, row in enumerate(ranking, start=1):
            fused[row] = fused.get(row, 0.0) + 1.0 / (_RRF + rank)
    return fused
