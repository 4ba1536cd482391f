"""The shopper's WebSocket: nothing lost, nothing doubled, nobody else's."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from tests.gateway.conftest import Shop, Shopper
from tests.gateway.test_messages import wait_until

Frame = dict[str, Any]


class Browser:
    """A WebSocket that reads on its own thread."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.frames: list[Frame] = []
        self.closed: int | None = None
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        try:
            for text in self.socket:
                self.frames.append(json.loads(text))
        except ConnectionClosed:
            pass
        self.closed = self.socket.close_code

    def of(self, kind: str) -> list[Frame]:
        return [frame for frame in self.frames if frame["type"] == kind]

    def wait_for(self, kind: str, count: int = 1) -> list[Frame]:
        wait_until(lambda: len(self.of(kind)) >= count)
        return self.of(kind)


@contextmanager
def raw(shop: Shop, **options: Any) -> Iterator[Browser]:
    url = shop.url.replace("http", "ws") + "/api/stream"
    with connect(url, proxy=None, **options) as socket:
        yield Browser(socket)


@contextmanager
def browser(shopper: Shopper, after: str | None = None) -> Iterator[Browser]:
    with raw(shopper.shop) as opened:
        first = {"type": "auth", "token": shopper.token} | ({"after": after} if after is not None else {})
        opened.socket.send(json.dumps(first))
        opened.wait_for("ready")
        yield opened


def test_a_turn_as_the_browser_sees_it(shopper: Shopper) -> None:
    with browser(shopper) as tab:
        assert tab.frames[0] == {
            "type": "ready",
            "conversation_id": shopper.conversation_id,
            "owner": {"owner": "bot"},
        }
        shopper.ask("POST", "/api/messages", json={"text": "hello", "client_id": "k1"})
        mine, answer = tab.wait_for("message", 2)
        tab.wait_for("typing", 2)
        assert (mine["message"]["author"], mine["client_id"]) == ("shopper", "k1")
        assert answer["message"]["text"] == "You said: hello"
        kinds = [frame["type"] for frame in tab.frames]
        assert kinds == ["ready", "message", "typing", "message", "typing"]
        assert [frame["on"] for frame in tab.of("typing")] == [True, False]


def test_typing_ends_even_when_the_bot_fails(shop: Shop, shopper: Shopper) -> None:
    shop.rasa.answer = lambda body: []
    with browser(shopper) as tab:
        shopper.say("hello")
        assert [frame["on"] for frame in tab.wait_for("typing", 2)] == [True, False]


def test_a_reconnect_gets_what_was_missed_once_and_in_order(shop: Shop, shopper: Shopper) -> None:
    with browser(shopper) as tab:
        shopper.say("0")
        last = tab.wait_for("message", 2)[-1]["message"]["id"]
    for number in range(1, 4):
        shopper.say(str(number))
    shop.rasa.delay = lambda body: 0.05
    shopper.ask("POST", "/api/messages", json={"text": "4"})  # its answer comes while we reconnect
    with browser(shopper, after=last) as tab:
        shopper.say("5")
        frames = tab.wait_for("message", 10)
        time.sleep(0.2)
        texts = [frame["message"]["text"] for frame in tab.of("message")]
    assert len(frames) == 10
    assert sorted(texts) == sorted([str(n) for n in range(1, 6)] + [f"You said: {n}" for n in range(1, 6)])
    bot = [text for text in texts if text.startswith("You")]
    assert bot == [f"You said: {number}" for number in range(1, 6)]


def test_many_reconnects_lose_and_double_nothing(shop: Shop, shopper: Shopper) -> None:
    """A line that breaks at any moment: what the browser collects is what the store holds."""
    shopper.say("start")
    seen = [message["id"] for message in shopper.history()]
    done = threading.Event()

    def talk() -> None:
        for number in range(25):
            shopper.ask("POST", "/api/messages", json={"text": str(number)})
        wait_until(lambda: len(shopper.history()) == 52)
        done.set()

    threading.Thread(target=talk, daemon=True).start()
    ends = time.monotonic() + 30
    while (len(seen) < 52 or not done.is_set()) and time.monotonic() < ends:
        with browser(shopper, after=seen[-1]) as tab:
            time.sleep(0.05)
            frames = list(tab.frames)
        seen += [frame["message"]["id"] for frame in frames if frame["type"] == "message"]
    assert len(seen) == len(set(seen)), "nothing came twice"
    assert seen == [message["id"] for message in shopper.history()], "nothing was lost, and the order is the store's"


def test_two_tabs_see_the_same(shopper: Shopper) -> None:
    with browser(shopper) as one, browser(shopper) as two:
        shopper.say("hello")
        wait_until(lambda: one.of("message") == two.of("message") and len(one.of("message")) == 2)


def test_nobody_elses_frames(shop: Shop, shopper: Shopper) -> None:
    other = shop.session()
    with browser(other) as tab:
        shopper.say("secret")
        time.sleep(0.2)
        assert [frame["type"] for frame in tab.frames] == ["ready"]


