"""Searching, refining, paging, similar items."""

from __future__ import annotations

from decimal import Decimal

import pytest

from actions import listing
from actions.wiring import House
from actions.wording import Wording
from tests.actions.conftest import Talk, item


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
    house.shoppers.consent(mira, True)
    await talk.act("action_search", "your best rated jackets", "search_item")
    assert [event.query for event in house.profiles.profile(mira).events] == ["jackets"]


async def test_lighter_keeps_to_what_was_asked_for(talk: Talk, house: House) -> None:
    kinds = (("One-Person", 900), ("Two-Person", 1800), ("Two-Person", 1500), ("Three-Person", 2500))
    tents = [
        item(30 + place, f"Tarn {place} {kind} Tent", "Tents", "200", weight_g=weight, brand="Tarn")
        for place, (kind, weight) in enumerate(kinds)
    ]
    house.catalogue.upsert(tents)
    await house.retrieval.shelves.refresh()
    await talk.act("action_search", "a tent for two", "search_item")
    said = await talk.act("action_refine", "something lighter", "refine_search")
    assert said.titles == ["Tarn 2 Two-Person Tent", "Tarn 1 Two-Person Tent"]


async def test_what_cannot_be_counted_is_said_so(talk: Talk, house: House) -> None:
    house.catalogue.upsert([item(40 + place, f"Quiet {name} Tea", "Tea", "6") for place, name in enumerate("ABC")])
    await house.retrieval.shelves.refresh()
    assert "3 choices of tea" in (await talk.act("action_search", "tea", "search_item")).text
    assert "3 jackets" in (await talk.act("action_search", "jackets", "search_item")).text


async def test_a_name_within_a_name_is_said_once(talk: Talk, house: House) -> None:
    house.catalogue.upsert([item(50, "Breeze Tank", "Tanks", "20"), item(51, "Echo Bra", "Bras & Tanks", "25")])
    await house.retrieval.shelves.refresh()
    assert "bras" not in (await talk.act("action_search", "tank tops", "search_item")).text


async def test_what_a_follow_up_names_is_looked_for_where_no_list_is_shown(talk: Talk) -> None:
    said = await talk.act("action_show_more", "my jackets wore out, time for a new one. what's there?", "show_more")
    assert len(said.titles) == 3
    await talk.act("action_start_over", "start over", "start_over")
    assert not (await talk.act("action_show_more", "show me more", "show_more")).titles


async def test_what_is_reduced_and_what_sells_best(talk: Talk, house: House) -> None:
    none = await talk.act("action_search", "is there anything on sale", "search_item")
    assert "reduced" in none.text and not none.titles
    house.catalogue.upsert([item(40, "Old Jacket", "Jackets", "20", list_price=Decimal(40))])
    await house.retrieval.shelves.refresh()
    assert (await talk.act("action_search", "jackets on sale", "search_item")).titles == ["Old Jacket"]
    assert not (await talk.act("action_search", "mugs on sale", "search_item")).titles
    best = await talk.act("action_recommend", "what are your best sellers", "ask_recommendation")
    assert "sell best" in best.text and "Slate Day Pack" not in best.titles  # sold out
    assert len(best.titles) == 6


async def test_two_kinds_are_shown_by_turns(talk: Talk) -> None:
    said = await talk.act("action_search", "i need boots and a jacket", "search_item")
    kinds = ["Boot" in title for title in said.titles]
    assert kinds[:4] in ([True, False, True, False], [False, True, False, True])
    assert len(said.titles) == 6 and "Summit Winter Boot" not in said.titles[:4]  # sold out


async def test_my_size_is_the_one_that_was_told(talk: Talk, house: House, mira: str) -> None:
    told = await talk.act("action_like", "my size is 43", "state_like")
    assert "size 43" in told.text
    said = await talk.act("action_search", "boots in my size", "search_item")
    assert said.titles == ["Ridge Trail Boot"] or "43" in said.text


async def test_beyond_the_first_of_two_kinds_there_is_more(
    talk: Talk, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "MIXED", 6)
    house.catalogue.upsert([item(50 + n, f"Plain Mug {n}", "Mugs", "9") for n in range(8)])
    await house.retrieval.shelves.refresh()
    said = await talk.act("action_search", "i need mugs and a jacket", "search_item")
    titles = list(said.titles)
    for _ in range(2):
        titles += (await talk.act("action_show_more", "show more", "show_more")).titles
    assert len(titles) == len(set(titles)) == 13


async def test_a_word_beside_a_list_says_more_of_it(talk: Talk) -> None:
    await talk.act("action_search", "jackets", "search_item")
    said = await talk.act("action_search", "windy", "search_item")
    assert said.titles[0] == "City Wind Jacket" and all("Jacket" in title for title in said.titles)
    assert "Camp Mug" in (await talk.act("action_search", "camp", "search_item")).titles[0]  # which no jacket is


