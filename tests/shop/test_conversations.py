from __future__ import annotations

from decimal import Decimal

import pytest

from shop.conversations import Conversations
from shop.dialogue import Filter, Query, ResultList, State
from shop.errors import Conflict, NotFound
from shop.shoppers import Shoppers
from shop.store import Store
from shop.types import Card, Message, Owner, QuickReply, Source


@pytest.fixture
def conversations(store: Store) -> Conversations:
    return Conversations(store)


@pytest.fixture
def shopper(store: Store) -> str:
    return Shoppers(store).anonymous()


def message(conversation_id: str, number: int, **more: object) -> Message:
    return Message.model_validate(
        {"id": f"m{number}", "conversation_id": conversation_id, "author": "bot", "text": str(number)} | more
    )


def test_a_message_comes_back_as_it_was(conversations: Conversations, shopper: str) -> None:
    one = conversations.open(shopper).id
    full = message(
        one,
        1,
        cards=(Card(item_id="a", title="A", price=Decimal("1.10"), reasons=("cheap",)),),
        quick_replies=(QuickReply(title="Yes", payload="q"),),
        sources=(Source(kind="faq", id="f", title="F"),),
        data={"order": {"number": "A-1"}},
    )
    assert conversations.append(full) == (full, True)
    assert conversations.history(one) == [full]
    assert conversations.message("m1") == full


def test_a_client_id_seen_before_is_the_same_message(conversations: Conversations, shopper: str) -> None:
    one, other = conversations.open(shopper).id, conversations.open(shopper).id
    first, _ = conversations.append(message(one, 1), "c")
    assert conversations.append(message(one, 2), "c") == (first, False)
    assert conversations.append(first) == (first, False)
    assert conversations.append(message(other, 3), "c")[1], "another conversation, another message"
    assert [conversations.append(message(one, n))[1] for n in (4, 5)] == [True, True]
    with pytest.raises(Conflict):
        conversations.append(message(other, 1))


def test_history_in_pages(conversations: Conversations, shopper: str) -> None:
    one = conversations.open(shopper).id
    for number in range(7):
        conversations.append(message(one, number))
    texts = [one.text for one in conversations.history(one, limit=3)]
    assert texts == ["4", "5", "6"]
    assert [one.text for one in conversations.history(one, after="m2", limit=3)] == ["3", "4", "5"]
    assert conversations.history(one, after="m6") == []
    assert conversations.count(one) == 7
    with pytest.raises(NotFound, match="m99"):
        conversations.history(one, after="m99")


def test_state_is_kept(conversations: Conversations, shopper: str) -> None:
    one = conversations.open(shopper).id
    assert conversations.state(one) == State()
    price = Filter(field="price", op="at_most", high=60.0, words="under 60")
    query = Query(kinds=("Tents",), filters=(price,), budget=Decimal("120.00"))
    state = State(query=query, results=(ResultList(ids=("a",), query=query),), failures=1)
    conversations.save_state(one, state)
    assert conversations.state(one) == state


def test_a_row_of_before_typed_states_keeps_its_list() -> None:
    state = State.model_validate({"constraints": {"text": "tent"}, "shown": ["a", "b"], "focus": "b", "pending": {}})
    assert (state.shown, state.focus, state.query.empty) == (("a", "b"), "b", True)


def test_owners_change_by_compare_and_set(conversations: Conversations, shopper: str) -> None:
    one = conversations.open(shopper).id
    conversations.set_owner(one, Owner.WAITING, who="shopper", why="asked for a person", expect=Owner.BOT)
    assert [waiting.id for waiting in conversations.owned(Owner.WAITING)] == [one]
    taken = conversations.set_owner(one, Owner.AGENT, who="ann", why="took it", expect=Owner.WAITING)
    assert taken.agent_id == "ann"
    assert conversations.set_owner(one, Owner.AGENT, who="ann", why="again", expect=Owner.WAITING) == taken
    with pytest.raises(Conflict, match="agent ann"):
        conversations.set_owner(one, Owner.AGENT, who="bob", why="took it", expect=[Owner.WAITING, Owner.BOT])
    back = conversations.set_owner(one, Owner.BOT, who="ann", why="done")
    assert back.agent_id is None
    assert [(change.before, change.after, change.who) for change in conversations.owner_history(one)] == [
        (Owner.BOT, Owner.WAITING, "shopper"),
        (Owner.WAITING, Owner.AGENT, "ann"),
        (Owner.AGENT, Owner.BOT, "ann"),
    ]


def test_quick_replies_mean_something_only_where_they_were_shown(conversations: Conversations, shopper: str) -> None:
    one, other = conversations.open(shopper).id, conversations.open(shopper).id
    reply = conversations.quick_reply(one, "Yes, return it", "affirm", {"order_number": "A-1"})
    assert "affirm" not in reply.payload
    assert conversations.resolve_quick_reply(one, reply.payload) == ("affirm", {"order_number": "A-1"})
    assert conversations.quick_reply_title(one, reply.payload) == "Yes, return it"
    assert conversations.resolve_quick_reply(other, reply.payload) is None
    assert conversations.resolve_quick_reply(one, "/affirm") is None
    titles = [r.title for r in conversations.quick_replies(one, [("A", "a", {}), ("B", "b", {})])]
    assert titles == ["A", "B"]
    with pytest.raises(NotFound):
        conversations.quick_reply("nowhere", "A", "a")


def test_a_sender_that_rasa_shell_made_up(conversations: Conversations, store: Store) -> None:
    one = conversations.ensure("7f3c")
    assert conversations.ensure("7f3c") == one
    assert Shoppers(store).exists(one.shopper_id)


def test_export_and_erasing(conversations: Conversations, shopper: str) -> None:
    one = conversations.open(shopper, language="nl").id
    conversations.append(message(one, 1))
    conversations.quick_reply(one, "A", "a")
    exported = conversations.export(shopper)
    assert exported[0]["language"] == "nl" and exported[0]["messages"][0]["text"] == "1"
    assert conversations.erase(shopper) == [one]
    with pytest.raises(NotFound):
        conversations.get(one)
    assert conversations.export(shopper) == []


def test_a_card_number_is_never_stored(conversations: Conversations, shopper: str) -> None:
    one = conversations.open(shopper).id
    stored, _ = conversations.append(message(one, 1, author="shopper", text="use 4111 1111 1111 1111 then"))
    assert stored.text == conversations.message("m1").text == "use [••••] then"
