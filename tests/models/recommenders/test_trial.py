"""Two versions held against each other."""

from __future__ import annotations

import numpy as np
import pytest
from rich.console import Console

from models.recommenders.trial import Rate, table


def drawn(rate: float, seed: int, shoppers: int = 400) -> list[tuple[int, int]]:
    """(shown, clicked) of shoppers who click about so often, each with a habit of their own."""
    random = np.random.default_rng(seed)
    habits = random.beta(20 * rate, 20 * (1 - rate), shoppers)
    return [(shown := int(random.integers(1, 30)), int(random.binomial(shown, habit))) for habit in habits]


def test_the_error_is_how_far_rates_of_such_shoppers_scatter() -> None:
    rates = [Rate.of(drawn(0.1, seed)) for seed in range(200)]
    scatter = np.std([rate.value for rate in rates])
    assert np.mean([rate.error for rate in rates]) == pytest.approx(scatter, rel=0.15)


def test_a_difference_that_is_there_is_unlikely_to_be_chance() -> None:
    assert Rate.of(drawn(0.1, 0)).chance(Rate.of(drawn(0.2, 1))) < 0.001


def test_where_there_is_none_reading_it_every_day_finds_none() -> None:
    found, plain = 0, 0
    for seed in range(100):
        one, other = drawn(0.1, seed), drawn(0.1, 1000 + seed)
        days = [(Rate.of(one[:n]), Rate.of(other[:n])) for n in range(20, 401, 20)]
        found += any(first.chance(second) < 0.05 for first, second in days)
        plain += any(abs(a.value - b.value) > 1.96 * np.hypot(a.error, b.error) for a, b in days)
    assert (
        found <= 0.05 * 100 < 0.15 * 100 < plain
    )  # what is made for one reading finds something three times too often


def test_a_difference_is_found_while_the_trial_runs() -> None:
    found = 0
    for seed in range(50):
        one, other = drawn(0.10, seed), drawn(0.14, 1000 + seed)
        found += any(Rate.of(one[:n]).chance(Rate.of(other[:n])) < 0.05 for n in range(20, 401, 20))
    assert found >= 40


def test_nothing_shown_says_nothing() -> None:
    assert Rate.of([]).chance(Rate.of([(5, 1), (4, 0)])) == 1.0
    assert Rate.of([(5, 1)]).chance(Rate.of([(5, 5)])) == 1.0


def test_the_table_names_versions_and_chances() -> None:
    one = {str(n): (shown, clicks, 0) for n, (shown, clicks) in enumerate(drawn(0.1, 0))}
    other = {str(n): (shown, clicks, 0) for n, (shown, clicks) in enumerate(drawn(0.3, 1, 200))}
    console = Console(width=200, record=True)
    console.print(table({"sequence/4": other, "sequence/3": one}))
    lines = console.export_text().splitlines()
    (first,) = (line for line in lines if "sequence/3" in line)
    (second,) = (line for line in lines if "sequence/4" in line)
    assert "p =" not in first and "p = 0.000" in second and "400" in first
