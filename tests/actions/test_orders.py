"""Whose order it is, and everything that is done about one."""

from __future__ import annotations

from decimal import Decimal

from actions.wiring import House
from shop.types import CaseKind, OrderLine, OrderStatus, Owner, Variant
from tests.actions.conftest import Talk, item, order


async def test_a_known_shopper_sees_their_own_orders(talk: Talk) -> None:
    said = await talk.act("action_list_orders", "where are my orders", "list_orders")
    assert all(number in said.text for number in ("10001", "10002", "10003")) and "20001" not in said.text


async def test_a_stranger_is_asked_for_number_and_email(stranger: Talk) -> None:
    said = await stranger.act("action_list_orders", "where are my orders", "list_orders")
    assert said.followups == ["track_form"] and not said.text
    asked = await stranger.form("track_form", "action_track_order", "where is my order", "track_order")
    assert stranger.slots["requested_slot"] == "order_number" and "number" in asked.text
    asked = await stranger.form("track_form", "action_track_order", "10003", "inform")
    assert stranger.slots["requested_slot"] == "email" and "mail" in asked.text
    assert "Wool" not in asked.text  # nothing of the order yet
    told = await stranger.form("track_form", "action_track_order", "mira@example.org", "inform")
    assert "Meadow Wool Jacket" in told.text and "PF123" in told.text
    assert stranger.slots["order_number"] is None  # cleared


async def test_the_right_number_with_the_wrong_email_shows_nothing(stranger: Talk) -> None:
    said = await stranger.form(
        "track_form", "action_track_order", "order 10003, my mail is else@example.org", "track_order"
    )
    assert "can't find" in said.text and "Wool" not in said.text


async def test_attempts_are_limited(stranger: Talk) -> None:
    for attempt in range(5):
        await stranger.form(
            "track_form", "action_track_order", f"order 1000{attempt} a{attempt}@example.org", "track_order"
        )
        stranger.loop = None
        stranger.slots.clear()
    said = await stranger.form("track_form", "action_track_order", "order 10003 mira@example.org", "track_order")
    assert "too many" in said.text.lower() and "Wool" not in said.text


async def test_a_slot_is_no_identity(stranger: Talk) -> None:
    """Whatever a slot claims, the last action looks again."""
    stranger.slots |= {"order_number": "10003", "email": "mira@example.org", "confirmed": True, "lines": {"i5": 1}}
    for action in (
        "action_track_order",
        "action_return",
        "action_cancel",
        "action_change_address",
        "action_refund_status",
    ):
        said = await stranger.act(action, "yes", "affirm")
        assert "Wool" not in said.text and "Lindenweg" not in said.text
        stranger.slots |= {"order_number": "10003", "confirmed": True}


async def test_a_return_in_part(talk: Talk, house: House) -> None:
    asked = await talk.form(
        "return_form", "action_return", "i want to send something back from order 10001", "return_item"
    )
    assert talk.slots["requested_slot"] == "lines" and "Ember Camp Mug" in asked.taps
    await talk.form("return_form", "action_return", "the boot", "choose")
    assert talk.slots["lines"] == {"i1": 1} and talk.slots["requested_slot"] == "reason"
    asked = await talk.form("return_form", "action_return", "too small for me", "inform")
    assert talk.slots["requested_slot"] == "confirmed" and "€89" in asked.text
    assert house.orders.cases("10001") == []  # nothing before the yes
    done = await talk.form("return_form", "action_return", "yes please", "affirm")
    assert "€89" in done.text
    [case] = house.orders.cases("10001")
    assert case.kind is CaseKind.RETURN and case.lines == {"i1": 1} and case.detail == "too small for me"
    assert house.orders.get("10001").status is OrderStatus.PARTLY_RETURNED


async def test_a_return_that_is_sent_twice_is_one_return(talk: Talk, house: House) -> None:
    """Rasa may repeat a call whose answer was lost: the same deed has the same key."""
    await talk.form("return_form", "action_return", "return the mugs of order 10001", "return_item")
    talk.slots["lines"] = {"i7": 1}  # one of the two
    await talk.form("return_form", "action_return", "one too many", "inform")
    slots = talk.slots | {"confirmed": True}
    for _ in range(2):
        talk.slots = dict(slots)
        assert "Done" in (await talk.act("action_return", "yes", "affirm")).text
    [case] = house.orders.cases("10001")
    assert case.lines == {"i7": 1}


