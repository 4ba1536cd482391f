"""The bounded tracker store: what a turn reads, what survives, and that long conversations cost no more."""

import asyncio

import pytest
import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    AllSlotsReset,
    BotUttered,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUttered,
)

from bot.components.tracker_store import BoundedTrackerStore

DOMAIN = Domain.from_dict(
    {
        "intents": ["hello", "order"],
        "slots": {
            name: {"type": "any", "influence_conversation": False, "mappings": [{"type": "custom"}]}
            for name in ("size", "order_number", "requested_slot", "tried")
        },
        "forms": {"order_form": {"required_slots": ["order_number"]}},
        "actions": ["action_answer"],
    }
)


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path / 'tracker.db'}"


@pytest.fixture
def store(url):
    return BoundedTrackerStore(domain=DOMAIN, host=url, turns=3)


def run(coroutine):
    return asyncio.run(coroutine)


def turn(store, sender, number, *extra):
    """One turn as Rasa's processor takes it: read, add events, save."""

    async def once():
        tracker = await store.get_or_create_tracker(sender, append_action_listen=False)
        if not tracker.events:
            tracker.update(ActionExecuted("action_session_start"))
            tracker.update(SessionStarted())
            tracker.update(ActionExecuted("action_listen"))
        parse = {"intent": {"name": "hello", "confidence": 0.99}, "entities": [], "text": f"message {number}"}
        tracker.update(UserUttered(f"message {number}", parse["intent"], [], parse))
        for event in extra:
            tracker.update(event)
        tracker.update(ActionExecuted("action_answer"))
        tracker.update(BotUttered(f"answer {number}", {"custom": {"cards": [{"item_id": str(i)} for i in range(6)]}}))
        tracker.update(ActionExecuted("action_listen"))
        await store.save(tracker)

    run(once())


def said(tracker):
    return [event.text for event in tracker.events if isinstance(event, UserUttered)]


def test_only_the_last_turns_are_read_and_all_are_kept(store):
    for number in range(10):
        turn(store, "anna", number)
    assert said(run(store.retrieve("anna"))) == ["message 7", "message 8", "message 9"]
    assert said(run(store.retrieve_full_tracker("anna"))) == [f"message {n}" for n in range(10)]


def test_nothing_is_written_twice(store, url):
    for number in range(8):
        turn(store, "anna", number)
    with store.session_scope() as session:
        rows = session.query(store.SQLEvent.type_name).filter(store.SQLEvent.sender_id == "anna").all()
    assert len(rows) == 3 + 8 * 4
    stock = SQLTrackerStore(domain=DOMAIN, host=url)  # the table is still Rasa's own
    assert len(run(stock.retrieve("anna")).events) == len(rows) - 1  # without what stands before session_started


def test_saving_the_same_tracker_again_writes_only_what_is_new(store):
    turn(store, "anna", 0)
    tracker = run(store.retrieve("anna"))
    tracker.update(SlotSet("size", "42"))
    run(store.save(tracker))
    run(store.save(tracker))
    tracker.update(SlotSet("size", "43"))
    run(store.save(tracker))
    full = run(store.retrieve_full_tracker("anna"))
    assert [event.value for event in full.events if isinstance(event, SlotSet)] == ["42", "43"]


def test_slots_and_the_active_form_outlive_the_turns_that_set_them(store):
    begun = ActiveLoop("order_form"), SlotSet("requested_slot", "order_number")
    turn(store, "anna", 0, SlotSet("size", "41"))
    turn(store, "anna", 1, SlotSet("size", "42"), *begun)
    for number in range(2, 9):
        turn(store, "anna", number, SlotSet("tried", number))
    tracker = run(store.retrieve("anna"))
    assert tracker.get_slot("size") == "42"
    assert tracker.get_slot("tried") == 8
    assert tracker.active_loop_name == "order_form"
    assert tracker.get_slot("requested_slot") == "order_number"
    assert tracker.latest_action_name == "action_listen"
    whole = run(store.retrieve_full_tracker("anna"))
    assert tracker.current_slot_values() == whole.current_slot_values()


