"""A message and its answer: stored, ordered, answered once, and never a command."""

from __future__ import annotations

import contextlib
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from starlette.responses import PlainTextResponse

from tests.gateway.conftest import Shop, Shopper


def test_wait_gives_the_answer(shopper: Shopper) -> None:
    response = shopper.ask("POST", "/api/messages?wait=1", json={"text": "hello"})
    assert response.status_code == 200
    body = response.json()
    (reply,) = body["replies"]
    assert set(reply) >= {
        "id",
        "conversation_id",
        "author",
        "text",
        "cards",
        "quick_replies",
        "sources",
        "created_at",
    }
    assert (reply["author"], reply["text"]) == ("bot", "You said: hello")
    assert reply["data"]["reply_to"] == body["message_id"]
    assert [message["author"] for message in shopper.history()] == ["shopper", "bot"]
    assert shopper.history(after=body["message_id"]) == [reply]


def test_without_wait_it_is_acknowledged_first(shop: Shop, shopper: Shopper) -> None:
    shop.rasa.holds = lambda body: True
    response = shopper.ask("POST", "/api/messages", json={"text": "hello"})
    assert (response.status_code, set(response.json())) == (202, {"message_id"})
    assert [message["author"] for message in shopper.history()] == ["shopper"], "stored before it is answered"
    shop.rasa.release()
    wait_until(lambda: len(shopper.history()) == 2)


def test_the_sender_comes_from_the_token_alone(shop: Shop, shopper: Shopper) -> None:
    for field in ("sender", "conversation_id", "shopper_id"):
        response = shopper.ask("POST", "/api/messages", json={"text": "x", field: "c_other"})
        assert (response.status_code, response.json()["error"]["field"]) == (422, field)
    shopper.say("x")
    assert shop.rasa.turns[-1]["sender"] == shopper.conversation_id


@pytest.mark.parametrize("text", ["/restart", "  /restart", '/ask_human{"a": 1}', "//greet", "/session_start"])
def test_a_typed_slash_is_no_command(shop: Shop, shopper: Shopper, text: str) -> None:
    shopper.say(text)
    assert not shop.rasa.turns[-1]["message"].strip().startswith("/")
    assert shopper.history()[0]["text"] == text.strip()


def test_quick_replies_are_resolved_in_the_store(shop: Shop, shopper: Shopper) -> None:
    quick = shop.services.conversations.quick_reply(
        shopper.conversation_id, "In blue", "refine_search", {"words": "blue"}
    )
    shopper.say("In blue", payload=quick.payload)
    assert shop.rasa.turns[-1]["message"] == '/refine_search{"words": "blue"}'
    assert shopper.history()[0]["text"] == "In blue"
    strange = shop.session()
    response = strange.ask("POST", "/api/messages", json={"text": "In blue", "payload": quick.payload})
    assert (response.status_code, response.json()["error"]["field"]) == (422, "payload")
    assert strange.history() == []
    assert shopper.ask("POST", "/api/messages", json={"text": "x", "payload": "/restart"}).status_code == 422


def test_a_quick_replys_title_is_known_without_being_sent(shop: Shop, shopper: Shopper) -> None:
    quick = shop.services.conversations.quick_reply(shopper.conversation_id, "In red", "refine_search", {})
    response = shopper.ask("POST", "/api/messages?wait=1", json={"payload": quick.payload})
    assert response.status_code == 200
    assert shopper.history()[0]["text"] == "In red"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"text": "x" * 2001}, "text"),
        ({"text": ""}, "text"),
        ({"text": " \n "}, "text"),
        ({"text": "a\u0000b"}, "text"),
        ({"text": 5}, "text"),
        ({"text": None}, "text"),
        ({"text": ["x"]}, "text"),
        ({}, "text"),
        ({"text": "x", "client_id": ""}, "client_id"),
        ({"text": "x", "client_id": "y" * 101}, "client_id"),
        ({"text": "x", "client_id": 5}, "client_id"),
        ([], "body"),
    ],
)
def test_bad_input_names_the_field(shopper: Shopper, body: Any, field: str) -> None:
    response = shopper.ask("POST", "/api/messages", json=body)
    assert response.status_code == 422
    error = response.json()["error"]
    assert (error["code"], error["field"]) == ("bad_input", field)
    assert shopper.history() == []