async def test_nothing_is_done_that_was_not_asked(talk: Talk, house: House) -> None:
    talk.slots |= {"order_number": "10001", "lines": {"i7": 2}, "reason": "x", "confirmed": True}
    await talk.act("action_return", "yes", "affirm")
    assert house.orders.cases("10001") == []


async def test_no_leaves_everything_as_it_is(talk: Talk, house: House) -> None:
    await talk.form("return_form", "action_return", "return the boot of order 10001", "return_item")
    await talk.form("return_form", "action_return", "changed my mind about it", "inform")
    done = await talk.form("return_form", "action_return", "no", "deny")
    assert done.text and house.orders.cases("10001") == []


async def test_no_the_other_one(talk: Talk) -> None:
    await talk.form("return_form", "action_return", "return the boot of order 10001", "return_item")
    await talk.form("return_form", "action_return", "not needed", "inform")
    asked = await talk.form("return_form", "action_return", "no, the other one", "correct")
    assert talk.slots["lines"] == {"i7": 2} and "Ember Camp Mug" in asked.text


async def test_stop_rejects_so_that_the_rule_leaves(talk: Talk) -> None:
    await talk.form("return_form", "action_return", "return something from 10001", "return_item")
    said = await talk.form("return_form", "action_return", "stop", "stop")
    assert not said.text and not any(event["event"] == "slot" for event in said.events)
    left = await talk.act("action_leave", "stop", "stop")
    assert "Nothing" in left.text or "nothing" in left.text
    assert talk.loop is None and talk.slots["order_number"] is None


async def test_another_topic_is_let_through(talk: Talk) -> None:
    await talk.form("return_form", "action_return", "return something from 10001", "return_item")
    said = await talk.form("return_form", "action_return", "show me blue jackets", "search_item")
    assert not said.text and talk.slots["requested_slot"] == "lines"


async def test_another_order_in_between_is_no_answer(talk: Talk) -> None:
    await talk.form("return_form", "action_return", "i want to return something", "return_item")
    talk.slots["requested_slot"] = "order_number"
    said = await talk.form("return_form", "action_return", "actually where is order 10003", "track_order")
    assert not said.text and talk.slots["order_number"] != "10003"
    said = await talk.form("return_form", "action_return", "cancel order 10003", "cancel_order")
    assert not said.text and talk.slots["order_number"] != "10003"


async def test_three_unclear_answers_offer_a_person(talk: Talk) -> None:
    await talk.form("return_form", "action_return", "return something from 10001", "return_item")
    for _ in range(2):
        said = await talk.form("return_form", "action_return", "bla bla", "nlu_fallback")
        assert "order" in said.text
    said = await talk.form("return_form", "action_return", "bla bla", "nlu_fallback")
    assert "Talk to a person" in said.taps


async def test_too_late_for_a_return(talk: Talk) -> None:
    said = await talk.form("return_form", "action_return", "i want to return order 10003", "return_item")
    assert "not been delivered" in said.text and talk.slots["requested_slot"] is None


async def test_a_large_refund_goes_to_a_person(stranger: Talk, house: House) -> None:
    await stranger.form("return_form", "action_return", "return order 20002 rich@example.org all of it", "return_item")
    await stranger.form("return_form", "action_return", "too warm", "inform")
    said = await stranger.form("return_form", "action_return", "yes", "affirm")
    assert "colleague" in said.text
    assert house.conversations.get(stranger.conversation_id).owner is Owner.WAITING


async def test_exchange_for_another_size(talk: Talk, house: House) -> None:
    asked = await talk.form("exchange_form", "action_exchange", "exchange the boot from order 10001", "exchange_item")
    assert talk.slots["requested_slot"] == "exchange_for" and "41" in asked.text
    asked = await talk.form("exchange_form", "action_exchange", "size 41 please", "inform")
    assert talk.slots["requested_slot"] == "confirmed" and "41" in asked.text
    await talk.form("exchange_form", "action_exchange", "yes", "affirm")
    assert [case.kind for case in house.orders.cases("10001")] == [CaseKind.EXCHANGE]


