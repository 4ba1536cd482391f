"""What the bot tells a shopper of themself, and how it forgets."""

from __future__ import annotations

from actions.wiring import House
from shop.types import Event, Taste
from tests.actions.conftest import Talk


async def test_it_tells_what_it_knows(talk: Talk, house: House, mira: str) -> None:
    house.profiles.add_taste(mira, Taste(text="Blue", kind="colour"))
    house.profiles.add_taste(mira, Taste(text="leather", kind="dislike", weight=-1.0))
    events = [
        Event(type="view", item_id="i7"),
        Event(type="purchase", item_id="i4"),
        Event(type="search", query="mugs"),
    ]
    house.profiles.record(mira, events)
    said = await talk.act("action_my_data", "what do you know about me", "ask_my_data")
    lines = said.text.split("\n")
    for key, value in (("like", "blue"), ("don't want", "leather"), ("bought", "Harbour"), ("looked at", "Ember")):
        assert any(key in line and value in line for line in lines), (key, said.text)
    assert "“mugs”" in said.text and "Erase it all" in said.taps


async def test_of_a_stranger_it_knows_nothing(talk: Talk) -> None:
    said = await talk.act("action_my_data", "what do you know about me", "ask_my_data")
    assert "know nothing" in said.text


async def test_it_erases_only_after_a_yes(talk: Talk) -> None:
    talk.streaming = True
    asked = await talk.act("action_erase_data", "delete all my data", "erase_data")
    assert "erase" not in asked.custom.get("data", {}) and asked.taps
    done = await talk.act("action_affirm", "yes", "affirm")
    assert done.custom["data"]["erase"] is True
    assert "erase" not in (await talk.act("action_affirm", "yes", "affirm")).custom.get("data", {})


async def test_a_no_keeps_everything(talk: Talk) -> None:
    talk.streaming = True
    await talk.act("action_erase_data", "delete all my data", "erase_data")
    kept = await talk.act("action_deny", "no", "deny")
    assert "erase" not in kept.custom.get("data", {})


async def test_a_shell_has_nothing_that_could_erase(talk: Talk) -> None:
    said = await talk.act("action_erase_data", "delete all my data", "erase_data")
    assert "@" in said.text and not said.taps
