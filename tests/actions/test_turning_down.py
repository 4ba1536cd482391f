"""Kinds of things turned down beside suggestions: the list goes on without them."""

from __future__ import annotations

import pytest

from actions.wiring import House
from tests.actions.conftest import Talk, item


@pytest.mark.parametrize(
    ("action", "text", "intent"),
    [
        ("action_search", "not a mug he has one", "search_item"),
        ("action_fallback", "no mugs please", "out_of_scope"),
        ("action_search", "something else than mugs", "search_item"),
        ("action_search", "he already has mugs", "search_item"),
        ("action_dislike", "he doesn't like mugs", "state_dislike"),
        ("action_recommend", "not mugs", "ask_recommendation"),
    ],
)
async def test_a_gift_goes_on_without_what_is_turned_down(
    talk: Talk, house: House, mira: str, action: str, text: str, intent: str
) -> None:
    await talk.act("action_gift", "a gift for my dad", "ask_gift")
    said = await talk.act(action, text, intent)
    assert said.titles and not any("Mug" in title for title in said.titles)
    assert "mug" in said.text.lower() and not house.profiles.tastes(mira)  # the receiver's, not the shopper's
    under = await talk.act("action_refine", "max 60 euros", "refine_search")
    assert under.titles and not any("Mug" in title for title in under.titles) and "gift" in under.text.lower()


async def test_it_is_heard_in_the_request_itself(talk: Talk) -> None:
    said = await talk.act("action_gift", "a gift for my dad under 20, he already has mugs", "ask_gift")
    assert not any("Mug" in title for title in said.titles)


async def test_where_nothing_shown_is_meant_there_are_others(talk: Talk, house: House) -> None:
    house.catalogue.upsert([item(60 + n, f"Plain Vase {n}", "Vases", "9", uses=("flowers",)) for n in range(8)])
    await house.retrieval.shelves.refresh()
    first = await talk.act("action_gift", "a gift for someone who likes flowers", "ask_gift")
    said = await talk.act("action_search", "no books please", "search_item")
    assert "books" in said.text and said.titles and not set(said.titles) & set(first.titles)


async def test_where_nothing_is_left_something_else_is_shown(talk: Talk, house: House) -> None:
    house.catalogue.upsert([item(60, "Plain Vase", "Vases", "9", uses=("flowers",))])
    await house.retrieval.shelves.refresh()
    await talk.act("action_gift", "a gift for someone who likes flowers", "ask_gift")
    said = await talk.act("action_search", "no vases please", "search_item")
    assert "nothing left" in said.text and said.titles and "Plain Vase" not in said.titles


async def test_of_a_search_too(talk: Talk) -> None:
    await talk.act("action_search", "things for hiking", "search_item")
    said = await talk.act("action_search", "not a boot, i have some", "search_item")
    assert said.titles and not any("Boot" in title for title in said.titles)


async def test_cheap_among_suggestions_is_an_order(talk: Talk, house: House) -> None:
    house.catalogue.upsert([item(60 + n, f"Plain Vase {n}", "Vases", str(100 - n)) for n in range(40)])
    await house.retrieval.shelves.refresh()
    first = await talk.act("action_recommend", "suggest some vases", "ask_recommendation")
    for text in ("cheap", "nothing fancy", "not too expensive"):
        said = await talk.act("action_refine", text, "refine_search")
        prices = [card["price"] for card in said.custom["cards"]]
        assert prices == sorted(prices, key=float) and max(map(float, prices)) < 75 and said.titles != first.titles
        assert "cheapest first" in said.text and "under" not in said.text


async def test_cheaper_than_several_kinds_leaves_several(talk: Talk, house: House) -> None:
    await talk.act("action_gift", "a gift for a friend", "ask_gift")
    first = [float(card["price"]) for card in (await talk.act("action_show_more", "more", "show_more")).custom["cards"]]
    await talk.act("action_gift", "a gift for a friend", "ask_gift")
    said = await talk.act("action_refine", "cheaper", "refine_search")
    assert len(said.titles) > 1 and first


async def test_when_all_were_shown_it_is_said(talk: Talk) -> None:
    await talk.act("action_recommend", "suggest jackets between 20 and 200", "ask_recommendation")
    said = await talk.act("action_show_more", "show me more", "show_more")
    assert not said.titles and "no jackets" not in said.text and "all" in said.text
    assert "The first ones again" in said.taps and "At any price" in said.taps


async def test_an_own_dislike_goes_on_with_the_suggestions(talk: Talk, house: House, mira: str) -> None:
    await talk.act("action_recommend", "what would you suggest for me", "ask_recommendation")
    said = await talk.act("action_dislike", "i don't like mugs", "state_dislike")
    assert said.titles and not any("Mug" in title for title in said.titles) and "mugs" in said.text
    assert [taste.text for taste in house.profiles.tastes(mira)] == ["mugs"]


async def test_for_whom_a_gift_is_calls_nobody(talk: Talk, house: House) -> None:
    await talk.act("action_gift", "i need a present", "ask_gift")
    said = await talk.act("action_human", "for a colleague", "ask_human")
    assert said.titles and not said.custom.get("data", {}).get("handoff")
    called = await talk.act("action_human", "i want to talk to a colleague", "ask_human")
    assert not called.titles