async def test_for_whom_it_is_limits_the_list_and_is_named(talk: Talk, house: House) -> None:
    house.catalogue.upsert(
        [
            item(60, "Crag Women's Jacket", "Jackets", "90"),
            item(61, "Crag Men's Jacket", "Jackets", "90"),
            item(62, "Crag Unisex Fleece", "Jackets", "90"),
        ]
    )
    await house.retrieval.shelves.refresh()
    await talk.act("action_search", "jackets", "search_item")
    said = await talk.act("action_refine", "womens please", "refine_search")
    assert "for women" in said.text and said.titles
    assert "Crag Men's Jacket" not in said.titles and {"Crag Women's Jacket", "Crag Unisex Fleece"} <= set(said.titles)
    chinese = await talk.act("action_search", "男款夹克", "search_item")
    assert "男" in chinese.text and "Crag Women's Jacket" not in chinese.titles


async def test_what_is_new_is_what_came_in_last(talk: Talk, house: House) -> None:
    undated = await talk.act("action_recommend", "what's new", "ask_recommendation")
    assert "can't tell" in undated.text and len(undated.titles) == 6
    house.catalogue.upsert([item(80, "Late Jacket", "Jackets", "20"), item(81, "Late Mug", "Mugs", "9")])
    await house.retrieval.shelves.refresh()
    assert set((await talk.act("action_search", "whats new", "search_item")).titles) == {"Late Jacket", "Late Mug"}
    assert (await talk.act("action_search", "new arrivals in jackets", "search_item")).titles == ["Late Jacket"]
    await talk.act("action_search", "boots", "search_item")
    said = await talk.act("action_refine", "newest first", "refine_search")
    assert "boots" in said.text and "can't tell" in said.text
    assert "夹克" in (await talk.act("action_search", "夹克有什么新品", "search_item")).text


@pytest.mark.parametrize(
    "text",
    [
        "whats hot", "show me", "anything", "got any", "the usual", "?", "...", "👍", "cheapest", "in stock", "4 stars",
        "newest", "most expensive", "any", "something cheap", "whats in stock", "best rated", "new", "more", "什么",
        "最便宜的",
    ],
)  # fmt: skip
@pytest.mark.parametrize("action", ["action_search", "action_refine", "action_recommend", "action_fallback"])
async def test_no_reply_has_empty_words(talk: Talk, monkeypatch: pytest.MonkeyPatch, action: str, text: str) -> None:
    plain = Wording.say

    def full(self: Wording, key: str, language: str, salt: str = "", **values: object) -> str:
        assert all(f"{{{name}}}" not in plain_text(self, key) for name, value in values.items() if value in ("", "“”"))
        return plain(self, key, language, salt, **values)

    def plain_text(wording: Wording, key: str) -> str:
        return " ".join(wording.texts["en"][key])

    monkeypatch.setattr(Wording, "say", full)
    assert (await talk.act(action, text)).text


async def test_what_is_new_is_no_question_for_the_faq(talk: Talk) -> None:
    assert (await talk.act("action_faq", "有什么新品", "ask_faq")).titles


async def test_what_something_is_is_shown(talk: Talk) -> None:
    said = await talk.act("action_fallback", "what's a day pack?", "out_of_scope")
    assert said.titles and all("Day Pack" in title for title in said.titles[:2])
    assert not (await talk.act("action_fallback", "what is the capital of peru?", "out_of_scope")).titles


async def test_one_of_each_kind_is_compared(talk: Talk) -> None:
    said = await talk.act(
        "action_compare", "whats the difference between a camp mug and a wool jacket?", "compare_items"
    )
    assert len(said.titles) == 2 and "Camp Mug" in said.titles[0] and said.titles[1] == "Meadow Wool Jacket"


async def test_a_colour_that_the_item_in_hand_has_not_is_said_so(talk: Talk) -> None:
    await talk.act("action_details", "tell me about the meadow wool jacket", "ask_details")
    said = await talk.act("action_details", "does it come in red?", "ask_details")
    assert "red" in said.text and "Green" in said.text and "30" not in said.text


async def test_a_number_of_the_first_is_put_into_the_cart(talk: Talk) -> None:
    await talk.act("action_search", "mugs", "search_item")
    said = await talk.act("action_choose", "2 of the first", "choose")
    assert said.custom["data"]["cart"]["lines"][0]["quantity"] == 2


async def test_what_do_you_have_after_a_kind_asks_for_that_kind(talk: Talk) -> None:
    said = await talk.act("action_search", "i'm looking around for mugs, what do you have", "search_item")
    assert said.titles and all("Mug" in title for title in said.titles)


async def test_a_refusal_before_any_list_is_a_dislike(talk: Talk) -> None:
    said = await talk.act("action_refine", "please no grey, can't stand it", "refine_search")
    assert [event["name"] for event in said.events if event["event"] == "followup"] == ["action_dislike"]
