"""Conversations found by what was said, by whom, and by their orders; a page after another."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from shop.conversations import Conversations
from shop.errors import BadInput
from shop.search import index_shoppers, words
from shop.shoppers import Shoppers
from shop.store import Store
from shop.tables import MessageWordRow, OrderRow, ShopperRow
from shop.types import Message, Owner, now
from shop.waiting import Queue, Wanted


@pytest.fixture
def spoken(store: Store) -> dict[str, str]:
    """Four conversations by what is said in them first: name → id."""
    shoppers, conversations, ids = Shoppers(store), Conversations(store), {}
    for name, texts in {
        "tent": ["My TENT leaks, où est mon colis?", "It is order AF-1042"],
        "lamp": ["the lamp leaks light"],
        "chinese": ["请问怎么退货"],
        "short": ["hi"],
    }.items():
        conversation = conversations.open(shoppers.anonymous())
        ids[name] = conversation.id
        for number, text in enumerate(texts):
            message = Message(id=f"{name}{number}", conversation_id=conversation.id, author="shopper", text=text)
            conversations.append(message)
    return ids


def found(store: Store, **wanted: object) -> set[str]:
    return {line.id for line in Queue(store).page(Wanted.model_validate(wanted), 10).lines}


def test_by_all_words_wherever_in_the_conversation_they_were_said(store: Store, spoken: dict[str, str]) -> None:
    assert found(store, text="leaks") == {spoken["tent"], spoken["lamp"]}
    assert found(store, text="Leaks 1042") == {spoken["tent"]}
    assert found(store, text="ou est") == {spoken["tent"]}
    assert found(store, text="退货") == {spoken["chinese"]}
    assert found(store, text="leaks nowhere") == set()
    assert words("é_x 退货") == ["e", "x", "退货"]


def test_by_name_address_and_order(store: Store, spoken: dict[str, str]) -> None:
    with store.session() as session:
        shopper = session.get(ShopperRow, Conversations(store).get(spoken["short"]).shopper_id)
        assert shopper is not None
        shopper.name, shopper.email = "Maya O%Neil", "maya@x.example"
        index_shoppers(session, [(shopper.id, shopper.email, shopper.name)])
        order = {"lines": [], "address": {}, "total": 1, "shipping": 0, "currency": "EUR", "status": "paid"}
        session.add(OrderRow(number="ZZ-7", shopper_id=shopper.id, email="m@x.example", placed_at=now(), **order))
    for text in ("maya", "neil maya", "Maya@X.example", "zz-7", "#ZZ-7"):
        assert found(store, text=text) == {spoken["short"]}, text
    assert found(store, text="maya lind") == set()


def test_pages_follow_one_another_until_there_is_no_more(store: Store, spoken: dict[str, str]) -> None:
    queue, seen, after = Queue(store), [], None
    while True:
        page = queue.page(Wanted(), 3, after)
        seen += [line.id for line in page.lines]
        if (after := page.next) is None:
            break
    assert seen == [spoken[name] for name in ("short", "chinese", "lamp", "tent")]
    assert found(store, owner=Owner.CLOSED) == set()
    with pytest.raises(BadInput, match="after"):
        queue.page(Wanted(), 3, "yesterday")


def test_what_is_erased_is_found_no_more(store: Store, spoken: dict[str, str]) -> None:
    for conversation in spoken.values():
        Conversations(store).erase(Conversations(store).get(conversation).shopper_id)
    with store.reading() as session:
        assert session.scalar(select(func.count()).select_from(MessageWordRow)) == 0
