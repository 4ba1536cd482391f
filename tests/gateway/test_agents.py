"""Accounts, sessions, CSRF, roles, and the admins' pages."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator

import httpx
import pytest
import yaml
from websockets.sync.client import connect

from shop.types import Owner
from tests.gateway.conftest import Shop, Shopper
from tests.gateway.console import PASSWORD, Console
from tests.gateway.test_messages import wait_until
from tests.gateway.test_stream import Browser


@pytest.fixture
def bea(shop: Shop) -> Iterator[Console]:
    console = Console(shop, "Bea")
    yield console
    console.leave()


@pytest.fixture
def boss(shop: Shop) -> Iterator[Console]:
    console = Console(shop, "Boss", "admin")
    yield console
    console.leave()


def test_signing_in(shop: Shop, bea: Console) -> None:
    cookie = next(iter(bea.client.cookies.jar))
    assert cookie.name == "shopkeeper_agent"
    assert cookie.has_nonstandard_attr("HttpOnly")
    assert cookie.get_nonstandard_attr("SameSite") == "strict"
    assert bea.ask("GET", "/api/agent/me").json()["agent"]["online"] is True
    stored = shop.services.agents
    with shop.services.store.engine.connect() as connection:
        (hashed,) = connection.exec_driver_sql("SELECT password FROM agents WHERE name = 'Bea'").one()
        ids = [row[0] for row in connection.exec_driver_sql("SELECT id FROM agent_sessions")]
    assert hashed.startswith("$argon2id$")
    assert bea.client.cookies["shopkeeper_agent"] not in ids, "the table of sessions opens no door"
    assert stored.get(bea.agent.id).online


@pytest.mark.parametrize(("email", "password"), [("bea@desk.example", "wrong"), ("nobody@desk.example", PASSWORD)])
def test_wrong_sign_ins_look_the_same(shop: Shop, bea: Console, email: str, password: str) -> None:
    with shop.client() as client:
        response = client.post("/api/agent/login", json={"email": email, "password": password})
    assert response.status_code == 401
    assert response.json()["error"]["message"] == "e-mail address and password do not match"
    assert "set-cookie" not in response.headers


def test_changes_need_the_csrf_token(bea: Console) -> None:
    for headers in ({}, {"X-CSRF-Token": "wrong"}):
        response = bea.client.put("/api/agent/me", json={"online": False}, headers=headers)
        assert (response.status_code, response.json()["error"]["field"]) == (403, "X-CSRF-Token")
    assert bea.ask("PUT", "/api/agent/me", json={"online": False}).json()["agent"]["online"] is False


def test_no_cookie_no_desk(shop: Shop, shopper: Shopper) -> None:
    paths = [
        (method, path)
        for path, methods in httpx.get(f"{shop.url}/openapi.json", trust_env=False).json()["paths"].items()
        for method in methods
        if path.startswith(("/api/agent", "/api/admin")) and path != "/api/agent/login"
    ]
    assert len(paths) > 25
    with shop.client() as client:
        for method, path in paths:
            response = client.request(method, path, headers={"Authorization": f"Bearer {shopper.token}"})
            assert response.status_code == 401, (method, path)


def test_agents_are_no_admins(bea: Console) -> None:
    for method, path in (
        ("GET", "/api/admin/agents"),
        ("POST", "/api/admin/agents"),
        ("GET", "/api/admin/faqs"),
        ("GET", "/api/admin/review"),
        ("GET", "/api/admin/charts"),
    ):
        body = {"email": "x@x.example", "name": "x", "password": "x" * 12} if method == "POST" else None
        assert bea.ask(method, path, json=body).status_code == 403, path


def test_signing_out_ends_the_session(shop: Shop) -> None:
    console = Console(shop, "Dan")
    cookie = console.client.cookies["shopkeeper_agent"]
    console.leave()
    with shop.client() as client:
        answer = client.get("/api/agent/me", headers={"Cookie": f"shopkeeper_agent={cookie}"})
    assert answer.status_code == 401
    assert not shop.services.agents.get(console.agent.id).online


def test_accounts(shop: Shop, boss: Console) -> None:
    new = {"email": "Eve@desk.example", "name": "Eve", "password": "long enough it is"}
    eve = boss.ask("POST", "/api/admin/agents", json=new).json()
    assert (eve["email"], eve["role"], eve["active"]) == ("eve@desk.example", "agent", True)
    assert boss.ask("POST", "/api/admin/agents", json=new).status_code == 409
    for bad in ({**new, "password": "short"}, {**new, "email": "eve"}, {**new, "role": "king"}):
        assert boss.ask("POST", "/api/admin/agents", json=bad).status_code == 422
    with shop.client() as client:
        client.post("/api/agent/login", json={"email": new["email"], "password": new["password"]})
        assert client.get("/api/agent/me").status_code == 200
        changed = boss.ask("PUT", f"/api/admin/agents/{eve['id']}", json={"active": False})
        assert (changed.json()["active"], changed.json()["online"]) == (False, False)
        assert client.get("/api/agent/me").status_code == 401, "signed out at once"
        again = client.post("/api/agent/login", json={"email": new["email"], "password": new["password"]})
        assert again.status_code == 401
    assert boss.ask("PUT", f"/api/admin/agents/{boss.agent.id}", json={"role": "agent"}).status_code == 409


def test_the_consoles_stream(shop: Shop, shopper: Shopper, bea: Console) -> None:
    url = shop.url.replace("http", "ws") + "/api/agent/stream"
    cookie = {"Cookie": f"shopkeeper_agent={bea.client.cookies['shopkeeper_agent']}"}
    for headers, origin in (({}, None), ({"Cookie": "shopkeeper_agent=x"}, None), (cookie, "https://shop.example")):
        with connect(url, proxy=None, additional_headers=headers, origin=origin) as socket:
            tab = Browser(socket)
            wait_until(lambda tab=tab: tab.closed is not None)
            assert tab.closed == 4401
    with bea.stream() as desk:
        other = shop.session()
        bea.watch(desk, shopper.conversation_id)
        other.say("not watched")
        shopper.say("watched")
        wait_until(lambda: len(desk.of("message")) == 2)
        assert {frame["conversation_id"] for frame in desk.of("message")} == {shopper.conversation_id}
        message = {"type": "typing", "conversation_id": shopper.conversation_id, "on": True}
        desk.socket.send(json.dumps(message))  # not ours: nothing happens, nothing breaks
        shopper.say("still here")
        wait_until(lambda: len(desk.of("message")) == 4)


def test_canned_replies(bea: Console) -> None:
    made = bea.ask("POST", "/api/agent/canned", json={"title": "Hi", "text": "Hello {name}"}).json()
    changed = bea.ask("PUT", f"/api/agent/canned/{made['id']}", json={"title": "Hi", "text": "Hello {name}!"})
    assert changed.json()["text"] == "Hello {name}!"
    assert bea.ask("GET", "/api/agent/canned").json()["canned"] == [changed.json()]
    assert bea.ask("PUT", "/api/agent/canned/999", json={"title": "x", "text": "x"}).status_code == 404
    assert bea.ask("DELETE", f"/api/agent/canned/{made['id']}").status_code == 204
    assert bea.ask("GET", "/api/agent/canned").json() == {"canned": []}


def test_products_to_send(bea: Console) -> None:
    assert bea.ask("GET", "/api/agent/items", params={"q": "trail boot"}).json()["items"][0]["id"] == "boot-1"


def test_the_faq_editor(shop: Shop, boss: Console) -> None:
    entry = {"question": "Do you ship to Norway?", "answer": "Yes, in five days.", "paraphrases": ["norway?"]}
    made = boss.ask("POST", "/api/admin/faqs", json=entry).json()
    changed = boss.ask("PUT", f"/api/admin/faqs/{made['id']}", json={**entry, "answer": "Yes, in six days."})
    assert changed.status_code == 200
    assert shop.services.faqs.get(made["id"]).answer == "Yes, in six days."
    tried = boss.ask("GET", "/api/admin/faqs/answer", params={"q": "zzz qqq"})
    assert tried.json() == {"entry": None, "score": None}
    assert boss.ask("PUT", "/api/admin/faqs/unknown", json=entry).status_code == 404
    assert boss.ask("POST", "/api/admin/faqs", json={"question": "x"}).status_code == 422
    assert boss.ask("DELETE", f"/api/admin/faqs/{made['id']}").status_code == 204
    assert boss.ask("GET", "/api/admin/faqs").json() == {"faqs": []}


def test_hours_are_looked_at_before_they_are_saved(boss: Console, bea: Console) -> None:
    week = {"timezone": "Europe/Berlin", "week": [[]] * 7, "country": "DE"}
    seen = boss.ask("POST", "/api/admin/hours/outlook", json=week).json()
    assert (seen["open"], seen["next_opening"]) == (False, None)
    assert {day["date"][5:] for day in seen["holidays"]} >= {"01-01", "05-01", "12-25", "12-26"}
    assert boss.ask("POST", "/api/admin/hours/outlook", json={}).json() == {
        "open": True,
        "next_opening": None,
        "holidays": [],
    }
    assert boss.ask("GET", "/api/admin/hours").json()["country"] is None, "nothing was saved"
    countries = boss.ask("GET", "/api/admin/countries").json()["countries"]
    assert "BE" in next(one["subdivisions"] for one in countries if one["code"] == "DE")
    assert bea.ask("POST", "/api/admin/hours/outlook", json={}).status_code == 403


def heard(shop: Shop, shopper: Shopper, message_id: str, intent: str, confidence: float) -> None:
    path = shop.services.settings.state / "tracker.db"
    with sqlite3.connect(path) as connection:
        connection.execute(
            "CREATE TABLE IF NOT EXISTS events (id INTEGER PRIMARY KEY, sender_id TEXT, type_name TEXT, data TEXT)"
        )
        event = {
            "event": "user",
            "timestamp": 1.7e9,
            "metadata": {"message_id": message_id},
            "parse_data": {
                "intent": {"name": intent, "confidence": confidence},
                "entities": [{"entity": "money", "value": 40}],
            },
        }
        connection.execute(
            "INSERT INTO events (sender_id, type_name, data) VALUES (?, 'user', ?)",
            (shopper.conversation_id, json.dumps(event)),
        )
        slot = {"event": "slot", "name": "size", "value": "42"}
        connection.execute(
            "INSERT INTO events (sender_id, type_name, data) VALUES (?, 'slot', ?)",
            (shopper.conversation_id, json.dumps(slot)),
        )


def test_what_the_bot_understood(shop: Shop, shopper: Shopper, bea: Console) -> None:
    shopper.say("boots under 40")
    heard(shop, shopper, shopper.history()[0]["id"], "search_item", 0.93)
    shown = bea.whole(shopper.conversation_id)
    assert shown["messages"][0]["understood"] == {
        "intent": "search_item",
        "confidence": 0.93,
        "entities": {"money": 40},
    }
    assert shown["messages"][1]["understood"] is None
    assert shown["slots"] == {"size": "42"}


def test_review_files_an_example_in_rasas_yaml(shop: Shop, shopper: Shopper, boss: Console) -> None:
    for text, intent, confidence in (
        ("whre is my [parcel](x)\nplease", "nlu_fallback", 0.3),
        ("hm", "search_item", 0.4),
        ("hello", "greet", 0.99),
    ):
        shopper.say(text)
        heard(shop, shopper, shopper.history()[-2]["id"], intent, confidence)
    body = boss.ask("GET", "/api/admin/review").json()
    mine = [doubt for doubt in body["messages"] if doubt["conversation_id"] == shopper.conversation_id]
    assert [(doubt["text"], doubt["why"]) for doubt in mine] == [
        ("hm", "unsure"),
        ("whre is my [parcel](x)\nplease", "fallback"),
    ]
    assert "track_order" in body["intents"]
    refused = boss.ask("POST", f"/api/admin/review/{mine[1]['id']}", json={"intent": "fly_to_the_moon"})
    assert refused.status_code == 422
    for _ in range(2):
        filed = boss.ask("POST", f"/api/admin/review/{mine[1]['id']}", json={"intent": "track_order"})
        assert filed.status_code == 200
    with open(filed.json()["file"], encoding="utf-8") as file:  # noqa: PTH123
        content = yaml.safe_load(file)
    assert content == {
        "version": "3.1",
        "nlu": [{"intent": "track_order", "examples": "- whre is my parcel x please\n"}],
    }
    assert boss.ask("POST", f"/api/admin/review/{mine[0]['id']}", json={"dismiss": True}).status_code == 200
    assert boss.ask("POST", f"/api/admin/review/{mine[0]['id']}", json={}).status_code == 422
    left = boss.ask("GET", "/api/admin/review").json()["messages"]
    assert not [doubt for doubt in left if doubt["conversation_id"] == shopper.conversation_id]


TOTALS = ("conversations", "handoffs", "failed_turns", "recommended", "recommended_clicked")


def test_charts(shop: Shop, boss: Console) -> None:
    solved, handed, puzzled = shop.session(), shop.session(), shop.session()
    before = boss.ask("GET", "/api/admin/charts?days=7").json()
    card = {"item_id": "boot-1", "title": "Boot", "reasons": ["you like hiking"]}
    shop.rasa.answer = lambda body: [{"text": "Try"}, {"custom": {"cards": [card]}}]
    solved.say("recommend")
    solved.ask("PUT", "/api/me/consent", json={"tracking": True})
    solved.ask("POST", "/api/events", json={"events": [{"type": "view", "item_id": "boot-1"}]})
    handed.say("help")
    handed.ask("POST", "/api/handoff", json={"to": "person"})
    boss.do(handed.conversation_id, "claim")
    boss.do(handed.conversation_id, "messages", text="Here I am")
    handed.ask("POST", "/api/ratings", json={"rating": 4, "comment": "=quick"})
    shop.rasa.answer = lambda body: [{"text": "What?"}, {"custom": {"data": {"fallback": "unclear"}}}]
    puzzled.say("blub")
    for number, session in (("C-12", shop.session()), ("C-13", shop.session())):
        why = f"return {number}: 250.00 is above the limit"
        shop.services.conversations.set_owner(session.conversation_id, Owner.WAITING, who="bot", why=why)
    after = boss.ask("GET", "/api/admin/charts?days=7").json()
    assert len(after["days"]) == 7
    assert all(len(numbers) == 7 for numbers in after["series"].values())

    def grown(name: str) -> float:
        return float((after["totals"][name] or 0) - (before["totals"][name] or 0))

    assert {name: grown(name) for name in TOTALS} == {
        "conversations": 3,
        "handoffs": 3,
        "failed_turns": 1,
        "recommended": 2,
        "recommended_clicked": 1,
    }
    assert after["reasons"]["return is above the limit"] == 2, "cases of one kind are one reason"
    assert after["series"]["solved_by_bot"][-1] - before["series"]["solved_by_bot"][-1] == 1, "not the puzzled one"
    assert (after["comments"][0]["rating"], after["comments"][0]["text"]) == (4, "=quick")
    rows = boss.ask("GET", "/api/admin/charts.csv?days=7").text.splitlines()
    assert (len(rows), rows[0].split(",")[:2]) == (8, ["day", "conversations"])
    assert after["totals"]["wait_seconds"] is not None
    assert boss.ask("GET", "/api/admin/charts?days=0").status_code == 422
