"""Going back to lists that were shown before."""

from __future__ import annotations

from tests.actions.conftest import Talk


async def test_the_list_before(talk: Talk) -> None:
    first = await talk.act("action_search", "jackets", "search_item")
    await talk.act("action_refine", "in blue", "refine_search")
    said = await talk.act("action_show_previous", "show me the previous ones again", "show_previous")
    assert said.titles == first.titles
    green = await talk.act("action_refine", "in green", "refine_search")  # the talk goes on from there
    assert green.titles == ["Meadow Wool Jacket"]


async def test_the_first_of_several_and_one_that_is_named(talk: Talk) -> None:
    mugs = await talk.act("action_search", "mugs", "search_item")
    jackets = await talk.act("action_search", "jackets", "search_item")
    await talk.act("action_refine", "in blue", "refine_search")
    await talk.act("action_refine", "under 60", "refine_search")
    said = await talk.act("action_show_previous", "go back to the first ones", "show_previous")
    assert said.titles == jackets.titles
    said = await talk.act("action_search", "ok back to the mugs", "search_item")
    assert said.titles == mugs.titles


async def test_suggestions_come_back_as_suggestions(talk: Talk) -> None:
    first = await talk.act("action_gift", "a gift for a friend", "ask_gift")
    more = await talk.act("action_show_more", "more", "show_more")
    assert more.titles and more.titles != first.titles
    said = await talk.act("action_stop", "go back", "stop")
    assert said.titles == first.titles
    again = await talk.act("action_show_more", "more", "show_more")
    assert again.titles == more.titles


async def test_after_a_look_at_one_item_its_list(talk: Talk) -> None:
    await talk.act("action_search", "mugs", "search_item")
    jackets = await talk.act("action_search", "jackets", "search_item")
    await talk.act("action_details", "the second one", "ask_details", ordinal="2")
    said = await talk.act("action_show_previous", "back to the list", "show_previous")
    assert said.titles == jackets.titles


async def test_where_there_is_none(talk: Talk) -> None:
    nothing = await talk.act("action_show_previous", "the previous ones again", "show_previous")
    assert nothing.text and not nothing.titles
    first = await talk.act("action_search", "jackets", "search_item")
    only = await talk.act("action_show_previous", "the previous ones again", "show_previous")
    assert "no other list" in only.text and only.titles == first.titles
    await talk.act("action_start_over", "start over", "start_over")
    back = await talk.act("action_show_previous", "the previous ones again", "show_previous")
    assert back.titles == first.titles
