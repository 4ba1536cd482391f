"""Everything held can be read, and nothing is left after it was erased."""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from decimal import Decimal

from sqlalchemy import inspect, text

from shop.outbox import Outbox
from shop.restock import Restock
from shop.types import Address, Order, OrderLine, OrderStatus, Taste, now
from tests.gateway.conftest import SERVER_KEY, Shop, Shopper
from tests.gateway.test_pictures import picture

PNG = picture("PNG")


def everywhere(shop: Shop) -> str:
    """Every value of every table of the store, as one text."""
    found = []
    with shop.services.store.engine.connect() as connection:
        for table in inspect(connection).get_table_names():
            found += [repr(tuple(row)) for row in connection.execute(text(f'SELECT * FROM "{table}"'))]
    return "\n".join(found)


def tracker(shop: Shop) -> sqlite3.Connection:
    path = shop.services.settings.state / "tracker.db"
    connection = sqlite3.connect(path)
    connection.execute(
        "CREATE TABLE IF NOT EXISTS events (id INTEGER PRIMARY KEY, sender_id VARCHAR(255), type_name VARCHAR(255),"
        " timestamp FLOAT, intent_name VARCHAR(255), action_name VARCHAR(255), data TEXT)"
    )
    return connection


def a_full_life(shop: Shop) -> Shopper:
    """A shopper of whom every part of the house holds something."""
    anonymous = shop.session()
    anonymous.say("hello, I am Ann")
    signed = anonymous.ask("POST", "/api/sessions", json={"user_token": shop.user_token("ann", email="ann@x.example")})
    shopper = Shopper(shop, signed.json())
    second = shop.session()
    token = shop.user_token("ann")
    shopper = Shopper(shop, second.ask("POST", "/api/sessions", json={"user_token": token}).json())
    shopper.say("a second conversation", client_id="k")
    shop.services.conversations.quick_reply(shopper.conversation_id, "Yes", "affirm", {})
    shopper_id = shop.services.conversations.get(shopper.conversation_id).shopper_id
    shopper.ask("PUT", "/api/me/consent", json={"tracking": True})
    shopper.ask("POST", "/api/events", json={"events": [{"type": "view", "item_id": "boot-1"}]})
    body = {"events": [{"type": "purchase", "item_id": "cup/3"}]}
    shopper.ask("POST", "/api/events", json=body, headers={"X-Shop-Key": SERVER_KEY})
    shopper.ask("PUT", "/api/me/consent", json={"tracking": False})
    shopper.ask("POST", "/api/events", json={"events": [{"type": "view", "item_id": "boot-2"}]})
    shopper.ask("POST", "/api/cart", json={"item_id": "cup/3"})
    shopper.ask("POST", "/api/ratings", json={"rating": 5, "comment": "all well"})
    shop.services.book.add_note(shopper.conversation_id, "a_bea", "Ann is in a hurry")
    upload = shopper.ask("POST", "/api/uploads", files={"file": ("a.png", PNG, "image/png")}).json()
    shopper.say("look", attachment=upload["id"])
    services = shop.services
    services.profiles.add_taste(shopper_id, Taste(text="hiking"))
    services.profiles.remove_taste(shopper_id, "leather")
    Restock(services.store).watch(shopper_id, "boot-2", "ann@x.example")
    Outbox(services.store).put("notice", "ann@x.example", {"text": "hi Ann"}, "key-1", shopper_id=shopper_id)
    Outbox(services.store).put("notice", "ann@x.example", {"text": "by address alone"}, "key-2")
    services.orders.put(  # type: ignore[attr-defined]
        [
            Order(
                number="A1001",
                shopper_id=shopper_id,
                email="ann@x.example",
                status=OrderStatus.PAID,
                lines=(OrderLine(item_id="cup/3", title="Tin Cup", unit_price=Decimal("7.5")),),
                address=Address(name="Ann", street="1 Lane", postcode="1", city="X", country="DE"),
                total=Decimal("7.5"),
                placed_at=now(),
            )
        ]
    )
    with tracker(shop) as connection:
        for conversation_id in (shopper.conversation_id, anonymous.conversation_id):
            event = json.dumps({"event": "user", "text": "hello, I am Ann"})
            connection.execute(
                "INSERT INTO events (sender_id, type_name, data) VALUES (?, 'user', ?)", (conversation_id, event)
            )
        connection.execute("INSERT INTO events (sender_id, type_name, data) VALUES ('c_other', 'user', '{}')")
    return shopper


