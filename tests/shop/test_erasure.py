from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from sqlalchemy import func, select

from shop.carts import Carts
from shop.catalogue import Catalogue
from shop.conversations import Conversations
from shop.erasure import erase
from shop.orders import StoreOrders, rules_of
from shop.outbox import Outbox
from shop.profiles import Profiles
from shop.restock import Restock
from shop.retention import retain
from shop.settings import Settings
from shop.shoppers import Shoppers
from shop.store import Store
from shop.tables import Base
from shop.types import Address, Event, Item, Message, Order, OrderStatus, Taste, now

KEPT = {"keys", "items", "popularity", "counters", "orders", "cases", "coupons", "faqs", "facts"}


def test_nothing_of_a_shopper_is_left_but_the_orders(store: Store, settings: Settings) -> None:
    catalogue, conversations = Catalogue(store), Conversations(store)
    catalogue.upsert([Item(id="mug", title="Mug", brand="Clay", stock=5)])
    orders = StoreOrders(store, rules_of(settings.orders))
    shoppers = Shoppers(store)
    anonymous = shoppers.anonymous()
    ada = shoppers.known("ada", "ada@x.example")
    for shopper in (anonymous, ada):
        one = conversations.open(shopper).id
        conversations.append(Message(id=f"m {shopper}", conversation_id=one, author="shopper", text="hello"))
        conversations.quick_reply(one, "A", "a")
        Profiles(store).record(shopper, [Event(type="purchase", item_id="mug")])
        Profiles(store).add_taste(shopper, Taste(text="tea"))
        Profiles(store).remove_taste(shopper, "coffee")
        Carts(store, catalogue, settings).add(shopper, "mug")
        Restock(store).watch(shopper, "mug")
    Outbox(store).put("mail", "ada@x.example", {}, "1")
    Outbox(store).put("mail", "other@x.example", {}, "2", shopper_id=ada)
    address = Address(name="Ada", street="", postcode="", city="", country="")
    orders.put(
        [
            Order(
                number="A-1",
                shopper_id=ada,
                email="ada@x.example",
                status=OrderStatus.PAID,
                lines=(),
                address=address,
                total=Decimal(1),
                placed_at=now(),
            )
        ]
    )
    shoppers.link(anonymous, "ada")

    report = erase(store, anonymous)

    assert set(report.shopper_ids) == {ada, anonymous}
    assert len(report.conversation_ids) == 2
    assert report.orders_kept == ("A-1",) and "law" in report.why_kept
    assert report.deleted["outbox"] == 2 and report.deleted["events"] == 2
    with store.reading() as session:
        left = {
            table.name: session.scalar(select(func.count()).select_from(table)) for table in Base.metadata.sorted_tables
        }
    assert {name for name, count in left.items() if count} <= KEPT
    assert left["keys"] == 1  # the shop's own
    assert orders.get("A-1").shopper_id is None
    assert orders.find("A-1", "ada@x.example") is not None
    assert erase(store, ada).shopper_ids == ()
    assert shoppers.known("ada") != ada


def test_what_is_old_goes_by_itself(store: Store, settings: Settings) -> None:
    Catalogue(store).upsert([Item(id="mug", title="Mug")])
    shoppers = Shoppers(store)
    ada, idle = shoppers.known("ada"), shoppers.anonymous()
    Conversations(store).open(idle)
    Profiles(store).record(ada, [Event(type="view", item_id="mug", ts=now() - timedelta(days=40))])
    assert set(retain(store, 365).values()) == {0}
    assert retain(store, 30)["events"] == 1
    gone = retain(store, 30, now() + timedelta(days=31))
    assert gone["conversations"] == 1
    assert not shoppers.exists(idle)


def test_a_known_shopper_goes_when_nothing_newer_is_left(store: Store, settings: Settings) -> None:
    Catalogue(store).upsert([Item(id="mug", title="Mug")])
    shoppers, outbox, orders = Shoppers(store), Outbox(store), StoreOrders(store, rules_of(settings.orders))
    later = now() + timedelta(days=31)
    left, buyer = shoppers.known("left", "left@x.example"), shoppers.known("buyer", "buyer@x.example")
    Profiles(store).add_taste(left, Taste(text="tea"))
    outbox.put("answer", "left@x.example", {"text": "never sent"}, "1", shopper_id=left)
    address = Address(name="Ann", street="", postcode="", city="", country="")
    common = {"email": "x@x.example", "status": OrderStatus.PAID, "lines": (), "address": address, "total": Decimal(1)}
    orders.put(
        [
            Order(number="A-1", shopper_id=left, placed_at=now() - timedelta(days=5), **common),
            Order(number="A-2", shopper_id=buyer, placed_at=later - timedelta(days=5), **common),
        ]
    )
    gone = retain(store, 30, later)
    assert (gone["shoppers"], gone["tastes"], gone["outbox"]) == (1, 1, 1)
    assert shoppers.exists(buyer) and not shoppers.exists(left)
    assert orders.get("A-1").shopper_id is None and orders.get("A-2").shopper_id == buyer


def test_old_words_of_a_conversation_that_goes_on_are_let_go(store: Store) -> None:
    conversations = Conversations(store)
    here = conversations.open(Shoppers(store).known("ada")).id
    for number, days in (("1", 400), ("2", 1)):
        moment = now() - timedelta(days=days)
        said = Message(id=number, conversation_id=here, author="shopper", text=f"words {number}", created_at=moment)
        conversations.append(said)
    assert retain(store, 365)["messages"] == 1
    assert [message.text for message in conversations.history(here)] == ["words 2"]
