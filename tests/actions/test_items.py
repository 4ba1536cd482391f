"""One item or several: details, comparison, stock, sizes, and choosing among the last list."""

from __future__ import annotations

from actions.wiring import House
from tests.actions.conftest import Talk, item


async def test_details_of_the_second_one(talk: Talk) -> None:
    shown = await talk.act("action_search", "jackets", "search_item")
    said = await talk.act("action_details", "tell me about the second one", "ask_details")
    assert said.titles == [shown.titles[1]]
    assert said.custom["sources"][0]["kind"] == "item"
    assert "stream" not in said.custom


async def test_a_stream_is_asked_for_where_the_gateway_can(talk: Talk) -> None:
    await talk.act("action_search", "jackets", "search_item")
    talk.streaming = True
    said = await talk.act("action_details", "tell me about the first one", "ask_details")
    assert said.custom["stream"]["kind"] == "description" and said.text


async def test_one_fact_is_answered_as_one_fact(talk: Talk) -> None:
    await talk.act("action_search", "blue jackets", "search_item")
    said = await talk.act("action_details", "what is the harbour rain jacket made of?", "ask_details")
    assert "Nylon" in said.text and "rated" not in said.text
    assert "is waterproof" in (await talk.act("action_details", "is it waterproof?", "ask_details")).text


async def test_a_fact_goes_by_the_catalogues_name_for_it(talk: Talk, house: House) -> None:
    tent = item(80, "Fell Tent", "Tents", "90", attributes={"packed length": "42 cm", "comfort temperature": "5 °C"})
    house.catalogue.upsert([tent])
    await house.retrieval.shelves.refresh()
    await talk.act("action_search", "tents", "search_item")
    assert "42 cm" in (await talk.act("action_details", "how big is it packed", "ask_details")).text
    assert "5 °C" in (await talk.act("action_details", "is it warm enough for -10", "ask_details")).text


async def test_the_warmest_one_is_looked_for_in_the_texts(talk: Talk) -> None:
    await talk.act("action_search", "jackets", "search_item")
    said = await talk.act("action_details", "whats the lightest one", "ask_details")
    assert said.text
    windy = await talk.act("action_choose", "the softest one", "choose")
    assert "soft" in windy.text


async def test_without_a_list_a_title_is_enough(talk: Talk) -> None:
    assert (await talk.act("action_details", "tell me about the ember camp mug", "ask_details")).titles == [
        "Ember Camp Mug"
    ]


async def test_without_anything_it_asks(talk: Talk) -> None:
    assert (await talk.act("action_details", "tell me more", "ask_details")).text


async def test_a_comparison_is_a_table_and_a_verdict(talk: Talk) -> None:
    await talk.act("action_search", "boots", "search_item")
    said = await talk.act("action_compare", "compare ridge trail boot and fjord light boot", "compare_items")
    table = said.custom["data"]["compare"]
    assert [item["item_id"] for item in table["items"]] == ["i1", "i2"]
    assert {"name": "Price", "values": ["€89", "€65"]} in table["rows"]
    assert "Fjord Light Boot is the cheaper one at €65, €24 less" in said.text


async def test_one_item_is_not_compared_with_nothing(talk: Talk) -> None:
    await talk.act("action_search", "boots", "search_item")
    said = await talk.act("action_compare", "compare the fjord light boot", "compare_items")
    assert "compare" not in said.custom.get("data", {}) and said.taps


async def test_stock_of_a_size(talk: Talk) -> None:
    await talk.act("action_search", "boots", "search_item")
    there = await talk.act("action_stock", "is the ridge trail boot available in size 42?", "ask_stock")
    assert "42" in there.text and "in stock" in there.text
    gone = await talk.act("action_stock", "and in size 43?", "ask_stock")
    assert "sold out" in gone.text and "Tell me when it's back" in gone.taps


async def test_sizes(talk: Talk) -> None:
    await talk.act("action_search", "boots", "search_item")
    said = await talk.act("action_size", "which sizes does the ridge trail boot have?", "ask_size")
    assert "41 and 42" in said.text and "Sold out: 43" in said.text


async def test_sold_out_offers_a_notice_and_yes_takes_it(talk: Talk) -> None:
    said = await talk.act("action_stock", "is the slate day pack in stock", "ask_stock")
    assert "Tell me when it's back" in said.taps
    yes = await talk.act("action_affirm", "yes please", "affirm")
    assert yes.followups == ["restock_form"]


async def test_choosing_from_the_list_shows_the_item(talk: Talk) -> None:
    shown = await talk.act("action_search", "mugs", "search_item")
    assert (await talk.act("action_choose", "the second one", "choose")).titles == [shown.titles[1]]
    assert (await talk.act("action_deny", "no, the other one", "deny")).titles == [shown.titles[0]]


async def test_what_goes_with_an_item_is_of_other_kinds(talk: Talk) -> None:
    await talk.act("action_search", "hiking boots", "search_item")
    await talk.act("action_details", "the first one", "ask_details")
    said = await talk.act("action_recommend", "what else goes with it", "ask_recommendation")
    assert said.titles and not [title for title in said.titles if "Boot" in title]


async def test_a_fact_asked_for_in_chinese_is_told_in_chinese(talk: Talk) -> None:
    await talk.act("action_search", "夹克", "search_item")
    said = await talk.act("action_details", "Harbour Rain Jacket防水吗", "ask_details")
    assert "防水" in said.text and "Harbour Rain Jacket" in said.text and "Yes" not in said.text


async def test_the_lighter_one_of_two_compared(talk: Talk, house: House) -> None:
    names = ("Fell", "Moor", "Crag", "Dale")
    tents = [item(80 + n, f"{name} Tent", "Tents", "90", weight_g=900 + 100 * n) for n, name in enumerate(names)]
    house.catalogue.upsert(tents)
    await house.retrieval.shelves.refresh()
    await talk.act("action_search", "tents", "search_item")
    both = await talk.act("action_compare", "compare the crag tent and the dale tent", "compare_items")
    assert both.titles == ["Crag Tent", "Dale Tent"]
    assert (await talk.act("action_choose", "the lighter one", "choose")).titles == ["Crag Tent"]


async def test_alike_but_cheaper_is_cheaper_than_that_one(talk: Talk) -> None:
    found = await talk.act("action_search", "jackets", "search_item")
    price = float(found.custom["cards"][0]["price"])
    said = await talk.act("action_show_similar", "more like the first one but cheaper", "show_similar")
    assert said.titles and all(float(card["price"]) < price for card in said.custom["cards"])
    assert "cheapest first" not in said.text
