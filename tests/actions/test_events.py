"""What is done in the chat is kept of those who agreed to it, and counts for the visit of all others."""

from __future__ import annotations

from actions.wiring import House
from tests.actions.conftest import Talk


async def _look_around(talk: Talk) -> None:
    await talk.act("action_search", "blue jackets", "search_item")
    await talk.act("action_details", "tell me about the first one", "ask_details")
    await talk.act("action_add_to_cart", "put it in my cart", "add_to_cart")
    await talk.act("action_choose", "not the second one", "choose")


async def test_nothing_is_kept_of_who_has_not_agreed(stranger: Talk, house: House) -> None:
    await _look_around(stranger)
    shopper = house.conversations.get(stranger.conversation_id).shopper_id
    assert not house.profiles.profile(shopper).events
    done = [event.type for event in house.visits.events(stranger.conversation_id)]
    assert done == ["search", "view", "cart", "dismiss"]  # they count for this visit


async def test_who_has_agreed_is_remembered(talk: Talk, house: House, mira: str) -> None:
    house.shoppers.consent(mira, True)
    await _look_around(talk)
    assert {event.type for event in house.profiles.profile(mira).events} == {"search", "view", "cart", "dismiss"}
    assert not house.visits.events(talk.conversation_id)