async def test_refund_status(talk: Talk) -> None:
    said = await talk.form("refund_form", "action_refund_status", "where is my refund for 10001", "refund_status")
    assert "no refund" in said.text


async def test_cancelling_is_confirmed_first(talk: Talk, house: House) -> None:
    asked = await talk.form("cancel_form", "action_cancel", "cancel my order", "cancel_order")
    assert "10002" in asked.text and house.orders.get("10002").status is OrderStatus.PAID
    done = await talk.form("cancel_form", "action_cancel", "yes", "affirm")
    assert "€79" in done.text and house.orders.get("10002").status is OrderStatus.CANCELLED


async def test_an_order_on_its_way_cannot_be_cancelled(talk: Talk) -> None:
    said = await talk.form("cancel_form", "action_cancel", "cancel order 10003", "cancel_order")
    assert "no longer be cancelled" in said.text


async def test_address_change(talk: Talk, house: House) -> None:
    await talk.form("address_form", "action_change_address", "change the address of order 10002", "change_address")
    assert talk.slots["requested_slot"] == "new_address"
    again = await talk.form("address_form", "action_change_address", "to my mother", "inform")
    assert "Lindenweg 12" in again.text  # the example
    asked = await talk.form(
        "address_form", "action_change_address", "Keizersgracht 12, 1015 CX Amsterdam, Netherlands", "inform"
    )
    assert "1015 CX Amsterdam" in asked.text
    asked = await talk.form("address_form", "action_change_address", "no wait, number 14", "correct")
    assert "Keizersgracht 14, 1015 CX" in asked.text
    await talk.form("address_form", "action_change_address", "yes", "affirm")
    address = house.orders.get("10002").address
    assert (address.name, address.street, address.city, address.country) == (
        "Mira Holt",
        "Keizersgracht 14",
        "Amsterdam",
        "Netherlands",
    )


async def test_a_missing_parcel_too_early_and_in_time(talk: Talk, house: House) -> None:
    early = await talk.form("parcel_form", "action_parcel", "my parcel 10003 has not come", "report_missing")
    assert "expected" in early.text
    asked = await talk.form("parcel_form", "action_parcel", "order 10001 never arrived", "report_missing")
    assert talk.slots["requested_slot"] == "confirmed" and "10001" in asked.text
    await talk.form("parcel_form", "action_parcel", "yes", "affirm")
    assert [case.kind for case in house.orders.cases("10001")] == [CaseKind.MISSING]


async def test_a_damaged_item_is_replaced(talk: Talk, house: House) -> None:
    asked = await talk.form("parcel_form", "action_parcel", "the mug from order 10001 is broken", "report_damaged")
    assert talk.slots["requested_slot"] == "remedy" and asked.taps == ["A replacement", "My money back"]
    await talk.form("parcel_form", "action_parcel", "a replacement", "inform")
    done = await talk.form("parcel_form", "action_parcel", "yes please", "affirm")
    assert "replacement" in done.text.lower()
    [case] = house.orders.cases("10001")
    assert case.kind is CaseKind.DAMAGED and case.lines == {"i7": 2} and case.amount is None


async def test_the_other_topic_in_between_is_counted_and_then_the_form_is_put_aside(talk: Talk) -> None:
    await talk.form("return_form", "action_return", "return something from 10001", "return_item")
    turn = {"event": "user", "text": "show me mugs", "intent": {"name": "search_item"}}
    for expected in (None, "dropped"):
        call = {
            "next_action": "validate_return_form",
            "sender_id": talk.conversation_id,
            "version": "3.6.21",
            "tracker": {
                "sender_id": talk.conversation_id,
                "slots": dict(talk.slots),
                "latest_message": turn,
                "events": [turn, *({"event": "action", "name": name} for name in ("action_search", "return_form"))],
                "active_loop": {"name": "return_form"},
            },
        }  # fmt: skip
        result = await talk.executor.run(call)
        assert result is not None
        talk.slots |= {event["name"]: event["value"] for event in result.events}
        assert talk.slots.get("form_problem") == expected
    assert talk.slots["requested_slot"] is None
    assert "aside" in (await talk.act("action_return", "show me mugs", "search_item")).text


