"""The note that goes with a present; what to give is tested with the other picks."""

from __future__ import annotations

import pytest

from actions.wiring import House
from tests.actions.conftest import Talk, item


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


@pytest.mark.parametrize(("action", "intent"), [("action_like", "state_like"), ("action_search", "search_item")])
async def test_what_the_receiver_likes_is_no_taste_of_the_shoppers(
    talk: Talk, house: House, mira: str, action: str, intent: str
) -> None:
    house.catalogue.upsert([item(60 + n, f"Leaf {n} Black Tea", "Tea", str(5 + n)) for n in range(8)])
    await house.retrieval.shelves.refresh()
    await talk.act("action_gift", "a gift for my mum", "ask_gift")
    said = await talk.act(action, "she loves tea", intent)
    assert said.titles and all("Tea" in title for title in said.titles) and "tea" in said.text
    assert not house.profiles.tastes(mira)
    both = await talk.act(action, "she also likes mugs", intent)
    assert any("Mug" in title for title in both.titles) and any("Tea" in title for title in both.titles)
    under = await talk.act("action_refine", "under 9", "refine_search")
    assert under.titles and all("Tea" in title for title in under.titles)


async def test_a_child_gets_nothing_that_is_not_said_to_be_for_children(talk: Talk, house: House) -> None:
    games = [item(60 + n, f"Fox Game {n}", "Games", "9", attributes={"age": "6+"}) for n in range(3)]
    house.catalogue.upsert(games)
    await house.retrieval.shelves.refresh()
    first = await talk.act("action_gift", "a gift for my 8 year old nephew", "ask_gift")
    assert first.titles and all("Game" in title for title in first.titles)
    said = await talk.act("action_search", "he already has games", "search_item")
    assert not said.titles and "age" in said.text
