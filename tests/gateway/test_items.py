"""The shelf over HTTP, with search and models down: plainer, never gone."""

from __future__ import annotations

from tests.gateway.conftest import Shop, Shopper


def test_items_and_one_item(shop: Shop) -> None:
    with shop.client() as client:
        body = client.get("/api/items").json()
        assert (body["total"], [item["id"] for item in body["items"]]) == (2, ["cup/3", "boot-1"])
        found = client.get("/api/items", params={"q": "black boot"}).json()["items"]
        assert found[0]["id"] == "boot-2"
        item = client.get("/api/items/boot-1").json()
        assert (item["title"], item["price"], item["stock"]) == ("Trail Boot", 89.9, 4)
        assert client.get("/api/items/cup/3").json()["id"] == "cup/3", "ids may hold a slash"
        assert client.get("/api/items", params={"category": "Cups"}).json()["total"] == 1
        names = client.get("/api/categories").json()["categories"]
        assert names == [{"name": "Boots", "count": 2}, {"name": "Cups", "count": 1}]


def test_a_long_answer_is_compressed(shop: Shop) -> None:
    with shop.client() as client:
        long = client.get("/api/items")
        assert long.headers["content-encoding"] == "gzip" and long.json()["items"]
        assert "content-encoding" not in client.get("/healthz").headers


def test_pages(shop: Shop) -> None:
    with shop.client() as client:
        pages = [client.get("/api/items", params={"limit": 1, "offset": n}).json()["items"] for n in range(3)]
    assert [[item["id"] for item in page] for page in pages] == [["cup/3"], ["boot-1"], []]


def test_bad_input(shop: Shop, shopper: Shopper) -> None:
    with shop.client() as client:
        missing = client.get("/api/items/unknown")
        assert (missing.status_code, missing.json()["error"]["code"]) == (404, "not_found")
        for params, field in (({"limit": 0}, "limit"), ({"limit": "x"}, "limit"), ({"q": "x" * 501}, "q")):
            response = client.get("/api/items", params=params)
            assert (response.status_code, response.json()["error"]["field"]) == (422, field)
    assert shopper.ask("GET", "/api/recommendations?limit=0").status_code == 422


def test_recommendations_without_models(shopper: Shopper) -> None:
    body = shopper.ask("GET", "/api/recommendations?limit=2&context=a+hiking+trip").json()
    assert body["origin"] == "popular"
    for pick in body["picks"]:
        assert set(pick) == {"item", "score", "reasons"}
        assert pick["reasons"] == ["popular with our customers"]
        assert pick["item"]["stock"] > 0


def test_the_cart(shopper: Shopper) -> None:
    assert shopper.ask("GET", "/api/cart").json()["lines"] == []
    cart = shopper.ask("POST", "/api/cart", json={"item_id": "cup/3", "quantity": 2}).json()
    assert (cart["lines"][0]["price"], cart["shipping"], cart["total"]) == (15.0, 4.9, 19.9)
    cart = shopper.ask("PUT", "/api/cart", json={"item_id": "cup/3", "quantity": 3}).json()
    assert cart["lines"][0]["quantity"] == 3
    for body, status in (
        ({"item_id": "boot-2"}, 422),
        ({"item_id": "unknown"}, 404),
        ({"item_id": "cup/3", "quantity": 100}, 422),
        ({}, 422),
    ):
        assert shopper.ask("POST", "/api/cart", json=body).status_code == status
    assert shopper.ask("DELETE", "/api/cart/cup/3").json()["lines"] == []
    assert shopper.ask("DELETE", "/api/cart/cup/3").status_code == 404
