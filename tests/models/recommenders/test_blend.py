"""The blend: its sum and its logits against plain loops, and that it learns where a channel tells the truth."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose
from scipy.sparse import csr_matrix

from models.recommenders.blend import Array, Blend, Channel, Dot, Example, dense, fit, logits

B, N = 3, 7


@pytest.fixture
def random() -> np.random.Generator:
    return np.random.default_rng(5)


def normal(random: np.random.Generator, *shape: int) -> Array:
    return random.standard_normal(shape).astype(np.float32)


@pytest.fixture
def channels(random: np.random.Generator) -> list[Channel | None]:
    """Two that share keys, one of its own, one sparse, one missing."""
    keys = normal(random, N, 4)
    sparse = csr_matrix(np.where(random.random((B, N)) < 0.4, 1.5, 0.0).astype(np.float32))
    return [
        Dot(normal(random, B, 4), keys),
        None,
        sparse,
        Dot(normal(random, B, 2), keys, np.array([1, 3])),
        Dot(normal(random, B, 1), normal(random, N, 1)),
    ]


def plain(blend: Blend, channels: list[Channel | None], facts: Array, frequency: Array) -> Array:
    scores = np.zeros((B, N), np.float32)
    for b in range(B):
        for i in range(N):
            for c, channel in enumerate(channels):
                if channel is not None:
                    tilt = blend.tilt[c] if c < len(blend.tilt) else 0.0
                    scores[b, i] += (facts[b] @ blend.table[c] + tilt * frequency[i]) * dense(channel)[b, i]
    return scores


@pytest.mark.parametrize("tilted", [0, 3])
def test_the_sum_against_a_plain_loop(random: np.random.Generator, channels: list[Channel | None], tilted: int) -> None:
    blend = Blend(normal(random, 5, 3), normal(random, tilted))
    facts, frequency = normal(random, B, 3), normal(random, N)
    expected = plain(blend, channels, facts, frequency)
    assert_allclose(blend(channels, facts, frequency), expected, rtol=1e-4, atol=1e-5)
    example = Example(
        [None if channel is None else dense(channel) for channel in channels],
        facts,
        frequency,
        np.zeros(B, np.int64),
        np.arange(B),
        np.zeros((B, N), bool),
        np.arange(N),
        np.zeros(B, np.float32),
    )
    learnt = logits(example, torch.from_numpy(blend.table), torch.from_numpy(blend.tilt))
    assert_allclose(learnt.numpy(), expected, rtol=1e-4, atol=1e-5)


def test_the_blend_learns_which_channel_is_right() -> None:
    random = np.random.default_rng(0)
    right, noise = (normal(random, 200, 10) for _ in range(2))
    ones, barred = np.ones((200, 1), np.float32), np.zeros((200, 10), bool)
    nothing = np.zeros(10, np.float32)
    example = Example(
        [right, noise],
        ones,
        nothing,
        right.argmax(axis=1),
        np.arange(200),
        barred,
        np.arange(10),
        np.zeros(200, np.float32),
    )
    table = fit(Blend(np.ones((2, 1), np.float32), np.zeros(0, np.float32)), [example]).table
    assert table[0, 0] > 2.0 and abs(table[1, 0]) < 0.5


def half_rare(random: np.random.Generator) -> list[Example]:
    """Half of the items are rare; the channel points at the target where that is rare, elsewhere it is noise."""
    frequency = np.where(np.arange(40) < 20, -1.0, 1.0).astype(np.float32)
    examples = []
    for _ in range(20):
        targets = random.integers(0, 40, 64)
        channel = normal(random, 64, 40)
        rare = targets < 20
        channel[rare, targets[rare]] += 4.0
        ones, barred = np.ones((64, 1), np.float32), np.zeros((64, 40), bool)
        rarity = rare.astype(np.float32)
        examples.append(Example([channel], ones, frequency, targets, np.arange(64), barred, np.arange(40), rarity))
    return examples


def test_a_channel_that_tells_of_rare_items_alone_is_tilted(random: np.random.Generator) -> None:
    one = np.ones((1, 1), np.float32)
    examples = half_rare(random)
    assert fit(Blend(one, np.zeros(1, np.float32)), examples).tilt[0] < -0.3
    assert len(fit(Blend(one, np.zeros(0, np.float32)), examples).tilt) == 0


def test_the_more_the_tail_counts_the_more_does_what_tells_of_it(random: np.random.Generator) -> None:
    even = Blend(np.ones((1, 1), np.float32), np.zeros(0, np.float32))
    examples = half_rare(random)
    weights = [fit(even, examples, tail=tail).table[0, 0] for tail in (0.0, 1.0, 4.0)]
    assert weights[0] < weights[1] < weights[2]
