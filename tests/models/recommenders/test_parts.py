"""The parts that recommenders are made of: histories, transitions, diversity, attributes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.recommenders import versions
from models.recommenders.attributes import Vocabulary, words
from models.recommenders.base import Step
from models.recommenders.diversity import best, mmr
from models.recommenders.history import merge, recent, weights
from models.recommenders.near import Touched
from models.recommenders.popularity import Popularity
from models.recommenders.shelf import Shelf
from models.recommenders.transitions import Transitions
from shop.errors import BadInput, NotFound
from shop.types import Event, Taste
from tests.models.recommenders import toy

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


# ── histories ─────────────────────────────────────────────────────────────────────────────────


def test_merge_sorts_what_came_in_any_order() -> None:
    late = Event(type="view", item_id="b", ts=NOON + timedelta(hours=1))
    early = Event(type="purchase", item_id="a", ts=(NOON - timedelta(hours=1)).replace(tzinfo=None))
    history = merge([late, early], [Taste(text="blue", weight=0.5, ts=NOON)], "  a gift ")
    assert [(s.kind, s.item_id or s.text) for s in history] == [
        ("purchase", "a"),
        ("taste", "blue"),
        ("view", "b"),
        ("context", "a gift"),
    ]


def test_recent_bounds_events_and_tastes_apart() -> None:
    history = [Step("taste", text="blue"), *[Step("view", str(n)) for n in range(9)], Step("taste", text="red")]
    assert recent(history, events=3, tastes=2) == [0, 7, 8, 9, 10]
    assert recent(history, events=3, tastes=1) == [7, 8, 9, 10]


def test_weights_fade_for_events_and_not_for_words() -> None:
    history = [Step("taste", text="blue", value=1.0), Step("view", "a"), Step("view", "b")]
    said, first, second = weights(history, decay=0.5)
    assert (first, second) == (0.5, 1.0) and said == weights(history[:1], decay=0.5)[0]


def test_a_burst_counts_at_most_twice() -> None:
    assert sum(weights([Step("view", "a")] * 1000, decay=0.5)) <= 2.0


@given(st.lists(st.tuples(st.sampled_from(["view", "rating", "dismiss", "purchase"]), st.integers(0, 5)), max_size=60))
def test_weights_stay_bounded(events: list[tuple[str, int]]) -> None:
    history = [Step(kind, str(item), value=float(item)) for kind, item in events]  # type: ignore[arg-type]
    found = weights(history, decay=0.8)
    assert len(found) == len(history) and all(-1.0 <= weight <= 1.0 for weight in found)


# ── transitions ───────────────────────────────────────────────────────────────────────────────


def test_transitions_against_a_naive_count() -> None:
    random = np.random.default_rng(0)
    sequences = [list(random.integers(0, 6, random.integers(0, 8))) for _ in range(40)]
    model = Transitions(reach=3, fade=1.0, back=0.25, alpha=0.5, beta=0.35, scale=1.0)
    model.fit(sequences, 6)
    counts = np.zeros((6, 6))
    for rows in sequences:
        for at, a in enumerate(rows):
            for gap in range(1, 4):
                if at + gap < len(rows) and rows[at + gap] != a:
                    counts[a, rows[at + gap]] += 1 / gap
                    counts[rows[at + gap], a] += 0.25 / gap
    seen = np.bincount([row for rows in sequences for row in rows], minlength=6)
    expected = counts / (seen[:, None] ** 0.5 * seen[None] ** 0.35)
    spread = model.spread([Touched([(2, 1.0), (4, 0.5), (1, -1.0)], [])]).toarray()[0]
    np.testing.assert_allclose(spread, expected[2] + 0.5 * expected[4], rtol=1e-5)


def test_transitions_follow_the_shelf() -> None:
    model = Transitions(reach=1)
    model.fit([[0, 1], [0, 2], [0, 2]], 3)
    before = model.spread([Touched([(0, 1.0)], [])]).toarray()[0]
    model.rearrange(np.array([0, 2]), 3)  # the item of row 1 goes, a new one comes
    after = model.spread([Touched([(0, 1.0)], [])]).toarray()[0]
    assert after.tolist() == [before[0], before[2], 0.0]


# ── diversity ─────────────────────────────────────────────────────────────────────────────────


@given(st.lists(st.integers(0, 5), min_size=1, max_size=30), st.integers(1, 30))
def test_best_is_a_stable_sort(scores: list[int], count: int) -> None:
    array = np.array(scores, np.float32)
    assert best(array, count).tolist() == np.argsort(-array, kind="stable")[:count].tolist()


def test_mmr_against_a_naive_loop() -> None:
    random = np.random.default_rng(3)
    scores = random.random(12).astype(np.float32)
    vectors = random.standard_normal((12, 4)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    relevance = (scores - scores.min()) / (scores.max() - scores.min())
    chosen: list[int] = []
    while len(chosen) < 5:
        gains = {
            i: 0.6 * relevance[i] - 0.4 * max([0.0, *(float(vectors[i] @ vectors[j]) for j in chosen)])
            for i in range(12)
            if i not in chosen
        }
        chosen.append(max(gains, key=gains.__getitem__))
    assert mmr(scores, vectors, np.arange(12), 5, 0.4).tolist() == chosen


def test_mmr_never_repeats_nor_runs_over() -> None:
    same = np.ones((4, 2), np.float32) / np.sqrt(2)
    assert sorted(mmr(np.zeros(4, np.float32), same, np.arange(4), 9, 1.0).tolist()) == [0, 1, 2, 3]
    assert mmr(np.zeros(4, np.float32), same, np.arange(0), 3, 0.5).tolist() == []


# ── the shelf and attributes ──────────────────────────────────────────────────────────────────


def test_a_bad_item_changes_nothing() -> None:
    shelf = Shelf()
    shelf.put([toy.item("a")])
    bad = toy.CatalogueItem("c", "c", np.full(toy.WIDTH, np.nan, np.float32))
    with pytest.raises(BadInput, match="'c'"):
        shelf.put([toy.item("b"), bad])
    assert shelf.ids == ["a"]


def test_attributes_as_words() -> None:
    found = words({"brand": "Alta ", "colours": ["Blue", "red"], "price": Decimal("50"), "new": True, "nothing": None})
    assert found == ["brand=alta", "colours=blue", "colours=red", "price~11", "new=True"]


def test_the_vocabulary_keeps_what_items_share() -> None:
    items = [{"brand": "alta"}, {"brand": "alta"}, {"brand": "finch"}]
    vocabulary = Vocabulary.of(items, least=2)
    assert vocabulary.known == ["brand=alta"] and len(vocabulary) == 2
    assert vocabulary.encode([*items, {}]).tolist() == [[1], [1], [0], [0]]


# ── versions ──────────────────────────────────────────────────────────────────────────────────


def test_versions_go_forward_and_back(tmp_path) -> None:
    model = Popularity()
    model.add_items([toy.item("a")])
    assert versions.current(tmp_path) is None
    first, second = versions.publish(model, tmp_path), versions.publish(model, tmp_path)
    assert versions.current(tmp_path) == second and second.name == "2"
    assert versions.rollback(tmp_path) == first == versions.current(tmp_path)
    with pytest.raises(NotFound, match="before 1"):
        versions.rollback(tmp_path)
    assert versions.publish(model, tmp_path).name == "3"
