"""The items' appeal, held against the equation that an optimum solves."""

from __future__ import annotations

import numpy as np
import pytest

from models.recommenders import appeal
from models.recommenders.blend import Example

TAKEN = np.array([60, 30, 10, 0])  # how often each item was chosen


def example(taken: np.ndarray, explained: np.ndarray) -> Example:
    """Choices among all items; one channel tells the same of every item each time."""
    targets = np.repeat(np.arange(len(taken)), taken)
    channel = np.broadcast_to(explained, (len(targets), len(taken))).astype(np.float32)
    barred = np.zeros(channel.shape, bool)
    facts, frequency = np.ones((len(targets), 1), np.float32), np.zeros(len(taken), np.float32)
    owners, rarity = np.arange(len(targets)), np.zeros(len(targets))
    return Example([channel], facts, frequency, targets, owners, barred, np.arange(len(taken)), rarity)


def test_solves_the_score_equation_of_the_penalised_logit() -> None:
    """At an optimum the counts differ from the expected ones by the pull of the prior, 2 · PULL · a_i."""
    nothing = example(TAKEN, np.zeros(4))
    found = appeal.fit(np.zeros((1, 1), np.float32), [nothing] * 40, 4)  # so many batches that it gets there
    expected = 40 * TAKEN.sum() * np.exp(found) / np.exp(found).sum()
    assert 40 * TAKEN - expected == pytest.approx(2 * appeal.PULL * found, abs=0.02 * 40 * TAKEN.sum())
    assert list(np.argsort(-found)) == [0, 1, 2, 3]


def test_items_that_no_batch_holds_have_none() -> None:
    found = appeal.fit(np.zeros((1, 1), np.float32), [example(TAKEN, np.zeros(4))], 6)
    assert list(found[4:]) == [0.0, 0.0]


def test_a_shop_without_steps_has_none() -> None:
    assert not appeal.fit(np.zeros((1, 1), np.float32), [], 3).any()


def test_the_channel_is_the_same_for_every_history() -> None:
    one = example(TAKEN, np.zeros(4))
    column = appeal.channel(np.array([1, 2, 3, 4], np.float32), one)
    assert column.shape == one.barred.shape and (column == [1, 2, 3, 4]).all()
