"""Chatwoot as the desk, against recordings of its documented API."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from shop.settings import DeskSettings
from tests.gateway.conftest import GATEWAY, Served, Shop, Shopper, settings_for
from tests.gateway.rasa_server import RasaServer
from tests.gateway.test_pictures import picture
from tests.gateway.test_stream import browser

PORT = 8503
PICTURE = picture("PNG")
RECORDED = json.loads((Path(__file__).parent / "recordings" / "chatwoot.json").read_text())
HOOKS = RECORDED["hooks"]


class Recorded:
    """Answers as recorded; what is asked that was not recorded, or with a field that is not documented, is 422."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.down = False
        app = Starlette(routes=[Route("/api/v1/accounts/3/{path:path}", self._answer, methods=["GET", "POST"])])
        config = uvicorn.Config(app, host="127.0.0.1", port=PORT, log_level="error")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)

    def __enter__(self) -> Recorded:
        self._thread.start()
        while not self._server.started:
            time.sleep(0.01)
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(10)

    async def _answer(self, request: Request) -> Response:
        if self.down:
            return Response("bad gateway", 502)
        if request.headers.get("api_access_token") != "cw-token":
            return JSONResponse({"error": "Invalid Access Token"}, 401)
        path = request.path_params["path"]
        if request.headers.get("content-type", "").startswith("multipart/"):
            body = dict(await request.form())
        else:
            body = json.loads(await request.body() or b"{}")
        for call in RECORDED["calls"]:
            if (call["method"], call["path"]) == (request.method, path):
                if set(body) - set(call.get("fields", [])):
                    break
                self.calls.append((path, body))
                return JSONResponse(call["answer"])
        return JSONResponse({"error": f"not recorded: {request.method} {path} {sorted(body)}"}, 422)


@pytest.fixture
def chatwoot() -> Iterator[Recorded]:
    with Recorded() as server:
        yield server


@pytest.fixture
def shop(tmp_path: Path, chatwoot: Recorded, rasa_server: RasaServer) -> Iterator[Shop]:
    rasa_server.reset()
    desk = DeskSettings(
        adapter="chatwoot", url=f"http://127.0.0.1:{PORT}", account=3, inbox=5, token="cw-token", webhook_token="hook"
    )
    settings = settings_for(tmp_path, port=GATEWAY + 1).model_copy(update={"desk": desk})
    with Served(settings) as served:
        yield Shop(f"http://127.0.0.1:{GATEWAY + 1}", served.services, rasa_server)


@pytest.fixture
def shopper(shop: Shop) -> Shopper:
    return shop.session()


def hook(shop: Shop, name: str, token: str = "hook") -> int:
    with shop.client() as client:
        return client.post(f"/api/desks/chatwoot?token={token}", json=HOOKS[name]).status_code


def owner(shop: Shop, shopper: Shopper) -> str:
    return shop.services.conversations.get(shopper.conversation_id).owner


def hand_off(shopper: Shopper) -> None:
    shopper.say("where is my parcel?")
    shopper.ask("POST", "/api/handoff", json={"to": "person"})


def test_a_handoff_opens_a_conversation_there(shop: Shop, chatwoot: Recorded, shopper: Shopper) -> None:
    hand_off(shopper)
    assert "next in the queue" in shopper.history()[-1]["text"]
    paths = [path for path, _ in chatwoot.calls]
    assert paths[:4] == ["contacts/search", "contacts", "conversations", "conversations/77/messages"]
    note = dict(chatwoot.calls)["conversations/77/messages"]
    assert note["private"] is True
    assert "where is my parcel?" in note["content"]
    assert dict(chatwoot.calls)["conversations/77/toggle_status"] == {"status": "open"}
    attributes = dict(chatwoot.calls)["conversations/77/custom_attributes"]["custom_attributes"]
    assert attributes == {
        "shopkeeper_conversation": shopper.conversation_id,
        "handoff_reason": "asked",
        "language": "en",
    }


