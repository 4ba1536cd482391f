from __future__ import annotations

from shop.catalogue import Catalogue
from shop.outbox import ATTEMPTS, Outbox
from shop.restock import Restock
from shop.shoppers import Shoppers
from shop.store import Store
from shop.types import Item


def test_who_waits_is_told_once(store: Store) -> None:
    catalogue, restock, shoppers = Catalogue(store), Restock(store), Shoppers(store)
    catalogue.upsert([Item(id="mug", title="Mug")])
    ada, anonymous = shoppers.known("ada", "ada@x.example"), shoppers.anonymous()
    restock.watch(ada, "mug")
    restock.watch(ada, "mug")
    restock.watch(anonymous, "mug", "Bob@X.example")
    assert restock.due() == []
    catalogue.set_stock("mug", 3)
    due = restock.due()
    assert [watch.email for watch in due] == ["ada@x.example", "bob@x.example"]
    for watch in due:
        restock.done(watch)
    assert restock.due() == [] == restock.watching(ada)
    restock.watch(ada, "mug")
    assert len(restock.due()) == 1, "asked anew, told anew"


def test_a_letter_goes_out_once(store: Store) -> None:
    outbox = Outbox(store)
    assert outbox.put("restock", "a@b.example", {"item": "mug"}, "key")
    assert not outbox.put("restock", "a@b.example", {"item": "mug"}, "key")
    letter = outbox.due(10)[0]
    assert (letter.payload, letter.attempts) == ({"item": "mug"}, 1)
    assert outbox.due(10) == [], "someone is sending it"
    outbox.failed(letter.id, "no route")
    assert outbox.due(10) == [] and outbox.waiting() == 1
    outbox.sent(letter.id)
    assert outbox.waiting() == 0


def test_a_letter_that_never_goes_is_left_to_a_person(store: Store) -> None:
    from sqlalchemy import update

    from shop.tables import OutboxRow

    outbox = Outbox(store)
    outbox.put("mail", "a@b.example", {}, "key")
    with store.session() as session:
        session.execute(update(OutboxRow).values(attempts=ATTEMPTS))
    assert outbox.due(10) == [] and outbox.waiting() == 1
