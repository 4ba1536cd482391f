"""Answers to a question about size or colour, and tastes taken back, whatever intent their words are taken for."""

from __future__ import annotations

import pytest

from actions.wiring import House
from shop.types import Item, Variant
from tests.actions.conftest import ITEMS, Talk, item

TENT = item(
    20, "Alder Two-Person Tent", "Tents", "134", colours=("sand", "olive"),
    variants=(
        Variant(sku="i20-s", options={"colour": "sand"}, stock=4),
        Variant(sku="i20-o", options={"colour": "olive"}, stock=4),
    ),
)  # fmt: skip


def line(said_data: dict[str, object]) -> dict[str, object]:
    [only] = said_data["cart"]["lines"]  # type: ignore[index]
    return only  # type: ignore[no-any-return]


async def ask_for_the_tent(talk: Talk, house: House) -> None:
    house.catalogue.upsert([TENT])
    await house.retrieval.shelves.refresh()
    await talk.act("action_search", "tents", "search_item")
    asked = await talk.act("action_add_to_cart", "put the alder tent in my cart", "add_to_cart")
    assert "sand or olive" in asked.text and asked.taps == ["sand", "olive"]


@pytest.mark.parametrize(
    ("action", "text", "chosen"),
    [
        ("action_choose", "the olive one", "olive"),
        ("action_choose", "the second one", "olive"),
        ("action_refine", "in olive please", "olive"),
        ("action_search", "olive", "olive"),
        ("action_fallback", "ok then sand", "sand"),
    ],
)
async def test_a_colour_answers_the_question(talk: Talk, house: House, action: str, text: str, chosen: str) -> None:
    await ask_for_the_tent(talk, house)
    added = await talk.act(action, text, "choose")
    assert line(added.custom["data"])["options"] == {"colour": chosen}


@pytest.mark.parametrize("text", ["42", "size 42", "in size 42 please", "42 pls"])
async def test_a_size_answers_the_question(talk: Talk, text: str) -> None:
    await talk.act("action_search", "boots", "search_item")
    await talk.act("action_add_to_cart", "add the ridge trail boot to my cart", "add_to_cart")
    added = await talk.act("action_refine", text, "refine_search")
    assert line(added.custom["data"])["options"] == {"size": "42", "colour": "Brown"}


async def test_what_there_is_not_is_asked_again(talk: Talk, house: House) -> None:
    await ask_for_the_tent(talk, house)
    again = await talk.act("action_refine", "in blue", "refine_search")
    assert "sand or olive" in again.text


async def test_another_search_is_no_answer(talk: Talk, house: House) -> None:
    await ask_for_the_tent(talk, house)
    assert (await talk.act("action_search", "green jackets", "search_item")).titles == ["Meadow Wool Jacket"]
    later = await talk.act("action_search", "olive", "search_item")
    assert "cart" not in later.custom.get("data", {})


async def test_how_many_is_kept_while_the_size_is_asked(talk: Talk) -> None:
    await talk.act("action_search", "boots", "search_item")
    await talk.act("action_add_to_cart", "add 2 ridge trail boots to my cart", "add_to_cart", quantity="2")
    added = await talk.act("action_inform", "41", "inform")
    assert line(added.custom["data"])["quantity"] == 2


async def test_a_size_is_corrected_after_it_was_added(talk: Talk) -> None:
    await talk.act("action_search", "boots", "search_item")
    await talk.act("action_add_to_cart", "add the ridge trail boot in size 42", "add_to_cart")
    changed = await talk.act("action_correct", "no wait, 41", "correct")
    assert line(changed.custom["data"])["options"] == {"size": "41", "colour": "Brown"}


async def test_told_the_size_when_asked_for_the_colour_it_keeps_it(talk: Talk, house: House) -> None:
    variants = tuple(
        Variant(sku=f"v-{colour}-{size}", options={"colour": colour, "size": size}, stock=3)
        for colour in ("red", "blue")
        for size in ("S", "M")
    )
    sock = item(90, "Heath Sock", "Socks", "9", colours=("red", "blue"), sizes=("S", "M"), variants=variants)
    house.catalogue.upsert([sock])
    await house.retrieval.shelves.refresh()
    await talk.act("action_search", "socks", "search_item")
    asked = await talk.act("action_add_to_cart", "add it", "add_to_cart")
    assert "red" in asked.text
    unclear = await talk.act("action_inform", "what", "inform")
    assert "red" in unclear.text
    await talk.act("action_inform", "M", "inform")
    added = await talk.act("action_inform", "blue", "inform")
    assert line(added.custom["data"])["options"] == {"colour": "blue", "size": "M"}


