"""What agents and admins did is written down, and nothing that shoppers wrote."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.gateway.conftest import Shop, Shopper
from tests.gateway.console import PASSWORD, Console


@pytest.fixture
def boss(shop: Shop) -> Iterator[Console]:
    console = Console(shop, "Boss", "admin")
    yield console
    console.leave()


def test_deeds_stand_in_the_log_with_who_did_them(shop: Shop, shopper: Shopper, boss: Console, bea: Console) -> None:
    shopper.ask("POST", "/api/handoff", json={"to": "person", "question": "a secret question"})
    bea.do(shopper.conversation_id, "claim")
    bea.do(shopper.conversation_id, "messages", text="a secret answer")
    bea.do(shopper.conversation_id, "typing", on=True)
    bea.do(shopper.conversation_id, "close", category="delivery")
    bea.do("c_nothing", "claim")
    boss.ask("PUT", f"/api/admin/agents/{bea.agent.id}", json={"name": "Bea B.", "password": PASSWORD})
    boss.ask("PUT", "/api/admin/hours", json={"country": "DE"})
    log = boss.ask("GET", "/api/admin/audit").json()
    recent = [(log["names"].get(deed["who"]), deed["deed"].split("/")[-1]) for deed in log["deeds"][:6]]
    assert recent == [
        ("Boss", "hours"),
        ("Boss", "{agent_id}"),
        ("Bea B.", "close"),
        ("Bea B.", "messages"),
        ("Bea B.", "claim"),
        ("Bea B.", "login"),
    ]
    by_deed = {deed["deed"].split("/")[-1]: deed["about"] for deed in log["deeds"][:6]}
    assert by_deed["hours"]["hours"]["country"] == "DE"
    assert by_deed["{agent_id}"] == {"agent_id": bea.agent.id, "name": "Bea B.", "password": "changed"}
    assert by_deed["close"]["category"] == "delivery"
    assert by_deed["login"]["address"] == "127.0.0.1"
    text = json.dumps(log)
    for secret in (PASSWORD, "secret question", "secret answer", shopper.conversation_id):
        assert secret not in text
    here = boss.ask("GET", "/api/admin/audit", params={"conversation": shopper.conversation_id}).json()["deeds"]
    assert [deed["deed"].split("/")[-1] for deed in here] == ["close", "messages", "claim"]
    assert boss.ask("GET", "/api/admin/audit/verify").json()["broken"] is None
    assert bea.ask("GET", "/api/admin/audit").status_code in (401, 403)


def test_what_went_wrong_is_no_deed(shop: Shop, boss: Console) -> None:
    before = boss.ask("GET", "/api/admin/audit").json()["deeds"][0]["number"]
    assert boss.ask("PUT", "/api/admin/hours", json={"country": "nowhere"}).status_code == 422
    assert boss.ask("PUT", f"/api/admin/agents/{boss.agent.id}", json={"role": "agent"}).status_code == 409
    assert boss.ask("GET", "/api/admin/audit").json()["deeds"][0]["number"] == before
