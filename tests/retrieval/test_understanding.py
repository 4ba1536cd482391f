"""What is read depends on the catalogue: its measures, ranges of sizes, numbered names, doubtful words."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from retrieval.mirror import Mirror
from retrieval.understander import Understander
from shop.types import Constraints, Item


def item(item_id: str, title: str, category: str, **fields: Any) -> Item:
    return Item.model_validate(
        {"id": item_id, "title": title, "category": category, "categories": (category,), **fields}
    )


SHOP = [
    item("l1", "Ember headlamp", "Headlamps", description="300 lumens for the dark.", brand="Studio 54"),
    item("l2", "Glow headlamp", "Headlamps", description="450 lumens, three modes.", brand="Glow"),
    item("s1", "Wool socks", "Socks", sizes=("39–41", "42–44"), materials=("Merino wool",)),
    item("s2", "Road shoes", "Running shoes", sizes=("41", "42"), uses=("running",)),
    item("k1", "Stoneware mug", "Mugs", materials=("Stoneware",), uses=("gifts",)),
    item("k2", "Coffee grinder", "Grinders", uses=("coffee",)),
    item("g1", "Salad bowl", "Bowls", materials=("Glass",)),
    item("g2", "Wine glass", "Stemware", materials=("Crystal",)),
    item("g3", "Water glass", "Stemware", materials=("Crystal",)),
    item("t1", "Crew shirt", "T-Shirts", sizes=("S", "M", "L")),
    item("t2", "Wool beanie", "Hats"),
    item("t3", "Sun hat", "Hats"),
    item("b1", "Courier messenger", "Bags"),
    item("b2", "Gym tank", "Tanks"),
    item("c1", "Violet 38 l travel case", "Cases", colours=("Black",), materials=("Stainless steel",)),
    item("c2", "Stone Bridge 40 l travel case", "Cases", colours=("Red",), materials=("Faux steel",)),
    Item(id="d1", title="Down bag", category="Sleeping bags", categories=("Outdoor", "Camping", "Sleeping bags")),
    item("c3", "Steel clasp", "Clasps", colours=("Purple",), materials=("Steel",)),
]  # fmt: skip


RANGE = {"price_min": Decimal(300), "price_max": Decimal(400)}


@pytest.fixture(scope="module")
def understander() -> Understander:
    return Understander(SHOP)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("headlamp with at least 300 lumens", {"categories": ("Headlamps",)}),
        ("headlamps under 300", {"categories": ("Headlamps",), "price_max": Decimal(300)}),
        ("headlamps by studio 54 300-400 €", {"categories": ("Headlamps",), "brands": ("Studio 54",), **RANGE}),
        ("socks 39-41", {"categories": ("Socks",), "sizes": ("39–41",)}),
        ("socks size 43", {"categories": ("Socks",), "sizes": ("42–44",)}),
        ("running shoes 42", {"categories": ("Running shoes",), "sizes": ("42",)}),
        ("socks 20-30 €", {"categories": ("Socks",), "price_min": Decimal(20), "price_max": Decimal(30)}),
        ("coffee mugs", {"categories": ("Mugs",)}),
        ("presents", {"uses": ("gifts",)}),
        ("glass bowls", {"categories": ("Bowls",), "materials": ("Glass",)}),
        ("tees in m", {"categories": ("T-Shirts",), "sizes": ("M",)}),
        ("do you have gym bags", {"categories": ("Bags",)}),
        ("violet 38 l travel case", {"categories": ("Cases",)}),
        ("stone bridge travel case", {"categories": ("Cases",)}),
        ("38 travel case", {"categories": ("Cases",)}),
        ("steel cases", {"categories": ("Cases",), "materials": ("Stainless steel",)}),
        ("steel clasps", {"categories": ("Clasps",), "materials": ("Steel",)}),
        ("purple clasps", {"categories": ("Clasps",), "colours": ("Purple",)}),
        ("a sleeping bag for camping", {"categories": ("Sleeping bags",)}),
        ("what do you have for camping", {"categories": ("Camping",)}),
        ("mugs, not too expensive", {"categories": ("Mugs",), "sort": "price_asc"}),
        ("what new", {"sort": "newest"}),
        ("a large t-shirt", {"categories": ("T-Shirts",), "sizes": ("L",)}),
    ],
)  # fmt: skip
def test_reads(understander: Understander, text: str, expected: dict[str, Any]) -> None:
    default = Constraints()
    found = {k: v for k, v in understander.read(text).constraints if v != getattr(default, k) and k != "text"}
    assert found == expected


@pytest.mark.parametrize(
    ("text", "ranked"),
    [
        ("Violet 38 l travel case", "violet 38 l travel case"),
        ("beanies", "beanies"),
        ("coffee mugs", "coffee"),
        ("sun hats", "sun"),
        ("a 1.5 l bottle", "1.5 l bottle"),
        ("a headlamp, not too bright", "soft"),
        ("a mug, nothing too fragile", ""),
    ],
)
def test_what_is_ranked_by(understander: Understander, text: str, ranked: str) -> None:
    assert understander.read(text).constraints.text == ranked


def test_a_topic_is_its_department_and_what_begins_with_it_elsewhere() -> None:
    def of(item_id: str, *path: str) -> Item:
        return Item.model_validate({"id": item_id, "title": f"A {path[-1]}", "category": path[-1], "categories": path})

    shop = [of("1", "Home", "Coffee", "Coffee makers"), of("2", "Food", "Coffee beans"), of("3", "Tech", "Phones")]
    shop += [of("4", "Tech", "Phone cases"), of("5", "Outdoor", "Camping", "Camping stoves"), of("6", "Home", "Mugs")]
    reader = Understander(shop)
    assert reader.read("do you have coffee").constraints.categories == ("Coffee", "Coffee beans")
    assert reader.read("coffee makers").constraints.categories == ("Coffee makers",)
    assert reader.read("phones").constraints.categories == ("Phones",)  # which are things, and no topic
    assert reader.read("camping").constraints.categories == ("Camping",)
    assert reader.read("mugs").constraints.categories == ("Mugs",)


def fed(item_id: str, title: str, category: str, **attributes: object) -> Item:
    return item(item_id, title, category, attributes={name.replace("_", " "): v for name, v in attributes.items()})


LARDER = [
    fed("1", "Ridge bar", "Energy bars", vegan="yes", nut_free="no"),
    fed("2", "Gale bar", "Energy bars", vegan="no", nut_free=True),
    fed("3", "Heath meal", "Trail meals", vegan="yes", new="yes"),
    fed("4", "Dusk beans", "Coffee beans", roast="dark"),
    fed("5", "Rain boots", "Boots", waterproof="yes, membrane"),
    fed("6", "Tarn tent", "Tents", waterproof="2,000 mm"),
    fed("7", "Town shoes", "Shoes", waterproof="no"),
]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("vegan energy bars", {"categories": ("Energy bars",), "features": ("vegan",)}),
        ("nut free and vegan bars", {"categories": ("Energy bars",), "features": ("nut free", "vegan")}),
        ("anything vegan", {"features": ("vegan",)}),
        ("energy bars that are not vegan", {"categories": ("Energy bars",), "not_features": ("vegan",)}),
        ("vegan coffee beans", {"categories": ("Coffee beans",), "text": "vegan"}),  # of which none is said to be
        ("waterproof tents", {"categories": ("Tents",), "features": ("waterproof",)}),
        ("new boots", {"categories": ("Boots",)}),
        ("energy bars without nuts or soy", {"categories": ("Energy bars",), "without": ("nuts", "soy")}),
        ("lactose-free trail meals", {"categories": ("Trail meals",), "without": ("lactose",)}),
        ("boots with free delivery", {"categories": ("Boots",), "text": "free delivery"}),
    ],
)
def test_what_an_attribute_says_yes_to_is_a_limit(text: str, expected: dict[str, Any]) -> None:
    assert Understander(LARDER).read(text).constraints == Constraints(**expected)


def test_you_guys_are_no_audience_and_might_is_no_thing() -> None:
    reader = Understander(LARDER)
    boots = Constraints(categories=("Boots",))
    assert reader.read("do you guys sell boots").constraints == boots
    assert reader.read("hey, i might want to get boots").constraints == boots


@pytest.mark.parametrize(
    "text", ["boots, can't go above 80€", "boots but i don't want to spend more than 80 euros", "boots not over 80"]
)
def test_a_price_that_is_denied_is_the_other_end(text: str) -> None:
    assert Understander(LARDER).read(text).constraints == Constraints(categories=("Boots",), price_max=Decimal(80))


def test_a_feature_more_is_asked_for() -> None:
    reader = Understander(LARDER)
    first = reader.read("vegan energy bars").constraints
    assert reader.read("and nut free", first).constraints.features == ("vegan", "nut free")


TEAS = [
    fed("8", "Night tea", "Tea", caffeine="no", organic="yes"),
    fed("9", "Day tea", "Tea", caffeine="yes", organic="no"),
    *(item(str(number), f"Organic shirt {number}", "Shirts") for number in range(10, 14)),
]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("caffeine free tea", {"categories": ("Tea",), "not_features": ("caffeine",)}),
        ("caffeine-free tea", {"categories": ("Tea",), "not_features": ("caffeine",)}),
        ("tea with caffeine", {"categories": ("Tea",), "features": ("caffeine",)}),
        ("organic tea", {"categories": ("Tea",), "features": ("organic",)}),
        ("organic shirts", {"categories": ("Shirts",), "text": "organic"}),  # of which the titles tell
        ("organic", {"text": "organic"}),
    ],
)
def test_a_feature_may_be_unwanted_or_doubtful(text: str, expected: dict[str, Any]) -> None:
    assert Understander(TEAS).read(text).constraints == Constraints(**expected)


def test_a_doubtful_feature_counts_beside_the_kind_spoken_of() -> None:
    reader = Understander(TEAS)
    assert reader.read("organic", reader.read("tea").constraints).constraints.features == ("organic",)
    assert reader.read("organic", reader.read("shirts").constraints).constraints.features == ()


def test_wood_is_every_wood_that_the_kind_is_made_of() -> None:
    reader = Understander(
        [
            item("1", "Arc lamp", "Lamps", materials=("White oak", "Brass")),
            item("2", "Bow lamp", "Lamps", materials=("Plastic",)),
            item("3", "Board", "Boards", materials=("Wood",)),
        ]
    )
    assert reader.read("wooden lamps").constraints.materials == ("White oak",)
    assert reader.read("wood").constraints.materials == ("White oak", "Wood")
    assert reader.read("metal lamp").constraints.materials == ("Brass",)
    assert set(reader.read("lamps, not wood").constraints.not_materials) == {"White oak", "Wood"}


def test_which_items_have_the_features() -> None:
    mirror = Mirror(LARDER)

    def ids(**limits: Any) -> list[str]:
        return mirror.item_ids(mirror.ids(Constraints(**limits)))

    assert ids(features=("vegan",)) == ["1", "3"]
    assert ids(features=("waterproof",)) == ["5", "6"]  # a water column is a yes
    assert ids(features=("vegan", "nut free")) == []
    assert ids(not_features=("vegan",), categories=("Energy bars",)) == ["2"]


WARDROBE = [
    item("a1", "Knoll men's rain jacket", "Jackets", colours=("Blue",)),
    item("a2", "Violet rain jacket", "Jackets", attributes={"fit": "women's"}),
    item("a3", "Harbour fleece jacket", "Jackets", attributes={"fit": "unisex"}),
    item("a4", "Puddle rain jacket", "Jackets", attributes={"for": "boys and girls"}),
    item("a5", "Two-person tent", "Tents"),
    item("a6", "The Old Man, a game", "Games"),
    item("a7", "Baby alpaca scarf", "Scarves", attributes={"yarn": "baby alpaca"}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("turns", "found"),
    [
        (["jackets", "womens please"], ["a2", "a3"]),
        (["women's rain jackets"], ["a2", "a3"]),
        (["jackets for men"], ["a1", "a3"]),
        (["mens jackets", "actually for ladies"], ["a2", "a3"]),
        (["a jacket for my husband"], ["a1", "a3"]),
        (["jackets", "for her"], ["a2", "a3"]),
        (["my boyfriend needs a jacket"], ["a1", "a3"]),
        (["kids jackets"], ["a4"]),
        (["jackets for a boy"], ["a4"]),
        (["unisex jackets"], ["a3"]),
        (["jackets, not for men"], ["a2", "a3", "a4"]),
        (["mens jackets size 12"], ["a1", "a3"]),
        (["womens"], ["a2", "a3", "a5", "a6", "a7"]),
    ],
)
def test_for_whom_things_are_is_a_limit(turns: list[str], found: list[str]) -> None:
    understander, mirror = Understander(WARDROBE), Mirror(WARDROBE)
    constraints = None
    for text in turns:
        constraints = understander.read(text, constraints).constraints
    assert constraints is not None and mirror.item_ids(mirror.ids(constraints)) == found


@pytest.mark.parametrize("text", ["women's tents", "a tent for my wife", "scarves for men"])
def test_what_is_made_for_nobody_in_particular_is_not_parted(text: str) -> None:
    understood = Understander(WARDROBE).read(text)
    assert not understood.constraints.audiences and understood.constraints.categories


HALL = [
    item("n1", "Hush in-ear headphones", "Headphones"),
    item("n2", "Largo over-ear headphones", "Headphones"),
    item("n3", "Ivo chef's knife", "Kitchen knives"),
    item("n4", "Porto cabin suitcase", "Suitcases"),
    item("n5", "Tarn hiking boots", "Hiking boots", sizes=("41", "42")),
    item("n6", "Beam headlamp", "Headlamps"),
    item("n7", "Crew long-sleeved shirt", "T-Shirts"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "without"),
    [
        ("headphones but not in ear", ("in ear",)),
        ("t-shirts, no long sleeves please", ("long sleeves",)),
        ("headphones, not the first one", ()),
        ("not sure yet", ()),
        ("knife, no thanks", ()),
    ],
)
def test_what_titles_bear_can_be_unwanted(text: str, without: tuple[str, ...]) -> None:
    assert Understander(HALL).read(text).constraints.without == without


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("knifes", "Kitchen knives"),
        ("chefs knives", "Kitchen knives"),
        ("suitcase cabin size", "Suitcases"),
        ("kitchen knife serrated", "Kitchen knives"),
        ("a torch", "Headlamps"),
        ("head torch", "Headlamps"),
    ],
)
def test_kinds_by_other_words(text: str, category: str) -> None:
    assert Understander(HALL).read(text).constraints.categories == (category,)


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        ("adidas boots", ("adidas",)),
        ("boots by patagonia", ("patagonia",)),
        ("do you carry bicycles", ("bicycles",)),
        ("walking boots", ()),  # what they are for
        ("boots in uk size 8", ("uk size 8",)),
        ("boots size 42", ()),
        ("a suitcase for two people", ()),
        ("headphones for my mates", ()),
        ("my flatmate needs boots", ()),
    ],
)
def test_what_is_claimed_of_a_thing(text: str, claims: tuple[str, ...]) -> None:
    assert Understander(HALL).read(text).claims == claims