async def test_of_several_that_are_meant_it_asks_which(talk: Talk) -> None:
    await talk.act("action_search", "boots", "search_item")
    said = await talk.act("action_add_to_cart", "add both to my cart", "add_to_cart")
    assert len(said.taps) == 2 and "cart" not in said.custom.get("data", {})


async def test_a_dislike_goes_by_the_shoppers_own_word(talk: Talk, house: House, mira: str) -> None:
    said = await talk.act("action_dislike", "stop showing me boots", "state_dislike")
    assert "boots" in said.text and "Hiking" not in said.text
    assert [taste.text for taste in house.profiles.tastes(mira) if taste.weight < 0] == ["boots"]
    suggested = await talk.act("action_recommend", "what would you suggest for me", "ask_recommendation")
    assert suggested.titles and not any("Boot" in title for title in suggested.titles)


async def test_that_brand_is_the_one_in_hand(talk: Talk, house: House, mira: str) -> None:
    nothing = await talk.act("action_dislike", "i don't like that brand", "state_dislike")
    assert "Tell me" in nothing.text and not house.profiles.tastes(mira)
    await talk.act("action_search", "jackets", "search_item")
    await talk.act("action_details", "tell me about the city wind jacket", "ask_details")
    said = await talk.act("action_dislike", "no i dont like that brand", "state_dislike")
    assert "Alder" in said.text
    assert [(taste.text, taste.weight) for taste in house.profiles.tastes(mira)] == [("Alder", -1.0)]


async def test_the_first_in_a_size_is_that_one(talk: Talk) -> None:
    found = await talk.act("action_search", "boots", "search_item")
    for action, intent in (("action_refine", "refine_search"), ("action_inform", "inform")):
        said = await talk.act(action, "ok the first, size 42", intent, ordinal="1")
        assert said.titles == found.titles[:1] and "42" in said.text


async def test_a_fact_asked_for_without_a_name_is_of_the_item_in_hand(talk: Talk) -> None:
    await talk.act("action_search", "boots", "search_item")
    first = await talk.act("action_details", "tell me about the first one", "ask_details", ordinal="1")
    said = await talk.act("action_details", "are there other colours", "ask_details")
    assert said.titles == first.titles
    assert "Which" in (await talk.act("action_details", "what does the jacket cost", "ask_details")).text


async def test_the_lightest_is_what_it_means_and_why_says_so(talk: Talk) -> None:
    await talk.act("action_search", "boots", "search_item")
    lighter = await talk.act("action_refine", "anything lighter", "refine_search")
    assert "the lightest first" in (await talk.act("action_why", "why the first one", "ask_why", ordinal="1")).text
    added = await talk.act("action_add_to_cart", "add it", "add_to_cart")
    assert lighter.titles[0] in added.text


async def test_a_taste_is_taken_back(talk: Talk, house: House, mira: str) -> None:
    await talk.act("action_like", "i like wool", "state_like")
    await talk.act("action_dislike", "i don't like leather", "state_dislike")
    allowed = await talk.act("action_refine", "actually leather is fine", "refine_search")
    assert "leather" in allowed.text.lower() and not allowed.titles
    forgotten = await talk.act("action_faq", "forget that i like wool", "ask_faq")
    assert "wool" in forgotten.text.lower() and not forgotten.custom.get("sources")
    kept = {taste.text.lower() for taste in house.profiles.tastes(mira)}
    assert not kept & {"leather", "wool"}


async def test_an_item_turned_down_is_not_shown_again(talk: Talk) -> None:
    first = await talk.act("action_recommend", "what would you suggest for me", "ask_recommendation")
    await talk.act("action_details", "not the first one", "ask_details")
    again = await talk.act("action_recommend", "what would you suggest for me", "ask_recommendation")
    assert first.titles[0] not in again.titles and len(ITEMS) > len(again.titles) > 0


async def test_an_item_turned_down_stays_out_of_searches(talk: Talk) -> None:
    found = await talk.act("action_search", "jackets", "search_item")
    await talk.act("action_details", f"not the {found.titles[0]}", "ask_details")
    again = await talk.act("action_search", "show me jackets", "search_item")
    assert set(again.titles) == set(found.titles[1:])


