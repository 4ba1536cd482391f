"""A code by e-mail proves that the shopper reads the order's mail."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from shop.conversations import Conversations
from shop.errors import TooMany
from shop.orders import Codes
from shop.orders import codes as module
from shop.settings import MailSettings, Settings, load_settings
from shop.shoppers import Shoppers
from shop.store import Store
from shop.types import now

ORDER, MAIL = "AF-1", "ann@x.example"


@pytest.fixture
def codes(store: Store, settings: Settings) -> Codes:
    return Codes(store, load_settings(state=settings.state, mail=MailSettings(smtp_url="smtp://mail.example")))


@pytest.fixture
def here(store: Store) -> str:
    return Conversations(store).open(Shoppers(store).anonymous()).id


def test_needed_only_where_mail_is_set_up(store: Store, settings: Settings, codes: Codes) -> None:
    assert codes.needed()
    assert not Codes(store, settings).needed()


def test_right_once_and_for_its_own_order_and_conversation(store: Store, codes: Codes, here: str) -> None:
    there = Conversations(store).open(Shoppers(store).anonymous()).id
    code = codes.issue(here, ORDER, MAIL)
    assert len(code) == 6 and codes.pending(here, ORDER)
    assert not codes.verify(there, ORDER, code) and not codes.verify(here, "AF-2", code)
    assert codes.verify(here, ORDER, f"it is {code[:3]} {code[3:]}, thanks")
    assert not codes.verify(here, ORDER, code) and not codes.pending(here, ORDER)


def test_digits_of_other_scripts_are_digits(codes: Codes, here: str) -> None:
    code = codes.issue(here, ORDER, MAIL)
    wide = "".join(chr(ord(char) - ord("0") + 0xFF10) for char in code)
    assert codes.verify(here, ORDER, wide)


def test_five_wrong_ones_and_it_is_void(codes: Codes, here: str) -> None:
    code = codes.issue(here, ORDER, MAIL)
    wrong = "000000" if code != "000000" else "111111"
    assert not any(codes.verify(here, ORDER, wrong) for _ in range(5))
    assert not codes.verify(here, ORDER, code)


def test_it_expires_and_a_new_one_replaces_it(codes: Codes, here: str, monkeypatch: pytest.MonkeyPatch) -> None:
    first = codes.issue(here, ORDER, MAIL)
    second = codes.issue(here, ORDER, MAIL)
    assert first == second or not codes.verify(here, ORDER, first)
    later: datetime = now() + timedelta(minutes=11)
    monkeypatch.setattr(module, "now", lambda: later)
    assert not codes.verify(here, ORDER, second)


def test_nobodys_mailbox_is_filled(store: Store, codes: Codes) -> None:
    def ask(order: str, mail: str) -> None:
        codes.issue(Conversations(store).open(Shoppers(store).anonymous()).id, order, mail)

    for number in range(3):
        ask(f"AF-{number}", MAIL)
    with pytest.raises(TooMany):
        ask("AF-9", MAIL)
    ask("AF-9", "bob@x.example")


def test_the_tables_hold_neither_code_nor_address(store: Store, codes: Codes, here: str) -> None:
    code = codes.issue(here, ORDER, MAIL)
    with store.reading() as session:
        rows = [*session.execute(text("SELECT * FROM codes")), *session.execute(text("SELECT * FROM attempts"))]
    assert rows and not any(trace in str(rows) for trace in (f"'{code}'", MAIL, ORDER))
