"""Maximal marginal relevance: the one place where a list is made varied."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

POOL = 5  # how many times the wanted length is considered


def mmr(
    scores: NDArray[np.float32],
    vectors: NDArray[np.float32],
    rows: NDArray[np.int64],
    limit: int,
    adventurous: float,
) -> NDArray[np.int64]:
    """At most ``limit`` of the n ``rows``, in the order to show them.

    Greedily takes the item with the highest ``(1 - a) * score - a * similarity to the nearest one taken``
    (Carbonell and Goldstein 1998, with a = 1 - lambda), among the ``POOL * limit`` best, whose scores are scaled
    to [0, 1] so that ``a`` means the same for every shopper. ``scores``: (N,), finite; ``vectors``: (N, d),
    unit norm; ``rows``: (n,). With ``adventurous`` 0 it is the plain order, ties in the order of ``rows``.
    """
    limit = min(limit, len(rows))
    if limit <= 0:
        return np.zeros(0, np.int64)
    pool = rows[best(scores[rows], limit if adventurous <= 0 else POOL * limit)]
    if adventurous <= 0:
        return pool
    relevance = scores[pool].astype(np.float64)
    spread = relevance[0] - relevance[-1]
    relevance = (relevance - relevance[-1]) / spread if spread > 0 else np.ones(len(pool))
    vectors = vectors[pool]
    similarity = (vectors @ vectors.T).clip(0.0, 1.0)  # (n, n)
    nearest = np.zeros(len(pool))
    free = np.ones(len(pool), bool)
    chosen = []
    for _ in range(limit):
        gain = np.where(free, (1 - adventurous) * relevance - adventurous * nearest, -np.inf)
        place = int(gain.argmax())
        chosen.append(place)
        free[place] = False
        nearest = np.maximum(nearest, similarity[place])
    return pool[chosen]


def best(scores: NDArray[np.float32], count: int) -> NDArray[np.int64]:
    """Places of the ``count`` highest scores, highest first, ties by place; O(n + count log count)."""
    count = min(count, len(scores))
    if count <= 0:
        return np.zeros(0, np.int64)
    if count < len(scores):
        edge = -np.partition(-scores, count - 1)[count - 1]
        places = np.flatnonzero(scores >= edge)  # all ties at the edge, so that the lowest places win
    else:
        places = np.arange(len(scores))
    order = np.argsort(-scores[places], kind="stable")
    return places[order][:count].astype(np.int64)
