"""A second factor: each code once, wrong ones counted, nothing readable in the store."""

from __future__ import annotations

import pyotp
import pytest
from sqlalchemy import select

from shop.agents import Agent, Agents
from shop.errors import BadInput, BadSettings, Conflict, SecondFactor, TooMany, Unauthorized
from shop.factors import STEP, Factors
from shop.signins import SignIns
from shop.store import Store
from shop.tables import FactorRow

PASSWORD = "a long password"


class Clock:
    def __init__(self) -> None:
        self.moment = 1_800_000_000.0

    def __call__(self) -> float:
        return self.moment


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def factors(store: Store, clock: Clock) -> Factors:
    return Factors(store, "seal", issuer="Test Shop", clock=clock)


@pytest.fixture
def bea(store: Store) -> Agent:
    return Agents(store).add("bea@x.example", "Bea", PASSWORD)


def code(secret: str, clock: Clock, later: int = 0) -> str:
    return pyotp.TOTP(secret).at(int(clock.moment) + later * STEP)


def test_a_code_is_asked_for_once_it_was_confirmed_and_taken_once(factors: Factors, bea: Agent, clock: Clock) -> None:
    made = factors.begin(bea)
    assert made.uri.startswith("otpauth://totp/Test%20Shop:bea%40x.example?") and made.secret in made.uri
    assert not factors.needed(bea.id) and not factors.check(bea.id, code(made.secret, clock))
    with pytest.raises(BadInput):
        factors.confirm(bea.id, "000000")
    factors.confirm(bea.id, code(made.secret, clock))
    assert factors.needed(bea.id)
    assert not factors.check(bea.id, code(made.secret, clock)), "it was used to confirm"
    assert factors.check(bea.id, code(made.secret, clock, 1)), "the agent's clock may be a little ahead"
    assert not factors.check(bea.id, code(made.secret, clock))
    clock.moment += 2 * STEP
    now = code(made.secret, clock)
    assert factors.check(bea.id, f" {now[:3]} {now[3:]}")
    assert not factors.check(bea.id, code(made.secret, clock, 5))
    with pytest.raises(Conflict):
        factors.begin(bea)
    factors.remove(bea.id)
    assert not factors.needed(bea.id)


def test_the_secret_cannot_be_read_in_the_store(factors: Factors, bea: Agent, store: Store, clock: Clock) -> None:
    made = factors.begin(bea)
    with store.reading() as session:
        assert made.secret not in session.scalars(select(FactorRow.secret)).one()
    with pytest.raises(BadSettings, match="seal"):
        Factors(store, "another seal", clock=clock).confirm(bea.id, code(made.secret, clock))


def test_signing_in_takes_both(store: Store, factors: Factors, bea: Agent, clock: Clock) -> None:
    signing = SignIns(store, Agents(store), factors, "secret")
    made = factors.begin(bea)
    factors.confirm(bea.id, code(made.secret, clock))
    clock.moment += 2 * STEP
    with pytest.raises(Unauthorized) as wrong:
        signing.sign_in(bea.email, "a wrong password", code(made.secret, clock), address="192.0.2.1")
    assert wrong.value.code == "unauthorized"
    with pytest.raises(SecondFactor):
        signing.sign_in(bea.email, PASSWORD, address="192.0.2.1")
    signing.sign_in(bea.email, PASSWORD, code(made.secret, clock), address="192.0.2.1")
    with pytest.raises(TooMany):
        for _ in range(20):
            with pytest.raises(Unauthorized):
                signing.sign_in(bea.email, PASSWORD, "000000", address="192.0.2.1")
