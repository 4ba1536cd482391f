"""The demo shop plays what a real shop does itself."""

from __future__ import annotations

from shop.shoppers import Shopper as Customer
from tests.gateway.conftest import Shop, Shopper


def test_signing_in_as_a_demo_shopper_and_buying(shop: Shop) -> None:
    shop.services.shoppers.put([Customer(id="demo-maya", name="Maya", email="maya@x.example")])
    with shop.client() as client:
        maya = next(one for one in client.get("/api/demo").json()["shoppers"] if one["sub"] == "demo-maya")
    session = shop.session(user_token=maya["user_token"])
    assert session.session["shopper"] == {"known": True, "email": "maya@x.example"}
    assert session.ask("POST", "/api/demo/checkout").status_code == 422, "an empty cart"
    session.ask("POST", "/api/cart", json={"item_id": "cup/3", "quantity": 2})
    number = session.ask("POST", "/api/demo/checkout").json()["order"]
    me = session.ask("GET", "/api/me").json()
    assert [order["number"] for order in me["orders"]] == [number]
    assert [event["type"] for event in me["events"]] == ["purchase"]
    assert session.ask("GET", "/api/cart").json()["lines"] == []


def test_a_real_shop_has_no_demo(shop: Shop, shopper: Shopper, monkeypatch: object) -> None:
    settings = shop.services.settings
    real = settings.model_copy(update={"shop": settings.shop.model_copy(update={"demo": False})})
    monkeypatch.setattr(shop.services, "settings", real)  # type: ignore[attr-defined]
    with shop.client() as client:
        assert client.get("/api/demo").status_code == 404
    assert shopper.ask("POST", "/api/demo/checkout").status_code == 404


def test_links_of_cards_lead_to_the_storefront(shop: Shop) -> None:
    with shop.client() as client:
        response = client.get("/items/AF-1/2", follow_redirects=False)
    assert response.headers["location"] == "/#/item/AF-1%2F2"
