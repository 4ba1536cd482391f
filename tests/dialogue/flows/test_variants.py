"""Which variant a wish means, and where it has to be asked instead."""

from __future__ import annotations

from decimal import Decimal

import pytest

from dialogue.flows.addresses import corrected, parse_address
from dialogue.flows.naming import named_lines
from dialogue.flows.variants import Wanted, read_wanted
from dialogue.flows.words import flow_words
from shop.types import Address, Item, OrderLine, Variant

WORDS = flow_words("en")
BOUGHT = {"screen size": "8-inch", "storage": "64GB", "color": "black"}
OTHERS = {"color": ["black", "gold", "silver", "green"], "screen size": ["8-inch", "10-inch"], "storage": ["64GB"]}
HOME = Address(name="Ann Bee", street="1 Elm Road", postcode="8010", city="Graz", country="Austria")


def tablet() -> Item:
    sold = [("8-inch", "64GB", "black"), ("8-inch", "128GB", "black"), ("10-inch", "64GB", "black"),
            ("10-inch", "128GB", "gold"), ("8-inch", "64GB", "gold"), ("8-inch", "64GB", "silver")]  # fmt: skip
    variants = tuple(
        Variant(sku=f"{number}", options=dict(zip(BOUGHT, one, strict=True)), price=Decimal(9), stock=3)
        for number, one in enumerate(sold)
    )
    return Item(id="t", title="Tablet", price=Decimal(9), currency="USD", variants=variants)


def read(text: str, before: dict[str, str] | None = None) -> Wanted | None:
    return read_wanted(text, tablet(), BOUGHT, WORDS, before=before, others=OTHERS)


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("the gold one, 8-inch and 64GB as it is", ("8-inch", "64GB", "gold")),
        ("in gold please, no wait, silver", ("8-inch", "64GB", "silver")),
        ("a bigger screen", ("10-inch", "64GB", "black")),
        ("it is too black, gold please", ("8-inch", "64GB", "gold")),
    ],
)
def test_a_clear_wish_is_one_variant(text: str, options: tuple[str, ...]) -> None:
    wanted = read(text)
    assert wanted is not None and wanted.options == dict(zip(BOUGHT, options, strict=True))


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("I'd like it in green", "green"),  # a colour that others come in
        ("the gold one with 12 inch", "12 inch"),  # a number in the option's unit
        ("gold or silver", ""),  # two of one option
        ("a bigger one", ""),  # of two options that have a scale
    ],
)
def test_what_is_not_clear_is_asked(text: str, gone: str) -> None:
    wanted = read(text)
    assert wanted is not None and wanted.options is None and gone in wanted.gone


def test_a_later_wish_is_beside_the_earlier_one_or_nothing_is_taken() -> None:
    both = read("and 10-inch", before={"storage": "128GB", "color": "gold"})
    assert both is not None and both.options == {"screen size": "10-inch", "storage": "128GB", "color": "gold"}
    not_both = read("rather silver", before={"screen size": "10-inch"})
    assert not_both is not None and not_both.options is None and not_both.open


def test_only_means_what_stands_behind_it_and_values_name_no_line() -> None:
    lines = [OrderLine(item_id=name, title=name, unit_price=Decimal(9)) for name in ("Wireless Earbuds", "Headphones")]
    left = {line.item_id: 1 for line in lines}
    assert named_lines(lines, left, "the earbuds... no, only swap the headphones", WORDS)[0] == {"Headphones": 1}
    text = "the headphones: wireless, over-ear"
    assert named_lines(lines, left, text, WORDS, ["wireless", "wired"])[0] == {"Headphones": 1}


def test_the_words_before_a_name_tell_which_one_it_is() -> None:
    lines = [
        OrderLine(item_id="a", title="Helmet", unit_price=Decimal(9), options={"size": "S", "color": "blue"}),
        OrderLine(item_id="b", title="Helmet", unit_price=Decimal(9), options={"size": "L", "color": "red"}),
    ]
    assert named_lines(lines, {"a": 1, "b": 1}, "change the red helmet to S in blue", WORDS) == ({"b": 1}, [])


def test_an_address_behind_a_sentence_is_whole_and_no_house_number() -> None:
    told = parse_address("8 Mare Street, London E8 3RE please", HOME, WORDS)
    assert told is not None and (told.city, told.country) == ("London", "United Kingdom")
    better = corrected("then to my mum: Monique Wolf, 12 rue Solferino, 59000 Lille, France", told, HOME, WORDS)
    assert better is not None and (better.street, better.city) == ("12 rue Solferino", "Lille")
