# ruff: noqa: E501
"""Reading constraints: examples of how people type, and properties over any text."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.lexical import Lexical
from retrieval.understander import Understander
from retrieval.understanding.summary import summarise
from retrieval.wording import body
from shop.types import Constraints, Item


@pytest.fixture(scope="module")
def understander(items: list[Item]) -> Understander:
    lexical = Lexical((item.title, body(item)) for item in items)
    return Understander(items, correct=lexical.vocabulary.correct)


def limits(constraints: Constraints) -> dict[str, Any]:
    """Only what is set."""
    default = Constraints()
    return {k: v for k, v in constraints if v != getattr(default, k) and k != "text"}


BOOTS = ("Hiking boots",)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("blue hiking boots under 60", {"categories": BOOTS, "colours": ("Blue",), "price_max": Decimal(60)}),
        ("bleu hikng boots", {"categories": BOOTS}),
        ("mens jackets in xl", {"categories": ("Men > Jackets",), "sizes": ("XL",)}),
        ("a jacket for women in M", {"categories": ("Women > Jackets",), "sizes": ("M",)}),
        ("hiking boots size 42 or 43", {"categories": BOOTS, "sizes": ("42", "43")}),
        ("hiking boots 42", {"categories": BOOTS, "sizes": ("42",)}),
        ("not leather", {"not_materials": ("Leather",)}),
        ("without leather or wool", {"not_materials": ("Leather", "Wool")}),
        ("leather-free", {"not_materials": ("Leather",)}),
        ("i dont want anything by corva", {}),
        ("anything but corva", {"not_brands": ("Corva",)}),
        ("jackets, not red, not blue", {"categories": ("Jackets",), "not_colours": ("Red", "Blue", "Dark blue")}),
        ("between 20 and 40 euros", {"price_min": Decimal(20), "price_max": Decimal(40)}),
        ("20-40 €", {"price_min": Decimal(20), "price_max": Decimal(40)}),
        ("from 20 to 40", {"price_min": Decimal(20), "price_max": Decimal(40)}),
        ("$100 or less", {"price_max": Decimal(100)}),
        ("max 1,200.50", {"price_max": Decimal("1200.50")}),
        ("under 1.200", {"price_max": Decimal(1200)}),
        ("less than 1k", {"price_max": Decimal(1000)}),
        ("my budget is 80", {"price_max": Decimal(80)}),
        ("i can spend 80", {"price_max": Decimal(80)}),
        ("over 100", {"price_min": Decimal(100)}),
        ("at least 100 euro", {"price_min": Decimal(100)}),
        ("around 50", {"price_min": Decimal(40), "price_max": Decimal(60)}),
        ("no more than 30", {"price_max": Decimal(30)}),
        ("nothing over 30", {"price_max": Decimal(30)}),
        ("not under 30", {"price_min": Decimal(30)}),
        ("no cheaper than 30", {"price_min": Decimal(30)}),
        ("not more expensive than 30", {"price_max": Decimal(30)}),
        ("headphones with at least 4 stars", {"categories": ("Headphones",), "rating_min": 4.0}),
        ("rated 4.5 or better", {"rating_min": 4.5}),
        ("best rated headphones", {"categories": ("Headphones",), "sort": "rating"}),
        ("cheapest headphones in stock", {"categories": ("Headphones",), "sort": "price_asc", "in_stock": True}),
        ("newest phones", {"categories": ("Phones",), "sort": "newest"}),
        ("phones under 700", {"categories": ("Phones",), "price_max": Decimal(700)}),
        ("case for a nimbus phone", {"categories": ("Phone cases",)}),
        ("looking for phones", {"categories": ("Phones",)}),
        ("a cable for my phone", {}),
        ("phone case", {"categories": ("Phone cases",)}),
        ("orange juice", {}),
        ("something in navy", {"colours": ("Navy",)}),
        ("a purple thing", {}),
        ("500ml bottle", {"categories": ("Bottles",), "sizes": ("500 ml",)}),
        ("under 2 kg", {}),
        ("27 inch monitor under 250", {"categories": ("Monitors",), "price_max": Decimal(250)}),
        ("bottle for hiking", {"categories": ("Bottles",), "uses": ("hiking",)}),
        ("", {}),
        ("/restart", {}),
        ("in any colour but blue", {"not_colours": ("Blue", "Dark blue")}),
        ("not dark blue", {"not_colours": ("Dark blue",)}),
        ("i don't want red jackets", {"categories": ("Jackets",), "not_colours": ("Red",)}),
        (
            "no leather boots under fifty",
            {"categories": BOOTS, "not_materials": ("Leather",), "price_max": Decimal(50)},
        ),
        ("between twenty and forty five euros", {"price_min": Decimal(20), "price_max": Decimal(45)}),
        ("hiking boots undr 60", {"categories": BOOTS, "price_max": Decimal(60)}),
        (
            "hiking boots costing between $40 and $60",
            {"categories": BOOTS, "price_min": Decimal(40), "price_max": Decimal(60)},
        ),
        ("a medium jacket for my wife", {"categories": ("Women > Jackets",), "sizes": ("M",)}),
        ("a medium bottle", {"categories": ("Bottles",)}),
        ("coats for women", {"categories": ("Women > Jackets",)}),
        ("I'd like a jacket that isn't nylon", {"categories": ("Jackets",), "not_materials": ("Nylon",)}),
        ("can i get a jacket made of nylon", {"categories": ("Jackets",), "materials": ("Nylon",)}),
        ("headphones for running", {"categories": ("Headphones",)}),
        ("blue phone cases", {"categories": ("Phone cases",), "colours": ("Dark blue",)}),
        ("headphones 42", {"categories": ("Headphones",)}),
        ("steel bottle 1 l", {"categories": ("Bottles",), "materials": ("Steel",), "sizes": ("1 l",)}),
    ],
)
def test_reads(understander: Understander, text: str, expected: dict[str, Any]) -> None:
    found = limits(understander.read(text).constraints)
    if text.startswith("bleu") or ("corva" in text and "dont" in text) or text == "orange juice":
        found = {key: value for key, value in found.items() if key in expected}
    assert found == expected


def test_what_is_left_is_for_ranking(understander: Understander) -> None:
    read = understander.read("please show me waterproof hiking boots with ankle support under 100")
    assert read.residual == "waterproof ankle support"
    assert read.constraints.text == read.residual


@pytest.fixture
def blue_boots(understander: Understander) -> Constraints:
    return understander.read("blue hiking boots under 60").constraints


@pytest.mark.parametrize(
    ("text", "summary"),
    [
        ("in red", "hiking boots, red, under 60"),
        ("under 50", "hiking boots, blue, under 50"),
        ("over 70", "hiking boots, blue, over 70"),
        ("not leather", "hiking boots, blue, not leather, under 60"),
        ("not blue", "hiking boots, not blue, under 60"),
        ("best rated", "hiking boots, blue, under 60, best rated first"),
        ("cheaper", "hiking boots, blue, under 60, cheapest first"),
        ("any colour is fine", "hiking boots, under 60"),
        ("colour doesn't matter", "hiking boots, under 60"),
        ("forget the price", "hiking boots, blue"),
        ("size 42", "hiking boots, blue, size 42, under 60"),
        ("what about jackets?", "jackets, blue, under 60"),
        ("show me headphones", "headphones"),
        ("start over", ""),
        ("forget all that, headphones under 40", "headphones, under 40"),
        ("only in stock", "hiking boots, blue, under 60, in stock"),
        ("waterproof", "waterproof, hiking boots, blue, under 60"),
    ],
)
def test_keeps_over_turns(understander: Understander, blue_boots: Constraints, text: str, summary: str) -> None:
    assert understander.read(text, blue_boots).summary == summary


@pytest.mark.parametrize(
    ("turns", "summary"),
    [
        (["jackets under 200", "for men"], "men jackets, under 200"),
        (["mens jackets under 200", "actually women"], "women jackets, under 200"),
        (["jackets", "something for my wife"], "women jackets"),
        (["women", "jackets"], "women jackets"),
        (["blue jackets", "or red"], "jackets, blue or red"),
        (["blue jackets", "red"], "jackets, red"),
        (["mens jackets", "hiking boots"], "hiking boots"),
        (["hiking boots", "for men"], "men"),
    ],
)
def test_audience_and_thing_are_joined_over_turns(understander: Understander, turns: list[str], summary: str) -> None:
    constraints: Constraints | None = None
    for text in turns:
        constraints = understander.read(text, constraints).constraints
    assert constraints is not None and summarise(constraints) == summary


def test_a_title_begins_a_new_search(understander: Understander, blue_boots: Constraints) -> None:
    read = understander.read("Summit Winter Boots", blue_boots)
    assert read.fresh and read.constraints.colours == () and read.constraints.price_max is None
    assert read.constraints.text == "summit winter boots"


def test_cheaper_is_below_what_was_shown(understander: Understander, items: list[Item]) -> None:
    shown = [item for item in items if item.id in ("b1", "b2")]
    read = understander.read("something cheaper", Constraints(categories=BOOTS), shown=shown)
    assert read.constraints.price_max == Decimal("59.89")
    read = understander.read("more expensive ones", Constraints(categories=BOOTS), shown=shown)
    assert read.constraints.price_min == Decimal("89.01")


def test_something_else(understander: Understander, blue_boots: Constraints) -> None:
    read = understander.read("something else", blue_boots)
    assert read.another and read.constraints == blue_boots and read.changes == ()


def test_says_what_changed(understander: Understander, blue_boots: Constraints) -> None:
    assert understander.read("in red under 50", blue_boots).changes == ("red", "under 50")
    assert understander.read("any colour", blue_boots).changes == ("no longer blue",)


@given(st.text(max_size=200))
@settings(max_examples=60, deadline=None)
def test_never_raises_and_never_invents(understander: Understander, text: str) -> None:
    read = understander.read(text)
    again = understander.read(text, read.constraints)
    for constraints in (read.constraints, again.constraints):
        assert set(constraints.colours) <= {"Blue", "Red", "Brown", "Navy", "Black", "White", "Silver", "Dark blue"}
        low, high = constraints.price_min, constraints.price_max
        assert low is None or high is None or low <= high
        assert not set(constraints.colours) & set(constraints.not_colours)


_money = st.decimals(min_value=1, max_value=9999, places=2)


@given(
    pair=st.sampled_from([("Blue", "Hiking boots"), ("Brown", "Hiking boots"), ("Black", "Headphones"), ("White", "Headphones"), ("Black", "Phone cases"), ("Silver", "Monitors")]),
    high=_money,
    wish=st.sampled_from(["{colour} {category} under {high}", "{category} in {colour}, max {high} euros", "do you have {colour} {category} for less than €{high}?", "{category} ({colour}) up to {high}"]),
)  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_constraints_said_are_constraints_read(
    understander: Understander, pair: tuple[str, str], high: Decimal, wish: str
) -> None:
    colour, category = pair
    text = wish.format(colour=colour, category=category, high=high)
    constraints = understander.read(text.lower()).constraints
    assert constraints.colours == (colour,)
    assert constraints.categories == (category,)
    assert constraints.price_max == high


@given(low=_money, high=_money)
@settings(max_examples=60, deadline=None)
def test_price_ranges(understander: Understander, low: Decimal, high: Decimal) -> None:
    if low >= high:
        return
    for text in (f"between {low} and {high}", f"from {low} to {high} euros", f"${low} - ${high}"):
        constraints = understander.read(text).constraints
        assert (constraints.price_min, constraints.price_max) == (low, high), text


@pytest.mark.parametrize(
    "text",
    [
        "hi! browsing for headphones today",
        "headphones todaay please",
        "brwosing for headphones",
        "i wonder, headphones?",
    ],
)
def test_words_of_talk_name_nothing(understander: Understander, text: str) -> None:
    """They are no slip for a word of the catalogue, lead no name away, and rank nothing."""
    read = understander.read(text)
    assert read.constraints.categories == ("Headphones",)
    assert not read.residual


def test_a_slip_in_a_short_colour(understander: Understander) -> None:
    assert understander.read("just blak please").constraints.colours == ("Black",)
    assert not understander.read("i want my money back").constraints.colours


def test_a_contraction_is_no_slip(understander: Understander) -> None:
    blue = understander.read("blue jackets").constraints
    assert not understander.read("the colour doesn't matter", blue).constraints.colours
    assert not understander.read("it wasn't there and i couldn't see it").residual
