"""The cart."""

from __future__ import annotations

from actions.wiring import House
from shop.types import FaqEntry
from tests.actions.conftest import Talk


async def test_add_view_change_and_pay(talk: Talk) -> None:
    await talk.act("action_search", "mugs", "search_item")
    added = await talk.act("action_add_to_cart", "add the ember camp mug", "add_to_cart")
    assert "Ember Camp Mug" in added.text and added.custom["data"]["cart"]["lines"][0]["quantity"] == 1
    viewed = await talk.act("action_view_cart", "show my cart", "view_cart")
    assert "1 × Ember Camp Mug" in viewed.text and "€16.90" in viewed.text  # 12 and 4.90 for delivery
    changed = await talk.act("action_change_cart", "make it 3", "change_cart", quantity="3")
    assert "3 × Ember Camp Mug" in changed.text
    paying = await talk.act("action_checkout", "checkout", "checkout")
    assert "/checkout?line=i7%3A3" in paying.text
    emptied = await talk.act("action_change_cart", "remove the mug", "change_cart")
    assert "empty" in emptied.text
    assert "empty" in (await talk.act("action_checkout", "pay", "checkout")).text


async def test_a_size_is_asked_for_and_taken_from_the_answer(talk: Talk) -> None:
    await talk.act("action_search", "boots", "search_item")
    asked = await talk.act("action_add_to_cart", "add the ridge trail boot to my cart", "add_to_cart")
    assert "size" in asked.text.lower() and asked.taps == ["41", "42"]
    added = await talk.act("action_inform", "42", "inform")
    assert added.custom["data"]["cart"]["lines"][0]["options"] == {"size": "42", "colour": "Brown"}


async def test_a_size_that_is_gone_is_not_sold(talk: Talk) -> None:
    await talk.act("action_search", "boots", "search_item")
    said = await talk.act("action_add_to_cart", "add the ridge trail boot in size 43", "add_to_cart")
    assert "sold out" in said.text and "cart" not in said.custom.get("data", {})


async def test_no_more_than_there_is(talk: Talk) -> None:
    said = await talk.act("action_add_to_cart", "add 50 ember camp mugs", "add_to_cart", quantity="50")
    assert "Only 12" in said.text


async def test_coupons(talk: Talk) -> None:
    await talk.act("action_add_to_cart", "add the meadow wool jacket", "add_to_cart")
    said = await talk.act("action_coupon", "i have a coupon SAVE10", "ask_coupon")
    assert "€11" in said.text
    called = await talk.act("action_coupon", "i have a coupon but it doesnt work: SAVE10", "ask_coupon")
    assert "SAVE10" in called.text and "“but”" not in called.text
    refused = await talk.act("action_coupon", "use code NOPE99", "ask_coupon")
    assert "no coupon" in refused.text
    assert "coupon" in (await talk.act("action_coupon", "do you have coupons?", "ask_coupon")).text


async def test_a_country_that_is_named_is_looked_up_first(talk: Talk, house: House) -> None:
    where = FaqEntry(id="f9", question="Which countries do you deliver to?", answer="Only within the European Union.")
    house.faqs.upsert([where])
    await house.retrieval.faq.follow(now=True)
    for text in ("how much is shipping to the us", "what does delivery to Norway cost"):
        said = await talk.act("action_shipping", text, "ask_shipping")
        assert said.text.startswith("Only within the European Union.") and "4.90" in said.text, text
    assert "Union" not in (await talk.act("action_shipping", "how much to ship it to us", "ask_shipping")).text


async def test_delivery_before_buying(talk: Talk) -> None:
    lead = await talk.act("action_shipping", "what does delivery cost?", "ask_shipping")
    assert "€4.90" in lead.text and "€9.90" in lead.text and "€50" in lead.text
    await talk.act("action_details", "tell me about the meadow wool jacket", "ask_details")
    free = await talk.act("action_shipping", "how much is shipping for it and when does it come", "ask_shipping")
    assert "Meadow Wool Jacket" in free.text and "free" in free.text
