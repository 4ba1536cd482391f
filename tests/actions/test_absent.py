"""What the shop does not hold is said plainly, and nothing far-fetched is shown for it."""

from __future__ import annotations

import pytest

from actions.wiring import House
from tests.actions.conftest import Talk, item


@pytest.mark.parametrize(
    ("action", "text"),
    [
        ("action_search", "do you sell bicycles"),
        ("action_search", "got any sofas under 500?"),
        ("action_search", "do you carry nike"),
        ("action_search", "do you sell wine"),  # which is no burgundy here
        ("action_faq", "do you have patagonia"),
        ("action_faq", "do you have iphone chargers"),
        ("action_fallback", "have you got dog leads"),
        ("action_recommend", "anything by patagonia"),
    ],
)
async def test_what_nothing_here_is_is_said_so(talk: Talk, action: str, text: str) -> None:
    said = await talk.act(action, text)
    last = text.split("under")[0].strip(" ?").split()[-1]
    assert last in said.text and not said.titles and said.taps


async def test_the_list_before_stays_where_there_is_none(talk: Talk) -> None:
    await talk.act("action_search", "jackets", "search_item")
    await talk.act("action_search", "do you sell bicycles", "search_item")
    assert set((await talk.act("action_refine", "in blue", "refine_search")).titles) == {
        "Harbour Rain Jacket",
        "City Wind Jacket",
    }


@pytest.mark.parametrize(
    ("action", "text", "missing"),
    [
        ("action_search", "adidas jackets", "“adidas” jackets"),
        ("action_stock", "is the north face jacket in stock", "“north face” jackets"),
        ("action_search", "a blue jacket by Patagonia", "“Patagonia” jackets"),
        ("action_search", "got any new balance boots under 200", "“new balance” hiking boots"),
        ("action_search", "velvet jackets please", "“velvet” jackets"),
        ("action_refine", "jackets with a unicorn", "“unicorn” jackets"),
    ],
)
async def test_a_maker_or_word_that_nothing_bears_leads_the_list(
    talk: Talk, action: str, text: str, missing: str
) -> None:
    said = await talk.act(action, text)
    assert said.text.startswith(f"I have no {missing}.") and said.titles


@pytest.mark.parametrize(
    "text",
    [
        "do you have a nice jacket",
        "a lovely blue jacket please",
        "a jacket for my mates",
        "do you have jackets that keep me warm",
        "windy jackets",
        "jackets by alder",
        "show me all your jackets",
        "two man jacket",
        "a jacket i can wear in the mountains",
    ],
)
async def test_ordinary_words_are_no_makers(talk: Talk, text: str) -> None:
    said = await talk.act("action_search", text, "search_item")
    assert said.titles and "I have no" not in said.text


async def test_a_new_thing_is_no_new_balance(talk: Talk, house: House) -> None:
    house.catalogue.upsert([item(70, "Stride Shoe", "Trail shoes", "80", description="A fine balance of grip.")])
    await house.retrieval.shelves.refresh()
    assert "“new balance”" in (await talk.act("action_search", "new balance trail shoes", "search_item")).text
    assert "I have no" not in (await talk.act("action_search", "new grip trail shoes", "search_item")).text


async def test_chinese_hears_it_too(talk: Talk) -> None:
    assert "自行车" in (await talk.act("action_search", "你们卖自行车吗", "search_item")).text
    said = await talk.act("action_search", "有patagonia夹克吗", "search_item")
    assert "“patagonia”" in said.text and said.titles


async def test_what_is_only_called_so_is_not_it(talk: Talk, house: House) -> None:
    house.catalogue.upsert(
        [
            item(71, "Larder Copper Kettle roast coffee", "Coffee", "9"),
            item(72, "Larder espresso coffee", "Coffee", "9"),
        ]
    )
    await house.retrieval.shelves.refresh()
    said = await talk.act("action_search", "do you have kettles", "search_item")
    assert "nothing that is “kettles”" in said.text and said.titles == ["Larder Copper Kettle roast coffee"]
    assert "nothing" not in (await talk.act("action_search", "espresso", "search_item")).text
    assert "nothing" in (await talk.act("action_recommend", "anything from copper kettle", "ask_recommendation")).text


async def test_a_relative_without_a_kind_of_thing(talk: Talk, house: House) -> None:
    house.catalogue.upsert([item(73, "Crag Women's Fleece", "Tops", "90"), item(74, "Crag Men's Fleece", "Tops", "90")])
    await house.retrieval.shelves.refresh()
    said = await talk.act("action_search", "is there a fleece under 100 for my husband", "search_item")
    assert "for men" in said.text and "Crag Women's Fleece" not in said.titles


async def test_makers_are_listed(talk: Talk) -> None:
    every = await talk.act("action_search", "what brands do you have", "search_item")
    assert "Norra" in every.text and "Alder" in every.text and "Norra" in every.taps
    of_kind = await talk.act("action_recommend", "which brands of mugs do you carry", "ask_recommendation")
    assert "Norra" in of_kind.text and "mugs" in of_kind.text and "Alder" not in of_kind.text
    assert "Norra" in (await talk.act("action_fallback", "有哪些品牌")).text
    assert "Norra" in (await talk.act("action_refine", "which makes are there", "refine_search")).text


@pytest.mark.parametrize(
    ("action", "text", "missing"),
    [
        ("action_search", "a green dress", "dress"),
        ("action_search", "do you have any blue glasses", "glasses"),
        ("action_fallback", "books", "books"),
        ("action_show_similar", "do you have something similar to a kindle", "kindle"),
    ],
)
async def test_the_thing_itself_is_missing(talk: Talk, action: str, text: str, missing: str) -> None:
    said = await talk.act(action, text)
    assert f"“{missing}”" in said.text and not said.titles


async def test_a_place_in_the_list_is_no_maker(talk: Talk) -> None:
    await talk.act("action_search", "jackets", "search_item")
    assert "I have no" not in (await talk.act("action_search", "the first jacket", "search_item")).text


async def test_what_is_missing_under_the_limits_alone_is_said_so(talk: Talk) -> None:
    said = await talk.act("action_search", "windy jackets over 100", "search_item")
    assert "“windy” jackets over" in said.text  # there is one for less


async def test_a_sun_hat_is_no_sunglasses(talk: Talk, house: House) -> None:
    house.catalogue.upsert([item(75, "Crag sun hat", "Hats", "20"), item(76, "Crag glass", "Cups", "20")])
    await house.retrieval.shelves.refresh()
    assert "“sunglasses”" in (await talk.act("action_search", "sunglasses", "search_item")).text
    assert "I have no “32 waist”" in (await talk.act("action_search", "jackets 32 waist", "search_item")).text
