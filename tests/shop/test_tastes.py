from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.tastes import HALF_LIFE, budget, covered, infer, norm, subject
from shop.types import Event, EventType, Item, now

MOMENT = now()
ITEMS = {"a": Item(id="a", title="A", brand="Kestrel", price=Decimal(10)), "b": Item(id="b", title="B", brand="Clay")}
EVENTS = st.builds(
    Event,
    type=st.sampled_from(["view", "search", "cart", "purchase", "rating", "dismiss"]),
    item_id=st.sampled_from(["a", "b", "gone", None]),
    query=st.one_of(st.none(), st.text(max_size=80)),
    value=st.one_of(st.none(), st.floats(1, 5)),
    ts=st.timedeltas(timedelta(days=-4000), timedelta(days=4000)).map(lambda delta: MOMENT + delta),
)


@given(st.lists(EVENTS, max_size=60), st.randoms())
def test_weights_stay_in_bounds_and_the_order_of_arrival_does_not_matter(events: list[Event], random: object) -> None:
    derived = infer(events, ITEMS, MOMENT)
    assert all(-1 <= taste.weight <= 1 and taste.ts <= MOMENT for taste in derived.tastes)
    again = infer(events[::-1], ITEMS, MOMENT)
    assert {(t.kind, norm(t.text)): t.weight for t in derived.tastes} == pytest.approx(
        {(t.kind, norm(t.text)): t.weight for t in again.tastes}, abs=1e-3
    )


@pytest.mark.parametrize(("weaker", "stronger"), [("view", "cart"), ("cart", "purchase")])
def test_deeds_weigh_more_than_glances(weaker: EventType, stronger: EventType) -> None:
    weights = {
        taste.text: taste.weight
        for taste in infer(
            [Event(type=weaker, item_id="a", ts=MOMENT), Event(type=stronger, item_id="b", ts=MOMENT)], ITEMS, MOMENT
        ).tastes
    }
    assert weights["Clay"] > weights["Kestrel"]


def test_old_events_fade() -> None:
    fresh = infer([Event(type="purchase", item_id="a", ts=MOMENT)], ITEMS, MOMENT).tastes[0].weight
    faded = infer([Event(type="purchase", item_id="a", ts=MOMENT - HALF_LIFE)], ITEMS, MOMENT).tastes[0].weight
    assert 0 < faded < fresh


def test_dismissals_and_bad_ratings_are_dislikes() -> None:
    tastes = infer([Event(type="rating", item_id="a", value=1, ts=MOMENT)], ITEMS, MOMENT).tastes
    assert tastes[0].weight < 0


@pytest.mark.parametrize(
    ("text", "blocked", "expected"),
    [("Running shoes", "shoe", True), ("Shoe trees", "running shoe", False), ("Glasses", "glass", False)],
)
def test_a_blocked_taste_covers_what_holds_its_words(text: str, blocked: str, expected: bool) -> None:
    assert covered(text, [blocked]) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("under 60", (None, Decimal(60))),
        ("20 to 50", (Decimal(20), Decimal(50))),
        ("over 100", (Decimal(100), None)),
        ("no idea", (None, None)),
        ("max 19,90", (None, Decimal("19.90"))),
    ],
)
def test_budgets(text: str, expected: tuple[Decimal | None, Decimal | None]) -> None:
    assert budget(text) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("i need a blue jacket under 60", "blue jacket"),
        ("Show me some hiking boots, please", "hiking boots"),
        ("hi, do you have any waterproof tents for under €200?", "waterproof tents"),
        ("tent for 4 people", "tent for 4 people"),
        ("something cheaper", ""),
        ("cheaper", ""),
        ("show me more", ""),
        ("a cheaper one in blue", "in blue"),
        ("headlamp between 20 and 40", "headlamp"),
        ("I'm looking for something for my dog", "my dog"),
        ("running shoes", "running shoes"),
        ("to-do notebook", "to-do notebook"),
        ("我想要一件蓝色夹克", "蓝色夹克"),
        ("便宜一点的", ""),
    ],
)
def test_a_search_is_about_a_thing(query: str, expected: str) -> None:
    assert subject(query) == expected


def test_a_search_that_only_moves_the_limits_is_no_taste() -> None:
    events = [Event(type="search", query=query) for query in ("cheaper", "i need a blue jacket under 60")]
    assert [taste.text for taste in infer(events, {}, now()).tastes] == ["blue jacket"]
