"""The note that goes with a present; what to give is tested with the other picks."""

from __future__ import annotations

from actions.wiring import House
from tests.actions.conftest import Talk


async def test_a_note_for_the_item_in_hand(talk: Talk) -> None:
    await talk.act("action_search", "mugs", "search_item")
    said = await talk.act("action_gift", "write a card for the ember camp mug", "ask_gift")
    assert "Ember" in said.text and "“Chosen for you" in said.text and not said.titles
    assert "Add to cart" in said.taps


async def test_without_an_item_there_are_ideas(talk: Talk) -> None:
    said = await talk.act("action_gift", "i need a gift and a card", "ask_gift")
    assert said.titles


async def test_what_is_said_of_the_receiver_goes_into_the_gift(talk: Talk, house: House, mira: str) -> None:
    """Whatever the intent: the present is for them, and the shopper's own tastes stay as they are."""
    await talk.act("action_gift", "a present for my sister", "ask_gift")
    for action, intent in (("action_fallback", "out_of_scope"), ("action_like", "state_like")):
        said = await talk.act(action, "she loves hiking", intent)
        assert said.titles and "hiking" in said.text, action
    assert not house.profiles.tastes(mira)
