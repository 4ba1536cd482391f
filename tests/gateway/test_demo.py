"""The demo shop plays what a real shop does itself."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from shop.shoppers import Shopper as Customer
from shop.tables import FactRow
from tests.gateway.conftest import ITEMS, Shop, Shopper


@pytest.fixture
def demo(shop: Shop) -> Iterator[Shop]:
    """The shop as the demo's loading leaves it, with Maya and a customer who is not the demo's."""
    store = shop.services.store
    names = {"demo-maya": "Maya", "a-real-customer": "Ann"}
    shop.services.shoppers.put([Customer(id=one, name=name, email=f"{name}@x.example") for one, name in names.items()])
    with store.session() as session:
        session.merge(FactRow(name="origin", value={"kind": "demo", "subjects": ["demo-maya"]}))
    yield shop
    with store.session() as session:
        session.merge(FactRow(name="origin", value={"kind": "own", "subjects": []}))


def test_signing_in_as_a_demo_shopper_and_buying(demo: Shop) -> None:
    with demo.client() as client:
        maya = next(one for one in client.get("/api/demo").json()["shoppers"] if one["sub"] == "demo-maya")
    session = demo.session(user_token=maya["user_token"])
    assert session.session["shopper"] == {"known": True, "email": "maya@x.example"}
    assert session.ask("POST", "/api/demo/checkout").status_code == 422, "an empty cart"
    session.ask("POST", "/api/cart", json={"item_id": "cup/3", "quantity": 2})
    number = session.ask("POST", "/api/demo/checkout").json()["order"]
    me = session.ask("GET", "/api/me").json()
    assert [order["number"] for order in me["orders"]] == [number]
    assert [event["type"] for event in me["events"]] == ["purchase"]
    assert session.ask("GET", "/api/cart").json()["lines"] == []


def test_only_the_demos_own_shoppers_are_handed_out(demo: Shop) -> None:
    with demo.client() as client:
        assert [one["sub"] for one in client.get("/api/demo").json()["shoppers"]] == ["demo-maya"]


def test_a_real_catalogue_ends_the_demo_for_good(demo: Shop, shopper: Shopper) -> None:
    demo.services.catalogue.upsert(ITEMS[:1])
    with demo.client() as client:
        response = client.get("/api/demo")
    assert response.status_code == 404
    assert "maya" not in response.text.lower()
    assert shopper.ask("POST", "/api/demo/checkout").status_code == 404


def test_the_setting_turns_it_off_too(demo: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = demo.services.settings
    real = settings.model_copy(update={"shop": settings.shop.model_copy(update={"demo": False})})
    monkeypatch.setattr(demo.services, "settings", real)
    with demo.client() as client:
        assert client.get("/api/demo").status_code == 404


def test_links_of_cards_lead_to_the_storefront(shop: Shop) -> None:
    with shop.client() as client:
        response = client.get("/items/AF-1/2", follow_redirects=False)
    assert response.headers["location"] == "/#/item/AF-1%2F2"
