"""A session that is over opens nothing, and what it had open closes at once."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gateway.routes.agent import standing
from shop.agents import Agents
from shop.store import Store
from tests.gateway.conftest import GATEWAY, Served, Shop, Shopper, settings_for
from tests.gateway.console import PASSWORD, Console
from tests.gateway.rasa_server import RasaServer
from tests.gateway.test_messages import wait_until
from tests.gateway.test_redis_hub import server, url  # noqa: F401 - a real Redis
from tests.gateway.test_stream import Browser

End = Callable[[Console, Console], object]


@pytest.fixture
def boss(shop: Shop) -> Iterator[Console]:
    console = Console(shop, "Boss", "admin")
    yield console
    console.leave()


def deactivate(boss: Console, agent: Console) -> None:
    assert boss.ask("PUT", f"/api/admin/agents/{agent.agent.id}", json={"active": False}).status_code == 200


def change_password(boss: Console, agent: Console) -> None:
    body = {"password": "another long password"}
    assert boss.ask("PUT", f"/api/admin/agents/{agent.agent.id}", json=body).status_code == 200


def end_session(boss: Console, agent: Console) -> None:
    path = f"/api/admin/agents/{agent.agent.id}/sessions"
    for one in boss.ask("GET", path).json()["sessions"]:
        assert boss.ask("DELETE", f"{path}/{one['handle']}").status_code == 204


def sign_out(boss: Console, agent: Console) -> None:
    agent.ask("POST", "/api/agent/logout")


def closed_within(tab: Browser, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while tab.closed is None and time.monotonic() < end:
        time.sleep(0.01)
    return tab.closed == 4401


@pytest.mark.parametrize("how", [deactivate, change_password, end_session, sign_out])
def test_an_open_stream_closes_and_delivers_nothing_more(
    shop: Shop, shopper: Shopper, boss: Console, how: Callable[[Console, Console], None]
) -> None:
    agent = Console(shop, f"Gone {how.__name__}".replace(" ", "-"))
    with agent.stream() as tab:
        agent.watch(tab, shopper.conversation_id)
        shopper.say("before")
        tab.wait_for("message", 2)
        how(boss, agent)
        count = len(tab.of("message"))
        shopper.say("after")
        assert closed_within(tab, 1.0)
        assert len(tab.of("message")) == count
    assert agent.client.get("/api/agent/me").status_code == 401


def test_another_session_of_the_same_agent_stays(shop: Shop, boss: Console) -> None:
    one, other = Console(shop, "Two"), Console(shop, "Two")
    with one.stream() as first, other.stream() as second:
        listed = one.ask("GET", "/api/agent/sessions").json()
        assert len(listed["sessions"]) == 2 and all(session["browser"] for session in listed["sessions"])
        assert one.client.cookies["shopkeeper_agent"] not in str(listed)
        theirs = next(session for session in listed["sessions"] if session["handle"] != listed["current"])
        assert one.ask("DELETE", f"/api/agent/sessions/{theirs['handle']}").status_code == 204
        assert one.ask("DELETE", f"/api/agent/sessions/{theirs['handle']}").status_code == 404
        assert closed_within(second, 1.0)
        time.sleep(0.2)
        assert first.closed is None
        assert boss.ask("DELETE", f"/api/agent/sessions/{listed['current']}").status_code == 404, "not mine"
    one.leave()


def test_what_no_frame_tells_of_is_seen_all_the_same(
    shop: Shop, shopper: Shopper, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An agent made inactive by another process, without a word over the hub."""
    monkeypatch.setattr(standing, "FRESH", 0.0)
    agent = Console(shop, "Quiet")
    with agent.stream() as tab:
        agent.watch(tab, shopper.conversation_id)
        Agents(Store(shop.services.settings.store_url)).change(agent.agent.id, active=False)
        shopper.say("to nobody")
        assert closed_within(tab, 1.0)
        assert tab.of("message") == []


def test_it_closes_at_the_other_gateway_too(tmp_path: Path, rasa_server: RasaServer, server: str) -> None:  # noqa: F811
    rasa_server.reset()
    one, two = (settings_for(tmp_path, port=GATEWAY + n, redis_url=server) for n in (3, 4))
    with Served(one) as here, Served(two) as there:
        near = Shop(f"http://127.0.0.1:{GATEWAY + 3}", here.services, rasa_server)
        far = Shop(f"http://127.0.0.1:{GATEWAY + 4}", there.services, rasa_server)
        boss, agent = Console(near, "Boss", "admin"), Console(far, "Far")
        with agent.stream() as tab:
            deactivate(boss, agent)
            assert closed_within(tab, 1.0)
        assert (
            far.client().post("/api/agent/login", json={"email": "far@desk.example", "password": PASSWORD}).status_code
            == 401
        )
        wait_until(lambda: not near.services.agents.get(agent.agent.id).online)