async def test_a_country_is_corrected_and_its_staying_is_said(talk: Talk, house: House) -> None:
    await talk.form("address_form", "action_change_address", "change the address of order 10002", "change_address")
    asked = await talk.form("address_form", "action_change_address", "Hill Road 5, 1010 Vienna", "inform")
    assert "Germany" in asked.text and "country" in asked.text
    again = await talk.form("address_form", "action_change_address", "no, in austria", "deny")
    assert "Austria" in again.text
    await talk.form("address_form", "action_change_address", "yes", "affirm")
    assert house.orders.get("10002").address.country == "Austria"


async def test_the_order_can_be_named_again_or_changed_in_the_middle(talk: Talk) -> None:
    asked = await talk.form("parcel_form", "action_parcel", "i got the wrong item in order 10001", "report_wrong_item")
    if talk.slots["requested_slot"] == "lines":
        asked = await talk.form("parcel_form", "action_parcel", "the ridge trail boot", "choose")
    assert talk.slots["requested_slot"] == "remedy" and "10001" in asked.text and "Ridge Trail Boot" in asked.text
    again = await talk.form("parcel_form", "action_parcel", "order 10001", "inform")
    assert "Please tell me" not in again.text
    other = await talk.form("parcel_form", "action_parcel", "no, order 10003", "correct")
    assert "10003" in other.text and talk.slots.get("parcel_problem") in (None, "wrong_item")


async def test_an_exchange_without_another_size_offers_the_money(talk: Talk, house: House) -> None:
    boot = house.catalogue.get("i1")
    only = tuple(
        variant.model_copy(update={"stock": 5 if variant.options["size"] == "42" else 0}) for variant in boot.variants
    )
    house.catalogue.upsert([boot.model_copy(update={"variants": only, "stock": 5})])
    said = await talk.form(
        "exchange_form", "action_exchange", "exchange the ridge trail boot of order 10001", "exchange_item"
    )
    assert "refund" in said.text and "Return something" in said.taps


async def test_a_line_is_named_though_it_sounds_like_a_search(talk: Talk) -> None:
    await talk.form("return_form", "action_return", "i want to return a part of order 10001", "return_item")
    assert talk.slots["requested_slot"] == "lines"
    await talk.form("return_form", "action_return", "1 of the mugs", "search_item")
    assert talk.slots["lines"] == {"i7": 1} and talk.slots["requested_slot"] == "reason"


async def test_an_order_is_named_by_what_is_in_it(talk: Talk) -> None:
    await talk.form("parcel_form", "action_parcel", "my parcel arrived broken", "report_damaged")
    if talk.slots["requested_slot"] == "order_number":
        await talk.form("parcel_form", "action_parcel", "the trail boot", "search_item")
    assert talk.slots["order_number"] == "10001"


def _bought_a_headband(house: House, shopper: str) -> None:
    """A red one in L, of which there is no other; in other sizes and colours there are some."""
    colours = {"Red": {"S": 0, "M": 2, "L": 0}, "Blue": {"XS": 2, "S": 1, "L": 1}, "Green": {"S": 4}}
    variants = tuple(
        Variant(sku=f"i90-{colour}-{size}", options={"size": size, "colour": colour}, stock=stock)
        for colour, sizes in colours.items()
        for size, stock in sizes.items()
    )
    band = item(90, "Prairie Headband", "Headbands", "20", variants=variants, sizes=("XS", "S", "M", "L"), stock=9)
    house.catalogue.upsert([band])
    line = OrderLine(item_id="i90", title=band.title, quantity=1, unit_price=Decimal(20),
                     options={"size": "L", "colour": "Red"})  # fmt: skip
    bought = order("10009", OrderStatus.DELIVERED, [], shopper).model_copy(update={"lines": (line,)})
    house.orders.put([bought])  # type: ignore[attr-defined]


