from __future__ import annotations

from datetime import timedelta

import pytest

from shop.catalogue import Catalogue
from shop.erasure import erase
from shop.profiles import Profiles
from shop.retention import retain
from shop.shoppers import Shoppers
from shop.shown import MEMORY, ShownPicks
from shop.store import Store
from shop.types import Event, Item, now


@pytest.fixture
def shopper(store: Store) -> str:
    Catalogue(store).upsert([Item(id=name, title=name) for name in ("boot", "mug", "tent")])
    shopper_id = Shoppers(store).anonymous()
    Shoppers(store).consent(shopper_id, True)
    return shopper_id


def test_events_on_what_was_shown_are_clicks_and_purchases(store: Store, shopper: str) -> None:
    shown = ShownPicks(store)
    shown.note(shopper, "sequence/3", ["boot", "mug"], "home")
    shown.note(shopper, "sequence/4", ["tent"], "home")
    Profiles(store).record(shopper, [Event(type="view", item_id="mug"), Event(type="purchase", item_id="tent")])
    assert shown.outcomes() == {"sequence/3": {shopper: (2, 1, 0)}, "sequence/4": {shopper: (1, 1, 1)}}


def test_one_pick_is_clicked_once_however_often_it_is_looked_at(store: Store, shopper: str) -> None:
    shown = ShownPicks(store)
    shown.note(shopper, "sequence/3", ["boot"])
    later = now() + timedelta(seconds=1)
    for event in (Event(type="view", item_id="boot"), Event(type="cart", item_id="boot", ts=later)):
        Profiles(store).record(shopper, [event])
    assert shown.outcomes()["sequence/3"][shopper] == (1, 1, 0)


@pytest.mark.parametrize("ago", [timedelta(minutes=5), MEMORY + timedelta(days=400)])
def test_what_was_done_before_or_long_after_is_no_click(store: Store, shopper: str, ago: timedelta) -> None:
    shown = ShownPicks(store)
    shown.note(shopper, "sequence/3", ["boot"])
    Profiles(store).record(shopper, [Event(type="view", item_id="boot", ts=now() - ago)])
    assert shown.outcomes()["sequence/3"][shopper] == (1, 0, 0)


@pytest.mark.parametrize("consent", [None, False])
def test_nothing_is_kept_of_who_did_not_agree(store: Store, consent: bool | None) -> None:
    shopper = Shoppers(store).anonymous()
    if consent is not None:
        Shoppers(store).consent(shopper, consent)
    ShownPicks(store).note(shopper, "sequence/3", ["boot"])
    assert ShownPicks(store).outcomes() == {}


def test_picks_follow_their_shopper_and_go_with_them(store: Store, shopper: str) -> None:
    shown, known = ShownPicks(store), Shoppers(store).known("anna")
    shown.note(shopper, "sequence/3", ["boot"])
    Profiles(store).merge(shopper, known)
    assert shown.outcomes() == {"sequence/3": {known: (1, 0, 0)}}
    assert erase(store, known).deleted["shown_picks"] == 1
    assert shown.outcomes() == {}


def test_old_picks_are_let_go(store: Store, shopper: str) -> None:
    ShownPicks(store).note(shopper, "sequence/3", ["boot"])
    assert retain(store, 30, now() + timedelta(days=31))["shown_picks"] == 1
