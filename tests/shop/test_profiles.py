from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from shop.catalogue import Catalogue
from shop.errors import BadInput
from shop.profiles import Profiles
from shop.shoppers import Shoppers
from shop.store import Store
from shop.types import Event, Item, Taste, now


@pytest.fixture
def profiles(store: Store) -> Profiles:
    Catalogue(store).upsert(
        [
            Item(
                id="boot", title="Boot", brand="Kestrel", category="Hiking shoes", price=Decimal(90), colours=("Blue",)
            ),
            Item(id="mug", title="Mug", brand="Clay", category="Mugs", price=Decimal(9), materials=("Ceramic",)),
            *(Item(id=f"i{n}", title=str(n), category="Things", price=Decimal(n)) for n in range(1, 101)),
        ]
    )
    return Profiles(store)


@pytest.fixture
def shopper(store: Store) -> str:
    return Shoppers(store).anonymous()


def texts(profiles: Profiles, shopper: str) -> set[str]:
    return {taste.text for taste in profiles.tastes(shopper)}


def test_an_event_changes_the_profile_at_once(profiles: Profiles, shopper: str) -> None:
    profiles.record(shopper, [Event(type="view", item_id="mug"), Event(type="purchase", item_id="boot")])
    profile = profiles.profile(shopper)
    assert [event.item_id for event in profile.events] == ["mug", "boot"]
    strongest = profile.tastes[0]
    assert strongest.source == "events" and strongest.evidence == ("boot",)
    assert profile.brands == ("Kestrel", "Clay")
    assert (profile.price_low, profile.price_high) == (Decimal(9), Decimal(90))
    assert profile.last_seen == profile.events[-1].ts


@pytest.mark.parametrize(
    ("event", "field"),
    [
        (Event(type="view"), "events.1.item_id"),
        (Event(type="view", item_id="nothing"), "events.1.item_id"),
        (Event(type="search", query=" "), "events.1.query"),
        (Event(type="rating", item_id="mug"), "events.1.value"),
        (Event(type="rating", item_id="mug", value=6), "events.1.value"),
        (Event(type="cart", item_id="mug", value=float("nan")), "events.1.value"),
    ],
)
def test_a_batch_is_taken_whole_or_not_at_all(profiles: Profiles, shopper: str, event: Event, field: str) -> None:
    with pytest.raises(BadInput) as caught:
        profiles.record(shopper, [Event(type="view", item_id="mug"), event])
    assert caught.value.field == field
    assert profiles.profile(shopper).events == ()


def test_the_same_event_twice_counts_once(profiles: Profiles, shopper: str) -> None:
    event = Event(type="purchase", item_id="mug")
    assert profiles.record(shopper, [event, event]) == 1
    before = profiles.tastes(shopper)
    assert profiles.record(shopper, [event]) == 0
    assert profiles.tastes(shopper) == before


def test_clocks_that_run_backwards_or_ahead(profiles: Profiles, shopper: str) -> None:
    late = Event(type="view", item_id="boot", ts=now() + timedelta(days=400))
    old = Event(type="view", item_id="mug", ts=datetime(2020, 1, 1))  # naive is taken as UTC
    profiles.record(shopper, [late])
    profiles.record(shopper, [old])
    events = profiles.profile(shopper).events
    assert [event.item_id for event in events] == ["mug", "boot"]
    assert events[0].ts == datetime(2020, 1, 1, tzinfo=UTC)
    assert events[1].ts <= now()
    assert "Hiking shoes" in texts(profiles, shopper) and "Mugs" not in texts(profiles, shopper)


def test_stop_showing_me_shoes_holds(profiles: Profiles, shopper: str) -> None:
    profiles.record(shopper, [Event(type="purchase", item_id="boot")])
    assert "Hiking shoes" in texts(profiles, shopper)
    profiles.add_taste(shopper, Taste(text="shoes", kind="dislike"))
    assert "Hiking shoes" not in texts(profiles, shopper)
    profiles.record(shopper, [Event(type="purchase", item_id="boot"), Event(type="view", item_id="boot")])
    assert "Hiking shoes" not in texts(profiles, shopper)
    dislike = next(taste for taste in profiles.tastes(shopper) if taste.text == "shoes")
    assert dislike.weight == -1.0 and dislike.source == "chat"


def test_a_deleted_taste_stays_deleted_until_it_is_said_again(profiles: Profiles, shopper: str) -> None:
    profiles.record(shopper, [Event(type="purchase", item_id="boot")])
    assert profiles.remove_taste(shopper, "blue")
    assert not profiles.remove_taste(shopper, "blue")
    profiles.record(shopper, [Event(type="purchase", item_id="boot")])
    assert "Blue" not in texts(profiles, shopper)
    profiles.add_taste(shopper, Taste(text="Blue", kind="colour"))
    assert "Blue" in texts(profiles, shopper)


def test_a_correction_replaces_what_was_said(profiles: Profiles, shopper: str) -> None:
    profiles.add_taste(shopper, Taste(text="leather", kind="like"))
    profiles.add_taste(shopper, Taste(text="Leather", kind="dislike"))
    assert [(taste.text, taste.weight) for taste in profiles.tastes(shopper)] == [("Leather", -1.0)]


def test_a_budget_that_was_said_counts_before_prices_looked_at(profiles: Profiles, shopper: str) -> None:
    profiles.record(shopper, [Event(type="view", item_id="boot")])
    profiles.add_taste(shopper, Taste(text="under 40", kind="budget"))
    profiles.add_taste(shopper, Taste(text="42", kind="size"))
    profile = profiles.profile(shopper)
    assert (profile.price_low, profile.price_high) == (None, Decimal(40))
    assert profile.sizes == ("42",)


def test_bad_tastes_are_refused(profiles: Profiles, shopper: str) -> None:
    for taste in (Taste(text=" "), Taste(text="x", weight=2), Taste(text="x", weight=float("nan"))):
        with pytest.raises(BadInput):
            profiles.add_taste(shopper, taste)


def test_ten_thousand_events_stay_bounded(profiles: Profiles, shopper: str) -> None:
    start = now() - timedelta(days=1)
    many = [Event(type="view", item_id=f"i{n % 100 + 1}", ts=start + timedelta(seconds=n)) for n in range(10_000)]
    assert profiles.record(shopper, many) == 10_000
    profile = profiles.profile(shopper)
    assert len(profile.events) == 200 and profile.events[-1] == many[-1]
    assert len(profile.tastes) <= 24
    assert profiles.record(shopper, many[:50]) == 0


def test_histories_and_erasing(profiles: Profiles, shopper: str) -> None:
    profiles.record(shopper, [Event(type="view", item_id="mug")])
    assert [event.item_id for event in profiles.histories()[shopper]] == ["mug"]
    assert profiles.erase(shopper)["events"] == 1
    assert profiles.profile(shopper).tastes == ()
