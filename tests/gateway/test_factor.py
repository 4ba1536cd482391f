"""An agent signs in with a code too, once they have set that up."""

from __future__ import annotations

import time
from collections.abc import Iterator

import httpx
import pyotp
import pytest

from tests.gateway.conftest import Shop
from tests.gateway.console import PASSWORD, Console


@pytest.fixture
def dan(shop: Shop) -> Iterator[Console]:
    console = Console(shop, "Dan")
    yield console
    console.leave()


def sign_in(shop: Shop, console: Console, **more: str) -> httpx.Response:
    with shop.client() as client:
        return client.post("/api/agent/login", json={"email": console.agent.email, "password": PASSWORD, **more})


def test_a_code_is_asked_for_once_it_is_set_up_and_an_admin_takes_it_off(shop: Shop, dan: Console) -> None:
    assert dan.ask("GET", "/api/agent/factor").json() == {"on": False}
    assert dan.ask("POST", "/api/agent/factor", json={"password": "a wrong password"}).status_code == 403
    made = dan.ask("POST", "/api/agent/factor", json={"password": PASSWORD}).json()
    app = pyotp.TOTP(made["secret"])
    assert pyotp.parse_uri(made["uri"]).secret == made["secret"]
    assert sign_in(shop, dan).status_code == 200, "not before it is confirmed"
    assert dan.ask("PUT", "/api/agent/factor", json={"code": "000000"}).status_code == 422
    assert dan.ask("PUT", "/api/agent/factor", json={"code": app.now()}).status_code == 204
    asked = sign_in(shop, dan)
    assert (asked.status_code, asked.json()["error"]["code"]) == (401, "second_factor")
    assert sign_in(shop, dan, code="000000").json()["error"]["code"] == "unauthorized"
    assert sign_in(shop, dan, code=app.at(int(time.time()) + 30)).status_code == 200
    assert dan.ask("POST", "/api/agent/factor/off", json={"code": "000000"}).status_code == 403
    boss = Console(shop, "Boss", "admin")
    assert dan.ask("DELETE", f"/api/admin/agents/{dan.agent.id}/factor").status_code == 403
    assert boss.ask("DELETE", f"/api/admin/agents/{dan.agent.id}/factor").status_code == 204
    assert sign_in(shop, dan).status_code == 200
    log = boss.ask("GET", "/api/admin/audit").json()
    assert made["secret"] not in str(log) and "DELETE /api/admin/agents/{agent_id}/factor" in str(log)
    boss.leave()
