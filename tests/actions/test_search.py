"""Searching, refining, paging, similar items."""

from __future__ import annotations

from actions.wiring import House
from tests.actions.conftest import Talk


async def test_a_search_says_what_was_understood(talk: Talk) -> None:
    said = await talk.act("action_search", "blue jacket under 60", "search_item")
    assert said.titles == ["City Wind Jacket"]
    assert "blue" in said.text.lower() and "€60" in said.text and "jacket" in said.text.lower()


async def test_a_list_has_cards_and_refinements_that_make_sense(talk: Talk) -> None:
    said = await talk.act("action_search", "jackets", "search_item")
    assert set(said.titles) == {"Harbour Rain Jacket", "Meadow Wool Jacket", "City Wind Jacket"}
    assert "In blue" in said.taps and "Compare the first two" in said.taps
    assert "Show more" not in said.taps and "Cheaper" not in said.taps  # all of them are there
    await talk.act("action_start_over", "start over", "start_over")
    many = await talk.act("action_search", "something over 10", "search_item")
    assert {"Show more", "Cheaper"} <= set(many.taps)


async def test_a_follow_up_narrows_the_last_search(talk: Talk) -> None:
    await talk.act("action_search", "jackets", "search_item")
    assert set((await talk.act("action_refine", "in blue", "refine_search")).titles) == {
        "Harbour Rain Jacket",
        "City Wind Jacket",
    }
    assert (await talk.act("action_refine", "under 50", "refine_search")).titles == ["City Wind Jacket"]


async def test_a_narrowing_text_is_a_refinement_even_when_rasa_calls_it_a_search(talk: Talk) -> None:
    await talk.act("action_search", "jackets", "search_item")
    assert set((await talk.act("action_search", "in blue", "search_item")).titles) == {
        "Harbour Rain Jacket",
        "City Wind Jacket",
    }


async def test_nothing_cheaper_is_said_without_a_made_up_price(talk: Talk) -> None:
    await talk.act("action_search", "jackets", "search_item")
    said = await talk.act("action_refine", "something cheaper", "refine_search")
    assert "cheap" in said.text and "48.99" not in said.text and said.titles[0] == "City Wind Jacket"


async def test_what_was_let_go_of_is_said(talk: Talk) -> None:
    said = await talk.act("action_search", "red jacket under 20", "search_item")
    assert said.titles
    assert any(words in said.text for words in ("let go of", "Leaving out"))


async def test_a_tapped_refinement_speaks_through_its_words(talk: Talk) -> None:
    await talk.act("action_search", "jackets", "search_item")
    said = await talk.act("action_refine", '/refine_search{"words": "in Blue"}', "refine_search", words="in Blue")
    assert set(said.titles) == {"Harbour Rain Jacket", "City Wind Jacket"}


async def test_a_typed_slash_is_not_read_as_words(talk: Talk) -> None:
    said = await talk.act("action_search", "/search_item", "search_item")
    assert said.titles == [] and said.text


async def test_show_more_goes_on_and_ends(talk: Talk) -> None:
    first = await talk.act("action_search", "anything under 200", "search_item")
    assert len(first.titles) == 6
    more = await talk.act("action_show_more", "show more", "show_more")
    assert more.titles and not set(more.titles) & set(first.titles)
    end = await talk.act("action_show_more", "more", "show_more")
    assert end.titles == [] and end.text


async def test_start_over_forgets(talk: Talk) -> None:
    await talk.act("action_search", "blue jackets", "search_item")
    await talk.act("action_start_over", "start over", "start_over")
    assert set((await talk.act("action_refine", "mugs", "refine_search")).titles) == {"Ember Camp Mug", "Dawn Camp Mug"}


async def test_nothing_said_asks_what(talk: Talk) -> None:
    said = await talk.act("action_search", "i am looking for something", "search_item")
    assert said.titles == [] and said.taps


async def test_similar_to_the_second_one(talk: Talk) -> None:
    first = await talk.act("action_search", "boots", "search_item")
    said = await talk.act("action_show_similar", "more like the second one", "show_similar")
    assert said.titles and first.titles[1] not in said.titles
    assert first.titles[1] in said.text


async def test_a_correction_searches_for_what_was_meant(talk: Talk) -> None:
    await talk.act("action_search", "blue mugs", "search_item")
    said = await talk.act("action_correct", "no, i meant green jackets", "correct")
    assert said.titles == ["Meadow Wool Jacket"]


async def test_chinese_is_understood_and_answered_in_chinese(talk: Talk) -> None:
    assert "哪一类" in (await talk.act("action_search", "我想找东西", "search_item")).text
    said = await talk.act("action_search", "有没有60元以内的蓝色夹克", "search_item")
    assert said.titles == ["City Wind Jacket"] and "蓝色" in said.text and "blue" not in said.text
    assert "重新" in (await talk.act("action_start_over", "重新开始", "start_over")).text


async def test_the_order_of_a_list_is_no_part_of_what_was_looked_for(talk: Talk, house: House, mira: str) -> None:
    await talk.act("action_search", "your best rated jackets", "search_item")
    assert [event.query for event in house.profiles.profile(mira).events] == ["jackets"]
