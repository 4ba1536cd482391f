"""Passwords cannot be guessed at for long, and guessing locks nobody else out."""

from __future__ import annotations

import pytest

from shop.agents import Agents
from shop.errors import TooMany, Unauthorized
from shop.factors import Factors
from shop.signins import ACCOUNT, PAIR, SignIns
from shop.store import Store

EMAIL, PASSWORD = "bea@desk.example", "a long password"


@pytest.fixture
def sign_ins(store: Store, monkeypatch: pytest.MonkeyPatch) -> SignIns:
    agents = Agents(store)
    agents.add(EMAIL, "Bea", PASSWORD)
    monkeypatch.setattr("shop.agents._matches", lambda hashed, password: password == PASSWORD)  # argon2 is slow
    return SignIns(store, agents, Factors(store, "seal"), "secret")


def guess(sign_ins: SignIns, address: str, times: int) -> int:
    """How many guesses from one address are looked at."""
    for count in range(times):
        try:
            sign_ins.sign_in(EMAIL, "wrong", address=address)
        except Unauthorized:
            continue
        except TooMany:
            return count
    return times


def test_one_network_is_stopped_and_the_agents_own_is_not(sign_ins: SignIns) -> None:
    assert guess(sign_ins, "198.51.100.7", 20) == PAIR.free
    with pytest.raises(TooMany):
        sign_ins.sign_in(EMAIL, PASSWORD, address="198.51.100.7")
    sign_ins.sign_in(EMAIL.upper(), PASSWORD, address="192.0.2.1")


def test_many_networks_have_one_guess_each_and_the_agent_still_gets_in(sign_ins: SignIns) -> None:
    for number in range(ACCOUNT.free):
        assert guess(sign_ins, f"198.51.100.{number}", 1) == 1
    assert guess(sign_ins, "198.51.100.1", 1) == 0, "it has failed before"
    sign_ins.sign_in(EMAIL, PASSWORD, address="192.0.2.1")


def test_a_right_password_forgets_the_wrong_ones(sign_ins: SignIns) -> None:
    for _ in range(3):
        assert guess(sign_ins, "192.0.2.1", PAIR.free - 1) == PAIR.free - 1
        sign_ins.sign_in(EMAIL, PASSWORD, address="192.0.2.1")


def test_an_account_that_is_not_there_is_counted_like_one_that_is(sign_ins: SignIns) -> None:
    for _ in range(PAIR.free):
        with pytest.raises(Unauthorized):
            sign_ins.sign_in("nobody@desk.example", "wrong", address="192.0.2.9")
    with pytest.raises(TooMany):
        sign_ins.sign_in("nobody@desk.example", "wrong", address="192.0.2.9")
