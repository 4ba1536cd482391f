"""The ranking metrics against a second, naive implementation: all orders of the ties, one by one."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from models import metrics


def naive(scores: list[float], target: int, k: int) -> tuple[float, float]:
    """HR@k and NDCG@k averaged over every order in which the tied items may stand."""
    hits, gains = [], []
    tied = [i for i, score in enumerate(scores) if score == scores[target]]
    above = [i for i, score in enumerate(scores) if score > scores[target]]
    for order in itertools.permutations(tied):
        rank = len(above) + order.index(target) + 1
        hits.append(float(rank <= k))
        gains.append(1 / math.log2(rank + 1) if rank <= k else 0.0)
    return sum(hits) / len(hits), sum(gains) / len(gains)


@pytest.mark.parametrize("k", [1, 3, 5, 20])
def test_agrees_with_the_naive_one(k: int) -> None:
    random = np.random.default_rng(0)
    scores = random.integers(0, 4, (60, 9)).astype(np.float32)  # many ties
    scores[:, 0] = -np.inf  # masked
    targets = random.integers(1, 9, 60)
    place = metrics.places(scores, targets)
    expected = np.array([naive(list(row), int(target), k) for row, target in zip(scores, targets, strict=True)])
    np.testing.assert_allclose(metrics.hit_rate(place, k), expected[:, 0])
    np.testing.assert_allclose(metrics.ndcg(place, k), expected[:, 1])


def test_scoring_everything_the_same_is_chance() -> None:
    place = metrics.places(np.zeros((1, 100), np.float32), np.array([7]))
    assert metrics.hit_rate(place, 10)[0] == pytest.approx(0.1)


def test_first_place_is_one() -> None:
    place = metrics.places(np.array([[1.0, 3.0, 2.0]], np.float32), np.array([1]))
    assert metrics.ndcg(place, 10)[0] == metrics.hit_rate(place, 1)[0] == 1.0


def test_a_masked_target_is_refused() -> None:
    with pytest.raises(ValueError, match="masked"):
        metrics.places(np.full((1, 3), -np.inf, np.float32), np.array([0]))


def test_joined_parts_are_the_whole() -> None:
    scores = np.random.default_rng(1).random((10, 5)).astype(np.float32)
    targets = np.arange(10) % 5
    parts = [metrics.places(scores[:4], targets[:4]), metrics.places(scores[4:], targets[4:])]
    np.testing.assert_array_equal(metrics.join(parts).above, metrics.places(scores, targets).above)