async def test_none_of_a_list_is_said_in_few_words(talk: Talk) -> None:
    found = await talk.act("action_search", "jackets", "search_item")
    said = await talk.act("action_dislike", "i don't like the first, second and third one", "state_dislike")
    assert "none of these" in said.text and not any(title in said.text for title in found.titles)


async def test_a_search_leaves_out_what_the_shopper_does_not_want_unless_they_ask_for_it(talk: Talk) -> None:
    await talk.act("action_dislike", "i'm allergic to wool", "state_dislike")
    jackets = await talk.act("action_search", "jackets", "search_item")
    assert jackets.titles and "Meadow Wool Jacket" not in jackets.titles
    wool = await talk.act("action_search", "wool jackets", "search_item")
    assert wool.titles == ["Meadow Wool Jacket"]


@pytest.mark.parametrize(
    "text",
    [
        "Slate Day Pack was sold out, write me once it's back",
        "let me know when you have the Slate Day Pack again",
        "Slate Day Pack补货了告诉我",
    ],
)
async def test_a_notice_is_asked_for_whatever_the_title_made_of_it(talk: Talk, text: str) -> None:
    said = await talk.act("action_search", text, "search_item")
    assert said.followups == ["restock_form"] and not said.titles


async def test_is_it_there_asks_for_no_notice(talk: Talk) -> None:
    said = await talk.act("action_search", "tell me if the slate day pack is available", "search_item")
    assert not said.followups


async def test_a_limit_beside_a_list_is_understood_though_rasa_did_not(talk: Talk) -> None:
    await talk.act("action_search", "jackets", "search_item")
    said = await talk.act("action_fallback", "just gren please", "out_of_scope")
    assert said.titles == ["Meadow Wool Jacket"]
    lost = await talk.act("action_fallback", "who won the green jersey in 1998", "out_of_scope")
    assert not lost.titles


@pytest.mark.parametrize("text", ["ok lets go with the first one", "take number 1", "gimme the first one"])
async def test_taking_one_is_buying_it(talk: Talk, text: str) -> None:
    found = await talk.act("action_search", "boots", "search_item")
    said = await talk.act("action_choose", text, "choose_item", ordinal="1")
    assert found.titles[0] in said.text and ("Which" in said.text or "cart" in said.text)


async def test_an_allergy_leaves_out_what_names_it_and_asks_for_care(talk: Talk, house: House) -> None:
    def bar(number: int, title: str, **attributes: str) -> Item:
        return item(number, title, "Energy bars", "9", attributes=attributes)

    house.catalogue.upsert([
        bar(60, "Glide energy bars", allergens="peanuts"), bar(61, "Skip energy bars", flavour="almond and apple"),
        bar(62, "Oat energy bars", flavour="oat"), bar(63, "Seed energy bars", flavour="pumpkin"),
    ])  # fmt: skip
    await house.retrieval.shelves.refresh()
    without = await talk.act("action_search", "energy bars without nuts", "search_item")
    assert set(without.titles) == {"Oat energy bars", "Seed energy bars"} and "without nuts" in without.text
    said = await talk.act("action_dislike", "i'm allergic to nuts", "state_dislike")
    assert "nuts" in said.text and "allergic" not in said.text and "vouch" in said.text
    found = await talk.act("action_search", "energy bars", "search_item")
    assert set(found.titles) == {"Oat energy bars", "Seed energy bars"}


async def test_an_allergy_says_nothing_against_what_is_asked_for_beside_it(talk: Talk, house: House, mira: str) -> None:
    said = await talk.act("action_dislike", "i'm allergic to wool, jackets?", "state_dislike")
    assert "wool" in said.text.lower() and "jacket" not in said.text.lower()
    assert [taste.text.lower() for taste in house.profiles.tastes(mira)] == ["wool"]


async def test_the_one_whose_size_was_asked_for_is_in_hand(talk: Talk) -> None:
    found = await talk.act("action_search", "boots", "search_item")
    await talk.act("action_choose", "the first one in 42", "choose_item", ordinal="1")
    added = await talk.act("action_add_to_cart", "add it", "add_to_cart")
    assert found.titles[0] in added.text


async def test_a_maker_that_is_not_here_is_said_not_to_be(talk: Talk) -> None:
    said = await talk.act("action_recommend", "anything by patagonia", "ask_recommendation")
    assert "patagonia" in said.text and not said.titles