async def test_an_exchange_takes_what_is_left_in_another_colour(house: House, mira: str, talk: Talk) -> None:
    _bought_a_headband(house, mira)
    asked = await talk.form("exchange_form", "action_exchange", "exchange order 10009", "exchange_item")
    assert "M or Blue" in asked.text  # its own colour in another size, its own size in another colour
    told = await talk.form("exchange_form", "action_exchange", "XS please", "inform")
    assert talk.slots["exchange_for"] == {"size": "XS", "colour": "Blue"}
    assert "In XS there is only Blue left" in told.text
    done = await talk.form("exchange_form", "action_exchange", "yes", "affirm")
    assert "XS, Blue" in done.text
    assert [case.kind for case in house.orders.cases("10009")] == [CaseKind.EXCHANGE]


async def test_an_exchange_that_may_be_one_of_several_is_asked_about(house: House, mira: str, talk: Talk) -> None:
    _bought_a_headband(house, mira)
    await talk.form("exchange_form", "action_exchange", "exchange order 10009", "exchange_item")
    which = await talk.form("exchange_form", "action_exchange", "in S", "inform")
    assert talk.slots["exchange_for"] is None and "S, Blue or S, Green" in which.text
    again = await talk.form("exchange_form", "action_exchange", "in S", "inform")
    assert talk.slots["form_tries"] == 1 and "more than one" in again.text  # not for ever
    await talk.form("exchange_form", "action_exchange", "green then", "inform")
    assert talk.slots["exchange_for"] == {"size": "S", "colour": "Green"}


async def test_a_thing_that_came_broken_is_no_wrong_thing(talk: Talk) -> None:
    await talk.form("parcel_form", "action_parcel", "the mug in 10001 came in pieces", "report_wrong_item")
    assert talk.slots["parcel_problem"] == "damaged"


async def test_a_reason_may_sound_like_another_matter(talk: Talk, house: House) -> None:
    await talk.form("return_form", "action_return", "return the boot of order 10001", "return_item")
    assert talk.slots["requested_slot"] == "reason"
    said = await talk.form("return_form", "action_return", "it broke the first day", "report_damaged")
    assert talk.slots["reason"] == "it broke the first day" and "Shall I do that" in said.text


async def test_a_returned_order_tells_of_its_refund(talk: Talk, house: House) -> None:
    await talk.form("return_form", "action_return", "return the boot of order 10001", "return_item")
    for text, intent in (("too small", "inform"), ("yes", "affirm")):
        await talk.form("return_form", "action_return", text, intent)
    told = await talk.form("track_form", "action_track_order", "where is my money for 10001", "track_order")
    assert "refund" in told.text.lower() and "€89" in told.text


async def test_a_question_in_a_form_is_answered_before_it_goes_on(stranger: Talk) -> None:
    """ "how do i …" is of the form's own topic to Rasa, and still no order number."""
    await stranger.form("return_form", "action_return", "i want to return something", "return_item")
    asked = await stranger.form(
        "return_form", "action_return", "how long do i have to return something?", "return_item"
    )
    assert asked.text.startswith("30 days from delivery.") and "order number" in asked.text
    unclear = await stranger.form("return_form", "action_return", "the green one", "inform")
    assert "30 days" not in unclear.text


async def test_who_asks_how_is_told_how_as_the_form_begins(stranger: Talk) -> None:
    asked = await stranger.form("return_form", "action_return", "how long do i have to return something", "return_item")
    assert asked.text.startswith("30 days from delivery.") and "order number" in asked.text


async def test_please_dont_is_a_no(talk: Talk) -> None:
    await talk.form("cancel_form", "action_cancel", "cancel my order", "cancel_order")
    assert talk.slots["requested_slot"] == "confirmed"
    done = await talk.form("cancel_form", "action_cancel", "please don't, i'd like to keep things as they are", "deny")
    assert "cancelled" not in done.text


async def test_a_number_that_was_asked_for_is_the_answer_whatever_its_words_are_taken_for(stranger: Talk) -> None:
    await stranger.form("return_form", "action_return", "i want to return something", "return_item")
    await stranger.form("return_form", "action_return", "let me look, it says 10001", "track_order")
    assert stranger.slots["order_number"] and stranger.slots["requested_slot"] == "email"
