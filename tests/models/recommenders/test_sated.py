"""What was bought is not offered again at once, in another brand either."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from models.recommenders import registry
from models.recommenders.attributes import bought_again
from models.recommenders.base import Recommender, Step
from models.recommenders.sated import FOR, sated_rows
from models.recommenders.shelf import Shelf
from tests.models.recommenders import toy

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
KINDS = ("tent", "lamp", "stove", "mug", "map", "tea")


def shelf(*, consumable: str = "tea", kinds: tuple[str, ...] = KINDS) -> Shelf:
    made = Shelf()
    made.put([toy.item(f"{k}-{n}", category=k, consumable=k == consumable) for k in kinds for n in range(3)])
    return made


def kinds(history: list[Step], own: Shelf) -> set[str]:
    return {own.ids[row].split("-")[0] for row in rows(history, own)}


def rows(history: list[Step], own: Shelf) -> list[int]:
    return list(sated_rows(history, own, lambda row: bought_again(own.attributes[row])))


def step(kind: str, item_id: str, days: float = 0.0) -> Step:
    return Step(kind, item_id, ts=NOON + timedelta(days=days))


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        ([step("view", "tent-0")], set()),
        ([step("view", "tent-0"), step("purchase", "tent-0", 1)], {"tent"}),
        ([step("purchase", "tent-0"), step("rating", "tent-0", 1)], {"tent"}),
        ([step("purchase", "tent-0"), step("view", "lamp-0", 1)], {"tent"}),
        ([step("purchase", "tent-0"), step("view", "tent-1", 1)], set()),
        ([step("purchase", "tea-0")], set()),
        ([step("purchase", "tent-0"), step("view", "lamp-0", FOR.days + 1)], set()),
        ([Step("purchase", "tent-0"), step("view", "lamp-0")], {"tent"}),
        ([step("purchase", "gone")], set()),
        ([step("purchase", "tent-0"), step("purchase", "mug-2")], {"tent", "mug"}),
    ],
)
def test_what_has_been_bought_and_not_looked_at_since(history: list[Step], expected: set[str]) -> None:
    assert kinds(history, shelf()) == expected


def test_a_kind_that_is_half_of_the_shop_is_none() -> None:
    assert kinds([step("purchase", "tent-0")], shelf(kinds=("tent", "lamp"))) == set()


def test_kinds_follow_the_shelf() -> None:
    own, bought = shelf(), [step("purchase", "tent-0")]
    before = [own.ids[row] for row in rows(bought, own)]
    own.put([toy.item("tent-3", category="tent"), toy.item("tent-1", category="mug")])
    own.remove(["tent-2", "lamp-0"])
    after = [own.ids[row] for row in rows(bought, own)]
    assert (before, after) == (["tent-0", "tent-1", "tent-2"], ["tent-0", "tent-3"])


@pytest.fixture(params=registry.names())
def model(request: pytest.FixtureRequest) -> Recommender:
    made = registry.create(request.param, embed=toy.embed)
    made.add_items([toy.item(f"{k}-{n}", category=k) for k in KINDS for n in range(3)])
    return made


def test_the_same_kind_comes_after_all_others(model: Recommender) -> None:
    picks = [pick.item_id.split("-")[0] for pick in model.recommend([step("purchase", "tent-0")], 17)]
    assert picks[-2:] == ["tent", "tent"] and "tent" not in picks[:-2]