@pytest.mark.parametrize(
    "content", [b"", b"{", b"\xff\xfe", b'{"text": "\\ud800"}', b'{"text": NaN}', b"[" * 5000, b'"x"']
)
def test_bodies_that_are_no_good(shopper: Shopper, content: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    response = shopper.ask("POST", "/api/messages", content=content, headers=headers)
    assert 400 <= response.status_code < 500, response.text
    assert response.json()["error"]["code"] == "bad_input"


def test_a_body_over_the_limit(shopper: Shopper) -> None:
    assert shopper.ask("POST", "/api/messages", json={"text": "x" * 1_100_000}).status_code == 413

    def endless() -> Any:
        yield b'{"text": "'
        for _ in range(40):
            yield b"x" * 50_000

    with shopper.shop.client() as client:
        headers = {"Authorization": f"Bearer {shopper.token}", "Content-Type": "application/json"}
        with contextlib.suppress(httpx.WriteError):  # the server may hang up while we are still sending
            assert client.post("/api/messages", content=endless(), headers=headers).status_code == 413


def test_a_client_id_seen_before_is_not_processed_twice(shop: Shop, shopper: Shopper) -> None:
    first = shopper.ask("POST", "/api/messages?wait=1", json={"text": "hello", "client_id": "k1"}).json()
    again = shopper.ask("POST", "/api/messages?wait=1", json={"text": "hello", "client_id": "k1"}).json()
    assert first == again
    assert len(shop.rasa.turns) == 1
    assert len(shopper.history()) == 2
    other = shop.session()
    other.say("hello", client_id="k1")
    assert len(shop.rasa.turns) == 2, "the key counts within its conversation"


def test_the_same_client_id_sent_at_once_from_many_tabs(shop: Shop, shopper: Shopper) -> None:
    shop.rasa.delay = lambda body: 0.2
    body = {"text": "hello", "client_id": "k2"}
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: shopper.ask("POST", "/api/messages?wait=1", json=body).json(), range(8)))
    assert len(shop.rasa.turns) == 1
    assert all(answer == answers[0] for answer in answers)


def test_a_message_whose_answer_was_lost_is_answered_on_repeat(shop: Shop, shopper: Shopper) -> None:
    """The gateway died between storing and answering: the browser sends the same again."""
    from gateway.mailbox import new_id
    from shop.types import Message

    message = Message(id=new_id(), conversation_id=shopper.conversation_id, author="shopper", text="hello")
    shop.services.conversations.append(message, "k3")
    body = {"text": "hello", "client_id": "k3"}
    answer = shopper.ask("POST", "/api/messages?wait=1", json=body).json()
    assert answer["message_id"] == message.id
    assert [reply["text"] for reply in answer["replies"]] == ["You said: hello"]
    assert len(shopper.history()) == 2


def test_quick_messages_are_answered_in_order(shop: Shop, shopper: Shopper) -> None:
    shop.rasa.delay = lambda body: 0.3 if body["message"] == "0" else 0.0
    for number in range(6):
        assert shopper.ask("POST", "/api/messages", json={"text": str(number)}).status_code == 202
    wait_until(lambda: len(shopper.history()) == 12)
    replies = [message["text"] for message in shopper.history() if message["author"] == "bot"]
    assert replies == [f"You said: {number}" for number in range(6)]


def test_conversations_do_not_wait_for_each_other(shop: Shop) -> None:
    slow, fast = shop.session(), shop.session()
    shop.rasa.holds = lambda body: body["sender"] == slow.conversation_id
    slow.ask("POST", "/api/messages", json={"text": "slow"})
    assert [reply["text"] for reply in fast.say("fast")] == ["You said: fast"]
    assert [message["author"] for message in slow.history()] == ["shopper"]
    shop.rasa.release()
    wait_until(lambda: len(slow.history()) == 2)


