# ruff: noqa: E501 (one case a line reads better)
"""Queries against answers computed plainly from the records, on the demo catalogue and on a small foreign one."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from langchain_core.embeddings import Embeddings

from retrieval.catalogue_index import CatalogueIndex
from retrieval.encoding import QueryEncoder
from retrieval.mirror import Mirror
from retrieval.relevance import Relevance
from retrieval.shelves import Shelves
from shop.dialogue import Filter, Query, Receiver, Sort
from shop.types import Item, Variant

DEMO = Path(__file__).parents[2] / "data" / "demo" / "catalogue.jsonl"


class Down(Embeddings):
    """A model service that is down."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        raise ConnectionError

    def embed_query(self, text: str) -> list[float]:
        raise ConnectionError


def index_of(items: list[Item], embeddings: Embeddings | None = None) -> CatalogueIndex:
    shelves, encoder = Shelves(Mirror(items), None), QueryEncoder(embeddings or Down(), budget=20.0)
    return CatalogueIndex(shelves, encoder, Relevance(shelves, encoder))


@pytest.fixture(scope="module")
def demo() -> list[Item]:
    return [Item.model_validate(json.loads(line)) for line in DEMO.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def index(demo: list[Item]) -> CatalogueIndex:
    return index_of(demo)


def number(item: Item, name: str) -> float | None:
    """The first number of an attribute, as it is written."""
    match = re.match(r"\D*?([−-]?[\d,.]+)", str(item.attributes.get(name, "")))
    return float(match[1].replace("−", "-").replace(",", "")) if match else None


def players(item: Item) -> tuple[int, int]:
    found = [int(one) for one in re.findall(r"\d+", item.attributes["players"])]
    return found[0], found[-1]


def said(name: str, test: Callable[[float], bool]) -> Callable[[Item], bool]:
    return lambda item: (own := number(item, name)) is not None and test(own)


@pytest.mark.parametrize(
    ("kind", "filters", "naive"),
    [
        ("Tents", [Filter(field="sleeps", op="covers", low=3), Filter(field="weight", op="at_most", high=2500)],
         lambda i: str(i.attributes["sleeps"]) == "3" and i.weight_g <= 2500),
        ("Backpacks", [Filter(field="capacity", op="between", low=20_000, high=30_000)], said("capacity", lambda n: 20 <= n <= 30)),
        ("Sleeping bags", [Filter(field="comfort temperature", op="at_most", high=-5)], said("comfort temperature", lambda n: n <= -5)),
        ("Board games", [Filter(field="players", op="covers", low=6), Filter(field="playing time", op="at_most", high=60)],
         lambda i: players(i)[0] <= 6 <= players(i)[1] and number(i, "playing time") <= 60),
        ("Board games", [Filter(field="age", op="covers", low=8)], said("age", lambda n: n <= 8)),
        ("Headlamps", [Filter(field="brightness", op="at_least", low=400), Filter(field="red light", op="has")],
         lambda i: number(i, "brightness") >= 400 and i.attributes["red light"] == "yes"),
        ("Headlamps", [Filter(field="brightness", op="around", low=400)], said("brightness", lambda n: 340 <= n <= 460)),
        ("Headphones", [Filter(field="type", op="is_not", values=("in-ear",)), Filter(field="battery", op="at_least", low=1800)],
         lambda i: i.attributes["type"] != "in-ear" and (number(i, "battery") or 0) >= 30),
        ("Headphones", [Filter(field="wireless", op="has_not")], lambda i: i.attributes["wireless"].startswith("no")),
        ("Fleece jackets", [Filter(field="hood", op="has")], lambda i: i.attributes["hood"] != "no"),
        ("Fleece jackets", [Filter(field="warmth", op="at_least", values=("medium",))], lambda i: i.attributes["warmth"] in ("medium", "warm")),
        ("Sleeping bags", [Filter(field="filling", op="is_not", values=("down",))], lambda i: i.attributes["filling"] != "down"),
        ("Backpacks", [Filter(field="rain cover", op="is", values=("included",))], lambda i: i.attributes["rain cover"] == "included"),
        ("Coffee beans", [Filter(field="tastes of", op="is", values=("hazelnut",))], lambda i: "hazelnut" in i.attributes["tastes of"]),
        ("Frying pans", [Filter(field="oven safe", op="at_least", low=240)], said("oven safe", lambda n: n >= 240)),
        ("Rain jackets", [Filter(field="audience", op="is", values=("women",))], lambda i: i.attributes["fit"] in ("women's", "unisex")),
        ("Trail meals", [Filter(field="vegan", op="has", safety=True)], lambda i: i.attributes["vegan"] == "yes"),
        ("Yoga mats", [Filter(field="price", op="at_most", high=30), Filter(field="rating", op="at_least", low=4.2)],
         lambda i: i.price <= 30 and (i.rating or 0) >= 4.2),
        ("Rain jackets", [Filter(field="colour", op="is", values=("red",)), Filter(field="size", op="is", values=("M",))],
         lambda i: any(v.options == {"colour": "red", "size": "M"} for v in i.variants)),
        ("T-shirts", [Filter(field="colour", op="is_not", values=("black",))], lambda i: set(i.colours) - {"black"}),
        ("Gloves", [Filter(field="nothing like it", op="has")], lambda i: False),
        ("Gloves", [Filter(field="sale", op="has")], lambda i: i.list_price is not None and i.list_price > i.price),
    ],
)  # fmt: skip
async def test_limits_keep_what_the_records_say(
    index: CatalogueIndex, demo: list[Item], kind: str, filters: list[Filter], naive: Callable[[Item], bool]
) -> None:
    query = Query(kinds=(kind,), filters=tuple(filters))
    found = await index.find(query, limit=1000)
    expected = {item.id for item in demo if item.category == kind and naive(item)}
    assert {item.id for item in found.items} == expected
    assert found.total == len(expected)
    for item in demo:
        if item.category == kind and len(filters) == 1:
            assert (index.passes(item, filters[0]) is True) == (item.id in expected)


async def test_paging_among_and_exclude(index: CatalogueIndex, demo: list[Item]) -> None:
    every = await index.find(Query(kinds=("Tents",)), limit=1000)
    second = await index.find(Query(kinds=("Tents",)), limit=5, offset=5)
    assert second.items == every.items[5:10] and second.total == every.total
    ids = [item.id for item in every.items[:4]]
    among = await index.find(Query(sort=Sort(field="price")), among=ids, exclude=ids[:1])
    assert [item.id for item in among.items] == [
        item.id for item in sorted(index.items(ids[1:]), key=lambda i: i.price)
    ]


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize(("kind", "name"), [("Headlamps", "brightness"), ("Sleeping bags", "comfort temperature")])
async def test_order_by_any_number(
    index: CatalogueIndex, demo: list[Item], kind: str, name: str, descending: bool
) -> None:
    found = await index.find(Query(kinds=(kind,), sort=Sort(field=name, descending=descending)), 100, in_stock=False)
    numbers = [number(item, name) for item in found.items]
    assert numbers == sorted((number(i, name) for i in demo if i.category == kind), reverse=descending)


async def test_order_by_choices_and_silence_last(index: CatalogueIndex, demo: list[Item]) -> None:
    rows = [item for item in demo if item.category in ("Fleece jackets", "Mugs")][-40:]
    ordered = index.order(rows, Sort(field="warmth", descending=True))
    stated = [item.attributes["warmth"] for item in ordered if "warmth" in item.attributes]
    assert stated == sorted(stated, key=["warm", "medium", "light"].index)
    assert all("warmth" in item.attributes for item in ordered[: len(stated)])


async def test_a_child_gets_no_game_for_older_ones(index: CatalogueIndex, demo: list[Item]) -> None:
    found = await index.find(Query(kinds=("Board games",), receiver=Receiver(age=7)), limit=100)
    expected = {item.id for item in demo if item.category == "Board games" and (number(item, "age") or 0) <= 7}
    assert {item.id for item in found.items} == expected


async def test_sold_out_items_come_last(demo: list[Item]) -> None:
    mugs = [item for item in demo if item.category == "Mugs"]
    gone = {item.id for item in mugs[::2]}
    items = [item.model_copy(update={"stock": 0, "variants": ()}) if item.id in gone else item for item in mugs]
    found = await index_of(items).find(Query(sort=Sort(field="price")), limit=100)
    assert [item.in_stock for item in found.items] == sorted((item.in_stock for item in found.items), reverse=True)
    assert len(found.items) == len(items)


# ── safety ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("thing", ["nuts", "nut", "peanuts", "坚果"])
async def test_nuts(index: CatalogueIndex, demo: list[Item], thing: str) -> None:
    free = Filter(field="allergens", op="without", values=(thing,), safety=True)
    found = await index.find(Query(kinds=("Food",), filters=(free,)), limit=1000)
    bars = {item.id for item in demo if item.attributes.get("allergens") in ("none declared", "gluten")}
    assert {item.id for item in found.items} == bars
    quiet = [item for item in demo if "Food" in item.categories and "allergens" not in item.attributes]
    nutty = re.compile(
        r"\b(hazel|pea)nuts?\b" if thing == "peanuts" else r"\b(hazel)?nuts?\b|\balmonds?\b", re.IGNORECASE
    )
    unsaid = sum(not nutty.search(item.model_dump_json()) for item in quiet)
    assert dict(found.silent)["allergens"] == unsaid + (thing == "peanuts") * (len(quiet) - unsaid)


@pytest.mark.parametrize(
    ("record", "thing", "free"),
    [
        ({"attributes": {"allergens": "none declared"}}, "nuts", True),
        ({"attributes": {"Allergens": "none declared", "flavour": "cashew and apple"}}, "nuts", False),
        ({"attributes": {"allergens": "milk"}, "title": "Oat bar with almonds"}, "nuts", False),
        ({"attributes": {"allergens": "milk"}, "description": "May contain traces of nuts."}, "nuts", False),
        ({"attributes": {"allergens": "milk"}, "description": "It contains no nuts."}, "nuts", True),
        ({"attributes": {"allergens": "milk"}, "description": "A nut-free kitchen."}, "nuts", True),
        ({"attributes": {"allergens": "nuts"}}, "almonds", False),
        ({"attributes": {"allergens": "peanuts"}}, "nuts", False),
        ({"attributes": {"ingredients": "oats, honey, salt"}}, "nuts", True),
        ({"attributes": {"Zutaten": "Hafer, Haselnussmus, Salz"}}, "nuts", False),
        ({"attributes": {"ingredients": "x" * 400 + ", hazelnuts"}}, "nuts", False),
        ({}, "nuts", None),
        ({"description": "A fine bar."}, "nuts", None),
        ({"materials": ("cotton",)}, "nuts", True),
        ({"materials": ("cotton",), "consumable": True}, "nuts", None),
        ({"materials": ("merino",)}, "wool", False),
        ({"materials": ("cotton",)}, "wool", True),
        ({"attributes": {"gluten-free": "yes"}}, "gluten", True),
        ({"attributes": {"gluten-free": "yes"}, "title": "Oat porridge"}, "gluten", True),
        ({"attributes": {"gluten-free": "yes"}, "title": "Wheat biscuits"}, "gluten", False),
        ({"attributes": {"gluten-free": "no", "allergens": "none declared"}}, "gluten", False),
        ({"attributes": {"gluten-free": True}}, "nuts", None),
        ({"attributes": {"free from": "milk, nuts", "allergens": "soy"}}, "nuts", True),
        ({"attributes": {"halal": "yes"}}, "pork", True),
        ({"attributes": {"halal": "yes"}}, "gelatine", None),
        ({"attributes": {"vegetarian": "yes"}}, "gelatine", True),
        ({"attributes": {"成分": "燕麦, 花生"}}, "坚果", False),
    ],
)  # fmt: skip
async def test_free_of_fails_closed(record: dict[str, object], thing: str, free: bool | None) -> None:
    item = Item.model_validate({"id": "1", "title": "Bar", "category": "Bars", "stock": 1, **record})
    index, limit = index_of([item]), Filter(field="allergens", op="without", values=(thing,), safety=True)
    assert index.passes(item, limit) is free
    assert (await index.find(Query(filters=(limit,)))).total == (free is True)
    assert not (await index.nearest(Query(filters=(limit,), kinds=("Bars",)))) or free


async def test_without_and_mentions(index: CatalogueIndex, demo: list[Item]) -> None:
    fleece = [item for item in demo if item.category == "Fleece jackets"]
    hooded = {item.id for item in fleece if item.attributes["hood"] != "no"}
    for op, expected in (("mentions", hooded), ("without", {item.id for item in fleece} - hooded)):
        found = await index.find(
            Query(kinds=("Fleece jackets",), filters=(Filter(field="", op=op, values=("hood",)),)), 100
        )  # type: ignore[arg-type]
        assert {item.id for item in found.items} == expected


# ── when nothing fits ─────────────────────────────────────────────────────────


async def test_the_nearest_say_what_they_miss_and_by_how_much(index: CatalogueIndex, demo: list[Item]) -> None:
    light = Filter(field="weight", op="at_most", high=500)
    query = Query(kinds=("Tents",), filters=(light, Filter(field="sleeps", op="covers", low=3)))
    assert (await index.find(query)).total == 0
    near = await index.nearest(query, limit=3)
    lightest = sorted(i.weight_g for i in demo if i.category == "Tents" and str(i.attributes["sleeps"]) == "3")
    assert [miss.item.weight_g for miss in near] == lightest[:3]
    assert [one.misses[0].off for one in near] == pytest.approx([weight - 500 for weight in lightest[:3]])
    assert all(len(one.misses) == 1 and one.misses[0].filter == light for one in near)
    assert index.hard_one(query) == light


async def test_safety_is_never_relaxed(index: CatalogueIndex) -> None:
    free = Filter(field="allergens", op="without", values=("nuts",), safety=True)
    cheap = Filter(field="price", op="at_most", high=1)
    near = await index.nearest(Query(kinds=("Energy bars",), filters=(free, cheap)), limit=50)
    assert near and all(one.item.attributes["allergens"] in ("none declared", "gluten") for one in near)
    assert index.hard_one(Query(kinds=("Energy bars",), filters=(free, cheap))) == cheap


# ── a foreign catalogue ───────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def furniture() -> list[Item]:
    def sofa(i: int, **more: object) -> Item:
        record = {"id": f"s{i}", "title": f"Sofa {i}", "category": "Sofas", "categories": ("Home", "Sofas"), "stock": 1}
        return Item.model_validate({**record, "price": 500 + 100 * i, **more})

    return [
        sofa(1, attributes={"Seat width (cm)": 160, "Washable cover": True}, colours=("Navy",), list_price=900),
        sofa(2, attributes={"Seat width (cm)": "2,1 m"}, colours=("Red",)),
        sofa(3, attributes={"Washable cover": False, "Sale": "Yes"}),
        sofa(
            4,
            price=300,
            attributes={"Seat width (cm)": 220},
            colours=("Red", "Blue"),
            variants=(
                Variant(sku="4r", options={"Color": "Red"}, price=Decimal(300), stock=1),
                Variant(sku="4b", options={"Color": "Blue"}, price=Decimal(900), stock=2),
            ),
        ),
        Item(id="l1", title="Arc 800 lm floor lamp", description="Uses 9 W.", category="Lamps", price=Decimal(80), stock=1),
        Item(id="l2", title="Bow 400 lm floor lamp", category="Lamps", price=Decimal(60), stock=1),
        Item(id="l3", title="Coy floor lamp", category="Lamps", price=Decimal(40), stock=1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("query", "ids", "silent"),
    [
        (Query(filters=(Filter(field="seat width", op="at_least", low=2000),), kinds=("Sofas",)), {"s2", "s4"}, {"seat width": 1}),
        (Query(filters=(Filter(field="washable cover", op="has"),), kinds=("Home",)), {"s1"}, {"washable cover": 2}),
        (Query(filters=(Filter(field="brightness", op="at_least", low=500),)), {"l1"}, {"brightness": 5}),
        (Query(filters=(Filter(field="colour", op="is", values=("blue",)),)), {"s4"}, {"colour": 4}),
        (Query(filters=(Filter(field="colour", op="is", values=("scarlet",)),)), {"s2", "s4"}, {"colour": 4}),
        (Query(filters=(Filter(field="colour", op="is_not", values=("red",)),), kinds=("Sofas",)), {"s1", "s3", "s4"}, {}),
        (Query(filters=(Filter(field="price", op="at_most", high=350),), kinds=("Sofas",)), {"s4"}, {}),
        # of the blue variant: 900
        (Query(filters=(Filter(field="price", op="at_most", high=350), Filter(field="colour", op="is", values=("Blue",)))), set(), {}),
        (Query(filters=(Filter(field="sale", op="has"),)), {"s3", "s1"}, {}),
        (Query(budget=Decimal(70)), {"l2", "l3"}, {}),
        (Query(not_kinds=("Sofas",), receiver=Receiver(dislikes=("arc",))), {"l2", "l3"}, {}),
    ],
)  # fmt: skip
async def test_a_foreign_catalogue(furniture: list[Item], query: Query, ids: set[str], silent: dict[str, int]) -> None:
    found = await index_of(furniture).find(query, limit=20)
    assert {item.id for item in found.items} == ids
    assert {name: count for name, count in found.silent if name in silent} == silent


async def test_a_value_read_out_of_a_text_keeps_its_sentence(furniture: list[Item]) -> None:
    index = index_of(furniture)
    lamp = index.item("l1")
    assert lamp is not None
    value = index.fields.value(lamp, "brightness")
    assert value is not None and value.source == "Arc 800 lm floor lamp"


# ── words ─────────────────────────────────────────────────────────────────────


async def test_words_without_the_model_service(index: CatalogueIndex, demo: list[Item]) -> None:
    assert (await index.kinds_named("tents"))[0] == ("Tents", 1.0)
    assert (await index.kinds_named("rain coat"))[0][0] == "Rain jackets"
    assert (await index.kinds_named("trousers for hiking"))[0] == ("Trousers", 1.0)
    assert await index.kinds_named("zebras") == []
    lamp = next(item for item in demo if item.category == "Headlamps")
    fact, *_ = await index.facts(lamp, "does it have red light?")
    assert (fact.field, fact.source) == ("red light", "attribute") and fact.text.startswith("red light: ")
    found = await index.find(Query(kinds=("Mugs",), text="enamel"))
    assert found.text_matched and all("enamel" in item.title for item in found.items[:3])
    assert not (await index.find(Query(kinds=("Mugs",), text="zebra unicorn"))).text_matched
    alike = await index.similar(lamp.id, Query(filters=(Filter(field="red light", op="has"),)), limit=4)
    assert len(alike) == 4 and all(item.attributes.get("red light") == "yes" for item in alike)


async def test_words_with_the_encoder(demo: list[Item], encoder: Embeddings) -> None:
    index = index_of(demo, encoder)
    for words, kind in (
        ("something to sleep in outdoors", "Sleeping bags"),
        ("luggage", "Suitcases"),
        ("pan for eggs", "Frying pans"),
    ):
        assert kind in [name for name, _ in await index.kinds_named(words)]
    lamp = next(item for item in demo if item.category == "Headlamps")
    facts = await index.facts(lamp, "how long does it last on one charge?")
    assert "burn time" in [fact.field for fact in facts]


async def test_a_search_is_fast(index: CatalogueIndex) -> None:
    query = Query(
        kinds=("Rain jackets",),
        text="light",
        filters=(
            Filter(field="waterproof", op="at_least", low=10_000),
            Filter(field="price", op="at_most", high=150),
            Filter(field="colour", op="is", values=("red",)),
        ),
        sort=Sort(field="weight"),
    )
    await index.find(query)
    took = []
    for _ in range(20):
        start = time.perf_counter()
        await index.find(query)
        took.append(time.perf_counter() - start)
    assert sorted(took)[10] < 0.015


async def test_a_version_that_is_asked_for_has_its_own_price_and_stock(furniture: list[Item]) -> None:
    index = index_of(furniture)
    blue = Filter(field="colour", op="is", values=("blue",))
    (found,) = (await index.find(Query(filters=(blue,)))).items
    assert (found.id, found.price, found.stock) == ("s4", 900, 1)
    dear = Filter(field="price", op="at_least", low=800)
    assert [item.id for item in (await index.find(Query(filters=(blue, dear)))).items] == ["s4"]
    red = Filter(field="colour", op="is", values=("red", "blue"))
    sort = Sort(field="price", descending=True)
    assert [item.price for item in (await index.find(Query(filters=(red,), sort=sort))).items] == [700, 300]
