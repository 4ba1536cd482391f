"""When a person comes without being asked, and when nobody is left to come."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from gateway.attendance import Attendance
from shop.agents import Agents
from shop.store import Store
from tests.gateway.conftest import Shop, Shopper
from tests.gateway.console import Console
from tests.gateway.test_desk import ask_for_a_person, owner
from tests.gateway.test_messages import wait_until
from tests.gateway.test_pictures import picture

PICTURE = picture("PNG")


def fails(shop: Shop, kind: str) -> Any:
    """The bot's fallback: it counts in the dialogue's state, and says so."""

    def answer(body: dict[str, Any]) -> Any:
        state = shop.services.conversations.state(body["sender"])
        shop.services.conversations.save_state(
            body["sender"], state.model_copy(update={"failures": state.failures + 1})
        )
        return [{"text": "What do you mean?"}, {"custom": {"data": {"fallback": kind}}}]

    return answer


def events(messages: list[dict[str, Any]]) -> list[str]:
    return [str(message["data"].get("event")) for message in messages if message["author"] == "system"]


def test_two_failures_in_a_row_bring_a_person(shop: Shop, shopper: Shopper, bea: Console) -> None:
    shop.rasa.answer = fails(shop, "unclear")
    assert [reply["text"] for reply in shopper.say("blub")] == ["What do you mean?"]
    gave_up, welcome = shopper.say("blub blub")
    assert (gave_up["author"], "not getting this right" in gave_up["text"]) == ("bot", True)
    assert welcome["author"] == "system"
    assert owner(shop, shopper) == "waiting"
    assert shop.services.conversations.owner_history(shopper.conversation_id)[-1].why == "failed twice in a row"
    shopper.ask("POST", "/api/handoff", json={"to": "bot"})
    assert [reply["text"] for reply in shopper.say("blub")] == ["What do you mean?"], "the count began anew"
    assert owner(shop, shopper) == "bot"


def test_what_no_shop_can_help_with_brings_nobody(shop: Shop, shopper: Shopper, bea: Console) -> None:
    shop.rasa.answer = fails(shop, "out_of_scope")
    for _ in range(3):
        assert shopper.say("write me a poem")[0]["text"] == "What do you mean?"
    assert owner(shop, shopper) == "bot"


def test_with_nobody_at_the_desk_the_bot_goes_on(shop: Shop, shopper: Shopper, bea: Console) -> None:
    bea.ask("PUT", "/api/agent/me", json={"online": False})
    shop.rasa.answer = fails(shop, "unclear")
    for _ in range(3):
        assert shopper.say("blub")[0]["text"] == "What do you mean?"
    assert owner(shop, shopper) == "bot"


def test_a_bot_that_is_down_twice_brings_a_person(shop: Shop, shopper: Shopper, bea: Console) -> None:
    shop.rasa.answer = lambda body: []
    (first,) = shopper.say("hello?")
    assert first["data"]["apology"] is True
    assert [reply["author"] for reply in shopper.say("hello?")] == ["bot", "system"]
    assert owner(shop, shopper) == "waiting"


def test_asked_for_while_the_bot_thinks(shop: Shop, shopper: Shopper, bea: Console) -> None:
    shop.rasa.delay = lambda body: 1.0
    shopper.ask("POST", "/api/messages", json={"text": "slow question"})
    wait_until(lambda: len(shop.rasa.turns) == 1)
    ask_for_a_person(shopper)
    time.sleep(1.5)
    assert [message["author"] for message in shopper.history()] == ["shopper", "system", "bot"], "told once"


def test_the_last_agent_leaves_and_who_waits_hears_of_it(shop: Shop, shopper: Shopper, bea: Console) -> None:
    ask_for_a_person(shopper)
    assert shopper.ask("GET", "/api/handoff").json()["wait_seconds"] > 0
    for _ in range(2):
        bea.ask("PUT", "/api/agent/me", json={"online": False})
        assert shopper.ask("GET", "/api/handoff").json()["wait_seconds"] is None, "nobody knows how long"
        shopper.say("anyone?")
        bea.ask("PUT", "/api/agent/me", json={"online": True})
    assert events(shopper.history())[1:] == ["out_of_hours"], "told once"
    assert shopper.history()[1]["data"]["ask_email"] is True


def test_who_is_left_by_an_agent_may_be_taken(shop: Shop, shopper: Shopper, bea: Console, cem: Console) -> None:
    ask_for_a_person(shopper)
    bea.do(shopper.conversation_id, "claim")
    assert cem.do(shopper.conversation_id, "claim").status_code == 409
    bea.ask("PUT", "/api/agent/me", json={"online": False})
    dan = Console(shop, "Dan")
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda one: one.do(shopper.conversation_id, "claim"), (cem, dan)))
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    dan.leave()


def test_a_picture_alone(shop: Shop, shopper: Shopper, bea: Console) -> None:
    kept = shopper.ask("POST", "/api/uploads", files={"file": ("lamp.png", PICTURE, "image/png")}).json()
    answer = shopper.ask("POST", "/api/messages?wait=1", json={"attachment": kept["id"]}).json()
    (reply,) = answer["replies"]
    assert "picture" in reply["text"]
    assert reply["quick_replies"][0]["title"] == "Talk to a person"
    assert shop.rasa.turns == [], "Rasa is not asked what a picture means"
    shown = bea.whole(shopper.conversation_id)["messages"][0]
    assert shown["data"]["attachment"]["url"] == kept["url"]


@pytest.fixture
def agents(tmp_path: Path) -> Iterator[Agents]:
    store = Store(f"sqlite:///{tmp_path / 'shop.db'}")
    store.migrate()
    yield Agents(store)
    store.close()


def test_a_closed_console_is_an_empty_chair(agents: Agents) -> None:
    agents.add("bea@desk.example", "Bea", "a long password")
    bea = agents.sign_in("bea@desk.example", "a long password")[1].agent
    heard: asyncio.Queue[bool] = asyncio.Queue()

    async def moved() -> None:
        heard.put_nowait(bool(agents.online()))

    async def day() -> None:
        attendance = Attendance(agents, moved, grace=0.05)
        async with asyncio.timeout(30):
            await attendance.came(bea.id)
            await attendance.came(bea.id)
            attendance.left(bea.id)  # one of two tabs
            attendance.left(bea.id)
            assert await heard.get() is False
            await attendance.came(bea.id)
            assert await heard.get() is True
            agents.change(bea.id, online=False)  # by the agent's own wish: it stays so
            attendance.left(bea.id)
            await attendance.came(bea.id)
        assert not agents.online()
        await attendance.stop()

    asyncio.run(day())


def test_an_expired_session_is_nobody(agents: Agents, monkeypatch: pytest.MonkeyPatch) -> None:
    agents.add("bea@desk.example", "Bea", "a long password")
    agents.sign_in("bea@desk.example", "a long password")
    assert [agent.name for agent in agents.online()] == ["Bea"]
    from shop import agents as module
    from shop.types import now

    monkeypatch.setattr(module, "now", lambda: now() + module.LIFE)
    assert agents.online() == []
