"""What shoppers wrote is sealed at rest, and gone with their key."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import delete, func, select, text

from shop.conversations import Conversations
from shop.desk import DeskBook
from shop.dialogue import State
from shop.erasure import erase
from shop.errors import BadSettings
from shop.orders import StoreOrders, rules_of
from shop.outbox import Outbox
from shop.restock import Restock
from shop.sealing import rotate, seal_rest
from shop.settings import OrdersSettings
from shop.shoppers import Shopper, Shoppers
from shop.store import Store
from shop.tables import Base, KeyRow, ShopperWordRow
from shop.types import Address, Item, Message
from shop.waiting import Queue, Wanted

MARK, EMAIL, NAME = "quokka-7741", "ann.quokka@x.example", "Ann Quokka"
HOME = Address(name=NAME, street="Quokka Lane 3", postcode="12345", city="Zanzibar", country="Germany")


def written(store: Store) -> str:
    """Everything that a shopper leaves in the store; returns their conversation."""
    from shop.catalogue import Catalogue

    Catalogue(store).upsert([Item(id="i", title="A tent", stock=0)])
    Shoppers(store).put([Shopper(id="ann", name=NAME, email=EMAIL, address=HOME)])
    conversations, book = Conversations(store), DeskBook(store)
    one = conversations.open("ann").id
    said = Message(id="m", conversation_id=one, author="shopper", text=f"I am {MARK}", data={"about": MARK})
    conversations.append(said)
    conversations.save_state(one, State(topic=MARK))
    conversations.quick_reply(one, f"Yes {MARK}", "affirm", {"what": MARK})
    book.add_note(one, "a_bea", f"about {MARK}")
    book.rate(one, 3, MARK)
    book.note_facts(one, email=EMAIL)
    Restock(store).watch("ann", "i", EMAIL)
    Outbox(store).put("answer", EMAIL, {"text": MARK}, "k", shopper_id="ann")
    return one


def raw(store: Store) -> str:
    """All that the tables hold, as it stands there."""
    with store.engine.connect() as connection:
        names = [table.name for table in Base.metadata.sorted_tables]
        return "\n".join(str(connection.execute(text(f'SELECT * FROM "{name}"')).all()) for name in names)


def test_nothing_stands_open_and_all_is_read_as_before(store: Store) -> None:
    one = written(store)
    for mark in (MARK, EMAIL, NAME, "Quokka Lane", "Zanzibar"):
        assert mark.lower() not in raw(store).lower()
    conversations = Conversations(store)
    assert conversations.message("m").text == f"I am {MARK}" and conversations.message("m").data == {"about": MARK}
    assert conversations.state(one).topic == MARK
    assert DeskBook(store).notes(one)[0].text == f"about {MARK}" and DeskBook(store).facts(one)["email"] == EMAIL
    assert Shoppers(store).details("ann") == Shopper(id="ann", name=NAME, email=EMAIL, address=HOME)
    letter = Outbox(store).due()[0]
    assert (letter.to, letter.payload) == (EMAIL, {"text": MARK})
    Outbox(store).failed(letter.id, f"550 <{EMAIL}>: no such mailbox")
    assert "no such mailbox" not in raw(store) and EMAIL not in raw(store)
    orders = StoreOrders(store, rules_of(OrdersSettings()))
    known = orders.find_customer(email="Ann.Quokka@X.example")
    assert known is not None and known == orders.find_customer(name="ann quokka", postcode="12345")
    assert orders.find_customer(name="ann", postcode="12345") is None


def test_without_its_key_a_copy_opens_no_more(store: Store) -> None:
    written(store)
    with store.session() as session:  # as in a copy of the database in which only the keys were shredded
        session.execute(delete(KeyRow).where(KeyRow.shopper_id == "ann"))
    again = Store(str(store.engine.url.render_as_string(hide_password=False)), seal="a secret of the tests")
    assert Conversations(again).message("m").text == ""
    assert Shoppers(again).email("ann") == ""
    again.close()


def test_erasure_deletes_the_keys_of_all_who_were_merged(store: Store) -> None:
    written(store)
    shoppers, conversations = Shoppers(store), Conversations(store)
    stranger = shoppers.anonymous()
    two = conversations.open(stranger).id
    conversations.append(Message(id="n", conversation_id=two, author="shopper", text="before I signed in"))
    assert shoppers.link(stranger, "ann") == "ann"
    assert conversations.message("n").text == "before I signed in"
    assert StoreOrders(store, rules_of(OrdersSettings())).find_customer(email=EMAIL) is not None
    erase(store, "ann")
    with store.reading() as session:
        assert session.scalar(select(func.count()).select_from(KeyRow)) == 1  # the shop's own


def test_a_store_from_before_there_were_keys_is_sealed(store: Store) -> None:
    url = store.engine.url.render_as_string(hide_password=False)
    open_store = Store(url)
    one = written(open_store)
    alike = Message(id="n", conversation_id=one, author="shopper", text=f"{MARK}, desk1.")  # looks like a seal inside
    Conversations(open_store).append(alike)
    assert MARK in raw(open_store)
    assert Conversations(store).message("m").text == f"I am {MARK}"  # read as it is
    with open_store.session() as session:  # as it was before there were words to find shoppers by
        session.execute(delete(ShopperWordRow))
    assert StoreOrders(store, rules_of(OrdersSettings())).find_customer(email=EMAIL) is not None
    assert seal_rest(store) > 8 and seal_rest(store) == 0
    for mark in (MARK, EMAIL, NAME):
        assert mark.lower() not in raw(store).lower()
    assert Conversations(store).state(one).topic == MARK and Shoppers(store).address("ann") == HOME
    assert StoreOrders(store, rules_of(OrdersSettings())).find_customer(email=EMAIL) is not None
    erase(store, "ann")
    assert Outbox(store).waiting() == 0
    open_store.close()


def test_another_secret_opens_nothing_until_the_keys_are_sealed_under_it(store: Store) -> None:
    one = written(store)
    url = store.engine.url.render_as_string(hide_password=False)
    other = Store(url, seal="another secret")
    with pytest.raises(BadSettings, match="seal"):
        Conversations(other).message("m")
    assert rotate(url, "a secret of the tests", "another secret") == 2
    assert rotate(url, "a secret of the tests", "another secret") == 2  # once more changes nothing
    assert Conversations(other).message("m").text == f"I am {MARK}"
    assert StoreOrders(other, rules_of(OrdersSettings())).find_customer(email=EMAIL) is not None
    assert [line.id for line in Queue(other).page(Wanted(text=MARK), 5).lines] == [one]
    erase(other, "ann")
    assert Outbox(other).waiting() == 0
    other.close()


def test_a_key_that_was_never_committed_is_never_used(store: Store, tmp_path: Path) -> None:
    shopper = Shoppers(store).anonymous()
    conversations = Conversations(store)
    one = conversations.open(shopper).id
    with pytest.raises(RuntimeError), store.session() as session:
        assert store.keys is not None
        store.keys.of(session, shopper)
        raise RuntimeError
    conversations.append(Message(id="m", conversation_id=one, author="shopper", text="kept"))
    again = Store(store.engine.url.render_as_string(hide_password=False), seal="a secret of the tests")
    assert Conversations(again).message("m").text == "kept"
    again.close()
