"""What catalogues state and shoppers say, as numbers in base units: tables."""

from __future__ import annotations

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.quantities import find, number, read
from shop.quantities.units import units


@pytest.mark.parametrize(
    ("text", "low", "high", "dimension"),
    [
        ("2,000 mm", 2000, 2000, "length"),
        ("0 °C", 0, 0, "temperature"),
        ("−19 °C", -19, -19, "temperature"),
        ("-19 °C", -19, -19, "temperature"),
        ("14 °F", -10, -10, "temperature"),
        ("up to 250 °C", -inf, 250, "temperature"),
        ("零下10度", -10, -10, "temperature"),
        ("−5 to −10 °C", -10, -5, "temperature"),
        ("IPX7", 7, 7, "ingress"),
        ("IP67", 7, 7, "ingress"),
        ("2 to 4 players", 2, 4, ""),
        ("2-4", 2, 4, ""),
        ("from 8", 8, inf, ""),
        ("8+", 8, inf, ""),
        ("ages 8+", 8, inf, ""),
        ("ab 8 Jahren", 8, inf, "years"),
        ("8岁以上", 8, inf, "years"),
        ("18 months", 1.5, 1.5, "years"),
        ("12 × 45 g", 540, 540, "mass"),
        ("2 x 500 ml", 1000, 1000, "volume"),
        ("183 × 61 cm", 1830, 1830, "length"),
        ("16 inch", 406.4, 406.4, "length"),
        ('27"', 685.8, 685.8, "length"),
        ("1/2 inch", 12.7, 12.7, "length"),
        ("10 hours", 600, 600, "time"),
        ("40 h", 2400, 2400, "time"),
        ("15 minutes", 15, 15, "time"),
        ("1 h 30 min", 90, 90, "time"),
        ("3.6 minutes for 1 l", 3.6, 3.6, "time"),
        ("4.5", 4.5, 4.5, ""),
        ("2.7 l", 2700, 2700, "volume"),
        ("1,2 l", 1200, 1200, "volume"),
        ("40升", 40_000, 40_000, "volume"),
        ("16 fl oz", 473.176473, 473.176473, "volume"),
        ("500 lm", 500, 500, "light"),
        ("2,700 to 6,500 K", 2700, 6500, "light_colour"),
        ("2,600 W", 2600, 2600, "power"),
        ("10 g a bar", 10, 10, "mass"),
        ("250 g of beans", 250, 250, "mass"),
        ("1.500,5 g", 1500.5, 1500.5, "mass"),
        ("1,5 kg", 1500, 1500, "mass"),
        ("1.5公斤", 1500, 1500, "mass"),
        ("2 lb 4 oz", 1020.5828325, 1020.5828325, "mass"),
        ("140 g/m²", 140, 140, "area_density"),
        ("140 g/m2", 140, 140, "area_density"),
        ("800 cuin", 800, 800, "fill_power"),
        ("60 HRC", 60, 60, "hardness"),
        ("UPF 50", 50, 50, "sun_protection"),
        ("177 kcal a bar", 177, 177, "energy"),
        ("1.2 kWh", 1032.50478, 1032.50478, "energy"),
        ("3 AAA batteries", 3, 3, ""),
    ],
)
def test_values_of_a_catalogue(text: str, low: float, high: float, dimension: str) -> None:
    found = read(text)
    assert found is not None
    assert (found.low, found.high) == pytest.approx((low, high))
    assert found.dimension == dimension


@pytest.mark.parametrize(
    "text",
    [
        "USB-C rechargeable",
        "yes, membrane",
        "no, 3.5 mm cable",
        "V-neck",
        "2024-05-01",
        "5G",
        "3M",
        "KT-INS114",
        "",
        "M",
    ],
)
def test_what_is_no_quantity(text: str) -> None:
    assert read(text) is None


def test_pieces_and_sides() -> None:
    bars, mat = read("12 × 45 g"), read("183 × 61 × 0.6 cm")
    assert bars is not None and (bars.pieces, bars.each) == (12, 45)
    assert mat is not None and mat.sides == (1830, 610, 6)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("3 person tent under 2 kg", [("3", 3, 3, ""), ("under 2 kg", -inf, 2000, "mass")]),
        ("backpack between 20 l and 30 l", [("between 20 l and 30 l", 20_000, 30_000, "volume")]),
        ("40-50 litres please", [("40-50 litres", 40_000, 50_000, "volume")]),
        ("sleeping bag for -10 degrees", [("-10 degrees", -10, -10, "temperature")]),
        ("game for 6 players under an hour", [("6", 6, 6, ""), ("under an hour", -inf, 60, "time")]),
        ("no more than 1kg", [("no more than 1kg", -inf, 1000, "mass")]),
        ("at least 400 lumens", [("at least 400 lumens", 400, inf, "light")]),
        ("half an hour, 2.5kg, 1.5 litres, 20 mins", [
            ("half an hour", 30, 30, "time"), ("2.5kg", 2500, 2500, "mass"),
            ("1.5 litres", 1500, 1500, "volume"), ("20 mins", 20, 20, "time"),
        ]),
        ("40升以上的背包", [("40升以上", 40_000, inf, "volume")]),
        ("两公斤以下", [("两公斤以下", -inf, 2000, "mass")]),
        ("mehr als 40 Liter", [("mehr als 40 Liter", 40_000, inf, "volume")]),
        ("under 50 € or $20", []),
        ("KT-20 and WH-1000XM4", []),
    ],
)  # fmt: skip
def test_quantities_of_a_sentence(said: str, expected: list[tuple[str, float, float, str]]) -> None:
    found = find(said, bare=True)
    assert [(one.said, one.low, one.high, one.dimension) for one in found] == expected
    assert all(said[one.start : one.end].strip() for one in found)


@pytest.mark.parametrize(
    ("text", "value"),
    [("2,000", 2000), ("1.500,5", 1500.5), ("1,500.5", 1500.5), ("1,5", 1.5), ("0,500", 0.5), ("1.000.000", 1e6),
     ("42 2/3", 42 + 2 / 3), ("1½", 1.5), ("2’500", 2500), ("４５", 45)],
)  # fmt: skip
def test_ways_to_write_a_number(text: str, value: float) -> None:
    assert number(text) == pytest.approx(value)


@given(st.text(max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    for one in find(text, bare=True):
        assert one.low <= one.high
    read(text)


@given(st.floats(0.01, 10_000), st.sampled_from(["g", "kg", "lb", "oz", "mm", "cm", "inch", "l", "ml", "hours", "min"]))
def test_a_number_with_a_unit_is_what_pint_makes_of_it(value: float, unit: str) -> None:
    found = read(f"{value:.3f} {unit}")
    known = units().get(unit)
    assert found is not None and known is not None
    assert found.low == pytest.approx(round(value, 3) * known.factor, abs=1e-6)
