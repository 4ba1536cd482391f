# ruff: noqa: E501 (one case a line reads better)
"""The fields of the demo catalogue, and of foreign ones that write things another way."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from retrieval.fields import Fields
from shop.types import Item

DEMO = Path(__file__).parents[2] / "data" / "demo" / "catalogue.jsonl"


@pytest.fixture(scope="module")
def demo() -> list[Item]:
    return [Item.model_validate(json.loads(line)) for line in DEMO.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def fields(demo: list[Item]) -> Fields:
    return Fields(demo)


@pytest.mark.parametrize(
    ("name", "kind", "dimension", "unit"),
    [
        ("comfort temperature", "number", "temperature", "°C"),
        ("capacity", "number", "volume", "ml"),
        ("brightness", "number", "light", "lm"),
        ("playing time", "number", "time", "min"),
        ("players", "number", "count", ""),
        ("sleeps", "number", "count", ""),
        ("R-value", "number", "", ""),
        ("age", "number", "years", "years"),
        ("waterproof", "number", "water_column", "mm"),
        ("water resistance", "number", "ingress", "IPX"),
        ("contents", "number", "mass", "g"),
        ("red light", "boolean", "", ""),
        ("rain cover", "boolean", "", ""),
        ("hood", "choice", "", ""),
        ("warmth", "choice", "", ""),
        ("colour", "choice", "", ""),
        ("price", "number", "money", ""),
        ("weight", "number", "mass", "g"),
    ],
)
def test_kinds_of_fields(fields: Fields, name: str, kind: str, dimension: str, unit: str) -> None:
    field = fields.get(name)
    assert field is not None
    assert (field.kind, field.dimension, field.unit) == (kind, dimension, unit)


def test_orders_of_choices(fields: Fields) -> None:
    assert fields.ordinal("warmth") == ("light", "medium", "warm")
    assert fields.ordinal("cushioning") == ("soft", "balanced", "firm")
    assert fields.ordinal("roast") == ("light", "medium", "dark")
    assert fields.ordinal("brand") is None


def test_fields_of_kinds_are_those_that_their_items_state(fields: Fields, demo: list[Item]) -> None:
    tents = {field.name for field in fields.of_kinds(["Tents"])}
    assert {"sleeps", "pitching time", "waterproof"} <= tents
    assert not {"brightness", "roast"} & tents
    assert "sleeps" in {field.name for field in fields.of_kinds(["Camping"])}  # a name higher on the path
    assert [field.name for field in fields.with_dimension("light", ["Headlamps"])] == ["brightness"]
    share = fields.get("fill power").shares["Sleeping bags"]  # type: ignore[union-attr]
    bags = [item for item in demo if item.category == "Sleeping bags"]
    assert share == sum("fill power" in item.attributes for item in bags) / len(bags)


def test_a_value_has_all_its_readings(fields: Fields, demo: list[Item]) -> None:
    boots = next(item for item in demo if item.attributes.get("waterproof") == "yes, membrane")
    jacket = next(item for item in demo if item.attributes.get("waterproof") == "15,000 mm")
    lamp = next(item for item in demo if item.attributes.get("power") == "3 AAA batteries")
    value = fields.value(boots, "waterproof")
    assert value is not None and value.yes is True and value.low is None and "membrane" in value.texts
    value = fields.value(jacket, "waterproof")
    assert value is not None and (value.low, value.high) == (15_000, 15_000) and value.said == "15,000 mm"
    value = fields.value(lamp, "power")
    assert value is not None and value.low is None  # three batteries are no watts
    assert fields.value(lamp, "comfort temperature") is None


def test_names_of_other_catalogues() -> None:
    sofas = [
        Item(id=f"s{i}", title=f"Sofa {i}", category="Sofas", attributes={"Sitzhöhe (cm)": 40 + i, "Farbe": "Blau", "max_load_kg": "1.500,5", "Waschbar": "ja"})
        for i in range(3)
    ]  # fmt: skip
    fields = Fields(sofas)
    height = fields.value(sofas[1], "Sitzhöhe (cm)")
    assert height is not None and height.low == 410
    load = fields.value(sofas[0], "max load")
    assert load is not None and load.low == pytest.approx(1_500_500)
    assert fields.value(sofas[0], "colour").texts == ("Blau",)  # type: ignore[union-attr]
    assert fields.get("waschbar").kind == "boolean"  # type: ignore[union-attr]


def test_a_catalogue_with_decimal_commas() -> None:
    jackets = [
        Item(id="1", title="Regenjacke Fjell", attributes={"Wassersäule": "10.000 mm", "Gewicht": "0,4 kg"}),
        Item(id="2", title="Regenjacke Moor", attributes={"Wassersäule": "2.000 mm", "Gewicht": "1,125 kg"}),
    ]
    fields = Fields(jackets)
    columns = [fields.value(jacket, "Wassersäule").low for jacket in jackets]  # type: ignore[union-attr]
    assert columns == [10_000, 2_000]
    assert fields.value(jackets[1], "weight").low == pytest.approx(1125)  # type: ignore[union-attr]


def test_numbers_of_texts_are_read_where_nothing_else_states_them() -> None:
    items = [
        Item(id="1", title="Ridge 40 l backpack", description="Made for long days. Weight: 1,2 kg. It has 6 pockets.", category="Packs"),
        Item(id="2", title="Glow headlamp", description="Bright. It gives 500 lm for 40 h.", category="Lamps"),
        Item(id="3", title="Dune tent", description="A 3-person tent.", category="Tents"),
    ]  # fmt: skip
    fields = Fields(items)
    capacity = fields.value(items[0], "capacity")
    assert capacity is not None and capacity.low == 40_000 and capacity.source == "Ridge 40 l backpack"
    weight = fields.value(items[0], "weight")
    assert weight is not None and weight.low == 1200 and weight.source == "Weight: 1,2 kg."
    brightness = fields.value(items[1], "brightness")
    assert brightness is not None and brightness.low == 500 and "500 lm" in brightness.source
    assert fields.value(items[2], "sleeps").low == 3  # type: ignore[union-attr]
    assert fields.get("brightness").dimension == "light"  # type: ignore[union-attr]


def test_texts_are_left_alone_where_attributes_state_numbers(fields: Fields, demo: list[Item]) -> None:
    assert not any(value.source for item in demo for field in fields.all() if (value := fields.value(item, field.name)))


def test_what_has_not_changed_is_taken_over(fields: Fields, demo: list[Item]) -> None:
    changed = demo[0].model_copy(update={"attributes": {"cut": "tall"}})
    again = Fields([changed, *demo[1:]], fields)
    assert again.value(changed, "cut").said == "tall"  # type: ignore[union-attr]
    assert again.value(changed, "upper") is None
    assert again.value(demo[1], "upper") == fields.value(demo[1], "upper")