def test_cards_and_money(shop: Shop, shopper: Shopper) -> None:
    card = {"item_id": "boot-1", "title": "Trail Boot", "price": "89.90", "reasons": ["you like hiking"]}
    shop.rasa.answer = lambda body: [
        {"text": "Look:"},
        {"custom": {"cards": [card], "sources": [{"kind": "faq", "id": "f1", "title": "Sizes"}]}},
    ]
    (reply,) = shopper.say("boots")
    assert reply["cards"][0]["price"] == 89.9
    assert set(reply["cards"][0]) == {
        "item_id",
        "title",
        "price",
        "list_price",
        "currency",
        "image",
        "url",
        "text",
        "reasons",
        "in_stock",
        "rating",
        "rating_count",
    }
    assert reply["sources"] == [{"kind": "faq", "id": "f1", "title": "Sizes"}]


def test_stock_buttons_become_quick_replies(shop: Shop, shopper: Shopper) -> None:
    shop.rasa.answer = lambda body: [
        {"text": "Sure?", "buttons": [{"title": "Yes", "payload": "/affirm"}, {"title": "odd", "payload": "odd"}]}
    ]
    (reply,) = shopper.say("cancel it")
    (quick,) = reply["quick_replies"]
    assert quick["title"] == "Yes"
    assert "/" not in quick["payload"]
    shopper.say("Yes", payload=quick["payload"])
    assert shop.rasa.turns[-1]["message"] == "/affirm"


def broken(body: dict[str, Any]) -> Any:
    return PlainTextResponse("Traceback", 500)


@pytest.mark.parametrize(
    "answer",
    [broken, lambda body: [], lambda body: PlainTextResponse("<html>"), lambda body: {"status": "failure"}],
    ids=["error", "silent (its action server is dead)", "not JSON", "not a list"],
)
def test_a_dead_bot_apologises_and_offers_a_person(shop: Shop, shopper: Shopper, answer: Any) -> None:
    shop.rasa.answer = answer
    (reply,) = shopper.say("hello")
    assert reply["author"] == "bot"
    assert "Sorry" in reply["text"]
    (quick,) = reply["quick_replies"]
    assert [message["id"] for message in shopper.history()][-1] == reply["id"], "stored like any other"
    waiting = shopper.say(quick["title"], payload=quick["payload"])
    assert waiting[0]["author"] == "system"
    assert shop.services.conversations.get(shopper.conversation_id).owner == "waiting"
    assert [line["data"]["event"] for line in shopper.say("are you there?")] == ["kept"], "no apology on top"


def test_a_slow_bot_apologises(shop: Shop, shopper: Shopper) -> None:
    shop.rasa.holds = lambda body: True
    (reply,) = shopper.say("hello")
    assert "Sorry" in reply["text"]
    shop.rasa.release()


def test_the_apology_is_in_the_shoppers_language(shop: Shop) -> None:
    shopper = shop.session(language="zh-CN")
    shop.rasa.answer = broken
    (reply,) = shopper.say("你好")
    assert reply["quick_replies"][0]["title"] == "转人工客服"


def test_the_request_id_travels(shop: Shop, shopper: Shopper) -> None:
    headers = {"X-Request-Id": "widget-42"}
    response = shopper.ask("POST", "/api/messages?wait=1", json={"text": "hello"}, headers=headers)
    assert response.headers["x-request-id"] == "widget-42"
    metadata = shop.rasa.turns[-1]["metadata"]
    assert metadata["request_id"] == "widget-42"
    assert metadata["message_id"] == response.json()["message_id"]
    assert metadata["streaming"] is True
    odd = shopper.ask("GET", "/api/messages", headers={"X-Request-Id": "a b\tc"})
    assert len(odd.headers["x-request-id"]) == 32


def test_unknown_after(shopper: Shopper) -> None:
    response = shopper.ask("GET", "/api/messages", params={"after": "nonsense"})
    assert (response.status_code, response.json()["error"]["field"]) == (404, "after")


def wait_until(true: Any, seconds: float = 10.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)
