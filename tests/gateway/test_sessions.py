"""Who is who, and who is refused."""

from __future__ import annotations

from datetime import timedelta

import jwt
import pytest

from shop.types import now
from tests.gateway.conftest import SHOP_SECRET, Shop, Shopper


def test_an_anonymous_session(shop: Shop) -> None:
    session = shop.session().session
    assert set(session) >= {"token", "conversation_id", "expires_at"}
    assert session["shopper"] == {"known": False, "email": None}
    assert session["consent"] is None
    assert session["shop"]["name"] == "Test Shop"


def test_a_session_without_a_body(shop: Shop) -> None:
    with shop.client() as client:
        assert client.post("/api/sessions").status_code == 201


def test_a_renewed_session_keeps_the_conversation(shopper: Shopper) -> None:
    renewed = shopper.ask("POST", "/api/sessions").json()
    assert renewed["conversation_id"] == shopper.conversation_id


def test_signing_in_keeps_conversation_and_events(shop: Shop, shopper: Shopper) -> None:
    shopper.say("hello")
    assert shopper.ask("PUT", "/api/me/consent", json={"tracking": True}).status_code == 200
    view = {"events": [{"type": "view", "item_id": "boot-1"}]}
    assert shopper.ask("POST", "/api/events", json=view).json() == {"accepted": 1, "kept": "profile"}
    token = shop.user_token("customer-1", email="Ann@shop.example")
    signed = Shopper(shop, shopper.ask("POST", "/api/sessions", json={"user_token": token}).json())
    assert signed.conversation_id == shopper.conversation_id
    assert signed.session["shopper"] == {"known": True, "email": "ann@shop.example"}
    assert [message["text"] for message in signed.history()] == ["hello", "You said: hello"]
    assert [event["item_id"] for event in signed.ask("GET", "/api/me").json()["events"]] == ["boot-1"]
    assert shopper.ask("GET", "/api/me").status_code == 401, "the token from before the sign-in is worth nothing"


def test_signing_in_on_a_second_device_merges(shop: Shop) -> None:
    first = shop.session(user_token=shop.user_token("customer-2"))
    second = shop.session()
    second.say("from the phone")
    token = shop.user_token("customer-2")
    signed = Shopper(shop, second.ask("POST", "/api/sessions", json={"user_token": token}).json())
    assert signed.conversation_id == second.conversation_id
    texts = {conversation["id"] for conversation in first.ask("GET", "/api/me").json()["conversations"]}
    assert texts == {first.conversation_id, second.conversation_id}


def test_another_customer_at_the_same_browser_gets_nothing_of_the_first(shop: Shop) -> None:
    first = shop.session(user_token=shop.user_token("customer-3"))
    first.say("my secret")
    body = {"user_token": shop.user_token("customer-4")}
    second = Shopper(shop, first.ask("POST", "/api/sessions", json=body).json())
    assert second.conversation_id != first.conversation_id
    assert second.history() == []


@pytest.mark.parametrize(
    "claims_and_secret",
    [
        ({"sub": "x", "exp": now() - timedelta(seconds=5)}, SHOP_SECRET),
        ({"sub": "x", "exp": now() + timedelta(hours=1)}, "another secret of thirty-two chars"),
        ({"sub": "x"}, SHOP_SECRET),
        ({"exp": now() + timedelta(hours=1)}, SHOP_SECRET),
    ],
    ids=["expired", "forged", "without exp", "without sub"],
)
def test_bad_user_tokens(shop: Shop, claims_and_secret: tuple[dict[str, object], str]) -> None:
    claims, secret = claims_and_secret
    with shop.client() as client:
        response = client.post("/api/sessions", json={"user_token": jwt.encode(claims, secret, "HS256")})
    assert response.status_code == 401
    error = response.json()["error"]
    assert (error["code"], error["field"]) == ("unauthorized", "user_token")


@pytest.mark.parametrize("header", [None, "Bearer", "Bearer nonsense", "Basic abc", "Bearer a.b.c"])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/messages"),
        ("GET", "/api/messages"),
        ("POST", "/api/events"),
        ("GET", "/api/recommendations"),
        ("GET", "/api/me"),
        ("DELETE", "/api/me"),
        ("PUT", "/api/me/consent"),
        ("GET", "/api/cart"),
    ],
)
def test_no_token_no_entrance(shop: Shop, method: str, path: str, header: str | None) -> None:
    body = {"text": "x", "events": [{"type": "view", "item_id": "boot-1"}], "tracking": True}
    keep = {"/api/messages": ["text"], "/api/events": ["events"], "/api/me/consent": ["tracking"]}.get(path, [])
    with shop.client() as client:
        response = client.request(
            method,
            path,
            json={name: body[name] for name in keep} if keep else None,
            headers={"Authorization": header} if header else {},
        )
    assert response.status_code == 401, response.text
    assert response.json()["error"]["code"] == "unauthorized"


def test_a_token_of_a_strange_conversation(shop: Shop, shopper: Shopper) -> None:
    other = shop.session()
    stranger = shop.services.tokens.issue(
        shop.services.conversations.get(shopper.conversation_id).shopper_id, other.conversation_id, known=False
    )[0]
    assert Shopper(shop, {**shopper.session, "token": stranger}).ask("GET", "/api/messages").status_code == 401
    gone = shop.services.tokens.issue("s_x", "c_unknown", known=False)[0]
    assert Shopper(shop, {**shopper.session, "token": gone}).ask("GET", "/api/messages").status_code == 401


def test_unknown_fields_are_named(shop: Shop) -> None:
    with shop.client() as client:
        response = client.post("/api/sessions", json={"usertoken": "x"})
    assert response.status_code == 422
    assert response.json()["error"]["field"] == "usertoken"
