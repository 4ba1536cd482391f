"""Two at once: one wins, nothing is done twice, nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from typing import Any

from shop.catalogue import Catalogue
from shop.conversations import Conversations
from shop.errors import Conflict
from shop.orders import Rules, StoreOrders
from shop.outbox import Outbox
from shop.policy import Policy
from shop.profiles import Profiles
from shop.shoppers import Shoppers
from shop.store import Store
from shop.types import Address, CaseKind, Event, Item, Message, Order, OrderLine, OrderStatus, Owner, now

AT_ONCE = 8


def at_once(deed: Callable[[int], Any]) -> list[Any]:
    def caught(number: int) -> Any:
        try:
            return deed(number)
        except Conflict as error:
            return error

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(caught, range(AT_ONCE)))


def test_one_agent_gets_the_conversation(store: Store) -> None:
    conversations = Conversations(store)
    one = conversations.open(Shoppers(store).anonymous()).id
    conversations.set_owner(one, Owner.WAITING, who="shopper", why="")
    results = at_once(
        lambda n: conversations.set_owner(one, Owner.AGENT, who=f"agent {n}", why="", expect=Owner.WAITING)
    )
    assert sum(isinstance(result, Conflict) for result in results) == AT_ONCE - 1
    assert len(conversations.owner_history(one)) == 2


def test_a_message_sent_twice_is_one(store: Store) -> None:
    conversations = Conversations(store)
    one = conversations.open(Shoppers(store).anonymous()).id

    def send(number: int) -> tuple[Message, bool]:
        return conversations.append(Message(id=f"m{number}", conversation_id=one, author="shopper"), "c")

    results = at_once(send)
    assert sum(is_new for _, is_new in results) == 1
    assert len({message.id for message, _ in results}) == 1 == conversations.count(one)


def test_a_return_asked_twice_is_one(store: Store) -> None:
    orders = StoreOrders(store, Rules(Policy()))
    orders.put(
        [
            Order(
                number="A-1",
                shopper_id=None,
                email="a@b.example",
                status=OrderStatus.DELIVERED,
                lines=(OrderLine(item_id="a", title="A", quantity=AT_ONCE, unit_price=Decimal(10)),),
                address=Address(name="", street="", postcode="", city="", country=""),
                total=Decimal(10 * AT_ONCE),
                placed_at=now(),
                delivered_at=now(),
            )
        ]
    )
    same = at_once(lambda _: orders.open_case(CaseKind.RETURN, "A-1", key="k", lines={"a": 1}))
    assert len({case.id for case in same}) == 1 == orders.get("A-1").lines[0].returned
    at_once(lambda n: orders.open_case(CaseKind.RETURN, "A-1", key=f"k{n}", lines={"a": 1}))
    amounts = [case.amount or Decimal(0) for case in orders.cases("A-1")]
    assert orders.get("A-1").lines[0].returned == AT_ONCE
    assert sum(amounts) == 10 * AT_ONCE


def test_no_event_is_lost(store: Store) -> None:
    Catalogue(store).upsert([Item(id=f"i{n}", title=str(n), category="Things") for n in range(AT_ONCE)])
    shopper = Shoppers(store).anonymous()
    others = [Shoppers(store).anonymous() for _ in range(AT_ONCE)]
    profiles = Profiles(store)
    ids = [f"i{n}" for n in range(AT_ONCE)]

    def record(number: int) -> None:
        profiles.record(shopper, [Event(type="view", item_id=ids[number])])
        turned = ids[number:] + ids[:number]  # other orders, so that locks could cross
        profiles.record(others[number], [Event(type="purchase", item_id=item_id) for item_id in turned])

    at_once(record)
    assert len(profiles.profile(shopper).events) == AT_ONCE
    assert Catalogue(store).popularity() == dict.fromkeys(ids, 1.0 + 5.0 * AT_ONCE)


def test_a_new_subject_is_one_shopper(store: Store) -> None:
    shoppers = Shoppers(store)
    anonymous = [shoppers.anonymous() for _ in range(AT_ONCE)]
    assert len(set(at_once(lambda n: shoppers.known("ada")))) == 1
    assert set(at_once(lambda n: shoppers.link(anonymous[n], "ada"))) == {shoppers.known("ada")}


def test_versions_are_seen_in_order(store: Store) -> None:
    catalogue = Catalogue(store)
    at_once(lambda n: catalogue.upsert([Item(id=f"i{n}", title=str(n))]))
    version, upserted, _ = catalogue.changed_since(0)
    assert version == AT_ONCE and len(upserted) == AT_ONCE


def test_a_letter_is_taken_once(store: Store) -> None:
    outbox = Outbox(store)
    for number in range(20):
        outbox.put("mail", "a@b.example", {}, str(number))
    taken = [letter.id for letters in at_once(lambda _: outbox.due(3)) for letter in letters]
    assert len(taken) == len(set(taken)) == 20 or len(set(taken)) == len(taken) <= 20
    assert all(letter.created_at > now() - timedelta(minutes=1) for letter in outbox.due(50))
