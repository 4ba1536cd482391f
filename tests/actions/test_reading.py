"""How the answers read: comparatives, cheaper ones, what there is at all, in stock first, for whom."""

from __future__ import annotations

import pytest

from actions.audience import age_said, audience_said
from actions.comparatives import base_of, comparative
from actions.wiring import House
from retrieval.understanding.audiences import EVERYONE, made_for
from tests.actions.conftest import Talk, item


@pytest.mark.parametrize(
    ("text", "word", "base"),
    [
        ("something warmer", "warmer", "warm"),
        ("do you have bigger ones?", "bigger", "big"),
        ("anything more comfortable", "more comfortable", "comfortable"),
        ("a bit heavier please", "heavier", "heavy"),
        ("softer", "softer", "soft"),
        ("anything better", "better", "good"),
        ("whats the warmest one", "warmest", "warm"),
        ("which of these is the most comfortable", "most comfortable", "comfortable"),
        ("which one is most durable", "most durable", "durable"),
        ("which one lasts longest", "most durable", "durable"),
        ("which has the best quality", "best quality", "good"),
        ("which one is easiest to carry?", "easiest to carry", "easy carry"),
        ("which is best for wide feet", "best for wide feet", "wide feet"),
        ("the prettiest", "prettiest", "pretty"),
        ("哪个最耐用", "最耐用", "最耐用"),
        ("质量最好 是哪个", "最好", "good"),
        ("which is the fittest", "fittest", "fit"),
    ],
)
def test_a_comparison_is_heard(text: str, word: str, base: str) -> None:
    assert comparative(text) == word and base_of(word) == base


@pytest.mark.parametrize(
    "text",
    [
        "warmer gloves for skiing",
        "a leather jacket",
        "winter boots",
        "less formal",
        "cheaper",
        "the cheapest",
        "show me most of them",
        "i want a vest",
        "a jacket for the forest",
        "best sellers",
        "best rated",
    ],
)
def test_what_names_a_thing_is_no_mere_comparison(text: str) -> None:
    assert comparative(text) is None


async def test_something_lighter_in_words_ranks_the_last_list(talk: Talk) -> None:
    await talk.act("action_search", "jackets", "search_item")
    said = await talk.act("action_recommend", "something more windy", "ask_recommendation")
    assert "“more windy”" not in said.text
    warmer = await talk.act("action_recommend", "something lighter or softer", "ask_recommendation")
    assert "“softer”" not in warmer.text


async def test_a_quality_the_shop_does_not_tell_is_said_so(talk: Talk) -> None:
    await talk.act("action_search", "mugs", "search_item")
    said = await talk.act("action_recommend", "something quieter", "ask_recommendation")
    assert "quieter" in said.text and not said.titles


@pytest.mark.parametrize("action", ["action_compare", "action_choose", "action_details", "action_size"])
async def test_of_what_no_page_tells_the_best_rated_is_named(talk: Talk, action: str) -> None:
    await talk.act("action_search", "boots", "search_item")
    said = await talk.act(action, "which one is most durable", "compare_items")
    assert "durable" in said.text and "Fjord Light Boot" in said.text and "4.6" in said.text
    best = await talk.act(action, "which has the best quality", "compare_items")
    assert "rat" in best.text and "Fjord Light Boot" in best.text


async def test_the_best_of_suggestions_is_one_of_them(talk: Talk) -> None:
    first = await talk.act("action_gift", "a gift for a friend", "ask_gift")
    said = await talk.act("action_recommend", "which would you choose", "ask_recommendation")
    assert set(said.titles) == set(first.titles) and "ratings" in said.text
    none = await talk.act("action_choose", "which one is the prettiest", "choose")
    assert "prettiest" in none.text and not none.titles


async def test_the_better_one_of_two_compared(talk: Talk) -> None:
    await talk.act("action_search", "something over 10", "search_item")
    both = await talk.act("action_compare", "compare the first and the third", "compare_items")
    said = await talk.act("action_choose", "which one is better", "choose")
    assert set(said.titles) <= set(both.titles)


async def test_cheaper_names_no_odd_sum(talk: Talk, house: House) -> None:
    house.catalogue.upsert([item(40 + n, f"Trail Flask {n}", "Flasks", str(31 - n)) for n in range(12)])
    await house.retrieval.shelves.refresh()
    first = await talk.act("action_search", "flasks", "search_item")
    lowest = min(float(card["price"]) for card in first.custom["cards"])
    said = await talk.act("action_refine", "cheaper", "refine_search")
    assert said.titles and all(float(card["price"]) < lowest for card in said.custom["cards"])
    assert ".99" not in said.text and "lowest price first" in said.text
    rated = await talk.act("action_refine", "best rated", "refine_search")
    assert f"below €{lowest:g}" in rated.text


