"""Ranking metrics over full rankings, ties averaged.

The target of a row is one item. Items that tie with it may stand before or after it in any order; each metric is
its expectation over these orders, so that a model that scores everything the same gets what chance gives.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Place:
    """Where each target stands: ``above`` items score higher, ``tied`` score the same, itself included; (B,) each."""

    above: NDArray[np.int64]
    tied: NDArray[np.int64]


def places(scores: NDArray[np.float32], targets: NDArray[np.int64]) -> Place:
    """Places of the targets among all items. ``scores``: (B, N), masked items at ``-inf``; ``targets``: (B,)."""
    own = np.take_along_axis(scores, targets[:, None], axis=1)  # (B, 1)
    if not np.isfinite(own).all():
        raise ValueError("a target's score is not finite: was the target masked?")
    return Place((scores > own).sum(axis=1), (scores == own).sum(axis=1))


def hit_rate(place: Place, k: int) -> NDArray[np.float64]:
    """HR@k, the chance that the target is among the first k; (B,)."""
    return _expected(place, np.ones(k))


def ndcg(place: Place, k: int) -> NDArray[np.float64]:
    """NDCG@k with one relevant item: ``1 / log2(rank + 1)`` within the first k (Järvelin and Kekäläinen 2002); (B,)."""
    return _expected(place, 1.0 / np.log2(np.arange(2, k + 2)))


def basket(scores: NDArray[np.float32], targets: NDArray[np.int64], name: str) -> dict[str, float]:
    """Of the items of one basket: recall@10 and @20, NDCG@10 (Järvelin and Kekäläinen 2002), and whether any is among
    the first ten, each as ``metric@k/name``. ``scores``: (N,), what is no candidate at ``-inf``, ties in the order
    they stand; ``targets``: (m,), at least one."""
    best = np.argpartition(-scores, min(20, len(scores) - 1))[:20]
    ranked = best[np.lexsort((best, -scores[best]))]
    hit = np.isin(ranked, targets) & np.isfinite(scores[ranked])
    gains = 1.0 / np.log2(np.arange(2, 12))
    return {
        f"recall@10/{name}": float(hit[:10].sum() / len(targets)),
        f"recall@20/{name}": float(hit.sum() / len(targets)),
        f"ndcg@10/{name}": float(gains[: len(hit[:10])][hit[:10]].sum() / gains[: len(targets)].sum()),
        f"hit@10/{name}": float(hit[:10].any()),
    }


def _expected(place: Place, gains: NDArray[np.float64]) -> NDArray[np.float64]:
    """The mean gain over the ranks that a target may take; ``gains`` of ranks 1 to k, zero beyond."""
    total = np.concatenate([[0.0], np.cumsum(gains)])  # total[n]: gains of the first n ranks
    k = len(gains)
    first, last = np.minimum(place.above, k), np.minimum(place.above + place.tied, k)
    return np.asarray((total[last] - total[first]) / place.tied)


def join(parts: list[Place]) -> Place:
    return Place(np.concatenate([p.above for p in parts]), np.concatenate([p.tied for p in parts]))
