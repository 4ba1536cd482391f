"""The commands for accounts and for the audit log, on a store of their own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest
from sqlalchemy import text
from typer.testing import CliRunner, Result

from run.cli import app
from shop.agents import Agents
from shop.errors import Unauthorized
from shop.store import Store

OLD, NEW = "a long password", "another long password"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("SHOPKEEPER_HOME", str(tmp_path))
    monkeypatch.setenv("SHOPKEEPER_STATE", str(tmp_path))
    monkeypatch.delenv("SHOPKEEPER_STORE__URL", raising=False)
    made = Store(f"sqlite:///{tmp_path / 'shop.db'}")
    made.migrate()
    yield made
    made.close()


def shopkeeper(*words: str, said: str = "") -> Result:
    return CliRunner().invoke(app, list(words), input=said)


def test_a_lost_password_is_set_anew_and_opens_nothing_any_more(store: Store) -> None:
    agents = Agents(store)
    assert shopkeeper("agent", "add", "Bea@x.example", "--name", "Bea", said=f"{OLD}\n{OLD}\n").exit_code == 0
    cookie, _ = agents.sign_in("bea@x.example", OLD)
    assert shopkeeper("agent", "password", "bea@x.example", said=f"{NEW}\n{NEW}\n").exit_code == 0
    with pytest.raises(Unauthorized):
        agents.session(cookie)
    with pytest.raises(Unauthorized):
        agents.sign_in("bea@x.example", OLD)
    agents.sign_in("bea@x.example", NEW)
    nobody = shopkeeper("agent", "password", "nobody@x.example", said=f"{NEW}\n{NEW}\n")
    assert nobody.exit_code == 1 and "no agent" in nobody.output
    assert shopkeeper("agent", "password", "bea@x.example", said="short\nshort\n").exit_code == 1


def test_what_commands_did_is_in_the_audit_log_which_can_be_checked(store: Store) -> None:
    shopkeeper("agent", "add", "bea@x.example", "--name", "Bea", "--admin", said=f"{OLD}\n{OLD}\n")
    shopkeeper("agent", "password", "bea@x.example", said=f"{NEW}\n{NEW}\n")
    deeds = [json.loads(line) for line in shopkeeper("audit", "export").stdout.splitlines()]
    assert [(deed["number"], deed["who"], deed["deed"]) for deed in deeds] == [
        (1, "command", "agent add"),
        (2, "command", "agent password"),
    ]
    held = shopkeeper("audit", "verify")
    assert held.exit_code == 0 and "2 deeds" in held.output
    with store.engine.begin() as connection:
        connection.execute(text("DROP TRIGGER audit_no_update"))
        connection.execute(text("UPDATE audit SET who = 'x' WHERE number = 2"))
    broken = shopkeeper("audit", "verify")
    assert broken.exit_code == 1 and "number 2 was changed" in broken.output


def test_a_second_factor_is_set_up_and_taken_off(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    shopkeeper("agent", "add", "bea@x.example", "--name", "Bea", said=f"{OLD}\n{OLD}\n")
    assert "password alone" in shopkeeper("agent", "factor", "bea@x.example").output
    assert shopkeeper("agent", "factor", "bea@x.example", "--on", said="000000\n").exit_code == 1
    monkeypatch.setattr(pyotp, "random_base32", lambda: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    code = pyotp.TOTP("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP").now()
    assert "with a code too" in shopkeeper("agent", "factor", "bea@x.example", "--on", said=f"{code}\n").output
    assert "password alone" in shopkeeper("agent", "factor", "bea@x.example", "--off").output
    deeds = [json.loads(line)["deed"] for line in shopkeeper("audit", "export").stdout.splitlines()]
    assert deeds == ["agent add", "agent factor on", "agent factor off"]
