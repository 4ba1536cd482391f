"""Every order process to its end: what is said on the way, and what the orders hold then."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from dialogue.commands import Affirm, Deny, Provide, StartFlow
from dialogue.services import Services
from shop.orders import Rules, StoreOrders
from shop.policy import parse_policy
from shop.store import Store
from shop.types import OrderStatus
from tests.dialogue.flows.conftest import Talk

Begin = Callable[..., Talk]


def start(flow: str, **slots: str) -> StartFlow:
    return StartFlow(flow=flow, slots=tuple(slots.items()))


async def yes(one: Talk) -> str:
    assert one.state.flow is not None and one.state.flow.confirming
    return (await one.say("yes", Affirm())).text


async def test_exchange(talk: Begin) -> None:
    one = talk()
    said = await one.say(
        "Shoes too small, can I swap the purple Comets for a 39? AF-107931 / alma.wolf@example.com", start("exchange")
    )
    assert "39" in said.text and "free" in said.text
    about = await one.engine.about(turn_of(one), "does that cost me anything")
    assert about is not None and "free" in about.text
    assert "39" in await yes(one)
    case = one.cases("AF-107931")[0]
    assert case.kind == "exchange" and case.options["size"] == "39" and one.order("AF-107931").status == "delivered"
    about = await one.engine.about(turn_of(one), "can I go for a run in the 38s in the meantime?")
    assert about is not None and "unused" in about.text


async def test_an_exchange_for_what_is_not_there_says_what_is(talk: Begin) -> None:
    one = talk("shopper-0326")
    said = await one.say("swap the rain jacket for a 3XL please", start("exchange"))
    assert "instead for Threadlow Elm" in said.text and said.taps
    said = await one.say("one size bigger")
    assert "XXL" in said.text and one.state.flow is not None and one.state.flow.confirming


async def test_what_was_worn_outdoors_does_not_go_back(talk: Begin) -> None:
    one = talk("shopper-0326")
    said = await one.say("i walked in the boots twice and my toes hurt, can i still return them", start("return"))
    assert "used" in said.text and "guarantee" in said.text and one.state.flow is None
    said = await one.say("then exchange for a 45", start("exchange"))
    assert one.order("AF-108375").status == "delivered"
    said = await one.say("ok forget the boots. what about the rain jacket its unworn", start("return"))
    assert "Threadlow Elm" in said.text and "€57.95" in said.text
    said = await one.say("i changed my mind, leave it", Deny())
    assert "nothing" in said.text and one.order("AF-108375").status == "delivered" and not one.cases("AF-108375")


async def test_cancel(talk: Begin) -> None:
    one = talk("shopper-0005")
    said = await one.say("can i still cancel the yellow longsleeve i ordered?", start("cancel"))
    assert "Linden" in said.text and "€33.85" in said.text and one.order("AF-108983").status == "placed"
    said = await one.say("ok then cancel it", start("cancel"))
    if one.state.flow is not None:
        said = await one.say("yes im sure", Affirm())
    assert one.order("AF-108983").status == "cancelled" and "cancelled" in said.text
    about = await one.engine.about(turn_of(one), "was anything charged?")
    assert about is not None and about.text.startswith("No")


async def test_one_message_read_as_a_yes_and_a_beginning_does_it_once(talk: Begin) -> None:
    one = talk("shopper-0005")
    await one.say("can i still cancel the yellow longsleeve i ordered?", start("cancel"))
    said = await one.say("ok then cancel it", Affirm(words="ok"), StartFlow(flow="cancel", words="then cancel it"))
    assert "already" not in said.text and one.order("AF-108983").status == "cancelled"
    said = await one.say("yes im sure", Affirm())
    assert "cancelled" in said.text and len(one.cases("AF-108983")) == 1


async def test_one_of_two_is_not_cancelled(talk: Begin) -> None:
    one = talk()
    said = await one.say(
        "please take the beanie out of AF-108955 but keep the fleece. hana.sharma@example.com", start("cancel")
    )
    assert "whole" in said.text and one.order("AF-108955").status == "paid"
    said = await one.say("ok dont do anything then, leave both in", Deny())
    assert "cancelled nothing" in said.text and one.order("AF-108955").status == "paid"
    said = await one.say("whats the status of it now", start("track"))
    assert "paid" in said.text and "cancelled" not in said.text


async def test_an_order_that_has_left_is_not_cancelled(talk: Begin) -> None:
    one = talk("shopper-0053")
    said = await one.say("cancel the running shoes", start("cancel"))
    assert "has left" in said.text and one.order("AF-108725").status == "shipped"


async def test_address(talk: Begin) -> None:
    one = talk("demo-tom")
    said = await one.say("I moved last week, can you send my mugs to the new address", start("address"))
    assert "AF-108954" in said.text and "postcode" in said.text
    said = await one.say("Via Roma 12, 10121 Torino")
    assert "Tom Okafor, Via Roma 12, 10121 Torino, Italy" in said.text
    said = await one.say("no, number 14", Deny())
    assert "Via Roma 14" in said.text
    assert "Via Roma 14" in await yes(one)
    assert one.order("AF-108954").address.street == "Via Roma 14"


async def test_an_address_outside_the_countries_is_asked_again(talk: Begin) -> None:
    one = talk("demo-tom")
    said = await one.say("send AF-108954 to Storgata 5, 0155 Oslo, Norway", start("address"))
    assert "European Union" in said.text and one.order("AF-108954").address.country != "Norway"
    said = await one.say("ok then Via Roma 12, 10121 Torino, Italy")
    assert "Torino" in said.text
    await yes(one)
    assert one.order("AF-108954").address.city == "Torino"


async def test_an_address_after_dispatch_is_the_carrier_s(talk: Begin) -> None:
    one = talk()
    said = await one.say(
        "hi i need to change the delivery address of AF-108725, mateo.kovac@example.com", start("address")
    )
    assert "carrier" in said.text and "already left" in said.text
    office = "Rue Neuve 20, 1000 Brussels"
    said = await one.say(
        f"but I won't be there, please just send it to my office, {office}", Provide(slots=(("address", office),))
    )
    assert "carrier" in said.text and "Rue Neuve" not in said.text
    assert one.order("AF-108725").address.street != "Rue Neuve 20"


async def test_one_piece_missing(talk: Begin) -> None:
    one = talk("shopper-0388")
    said = await one.say("there was only 1 bag of coffee in the box, i paid for two", start("missing"))
    assert "AF-108518" in said.text and "Red Door" in said.text and "A replacement" in said.taps
    said = await one.say("just send me the missing one")
    assert "was missing" in said.text
    await yes(one)
    case = one.cases("AF-108518")[0]
    assert (case.kind, case.lines, case.status) == ("missing_piece", {"AF-BEAN-0002": 1}, "open")
    assert case.options == {"wanted": "replacement"} and one.owner == "waiting"


async def test_a_whole_parcel_missing(talk: Begin) -> None:
    one = talk("shopper-0257")
    said = await one.say("my parcel never arrived", start("missing"))
    assert "AF-108407" in said.text and "5 working days" in said.text
    await yes(one)
    assert [(case.kind, case.status) for case in one.cases("AF-108407")] == [("missing", "open")]


async def test_damaged_with_a_replacement(talk: Begin) -> None:
    one = talk()
    said = await one.say("one of the blue mugs in my order came with a big crack", start("damaged"))
    assert "number" in said.text and "e-mail" in said.text
    said = await one.say("AF-107891, petra.de.vries@example.com")
    assert "Cleo" in said.text and "?" in said.text
    said = await one.say("i'd rather have a new set than the money")
    assert "new one" in said.text and "back to" not in said.text
    said_last = await yes(one)
    assert "replacement" in said_last and "photo" in said_last
    case = one.cases("AF-107891")[0]
    assert (case.kind, case.options, case.amount) == ("damaged", {"wanted": "replacement"}, None)


async def test_wrong_item_with_money_back(talk: Begin) -> None:
    one = talk("shopper-0326")
    said = await one.say("you sent me the wrong rain jacket", start("wrong_item"))
    assert "Threadlow Elm" in said.text
    said = await one.say("money back please")
    assert "€57.95" in said.text
    await yes(one)
    assert one.cases("AF-108375")[0].amount == Decimal("57.95")


async def test_late(talk: Begin) -> None:
    one = talk("shopper-0257")
    said = await one.say("my headband is late!!", start("late"))
    assert "AF-108407" in said.text and "Bluepost" in said.text
    await yes(one)
    assert one.cases("AF-108407")[0].kind == "late"


async def test_refund_status(talk: Begin) -> None:
    one = talk("shopper-0003")
    await one.say("return the teal merino shirt", start("return"))
    await yes(one)
    said = await one.say("when do i get my money", start("refund_status"))
    assert "€71.95" in said.text and "5 working days" in said.text


async def test_how_an_order_is_paid(talk: Begin) -> None:
    one = talk("demo-maya")
    said = await one.say("can I pay the water bottle with paypal instead", start("payment_method"))
    assert "PayPal" in said.text and "AF-108979" in said.text
    await yes(one)
    assert one.cases("AF-108979")[0].options == {"method": "paypal"} and one.owner == "waiting"


async def test_an_invoice_is_a_file(talk: Begin) -> None:
    one = talk("demo-maya")
    said = await one.say("can u send me the invoice for my backpack, need it for taxes", start("invoice"))
    file = said.reply.data["file"]
    assert file["name"] == "invoice-AF-108356.pdf" and base64.b64decode(file["content"]).startswith(b"%PDF")


async def test_an_order_in_this_shop_is_not_changed(talk: Begin) -> None:
    one = talk("shopper-0005")
    said = await one.say("change the longsleeve to M please", start("change_line"))
    assert "can't be changed" in said.text and "cancel" in said.text
    assert one.order("AF-108983").lines[0].options["size"] == "S"
    said = await one.say("yes", Affirm())
    assert "Shall I cancel" in said.text and one.order("AF-108983").status == "placed"


async def test_a_line_becomes_another_variant_where_the_policy_allows_it(talk: Begin, services: Services) -> None:
    policy = parse_policy('[change]\nstates = ["placed"]')
    orders = StoreOrders(Store(services.settings.store_url), Rules(policy))
    one = talk("shopper-0005")
    one.services = replace(services, policy=policy, rules=Rules(policy), orders=orders)
    said = await one.say("change the longsleeve to XS please", start("change_line"))
    assert "XS" in said.text and "same price" in said.text
    await yes(one)
    order = one.order("AF-108983")
    assert order.lines[0].options["size"] == "XS" and order.status is OrderStatus.PLACED


async def test_the_account_s_address(talk: Begin) -> None:
    one = talk("demo-tom")
    said = await one.say("change the address in my account for good", start("default_address"))
    said = await one.say("Via Roma 12, 10121 Torino, Italy")
    assert "Torino" in said.text
    await yes(one)
    address = one.services.shoppers.address("demo-tom")
    assert address is not None and address.city == "Torino"
    assert one.order("AF-108954").address.city != "Torino"
    said = await talk().say("change the address in my account", start("default_address"))
    assert "sign in" in said.text


async def test_copy_erase_and_tracking_are_three_requests(talk: Begin) -> None:
    one = talk("shopper-0001")
    said = await one.say("I want a copy of my data", start("data_copy"))
    assert "download" in said.reply.data and "erase" not in said.reply.data
    said = await one.say("delete everything you have on me", start("erase"))
    assert "Are you sure" in said.text and "erase" not in said.reply.data
    about = await one.engine.about(turn_of(one), "what about my invoices then?")
    assert about is not None and "10 years" in about.text
    said = await one.say("ok forget it, leave my account alone", Deny())
    assert "nothing was erased" in said.text
    said = await one.say("so its all still there?")
    assert "still there" in said.text and "erase" not in said.reply.data
    said = await one.say("stop tracking me", start("stop_tracking"))
    assert one.services.shoppers.consented("shopper-0001") is not False
    await yes(one)
    assert one.services.shoppers.consented("shopper-0001") is False


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        ("the gloves", {"AF-GLOV-0007": 1}),
        ("both", {"AF-HAT-0019": 1, "AF-GLOV-0007": 1}),
        ("everything but the hat", {"AF-GLOV-0007": 1}),
        ("the beanie", {"AF-HAT-0019": 1}),
        ("the leather ones", {"AF-GLOV-0007": 1}),
        ("the second", {"AF-GLOV-0007": 1}),
        ("all of it", {"AF-HAT-0019": 1, "AF-GLOV-0007": 1}),
        ("the gloves are too small, the beanie is fine he loves it", {"AF-GLOV-0007": 1}),
        ("the gloovs", {"AF-GLOV-0007": 1}),
        ("the green ones", {"AF-GLOV-0007": 1}),
    ],
)
async def test_lines_in_any_words(talk: Begin, words: str, lines: dict[str, int]) -> None:
    one = talk("shopper-0332")
    await one.say("something from AF-108594 has to go back", start("return", order="AF-108594"))
    await one.say(words)
    assert one.state.flow is not None and one.state.flow.get("lines") is not None, words
    import json

    assert json.loads(one.state.flow.get("lines") or "{}") == lines


def turn_of(one: Talk) -> Any:
    return one.turn("")