def test_everything_held_can_be_read(shop: Shop) -> None:
    shopper = a_full_life(shop)
    me = shopper.ask("GET", "/api/me").json()
    assert me["shopper"]["email"] == "ann@x.example"
    assert {event["type"] for event in me["events"]} == {"view", "purchase"}
    assert [event["item_id"] for event in me["visits"]] == ["boot-2"]
    assert "hiking" in {taste["text"] for taste in me["tastes"]}
    assert [order["number"] for order in me["orders"]] == ["A1001"]
    assert len(me["conversations"]) == 2
    texts = {message["text"] for conversation in me["conversations"] for message in conversation["messages"]}
    assert {"hello, I am Ann", "a second conversation"} <= texts
    assert sum(len(conversation["uploads"]) for conversation in me["conversations"]) == 1
    assert all(conversation["bot_log"] for conversation in me["conversations"])
    noted = next(one for one in me["conversations"] if one["id"] == shopper.conversation_id)
    assert [note["text"] for note in noted["notes"]] == ["Ann is in a hurry"]
    assert [rating["comment"] for rating in noted["ratings"]] == ["all well"]
    for table in ("carts", "watches", "outbox", "profiles", "blocked_tastes"):
        assert me[table], table
    shopper.ask("DELETE", "/api/me")


def test_nothing_is_left(shop: Shop) -> None:
    shopper = a_full_life(shop)
    services = shop.services
    shopper_id = services.conversations.get(shopper.conversation_id).shopper_id
    me = shopper.ask("GET", "/api/me").json()
    ids = [conversation["id"] for conversation in me["conversations"]]
    response = shopper.ask("DELETE", "/api/me")
    assert response.status_code == 200
    body = response.json()
    assert body["kept"][0]["ids"] == ["A1001"]
    assert "law" in body["kept"][0]["why"]
    assert body["erased"]["bot_log"] == 2
    assert body["erased"]["uploads"] == 1
    left = everywhere(shop)
    for trace in (shopper_id, *ids, "I am Ann", "a second conversation", "hi Ann", "by address alone"):
        assert trace not in left, trace
    assert services.orders.get("A1001").shopper_id is None
    with tracker(shop) as connection:
        senders = [row[0] for row in connection.execute("SELECT sender_id FROM events")]
    assert set(senders) == {"c_other"}
    assert not any((services.settings.state / "uploads" / one).exists() for one in ids)
    assert services.visits.events(shopper.conversation_id) == ()
    assert shopper.ask("GET", "/api/me").status_code == 401
    assert shopper.ask("DELETE", "/api/me").status_code == 401
    again = shop.session(user_token=shop.user_token("ann"))
    assert again.history() == []
    assert again.ask("GET", "/api/me").json()["events"] == []


def test_an_answer_under_way_does_not_come_after_the_erasure(shop: Shop, shopper: Shopper) -> None:
    shop.rasa.delay = lambda body: 0.5
    shopper.ask("POST", "/api/messages", json={"text": "a slow one"})
    results = []
    erasing = threading.Thread(target=lambda: results.append(shopper.ask("DELETE", "/api/me").status_code))
    erasing.start()
    erasing.join()
    assert results == [200]
    assert shopper.conversation_id not in everywhere(shop)


def test_what_the_bot_promises_to_erase_is_gone_after_its_answer(shop: Shop, shopper: Shopper) -> None:
    shop.rasa.answer = lambda body: [
        {"recipient_id": body["sender"], "text": "Goodbye!"},
        {"recipient_id": body["sender"], "custom": {"data": {"erase": body["message"] == "yes"}}},
    ]
    assert [reply["text"] for reply in shopper.say("delete my data")] == ["Goodbye!"]
    assert shopper.ask("GET", "/api/me").status_code == 200
    assert [reply["text"] for reply in shopper.say("yes")] == ["Goodbye!"]
    while shopper.ask("GET", "/api/me").status_code == 200:
        time.sleep(0.02)
    assert shopper.conversation_id not in everywhere(shop)


def test_a_tracker_without_tables_is_no_error(shop: Shop, shopper: Shopper) -> None:
    with tracker(shop) as connection:
        connection.execute("DROP TABLE events")
    assert shopper.ask("GET", "/api/me").status_code == 200
    assert shopper.ask("DELETE", "/api/me").json()["erased"]["bot_log"] == 0


def test_uploads_are_checked(shop: Shop, shopper: Shopper) -> None:
    def send(data: bytes) -> int:
        return shopper.ask("POST", "/api/uploads", files={"file": ("a.png", data, "image/png")}).status_code

    assert send(b"<script>alert(1)</script>") == 422
    assert send(b"") == 422
    assert send(b"\x89PNG\r\n\x1a\n" + b"0" * 5_000_000) == 422
    assert send(b"\x89PNG\r\n\x1a\n" + b"0" * 7_000_000) == 413
    upload = shopper.ask("POST", "/api/uploads", files={"file": ("a.png", PNG, "text/html")}).json()
    assert upload["type"] == "image/png"
    with shop.client() as client:
        picture = client.get(upload["url"])
        assert (picture.status_code, picture.headers["content-type"]) == (200, "image/png")
        assert picture.headers["x-content-type-options"] == "nosniff"
        assert client.get("/api/uploads/../../secrets.toml/x.png").status_code == 404
        assert client.get(f"/api/uploads/{shopper.conversation_id}/..%2f..%2fshop.db").status_code == 404
    other = shop.session()
    assert other.ask("POST", "/api/messages", json={"text": "x", "attachment": upload["id"]}).status_code == 422
    shopper.say("look", attachment=upload["id"])
    assert shopper.history()[0]["data"]["attachment"] == upload
