"""Metrics of ranked lists against graded relevance, and paired intervals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import log2

import numpy as np
from numpy.typing import NDArray

Relevance = Mapping[str, float]  # id → grade above zero


def hit(ranked: Sequence[str], relevant: Relevance, k: int = 1) -> float:
    return float(any(item in relevant for item in ranked[:k]))


def mrr(ranked: Sequence[str], relevant: Relevance) -> float:
    return next((1.0 / rank for rank, item in enumerate(ranked, 1) if item in relevant), 0.0)


def ndcg(ranked: Sequence[str], relevant: Relevance, k: int = 10) -> float:
    """Järvelin and Kekäläinen 2002, gains as given."""
    gained = sum(relevant.get(item, 0.0) / log2(rank + 1) for rank, item in enumerate(ranked[:k], 1))
    best = sum(grade / log2(rank + 1) for rank, grade in enumerate(sorted(relevant.values(), reverse=True)[:k], 1))
    return gained / best if best else 0.0


def recall(ranked: Sequence[str], relevant: Relevance, k: int = 100) -> float:
    """Share of the relevant found among the first k, of those that k places can hold."""
    found = sum(item in relevant for item in ranked[:k])
    return found / min(k, len(relevant)) if relevant else 0.0


def violations(ranked: Iterable[str], relevant: Relevance) -> float:
    """Share of what is shown that does not meet the constraints, where ``relevant`` is all that does."""
    shown = list(ranked)
    return sum(item not in relevant for item in shown) / len(shown) if shown else 0.0


def interval(ours: Sequence[float], theirs: Sequence[float], *, seed: int = 0) -> tuple[float, float]:
    """95 % interval of the mean paired difference, by 10,000 bootstrap samples."""
    difference = np.asarray(ours) - np.asarray(theirs)
    sampler = np.random.default_rng(seed)
    means: list[NDArray[np.float64]] = [
        difference[sampler.integers(0, len(difference), (500, len(difference)))].mean(axis=1) for _ in range(20)
    ]
    low, high = np.percentile(np.concatenate(means), [2.5, 97.5])
    return float(low), float(high)


def table(
    dataset: str, system: str, runs: Sequence[Sequence[str]], truths: Sequence[Relevance]
) -> list[dict[str, object]]:
    """The rows of one system on one set of queries."""
    metrics = {"hit@1": hit, "mrr": mrr, "ndcg@10": ndcg, "recall@100": recall}
    return [
        {
            "dataset": dataset,
            "system": system,
            "metric": name,
            "value": float(np.mean([metric(run, truth) for run, truth in zip(runs, truths, strict=True)])),
            "queries": len(runs),
        }
        for name, metric in metrics.items()
    ]