@pytest.mark.parametrize(
    "first",
    [
        '{"type": "auth", "token": "forged"}',
        '{"type": "auth"}',
        '{"type": "auth", "token": 5}',
        '{"type": "typing", "on": true}',
        '"auth"',
        "not json",
        "[]",
        "x" * 9000,
        '{"type": "auth", "token": "' + "x" * 8500 + '"}',
    ],
)
def test_no_token_no_stream(shop: Shop, first: str) -> None:
    with raw(shop) as tab:
        tab.socket.send(first)
        wait_until(lambda: tab.closed is not None)
        assert tab.closed == 4401
        assert [frame["type"] for frame in tab.frames] == ["error"]
        assert tab.frames[0]["error"]["code"] in ("unauthorized", "bad_input")


def test_an_unknown_after_is_refused(shopper: Shopper) -> None:
    with raw(shopper.shop) as tab:
        tab.socket.send(json.dumps({"type": "auth", "token": shopper.token, "after": "nonsense"}))
        wait_until(lambda: tab.closed is not None)
        assert tab.of("error")[0]["error"]["code"] == "not_found"


def test_only_pages_that_may_embed_the_widget(shop: Shop, shopper: Shopper) -> None:
    auth = json.dumps({"type": "auth", "token": shopper.token})
    for origin in ("https://evil.example", "null", "https://shop.example.evil.example"):
        with raw(shop, origin=origin) as tab:
            wait_until(lambda tab=tab: tab.closed is not None)
            assert tab.of("error")[0]["error"]["code"] == "forbidden"
    for origin in ("https://shop.example", shop.url):
        with raw(shop, origin=origin) as tab:
            tab.socket.send(auth)
            tab.wait_for("ready")


def test_rubbish_after_the_first_frame_ends_the_stream(shopper: Shopper) -> None:
    with browser(shopper) as tab:
        tab.socket.send("rubbish")
        wait_until(lambda: tab.closed is not None)
        assert tab.closed == 4401


def test_a_binary_frame_ends_the_stream_and_nothing_else(shop: Shop, shopper: Shopper) -> None:
    with raw(shop) as opened:
        opened.socket.send(b"\x00\xff")
        assert opened.wait_for("error")[0]["error"]["code"] == "bad_input"
    with browser(shopper) as tab:
        tab.socket.send(b"\x00\xff")
        assert "binary" in tab.wait_for("error")[0]["error"]["message"]


def test_described_in_pieces(shop: Shop, shopper: Shopper, monkeypatch: Any) -> None:
    """A reply that asks for written text: the action's own words stand where nothing can be written."""
    monkeypatch.setattr(shop.services.parts, "writer", None)
    stream = {"kind": "description", "item_id": "boot-1"}
    shop.rasa.answer = lambda body: [{"text": "A brown boot."}, {"custom": {"stream": stream}}]
    with browser(shopper) as tab:
        (reply,) = shopper.say("tell me about it")
        deltas = tab.wait_for("delta")
        final = tab.wait_for("message", 2)[-1]["message"]
    assert "".join(delta["text"] for delta in deltas) == final["text"] == reply["text"] == "A brown boot."
    assert {delta["message_id"] for delta in deltas} == {final["id"]}


def test_a_writers_sentences_are_streamed_and_stored(shop: Shop, shopper: Shopper, monkeypatch: Any) -> None:
    class Slow:
        async def stream_description(self, item: Any, profile: Any) -> Any:
            for sentence in (f"The {item.title} is brown.", "It costs 89.90 EUR."):
                yield sentence

    monkeypatch.setattr(shop.services.parts, "writer", Slow())
    stream = {"kind": "description", "item_id": "boot-1"}
    shop.rasa.answer = lambda body: [{"text": "Plain."}, {"custom": {"stream": stream}}]
    with browser(shopper) as tab:
        (reply,) = shopper.say("tell me about it")
        pieces = [delta["text"] for delta in tab.wait_for("delta", 3)]
    assert pieces == ["The Trail Boot is brown.", " It costs 89.90 EUR.", "\nPlain."]
    assert reply["text"] == "The Trail Boot is brown. It costs 89.90 EUR.\nPlain."


def test_the_real_writer_tells_the_facts_without_a_model(shop: Shop, shopper: Shopper) -> None:
    stream = {"kind": "description", "item_id": "boot-1"}
    shop.rasa.answer = lambda body: [{"text": "Plain."}, {"custom": {"stream": stream}}]
    with browser(shopper) as tab:
        (reply,) = shopper.say("tell me about it")
        final = tab.wait_for("message", 2)[-1]["message"]
    assert "Trail Boot" in reply["text"]
    assert reply["text"].endswith("\nPlain.")
    assert "".join(delta["text"] for delta in tab.of("delta")) == reply["text"] == final["text"]
