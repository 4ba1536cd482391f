"""The gateway dies in the middle and comes back: nothing is lost, nothing is said twice."""

from __future__ import annotations

import time
from pathlib import Path

from gateway.mailbox import new_id
from shop.types import Message
from tests.gateway.conftest import GATEWAY, Served, Shop, Shopper, settings_for
from tests.gateway.rasa_server import RasaServer
from tests.gateway.test_messages import wait_until


def test_what_was_stored_is_answered_after_the_restart(tmp_path: Path, rasa_server: RasaServer) -> None:
    rasa_server.reset()
    settings = settings_for(tmp_path, port=GATEWAY + 1)
    url = f"http://127.0.0.1:{GATEWAY + 1}"
    with Served(settings) as served:
        shopper = Shop(url, served.services, rasa_server).session()
        shopper.say("before")
        lost = Message(id=new_id(), conversation_id=shopper.conversation_id, author="shopper", text="/lost")
        served.services.conversations.append(lost, "k1")  # stored; then the lights went out
    turns = len(rasa_server.turns)
    with Served(settings) as served:
        again = Shopper(Shop(url, served.services, rasa_server), shopper.session)
        wait_until(lambda: len(again.history()) == 4)
        assert again.history()[-1]["data"]["reply_to"] == lost.id
        assert rasa_server.turns[-1]["message"] == "lost", "still no command"
        answer = again.ask("POST", "/api/messages?wait=1", json={"text": "/lost", "client_id": "k1"}).json()
        assert answer["message_id"] == lost.id
    with Served(settings) as served:
        time.sleep(0.3)
        again = Shopper(Shop(url, served.services, rasa_server), shopper.session)
        assert len(again.history()) == 4
    assert len(rasa_server.turns) == turns + 1


def test_answers_under_way_are_finished_before_a_stop(tmp_path: Path, rasa_server: RasaServer) -> None:
    rasa_server.reset()
    rasa_server.delay = lambda body: 1.0
    settings = settings_for(tmp_path, port=GATEWAY + 1)
    with Served(settings) as served:
        shopper = Shop(f"http://127.0.0.1:{GATEWAY + 1}", served.services, rasa_server).session()
        shopper.ask("POST", "/api/messages", json={"text": "hello"})
        wait_until(lambda: len(rasa_server.turns) == 1)
    with Served(settings) as served:
        again = Shopper(Shop(f"http://127.0.0.1:{GATEWAY + 1}", served.services, rasa_server), shopper.session)
        assert [message["author"] for message in again.history()] == ["shopper", "bot"]
