"""What is wanted of which order, which goods and values are named, and what is wanted only as a second best."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from dialogue.flows import fallbacks
from dialogue.flows.naming import named_lines
from dialogue.flows.requests import RequestReader
from dialogue.flows.values import Named
from dialogue.flows.words import flow_words
from shop.types import Address, Order, OrderLine, OrderStatus

WORDS = flow_words("en")
HOME = Address(name="Ann Bee", street="1 Elm Road", postcode="89501", city="Reno, NV", country="USA")


def order(number: str, status: OrderStatus, **titles: dict[str, str]) -> Order:
    lines = tuple(
        OrderLine(item_id=f"{number}-{title}", title=title.replace("_", " "), unit_price=Decimal(9), options=options)
        for title, options in titles.items()
    )
    return Order(
        number=number, shopper_id="ann", email="ann@example.com", status=status, lines=lines, address=HOME,
        total=Decimal(9), placed_at=datetime(2026, 1, 1, tzinfo=UTC),
    )  # fmt: skip


ORDERS = [
    order("W1001", OrderStatus.DELIVERED, Desk_Lamp={"color": "white"}, Tea_Kettle={"material": "glass"}),
    order("W1002", OrderStatus.PAID, Office_Chair={"color": "black"}),
    order("W1003", OrderStatus.DELIVERED, Garden_Hose={"length": "50ft"}),
]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("return the lamp from #W1001, to my visa. And cancel #W1002", ["return W1001", "cancel W1002"]),
        ("Two returns: from #W1001 the kettle; from #W1003 the hose", ["return W1001", "return W1003"]),
        ("#W1002 should be paid with PayPal instead of my card, and the chair in it should be red",
         ["payment_method W1002", "change_line W1002"]),
        ("please send #W1002 to 5 Oak Street, Suite 2, Austin, TX 78704, where #W1001 went", ["address W1002"]),
        ("exchange the hose for a 25ft one, difference on my card", ["exchange W1003"]),
        ("how is the weather", []),
    ],
)  # fmt: skip
def test_requests_are_told_apart_by_order_and_process(text: str, meant: list[str]) -> None:
    found = RequestReader(ORDERS, WORDS, "W").read(text)
    assert [f"{one.flow} {one.order}" for one in found] == meant


def test_an_answer_about_several_orders_is_read_for_one() -> None:
    reader = RequestReader(ORDERS, WORDS, "W")
    assert "mistake" not in reader.about("#W1001 was a mistake, #W1002 I no longer need", "W1002")


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ("the lamp and the kettle", {"W1001-Desk_Lamp", "W1001-Tea_Kettle"}),
        ("the lamp goes back, I'm keeping the kettle", {"W1001-Desk_Lamp"}),
        ("everything except the kettle", {"W1001-Desk_Lamp"}),
        ("my gift card please", set()),
    ],
)
def test_goods_are_named_by_their_titles(text: str, chosen: set[str]) -> None:
    lines = ORDERS[0].lines
    found, loose = named_lines(lines, {line.item_id: 1 for line in lines}, text, WORDS)
    assert set(found) == chosen and not loose


@pytest.mark.parametrize(
    ("text", "option", "values", "meant"),
    [
        ("the 1 liter one", "capacity", ["1L", "1.5L"], ["1L"]),
        ("5 to 25 pounds, wifi only", "connectivity", ["Wi-Fi", "Wi-Fi + Cellular"], ["Wi-Fi"]),
        ("again not a waterproof one", "waterproof", ["yes", "no"], ["no"]),
        ("without backlight", "backlight", ["RGB", "none"], ["none"]),
        ("Brand A, not Brand C", "brand", ["Brand A", "Brand C"], ["Brand A"]),
        ("blue instead of the red one", "color", ["red", "blue"], ["blue"]),
        ("16GB of ram and a 512 GB ssd", "storage", ["256GB SSD", "512GB SSD"], ["512GB SSD"]),
        ("card 4300, I'm sorry", "size", ["M", "43"], []),
    ],
)
def test_values_are_named_in_any_spelling(text: str, option: str, values: list[str], meant: list[str]) -> None:
    assert Named(text, WORDS).of(option, values) == meant


def test_a_second_best_is_kept_apart() -> None:
    text, others = fallbacks.split("The chair in white please, and if that is sold out in black. Use my visa.", WORDS)
    assert "black" not in text and "visa" in text and others[0].then.strip() == "in black"
