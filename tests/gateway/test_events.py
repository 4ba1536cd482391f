"""Batches are taken whole or not at all; purchases need the shop's key; consent decides what is kept."""

from __future__ import annotations

from typing import Any

import pytest

from tests.gateway.conftest import SERVER_KEY, Shop, Shopper

VIEW = {"type": "view", "item_id": "boot-1"}
KEY = {"X-Shop-Key": SERVER_KEY}


@pytest.fixture
def tracked(shopper: Shopper) -> Shopper:
    shopper.ask("PUT", "/api/me/consent", json={"tracking": True})
    return shopper


def kept(shopper: Shopper) -> list[dict[str, Any]]:
    events: list[dict[str, Any]] = shopper.ask("GET", "/api/me").json()["events"]
    return events


def send(shopper: Shopper, *events: Any, **more: Any) -> Any:
    return shopper.ask("POST", "/api/events", json={"events": list(events)}, **more)


def test_events_are_committed_when_they_are_accepted(tracked: Shopper) -> None:
    batch = [
        VIEW,
        {"type": "search", "query": "boots"},
        {"type": "cart", "item_id": "cup/3", "value": 2},
        {"type": "rating", "item_id": "boot-1", "value": 5, "ts": "2024-05-01T10:00:00Z"},
        {"type": "dismiss", "item_id": "boot-2"},
    ]
    response = send(tracked, *batch)
    assert (response.status_code, response.json()) == (202, {"accepted": 5, "kept": "profile"})
    assert {event["type"] for event in kept(tracked)} == {"view", "search", "cart", "rating", "dismiss"}


@pytest.mark.parametrize(
    ("bad", "field"),
    [
        ({"type": "view", "item_id": "unknown"}, "events.1.item_id"),
        ({"type": "view"}, "events.1.item_id"),
        ({"type": "stare", "item_id": "boot-1"}, "events.1.type"),
        ({"type": "search"}, "events.1.query"),
        ({"type": "rating", "item_id": "boot-1", "value": 6}, "events.1.value"),
        ({"type": "rating", "item_id": "boot-1"}, "events.1.value"),
        ({"type": "view", "item_id": 5}, "events.1.item_id"),
        ({"type": "view", "item_id": "boot-1", "ts": "yesterday"}, "events.1.ts"),
        ({"type": "view", "item_id": "boot-1", "shopper_id": "s_1"}, "events.1.shopper_id"),
        ({"type": "purchase", "item_id": "boot-1"}, "events.1.type"),
        ("view", "events.1"),
    ],
)
@pytest.mark.parametrize("consent", [True, False])
def test_one_bad_entry_refuses_the_batch_and_is_named(shopper: Shopper, bad: Any, field: str, consent: bool) -> None:
    shopper.ask("PUT", "/api/me/consent", json={"tracking": consent})
    response = send(shopper, VIEW, bad, VIEW)
    assert 400 <= response.status_code < 500
    assert response.json()["error"]["field"] == field
    me = shopper.ask("GET", "/api/me").json()
    assert me["events"] == me["visits"] == []


@pytest.mark.parametrize("body", [{"events": []}, {}, {"events": "x"}, {"events": [VIEW] * 501}])
def test_bad_batches(tracked: Shopper, body: Any) -> None:
    response = tracked.ask("POST", "/api/events", json=body)
    assert (response.status_code, response.json()["error"]["field"]) == (422, "events")


def test_purchases_count_only_with_the_shops_key(shop: Shop, tracked: Shopper) -> None:
    purchase = {"type": "purchase", "item_id": "boot-1"}
    assert send(tracked, purchase).status_code == 403
    assert send(tracked, purchase, headers={"X-Shop-Key": "wrong"}).status_code == 401
    assert send(tracked, purchase, headers=KEY).status_code == 202
    assert [event["type"] for event in kept(tracked)] == ["purchase"]


def test_the_shops_server_names_its_customer(shop: Shop, shopper: Shopper) -> None:
    body = {"events": [{"type": "purchase", "item_id": "cup/3"}], "user": "customer-9"}
    with shop.client() as client:
        assert client.post("/api/events", json=body, headers=KEY).status_code == 202
        assert client.post("/api/events", json={"events": body["events"]}, headers=KEY).status_code == 401
    assert shopper.ask("POST", "/api/events", json={**body, "events": [VIEW]}).status_code == 403
    customer = shop.session(user_token=shop.user_token("customer-9"))
    assert [event["item_id"] for event in kept(customer)] == ["cup/3"]


def test_without_consent_only_the_visit_counts(shop: Shop, shopper: Shopper) -> None:
    assert send(shopper, VIEW).json() == {"accepted": 1, "kept": "session"}
    assert kept(shopper) == []
    assert [event["item_id"] for event in shopper.ask("GET", "/api/me").json()["visits"]] == ["boot-1"]
    send(shopper, {"type": "dismiss", "item_id": "cup/3"})
    picks = shopper.ask("GET", "/api/recommendations").json()["picks"]
    assert [pick["item"]["id"] for pick in picks] == ["boot-1"], "what was dismissed in this visit is not suggested"


def test_consent_can_be_withdrawn(shopper: Shopper) -> None:
    shopper.ask("PUT", "/api/me/consent", json={"tracking": True})
    assert shopper.ask("POST", "/api/sessions").json()["consent"] is True
    shopper.ask("PUT", "/api/me/consent", json={"tracking": False})
    assert send(shopper, VIEW).json()["kept"] == "session"
    assert shopper.ask("PUT", "/api/me/consent", json={"tracking": "maybe"}).status_code == 422