def test_a_finished_form_stays_finished(store):
    turn(store, "anna", 0, ActiveLoop("order_form"))
    turn(store, "anna", 1, ActiveLoop(None), SlotSet("requested_slot", None))
    for number in range(2, 9):
        turn(store, "anna", number)
    tracker = run(store.retrieve("anna"))
    assert tracker.active_loop_name is None
    assert tracker.get_slot("requested_slot") is None


@pytest.mark.parametrize("forget", [AllSlotsReset, Restarted])
def test_what_was_reset_does_not_come_back(store, forget):
    turn(store, "anna", 0, SlotSet("size", "42"))
    turn(store, "anna", 1, forget())
    turn(store, "anna", 2, SlotSet("order_number", "AF-1"))
    for number in range(3, 9):
        turn(store, "anna", number)
    tracker = run(store.retrieve("anna"))
    assert tracker.get_slot("size") is None
    assert tracker.get_slot("order_number") == "AF-1"


def test_a_new_session_begins_empty(store):
    for number in range(5):
        turn(store, "anna", number, SlotSet("size", "42"))
    tracker = run(store.retrieve("anna"))
    tracker.update(ActionExecuted("action_session_start"))
    tracker.update(SessionStarted())
    tracker.update(ActionExecuted("action_listen"))
    run(store.save(tracker))
    turn(store, "anna", 99)
    tracker = run(store.retrieve("anna"))
    assert said(tracker) == ["message 99"]
    assert tracker.get_slot("size") is None


def test_conversations_do_not_mix_and_an_erased_one_is_new(store):
    for number in range(4):
        turn(store, "anna", number)
        turn(store, "ben", number + 100, SlotSet("size", "46"))
    assert said(run(store.retrieve("anna"))) == ["message 1", "message 2", "message 3"]
    with store.session_scope() as session:
        session.query(store.SQLEvent).filter(store.SQLEvent.sender_id == "ben").delete()
        session.commit()
    assert run(store.retrieve("ben")) is None
    turn(store, "ben", 0)
    assert said(run(store.retrieve("ben"))) == ["message 0"]


def test_a_second_store_opens_the_same_file(store, url):
    turn(store, "anna", 0)
    assert said(run(BoundedTrackerStore(domain=DOMAIN, host=url).retrieve("anna"))) == ["message 0"]


def test_turns_must_be_positive(url):
    with pytest.raises(ValueError, match=r"tracker_store\.turns"):
        BoundedTrackerStore(domain=DOMAIN, host=url, turns=0)


def test_the_sixtieth_turn_costs_what_the_tenth_does(store):
    """Counted, not timed: events replayed, statements, steps of SQLite's machine (benchmarks/turn_latency.py times)."""
    steps, statements = [0], []
    sa.event.listen(store.engine, "checkout", lambda connection, *_: connection.set_progress_handler(step, 1))
    sa.event.listen(store.engine, "before_cursor_execute", lambda *call: statements.append(call[2]))

    def step():
        steps[0] += 1

    def cost(number):
        steps[0] = 0
        statements.clear()
        turn(store, "anna", number, SlotSet("tried", number))
        return len(run(store.retrieve("anna")).events), len(statements), steps[0]

    events, asked, searched = zip(*[cost(number) for number in range(60)], strict=True)
    assert len(set(events[9:])) == len(set(asked[9:])) == 1
    assert searched[59] - searched[9] < 50 * 300, "an entry of the index for each slot set before, and no row of it"


def test_a_connection_is_kept(url):
    """Closing the last one would empty SQLite's log into the database at every turn."""
    store = BoundedTrackerStore(DOMAIN, host=url)
    with store.session_scope() as session:
        first = session.connection().connection.dbapi_connection
    with store.session_scope() as session:
        assert session.connection().connection.dbapi_connection is first
