from __future__ import annotations

import pytest

from shop.carts import Carts
from shop.catalogue import Catalogue
from shop.conversations import Conversations
from shop.errors import NotFound
from shop.profiles import Profiles
from shop.restock import Restock
from shop.settings import Settings
from shop.shoppers import Shopper, Shoppers
from shop.store import Store
from shop.types import Address, Event, Item, Taste

HOME = Address(name="Ada", street="Lane 1", postcode="1", city="Town", country="NL")


def test_the_first_who_signs_in_stays_the_same_shopper(store: Store) -> None:
    shoppers = Shoppers(store)
    anonymous = shoppers.anonymous()
    assert shoppers.link(anonymous, "ada") == anonymous
    assert shoppers.link(anonymous, "ada") == anonymous
    assert shoppers.known("ada", "Ada@X.example ") == anonymous
    assert shoppers.email(anonymous) == "ada@x.example"
    assert shoppers.subject(anonymous) == "ada"


def test_someone_else_on_the_same_browser_gets_nothing_of_the_first(store: Store) -> None:
    shoppers = Shoppers(store)
    ada = shoppers.link(shoppers.anonymous(), "ada")
    assert shoppers.link(ada, "bob") != ada
    assert shoppers.known("ada") == ada


def test_what_an_anonymous_shopper_did_goes_to_the_one_known(store: Store, settings: Settings) -> None:
    shoppers, profiles, conversations = Shoppers(store), Profiles(store), Conversations(store)
    catalogue = Catalogue(store)
    carts = Carts(store, catalogue, settings)
    catalogue.upsert([Item(id=item_id, title=item_id, brand=item_id, stock=9) for item_id in "ab"])
    ada = shoppers.known("ada")
    carts.add(ada, "a", 1)
    profiles.record(ada, [Event(type="view", item_id="a")])
    anonymous = shoppers.anonymous()
    conversation = conversations.open(anonymous)
    carts.add(anonymous, "a", 3)
    carts.add(anonymous, "b")
    profiles.record(anonymous, [Event(type="purchase", item_id="b")])
    profiles.add_taste(anonymous, Taste(text="hiking"))
    profiles.remove_taste(anonymous, "golf")
    Restock(store).watch(anonymous, "b", "a@b.example")
    shoppers.consent(anonymous, True)

    assert shoppers.link(anonymous, "ada") == ada
    assert shoppers.resolve(anonymous) == ada
    assert conversations.get(conversation.id).shopper_id == ada
    assert [(line.item_id, line.quantity) for line in carts.get(ada).lines] == [("a", 3), ("b", 1)]
    profile = profiles.profile(anonymous)
    assert profile.shopper_id == ada
    assert {event.item_id for event in profile.events} == {"a", "b"}
    assert {"hiking", "a", "b"} <= {taste.text for taste in profile.tastes}
    assert profiles.removed(ada) == ["golf"]
    assert [watch.item_id for watch in Restock(store).watching(ada)] == ["b"]
    assert shoppers.consented(ada) is True
    profiles.record(anonymous, [Event(type="view", item_id="b")])
    assert len(profiles.profile(ada).events) == 3


def test_known_shoppers_come_from_a_file_again_and_again(store: Store) -> None:
    shoppers = Shoppers(store)
    ada = Shopper(id="ada", name="Ada", email="Ada@X.example", address=HOME)
    assert shoppers.put([ada]) == shoppers.put([ada]) == 1
    assert shoppers.known("ada") == "ada"
    assert shoppers.address("ada") == HOME
    assert shoppers.details("ada").name == "Ada"
    assert [shopper.id for shopper in shoppers.subjects(["ada", "nobody"])] == ["ada"]


def test_nobody_is_told(store: Store) -> None:
    with pytest.raises(NotFound, match="nobody"):
        Shoppers(store).email("nobody")
    assert not Shoppers(store).exists("nobody")
    assert Profiles(store).profile("nobody").events == ()
    assert Shoppers(store).consented(Shoppers(store).anonymous()) is None
