"""Events are valid, follow latent tastes, and cannot be guessed from popularity."""

from __future__ import annotations

import importlib.util
import math
import sys
from collections import Counter
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest

from shop.types import Event

from .conftest import DEMO


@pytest.fixture(scope="module")
def oracle() -> ModuleType:
    spec = importlib.util.spec_from_file_location("demo_oracle", DEMO / "oracle.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


def test_they_are_valid_and_resolve(demo: SimpleNamespace) -> None:
    items, shoppers = {item.id for item in demo.items}, {shopper["id"] for shopper in demo.shoppers}
    seen = set()
    for line in demo.events:
        event = Event.model_validate({name: value for name, value in line.items() if name != "shopper_id"})
        assert line["shopper_id"] in shoppers
        assert event.query if event.type == "search" else event.item_id in items
        if event.type == "rating":
            assert event.value in (1, 2, 3, 4, 5)
        assert line["ts"] <= demo.meta["reference_date"]
        seen.add((line["shopper_id"], line["type"], line.get("item_id"), line.get("query"), line["ts"]))
    assert len(seen) == len(demo.events)


def test_500_shoppers_of_15_to_80_events(demo: SimpleNamespace) -> None:
    counts = Counter(event["shopper_id"] for event in demo.events)
    assert len(demo.shoppers) == len(counts) == len({shopper["email"] for shopper in demo.shoppers}) == 500
    assert min(counts.values()) >= 15 and max(counts.values()) <= 80
    assert {event["type"] for event in demo.events} == {"view", "search", "cart", "purchase", "rating", "dismiss"}
    assert all(shopper["email"].endswith("@example.com") for shopper in demo.shoppers)
    assert set(demo.latent["shoppers"]) == set(counts)


def test_the_oracle_gives_probabilities(oracle: ModuleType) -> None:
    known = oracle.Oracle.load(DEMO)
    shopper = next(iter(known.shoppers))
    first = known.probabilities(shopper, oracle.State())
    assert first.shape == (len(known.ids),) and math.isclose(first.sum(), 1) and (first >= 0).all()
    best = known.ids[int(first.argmax())]
    after = known.probabilities(shopper, oracle.State(best, False, frozenset({best})))
    assert after[known.row[best]] == 0 and math.isclose(after.sum(), 1)


def test_the_oracle_is_calibrated(oracle: ModuleType) -> None:
    """The steps that happened are as likely as the oracle says: mean log p is what the entropy foretells."""
    known, steps = oracle.Oracle.load(DEMO), oracle.sequences(oracle.read(DEMO / "events.jsonl"))
    surprise, expected = [], []
    for shopper in list(steps)[::10]:
        seen: list[str] = []
        state = oracle.State()
        for item, bought in steps[shopper]:
            chances = known.probabilities(shopper, state)
            some = chances[chances > 0]
            surprise.append(-math.log(chances[known.row[item]]))
            expected.append(float(-(some * np.log(some)).sum()))
            seen.append(item)
            state = oracle.State(item, bought, frozenset(seen))
    assert abs(np.mean(surprise) - np.mean(expected)) < 0.15


def test_popularity_alone_is_below_half_of_the_oracle(oracle: ModuleType) -> None:
    found = oracle.evaluate(DEMO)
    assert found["oracle"] > 0.2
    assert found["popularity"] < 0.5 * found["oracle"]


def test_sequences_hold_every_item_once(oracle: ModuleType) -> None:
    for own in oracle.sequences(oracle.read(DEMO / "events.jsonl")).values():
        ids = [item for item, _ in own]
        assert len(ids) == len(set(ids)) >= 10