def test_messages_go_both_ways(shop: Shop, chatwoot: Recorded, shopper: Shopper) -> None:
    hand_off(shopper)
    chatwoot.calls.clear()
    shopper.say("are you there?")
    said = [body for path, body in chatwoot.calls if path.endswith("messages")]
    assert [(body["content"], body["message_type"]) for body in said] == [("are you there?", "incoming")]
    for _ in range(2):  # a hook may come twice
        assert hook(shop, "agent_message") == 204
    agents = [message for message in shopper.history() if message["author"] == "agent"]
    assert [(message["text"], message["data"]["agent"]) for message in agents] == [
        ("Hello, Bea here.", {"name": "Bea"})
    ]
    assert owner(shop, shopper) == "agent"
    assert shopper.ask("GET", "/api/handoff").json()["agent"] == {"name": "Bea"}
    with browser(shopper) as tab:
        hook(shop, "typing_on_a_note")
        hook(shop, "typing_on")
        assert tab.wait_for("typing") == [{"type": "typing", "author": "agent", "on": True}]


def test_only_words_of_people_count(shop: Shop, shopper: Shopper) -> None:
    hand_off(shopper)
    before = len(shopper.history())
    for name in ("our_own_message", "private_note", "bot_message"):
        assert hook(shop, name) == 204
    assert len(shopper.history()) == before
    assert owner(shop, shopper) == "waiting"


def test_back_and_resolved(shop: Shop, chatwoot: Recorded, shopper: Shopper) -> None:
    hand_off(shopper)
    hook(shop, "agent_message")
    assert hook(shop, "pending") == 204
    assert owner(shop, shopper) == "bot"
    assert shop.rasa.events[-1][1][0]["text"] == "Hello, Bea here."
    assert shopper.say("thanks")[0]["author"] == "bot"
    hand_off(shopper)
    assert hook(shop, "resolved") == 204
    assert owner(shop, shopper) == "closed"
    assert hook(shop, "resolved") == 204, "twice is once"
    assert chatwoot.calls[-1] == ("conversations/77/toggle_status", {"status": "resolved"})


def test_a_stranger_cannot_speak_as_an_agent(shop: Shop, shopper: Shopper) -> None:
    hand_off(shopper)
    for token in ("", "wrong"):
        assert hook(shop, "agent_message", token) == 401
    assert owner(shop, shopper) == "waiting"


def test_while_chatwoot_is_down_nothing_is_lost(shop: Shop, chatwoot: Recorded, shopper: Shopper) -> None:
    chatwoot.down = True
    hand_off(shopper)
    shopper.say("first")
    assert owner(shop, shopper) == "waiting"
    chatwoot.down = False
    shopper.say("second")
    said = [body["content"] for path, body in chatwoot.calls if path.endswith("messages")]
    assert said[-2:] == ["first", "second"]


def test_pictures_go_both_ways(shop: Shop, chatwoot: Recorded, shopper: Shopper) -> None:
    hand_off(shopper)
    chatwoot.calls.clear()
    kept = shopper.ask("POST", "/api/uploads", files={"file": ("lamp.png", PICTURE, "image/png")}).json()
    shopper.ask("POST", "/api/messages?wait=1", json={"text": "it looks so", "attachment": kept["id"]})
    (said,) = [body for path, body in chatwoot.calls if path.endswith("messages")]
    assert (said["content"], said["attachments[]"].content_type) == ("it looks so", "image/png")
    hook(shop, "agent_file")
    assert shopper.history()[-1]["text"] == "https://desk.example/rails/active_storage/blobs/label.png"


def test_opened_there_while_the_bot_has_it(shop: Shop, chatwoot: Recorded, shopper: Shopper) -> None:
    hand_off(shopper)
    hook(shop, "opened")
    assert [m["data"].get("event") for m in shopper.history()].count("waiting_first") == 1, "it waits already"
    hook(shop, "pending")
    chatwoot.calls.clear()
    shopper.say("one more thing")
    hook(shop, "opened")
    assert owner(shop, shopper) == "waiting"
    (note,) = [body for path, body in chatwoot.calls if body.get("private")]
    assert "one more thing" in note["content"]
    assert "where is my parcel?" not in note["content"], "what they know is not told again"