async def test_the_second_cheaper_says_that_it_is_the_end(talk: Talk) -> None:
    await talk.act("action_search", "mugs", "search_item")
    said = await talk.act("action_refine", "cheaper", "refine_search")
    assert "cheap" in said.text and "Cheaper" not in said.taps and "11.99" not in said.text


async def test_what_do_you_sell_names_the_departments(talk: Talk) -> None:
    for action in ("action_recommend", "action_search"):
        said = await talk.act(action, "what do you sell?", "ask_recommendation")
        assert "jackets" in said.text and "mugs" in said.text and not said.titles


async def test_departments_have_their_kinds(talk: Talk, house: House) -> None:
    house.catalogue.upsert([item(30, "Oak Desk Lamp", "Desk lamps", "40", categories=("Home", "Desk lamps"))])
    await house.retrieval.shelves.refresh()
    assert "• Home: desk lamps" in (await talk.act("action_search", "what do you have?", "search_item")).text


async def test_what_can_be_had_comes_first_over_all_pages(talk: Talk, house: House) -> None:
    house.catalogue.upsert(
        [item(40 + n, f"Trail Flask {n}", "Flasks", "20", stock=0 if n < 5 else 3) for n in range(12)]
    )
    await house.retrieval.shelves.refresh()
    first = await talk.act("action_search", "flasks", "search_item")
    assert len(first.titles) == 6 and all(card["in_stock"] for card in first.custom["cards"])
    more = await talk.act("action_show_more", "show more", "show_more")
    assert [card["in_stock"] for card in more.custom["cards"]] == [True, False, False, False, False, False]
    assert not set(first.titles) & set(more.titles)


async def test_what_is_called_by_its_name_comes_first_though_sold_out(talk: Talk) -> None:
    assert (await talk.act("action_search", "slate day pack", "search_item")).titles[0] == "Slate Day Pack"


async def test_it_in_another_colour_asks_of_the_item_in_hand(talk: Talk) -> None:
    await talk.act("action_details", "tell me about the meadow wool jacket", "ask_details")
    said = await talk.act("action_search", "can i have it in blue", "search_item")
    assert said.titles == ["Meadow Wool Jacket"] and "blue" in said.text and "green" in said.text.lower()


async def test_a_size_nobody_makes_is_said_so(talk: Talk) -> None:
    await talk.act("action_details", "tell me about the ridge trail boot", "ask_details")
    said = await talk.act("action_size", "is it there in size 42", "ask_size")
    assert "size 42" in said.text and "in stock" in said.text


def test_for_whom_an_item_is() -> None:
    assert made_for(item(1, "Crag men's boots", "Boots", "9")) == ("men",)
    assert made_for(item(1, "Crag women's boots", "Boots", "9")) == ("women",)
    assert made_for(item(1, "Crag boots", "Boots", "9", attributes={"fit": "women's"})) == ("women",)
    assert made_for(item(1, "Crag boots", "Boots", "9", categories=("Men", "Boots"))) == ("men",)
    assert made_for(item(1, "Crag mug", "Mugs", "9")) == (EVERYONE,)


def test_for_whom_is_asked() -> None:
    assert audience_said("a gift for my dad") == "men"
    assert audience_said("women s boots for my mum") == "women"
    assert audience_said("boots for him or her") is None


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("a present for a 10 year old who likes dinosaurs", 10),
        ("for my 7-year-old niece", 7),
        ("my son turns 5", 5),
        ("给8岁孩子的礼物", 8),
        ("my friend turns 30", None),
        ("a gift under 10 euros", None),
    ],
)
def test_how_old_a_child_is(text: str, age: int | None) -> None:
    assert age_said(text) == age


async def test_a_child_gets_what_is_made_for_its_age(talk: Talk, house: House) -> None:
    games = [item(70 + n, f"Game {n}", "Games", "20", attributes={"age": f"from {6 + 3 * n}"}) for n in range(3)]
    house.catalogue.upsert(games)
    await house.retrieval.shelves.refresh()
    said = await talk.act("action_gift", "a present for a 10 year old who likes dinosaurs", "ask_gift")
    assert sorted(said.titles) == ["Game 0", "Game 1"] and "nothing with “dinosaurs”" in said.text


async def test_a_gift_is_cut_for_the_person(talk: Talk, house: House) -> None:
    shoes = [item(60 + n, f"Dune {who}'s loafers", "Loafers", "30") for n, who in enumerate(("men", "women"))]
    house.catalogue.upsert(shoes)
    await house.retrieval.shelves.refresh()
    said = await talk.act("action_gift", "loafers as a gift for my father", "ask_gift")
    assert "Dune men's loafers" in said.titles and "Dune women's loafers" not in said.titles
