"""The gateway dies in the middle and comes back: nothing is lost, nothing is said twice."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx

from gateway.mailbox import new_id
from run.layout import ROOT
from run.opened import free_ports
from shop.conversations import Conversations
from shop.pending import Claim
from shop.settings import RasaSettings
from shop.store import Store
from shop.types import Message
from tests.gateway.conftest import CLOSED, GATEWAY, RASA, Served, Shop, Shopper, settings_for
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
        served.services.conversations.append(lost, "k1", Claim("a gateway that died"))  # then the lights went out
    turns = len(rasa_server.turns)
    with Served(settings) as served:
        again = Shopper(Shop(url, served.services, rasa_server), shopper.session)
        wait_until(lambda: len(again.history()) == 4, 15)
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


def test_a_quick_reply_keeps_its_meaning_over_the_crash(tmp_path: Path, rasa_server: RasaServer) -> None:
    rasa_server.reset()
    settings = settings_for(tmp_path, port=GATEWAY + 1)
    with Served(settings) as served:
        shopper = Shop(f"http://127.0.0.1:{GATEWAY + 1}", served.services, rasa_server).session()
        tapped = Message(id=new_id(), conversation_id=shopper.conversation_id, author="shopper", text="The blue one")
        claim = Claim("a gateway that died", ("choose", {"ordinal": 2}))
        served.services.conversations.append(tapped, None, claim)
        wait_until(lambda: len(shopper.history()) == 2, 15)
    assert rasa_server.turns[-1]["message"] == '/choose{"ordinal": 2}'


def test_who_was_told_that_the_bot_is_away_is_answered_once_it_is_back(tmp_path: Path) -> None:
    port = free_ports(1)[0]
    settings = settings_for(tmp_path, port=GATEWAY + 1)
    settings = settings.model_copy(update={"rasa": RasaSettings(port=port, timeout=3.0)})
    rasa = RasaServer(port)
    with Served(settings) as served:
        shopper = Shop(f"http://127.0.0.1:{GATEWAY + 1}", served.services, rasa).session()
        (apology,) = shopper.say("is anybody there?")
        assert apology["data"]["apology"] is True
        rasa.start()
        wait_until(lambda: len(shopper.history()) == 3, 30)
        assert shopper.history()[-1]["text"] == "You said: is anybody there?"
        time.sleep(3)
        assert len(shopper.history()) == 3 and len(rasa.turns) == 1
    rasa.stop()


SHOPPERS, EACH = 40, 3


def test_every_pending_message_is_answered_once_after_a_kill(tmp_path: Path, rasa_server: RasaServer) -> None:
    rasa_server.reset()
    rasa_server.delay = lambda body: 5.0 if body["message"] != "question 0" else 0.1
    (port, metrics) = free_ports(2)
    url = f"http://127.0.0.1:{port}"
    store = Store(f"sqlite:///{tmp_path / 'shop.db'}")
    store.migrate()
    conversations = Conversations(store)
    first = start(tmp_path, port, metrics)
    try:
        sessions = [httpx.post(f"{url}/api/sessions", json={}).json() for _ in range(SHOPPERS)]

        def talk(session: dict[str, str]) -> None:
            headers = {"Authorization": f"Bearer {session['token']}"}
            for number in range(EACH):
                body = {"text": f"question {number}", "client_id": f"c{number}"}
                httpx.post(f"{url}/api/messages", json=body, headers=headers, timeout=30)

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(talk, sessions))
    finally:
        first.kill()  # -9, with most of the answers under way
        first.wait()
    rasa_server.delay = lambda body: 0.2
    waiting = sum(
        not answers(conversations, one["conversation_id"], question)
        for one in sessions
        for question in said(conversations, one)
    )
    assert waiting > SHOPPERS, "the kill came too late to prove anything"
    second = start(tmp_path, port, metrics)
    try:
        wait_until(
            lambda: all(
                answers(conversations, one["conversation_id"], question)
                for one in sessions
                for question in said(conversations, one)
            ),
            90,
        )
        time.sleep(3)
    finally:
        second.kill()
        second.wait()
    for one in sessions:
        questions = said(conversations, one)
        assert len(questions) == EACH
        history = conversations.history(one["conversation_id"])
        replies = [message for message in history if message.author == "bot"]
        assert [reply.data["reply_to"] for reply in replies] == [question.id for question in questions], (
            "once, in order"
        )
        assert not any(reply.data.get("apology") for reply in replies)
    store.close()


def said(conversations: Conversations, session: dict[str, str]) -> list[Message]:
    return [message for message in conversations.history(session["conversation_id"]) if message.author == "shopper"]


def answers(conversations: Conversations, conversation_id: str, question: Message) -> int:
    return sum(one.data.get("reply_to") == question.id for one in conversations.history(conversation_id))


def start(state: Path, port: int, metrics: int, log: int = subprocess.DEVNULL, **more: str) -> subprocess.Popen[bytes]:
    """A gateway in a process of its own, answering."""
    env = dict(os.environ) | {
        "SHOPKEEPER_STATE": str(state),
        "SHOPKEEPER_SECRETS__SESSION": "session-secret-of-the-tests-32-ch",
        "SHOPKEEPER_GATEWAY__PORT": str(port),
        "SHOPKEEPER_GATEWAY__METRICS_PORT": str(metrics),
        "SHOPKEEPER_GATEWAY__MESSAGES_PER_MINUTE": "10000",
        "SHOPKEEPER_GATEWAY__SESSIONS_PER_MINUTE": "10000",
        "SHOPKEEPER_GATEWAY__PATIENCE_SECONDS": "3600",
        "SHOPKEEPER_RASA__PORT": str(RASA),
        "SHOPKEEPER_MODELS__PORT": str(CLOSED),
        "SHOPKEEPER_CHROMA__PORT": str(CLOSED),
        **more,
    }
    process = subprocess.Popen([sys.executable, "-m", "gateway"], env=env, cwd=ROOT, stderr=log)
    wait_until(lambda: answering(port), 120)
    return process


def answering(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/healthz").status_code == 200
    except httpx.HTTPError:
        return False
