"""What spans of a message are linked to on the demo catalogue."""

from __future__ import annotations

import pytest

from dialogue.linking.gazetteer import Gazetteer
from dialogue.linking.grammar import load_grammar
from dialogue.linking.linker import Linker
from dialogue.linking.links import Link, Measure
from dialogue.linking.tokens import normal, tokenize
from tests.dialogue import demo


@pytest.fixture(scope="module")
def linker() -> Linker:
    grammar = load_grammar("en")
    return Linker(Gazetteer(demo.items(), grammar, demo.fields()), grammar)


def first(linker: Linker, text: str, type_: str) -> Link:
    return next(link for link in linker.link(text).links if link.type == type_)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("a rucksack", {"Backpacks"}),
        ("head torch", {"Headlamps"}),
        ("boots", {"Hiking boots"}),
        ("raincoat", {"Rain jackets"}),
        ("sleepnig bag", {"Sleeping bags"}),
        ("a jacket", {"Rain jackets", "Fleece jackets"}),
    ],
)
def test_kinds_by_other_names_parts_and_slips(linker: Linker, text: str, kinds: set[str]) -> None:
    entry = first(linker, text, "kind").entry
    assert entry is not None
    assert set(entry.kinds) == kinds


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("under 2.5 kg", Measure(2500, 2500, "mass", "below", factor=1000)),
        ("at least 400 lumens", Measure(400, 400, "light", "at_least")),
        ("40–50 litres", Measure(40_000, 50_000, "volume", "between", factor=1_000_000 / 1000)),
        ("for -5 °C", Measure(-5, -5, "temperature")),
        ("20 mins tops", Measure(20, 20, "time", "at_most")),
        ("a full 24h", Measure(1440, 1440, "time", "at_least", factor=60)),
        ("between 30 and 50", Measure(30, 50, "", "between")),
        ("150 max", Measure(150, 150, "", "at_most")),
        ("< 60", Measure(60, 60, "", "below")),
        ("no more than €80", Measure(80, 80, "money", "at_most")),
        ("more than one hundred and fifty", Measure(150, 150, "", "above")),
        ("a bit over 100", Measure(100, 120, "", "between")),
        ("nothing over 90 euros", Measure(90, 90, "money", "at_most")),
        ("two people", Measure(2, 2, "people", spelled=True)),
        ("100 in total", Measure(100, 100, "", joint=True)),
        ("a 7 year old", Measure(7, 7, "age")),
    ],
)
def test_numbers_with_units_and_bounds(linker: Linker, text: str, measure: Measure) -> None:
    found = first(linker, text, "measure").measure
    assert found is not None
    assert (found.low, found.high, found.dimension, found.bound, found.joint) == (
        measure.low,
        measure.high,
        measure.dimension,
        measure.bound,
        measure.joint,
    )


def test_items_by_name_and_not_by_everyday_words(linker: Linker) -> None:
    assert first(linker, "how heavy is the Wayfarne Ravenna", "item").ids
    assert not [link for link in linker.link("a hotel in Graz").links if link.type == "item"]
    assert not [link for link in linker.link("something for the pool").links if link.type == "item"]


@pytest.mark.parametrize("code", ["#DE-2026-00017", "114-1234567-1234567", "ＡＦ－１０４２３３", "1001-A"])
def test_codes_are_whole(code: str) -> None:
    tokens = tokenize(normal(f"order {code} please"))
    assert [token.type for token in tokens] == ["word", "code", "word"]


def test_hyphens_join_words_and_part_numbers() -> None:
    assert [token.word for token in tokenize(normal("in-ear, 40-50 l, a 7-year-old, 3-person tent"))] == [
        *("in", "ear", ",", "40", "-", "50", "l", ",", "a", "7", "year", "old", ",", "3", "person", "tent")
    ]
