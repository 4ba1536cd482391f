"""What a trail tells of a shopper's leanings: each formula against a plain one, and what it means in a shop."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from models.recommenders.affinity import CALM, DEVOTED, DOUBT, OFTENER, Preference, affinity
from models.recommenders.attributes import Vocabulary, kind_of
from models.recommenders.base import CatalogueItem, Step
from models.recommenders.leanings import Leanings
from models.recommenders.levels import Levels
from models.recommenders.moves import Moves
from models.recommenders.shares import Shares, trail
from models.recommenders.shelf import Shelf

COLOURS = ("red", "blue", "blue", "blue")


def shop() -> list[dict[str, object]]:
    """Ten tents, then ten lamps, then ten stoves; the first of a kind is the cheapest; stoves come in no colour."""
    return [
        {"category": kind, "price": 10.0 * base + n, "colours": [COLOURS[n % 4]] if kind != "stove" else []}
        for base, kind in ((10, "tent"), (1, "lamp"), (4, "stove"))
        for n in range(10)
    ]


@pytest.fixture
def shares() -> Shares:
    vocabulary = Vocabulary.of(shop())
    return Shares(vocabulary, vocabulary.encode(shop()))


def looked(*rows: int) -> list[tuple[int, bool]]:
    return [(row, False) for row in rows]


def best(query: np.ndarray, shares: Shares, field: str) -> int:
    return int(np.argmax(shares.items[:, shares.columns[field]] @ query))


def test_an_item_is_shared_out_over_its_values() -> None:
    items = [{"colours": ["red", "blue"], "category": "lamp"}] * 3
    vocabulary = Vocabulary.of(items)
    own = Shares(vocabulary, vocabulary.encode(items))
    assert_allclose(own.items[:, own.columns["colours"]].toarray(), 0.5)
    assert_allclose(own.items[:, own.columns["category"]].toarray(), 1.0)


def test_a_trail_has_each_item_once_and_knows_what_was_bought() -> None:
    shelf = Shelf()
    shelf.put([CatalogueItem(name, name, np.ones(2, np.float32)) for name in "abc"])
    steps = [
        Step("view", "a"),
        Step("view", "b"),
        Step("view", "a"),
        Step("dismiss", "c"),
        Step("purchase", "b"),
        Step("view", "gone"),
    ]
    assert trail(steps, shelf) == [(0, False), (1, True)]


def test_affinity_against_a_plain_count(shares: Shares) -> None:
    (found,) = affinity(shares, [looked(0, 1, 12)], ["colours"])
    columns = shares.columns["colours"]
    usual = shares.usual[columns] / shares.usual[columns].sum()
    counts = shares.items[[0, 1, 12]][:, columns].toarray().sum(axis=0)
    assert_allclose(found[0], np.log((counts + CALM * usual) / ((3 + CALM) * usual)), rtol=1e-5)


def test_a_preference_is_what_is_chosen_among_things_of_one_kind(shares: Shares) -> None:
    kinds = [kind_of(own) for own in shop()]
    preference = Preference(shares, kinds, np.zeros(30, np.float32))
    colours, category = preference([looked(0, 4, 8)], ["colours", "category"])
    red = best(colours[0], shares, "colours")
    assert red % 4 == 0
    assert_allclose(category, 0.0, atol=1e-6)  # that they looked at tents is no choice among tents
    columns = shares.columns["colours"]
    expected = 3 * shares.items[:10][:, columns].toarray().mean(axis=0)
    counts = shares.items[[0, 4, 8]][:, columns].toarray().sum(axis=0)
    assert_allclose(colours[0], np.log((counts + DOUBT) / (expected + DOUBT)), rtol=1e-4)


def test_devotion_against_two_poissons(shares: Shares) -> None:
    """The posterior from the two distributions themselves; four red things say more than two."""
    preference = Preference(shares, [kind_of(own) for own in shop()], np.zeros(30))
    trails = [looked(0, 4), looked(0, 4, 10, 14)]  # red tents, then red lamps too; three of ten are red
    own, expected = preference.counts(trails)
    queries = preference.devotion(trails, ["colours"])[0]
    for column, value in enumerate(shares.columns["colours"]):
        for b in range(2):
            n, mean = own[b, value], expected[b, value]
            often, seldom = OFTENER**n * np.exp(-mean * OFTENER), np.exp(-mean)  # what both share cancels
            devoted = DEVOTED * often / (DEVOTED * often + (1 - DEVOTED) * seldom)
            assert queries[b, column] == pytest.approx(np.log(1 - devoted + devoted * OFTENER), abs=1e-5)
    red = queries.max(axis=1)
    assert red[1] > red[0] > 0


def test_levels_carry_from_one_kind_to_another() -> None:
    cheap, dear = looked(0, 1, 0), looked(8, 9)
    levels = Levels(shop(), {"price": 0.2})
    queries = levels([cheap, dear, []], ["price"])[0]
    liking = queries @ levels.keys.T  # (B, N)
    lamps = liking[:, 10:20]
    assert lamps[0].argmax() < 3 and lamps[1].argmax() > 6
    assert_allclose(liking[2], 0.0)


def test_an_item_without_the_number_is_neither_cheap_nor_dear() -> None:
    items = [*shop(), {"category": "tent"}]
    levels = Levels(items, {"price": 0.2})
    assert_allclose(levels([looked(0, 1)], ["price"])[0] @ levels.keys[30], 0.0, atol=1e-6)


def test_the_spread_is_how_far_a_shoppers_own_ranks_lie_apart() -> None:
    narrow = Levels.spreads(shop(), [looked(0, 1, 11), looked(8, 19, 9)])
    wide = Levels.spreads(shop(), [looked(0, 9, 14), looked(2, 18, 5)])
    assert 0 < narrow["price"] < wide["price"]


def histories() -> list[list[tuple[int, bool]]]:
    """Who looks at a tent goes on to another; who buys one goes on to a lamp."""
    draw = np.random.default_rng(0)
    found = []
    for _ in range(60):
        first, second = draw.permutation(10)[:2]
        found.append([(int(first), False), (int(second), True), (int(draw.integers(10, 20)), False)])
    return found


def test_what_follows_a_purchase_is_not_what_follows_a_look(shares: Shares) -> None:
    moves = Moves()
    moves.fit(shares, histories())
    looks, buys = moves(shares, [looked(3), [(3, True)]], ["category"])[0]
    assert best(looks, shares, "category") < 10 <= best(buys, shares, "category") < 20


def test_moves_are_chances_over_the_usual_ones(shares: Shares) -> None:
    moves = Moves()
    moves.fit(shares, histories())
    (query,) = moves(shares, [looked(3, 12), [(3, True)], []], ["category"])
    usual = moves.usual[shares.columns["category"]]
    assert_allclose((np.exp(query) * usual).sum(axis=1), 1.0, atol=1e-3)
    assert_allclose(query[2], 0.0)


def test_moves_come_back_from_disk(shares: Shares) -> None:
    moves, again = Moves(), Moves()
    moves.fit(shares, histories())
    again.restore(moves.state())
    some = [looked(3, 12), [(3, True)]]
    for one, other in zip(moves(shares, some, shares.fields), again(shares, some, shares.fields), strict=True):
        assert_allclose(one, other, rtol=1e-5)


def test_the_fields_that_tell_what_comes_next_are_chosen() -> None:
    items = [{**own, "shade": f"s{n % 2}"} for n, own in enumerate(shop())]
    shelf = Shelf()
    shelf.put([CatalogueItem(str(n), "", np.ones(2, np.float32), own) for n, own in enumerate(items)])
    vocabulary, moves = Vocabulary.of(items), Moves()
    moves.fit(Shares(vocabulary, vocabulary.encode(items)), histories())
    leanings = Leanings(vocabulary, shelf, moves, {"price": 0.2})
    chosen = leanings.telling([trail[:2] for trail in histories()], np.array([t[2][0] for t in histories()]), 3)
    assert ("moves", "category") in chosen
    assert len(leanings.dots([looked(1)], chosen)) == len(chosen)


def test_dots_of_some_rows_are_those_of_all(shares: Shares) -> None:
    shelf = Shelf()
    shelf.put([CatalogueItem(str(n), "", np.ones(2, np.float32), own) for n, own in enumerate(shop())])
    vocabulary, moves = Vocabulary.of(shop()), Moves()
    moves.fit(shares, histories())
    leanings = Leanings(vocabulary, shelf, moves, {"price": 0.2})
    chosen = [("levels", "price"), ("moves", "category"), ("preference", "colours"), ("affinity", "category")]
    rows = np.array([4, 17, 29])
    for few, every in zip(leanings.dots([looked(1)], chosen, rows), leanings.dots([looked(1)], chosen), strict=True):
        assert_allclose(few.dense(), every.dense()[:, rows], rtol=1e-5)
