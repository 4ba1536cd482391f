"""Nobody guesses order numbers for long, and nobody shuts the others out."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from shop import attempts
from shop.attempts import Attempts, Limit
from shop.conversations import Conversations
from shop.errors import TooMany
from shop.keyed import network
from shop.orders import LookUps, StoreOrders, rules_of
from shop.orders.lookups import CLIENT, NUMBER
from shop.pending import Claim
from shop.retention import retain
from shop.settings import OrdersSettings, Settings, load_settings
from shop.shoppers import Shoppers
from shop.store import Store
from shop.types import Address, Message, Order, OrderLine, OrderStatus, now

MAIL = "ann@x.example"


class Clock:
    def __init__(self) -> None:
        self.moment = now()

    def __call__(self) -> datetime:
        return self.moment

    def pass_by(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(attempts, "now", made)
    return made


@pytest.fixture
def lookups(store: Store, settings: Settings) -> LookUps:
    orders = StoreOrders(store, rules_of(settings.orders))
    address = Address(name="Ann", street="1 Lane", postcode="1", city="X", country="DE")
    line = OrderLine(item_id="cup", title="Cup", unit_price=Decimal(7))
    orders.put(
        Order(
            number=number, shopper_id=None, email=MAIL, status=OrderStatus.PAID, lines=(line,), address=address,
            total=Decimal(7), placed_at=now(),
        )
        for number in ("AF-1", "AF-2")
    )  # fmt: skip
    return LookUps(store, orders, load_settings(state=settings.state, orders=OrdersSettings(lookups_per_hour=1000)))


def conversation(store: Store, client: str | None) -> str:
    """A new session whose messages come from ``client``."""
    conversations = Conversations(store)
    opened = conversations.open(Shoppers(store).anonymous())
    message = Message(id=f"m-{opened.id}", conversation_id=opened.id, author="shopper", text="hi")
    conversations.append(message, None, Claim("g", None, client))
    return opened.id


def tries(lookups: LookUps, store: Store, guesses: int, *, client: str = "", number: str = "", email: str = "") -> int:
    """How many of these guesses, each in a session of its own, are looked up before one is refused."""
    for count in range(guesses):
        try:
            place = conversation(store, client or f"client-{count}-{number}{email}")
            assert lookups.find(place, number or f"ZZ-{count}", email or f"m{count}@x.example") is None
        except TooMany:
            return count
    return guesses


def test_new_sessions_evade_nothing(store: Store, lookups: LookUps, clock: Clock) -> None:
    assert tries(lookups, store, 100, client="one place") == CLIENT.free
    assert tries(lookups, store, 100, number="AF-1") == NUMBER.free
    assert tries(lookups, store, 100, email=MAIL) == NUMBER.free


def test_the_wait_grows(store: Store, lookups: LookUps, clock: Clock) -> None:
    place = conversation(store, "one place")
    waits = []
    for count in range(CLIENT.free + 5):
        while True:
            try:
                lookups.find(place, f"ZZ-{count}", f"{count}@x.example")
                break
            except TooMany as error:
                waits.append(error.retry_after)
                clock.pass_by(error.retry_after)
    assert waits == [30, 60, 120, 240, 480]


def test_right_ones_do_not_count(store: Store, lookups: LookUps, clock: Clock) -> None:
    for _ in range(3 * CLIENT.free):
        assert lookups.find(conversation(store, "an office"), "AF-1", MAIL) is not None
    tries(lookups, store, NUMBER.free - 1, number="AF-2")
    assert lookups.find(conversation(store, "home"), "af-2", MAIL.upper()) is not None
    assert tries(lookups, store, 100, number="AF-2") == NUMBER.free, "forgotten after the right one"


def test_many_strangers_do_not_shut_out_who_has_not_failed(store: Store, lookups: LookUps, clock: Clock) -> None:
    assert tries(lookups, store, 320) == 320, "each is clean"
    assert lookups.find(conversation(store, "home"), "AF-1", MAIL) is not None
    failed_once = conversation(store, "client-0-")
    with pytest.raises(TooMany):
        lookups.find(failed_once, "AF-2", MAIL)
    clock.pass_by(3600)
    assert lookups.find(failed_once, "AF-2", MAIL) is not None


def test_it_is_forgotten_in_time_and_pruned(store: Store, clock: Clock) -> None:
    limit = Limit(2, timedelta(seconds=10), timedelta(seconds=20), timedelta(minutes=1))
    kept = Attempts(store, "guesses")
    for _ in range(2):
        kept.begin({"a": limit})
    with pytest.raises(TooMany) as refused:
        kept.begin({"a": limit})
    assert refused.value.retry_after == 10
    clock.pass_by(120)
    kept.begin({"a": limit})
    kept.begin({"a": limit})
    assert retain(store, 365, clock.moment)["attempts"] == 0
    assert retain(store, 365, clock.moment + timedelta(days=3))["attempts"] == 1


def test_a_customers_whole_network_counts_as_one() -> None:
    assert network("2001:db8:1:2::5") == network("2001:db8:1:2:ffff::1") == "2001:db8:1:2::/64"
    assert network("::ffff:10.0.0.1") == network("10.0.0.1") == "10.0.0.1"
    assert network("unknown") == "unknown"
