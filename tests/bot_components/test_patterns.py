"""The general entities, in the words of shoppers of many shops."""

import time
from datetime import date

import pytest

from bot.components.patterns import find

WEDNESDAY = date(2025, 6, 11)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("where is AF-104233", [("order_number", "AF-104233")]),
        ("order 104233 please", [("order_number", "104233")]),
        ("order number 5501", [("order_number", "5501")]),
        ("it's #88213", [("order_number", "88213")]),
        ("bx20931", [("order_number", "BX20931")]),
        ("10115", [("order_number", "10115")]),
        ("订单AF-104233退货", [("order_number", "AF-104233")]),
        ("anna@example.com and AF104233", [("email", "anna@example.com"), ("order_number", "AF104233")]),
        ("My mail is Anna.K+shop@Example.co.uk.", [("email", "anna.k+shop@example.co.uk")]),
        ("under 50 euros", [("money", "50")]),
        ("between 20 and 40", [("money", "20"), ("money", "40")]),
        ("€49.90", [("money", "49.90")]),
        ("1,299.00 dollars", [("money", "1299.00")]),
        ("1.299,00 €", [("money", "1299.00")]),
        ("200元以下", [("money", "200")]),
        ("100到300之间的夹克", [("money", "100"), ("money", "300")]),
        ("the second one", [("ordinal", "2")]),
        ("the 2nd", [("ordinal", "2")]),
        ("number 3", [("ordinal", "3")]),
        ("#1", [("ordinal", "1")]),
        ("the last one", [("ordinal", "-1")]),
        ("第二个", [("ordinal", "2")]),
        ("最后一个", [("ordinal", "-1")]),
        ("add 2 of them", [("quantity", "2")]),
        ("two of those please", [("quantity", "2")]),
        ("make it 3", [("quantity", "3")]),
        ("x2", [("quantity", "2")]),
        ("来两个", [("quantity", "2")]),
        ("我有一张优惠券", []),
        ("去掉一包", [("quantity", "1")]),
        ("i ordered 3 pieces on 2025-03-05", [("quantity", "3"), ("date", "2025-03-05")]),
        ("yesterday", [("date", "2025-06-10")]),
        ("last monday", [("date", "2025-06-09")]),
        ("can i get it by friday", [("date", "2025-06-13")]),
        ("on the 5th of march", [("date", "2025-03-05")]),
        ("昨天下的单", [("date", "2025-06-10")]),
    ],
)
def test_what_is_found(text, expected):
    assert [(found.entity, found.value) for found in find(text, WEDNESDAY)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "size 42",
        "tent for 4 people",
        "my last order",
        "12 Baker Street, 10115 Berlin",  # a postcode is no order number
        "my phone number is 555 1234",
        "+49 170 1234567",
        "usb c cable 2m",
        "5 stars",
        "31 february",
        "",
        "...",
    ],
)
def test_what_is_not(text):
    assert find(text, WEDNESDAY) == []


def test_the_span_is_where_the_value_stands():
    text = "please check order AF-104233 for me"
    (found,) = find(text, WEDNESDAY)
    assert text[found.start : found.end] == "AF-104233"


@pytest.mark.parametrize("text", ["1" * 5000, "a@" * 3000, "#" * 5000, "第" * 5000, "order " * 2000, "1,1" * 2000])
def test_no_text_takes_long(text):
    started = time.process_time()
    find(text, WEDNESDAY)
    assert time.process_time() - started < 10.0  # patterns that backtrack would take minutes
