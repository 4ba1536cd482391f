"""The items are coherent, and what their descriptions say stands in their fields."""

from __future__ import annotations

import re
from collections import Counter
from types import SimpleNamespace

from shop.types import Item

# a sentence of a description → the attribute that must say so
CLAIMS: tuple[tuple[str, str, str], ...] = (
    (r"\bThey are vegan\b|\bIt is vegan\b", "vegan", "yes"),
    (r"\bnot vegan\b", "vegan", "no"),
    (r"\bare gluten-free\b", "gluten-free", "yes"),
    (r"\bnot gluten-free\b", "gluten-free", "no"),
    (r"\bis organic\b|\bare organic\b", "organic", "yes"),
    (r"\bmay go in the dishwasher\b", "dishwasher safe", "yes"),
    (r"\bnot for the dishwasher\b", "dishwasher safe", "no"),
    (r"\band the microwave\b", "microwave safe", "yes"),
    (r"\bnot in the microwave\b", "microwave safe", "no"),
    (r"\binduction included\b", "induction", "yes"),
    (r"\bnot for induction\b", "induction", "no"),
    (r"\bcover is included\b", "rain cover", "included"),
    (r"\bcover is not included\b", "rain cover", "not included"),
    (r"\bwork on a touchscreen\b", "touchscreen", "yes"),
    (r"\bdo not work on touchscreens\b", "touchscreen", "no"),
    (r"\bNoise cancelling hushes\b", "noise cancelling", "yes"),
    (r"\bno noise cancelling\b", "noise cancelling", "no"),
    (r"\bA touch dims\b", "dimmable", "yes"),
    (r"\bnot dimmed\b", "dimmable", "no"),
    (r"\bUSB port\b", "USB charging", "yes"),
    (r"\bleakproof\b|\bdoes not leak\b", "leakproof", "yes"),
    (r"\bwithout PFAS\b|\bfree of PFAS\b", "PFAS-free", "yes"),
    (r"\bPit zips let\b", "pit zips", "yes"),
    (r"\bno pit zips\b", "pit zips", "no"),
    (r"\bno caffeine\b|\bdecaffeinated\b", "caffeine", "no"),
    (r"\bcontains caffeine\b", "caffeine", "yes"),
    (r"\bcontains meat\b", "vegetarian", "no"),
    (r"\bis vegetarian\b", "vegetarian", "yes"),
    (r"\bis lined\b", "lined", "yes"),
    (r"\bwithout lining\b", "lined", "no"),
    (r"\bfabric repels water\b", "water repellent", "yes"),
    (r"\bnot treated against water\b", "water repellent", "no"),
    (r"\binto a backpack\b", "backpack straps", "yes"),
    (r"\ba membrane\b", "waterproof", "yes, membrane"),
    (r"\bnot waterproof\b", "waterproof", "no"),
)
WORDS = {
    "leather", "merino", "cotton", "linen", "polyester", "nylon", "canvas", "cork", "titanium", "aluminium", "brass",
    "glass", "porcelain", "stoneware", "enamel", "carbon", "steel", "ceramic", "bamboo", "oak", "walnut", "beech",
    "polycarbonate", "down", "foam", "wool", "rubber", "elastane", "cardboard",
    "blue", "green", "red", "navy", "grey", "olive", "burgundy", "teal", "purple", "pink", "yellow", "mint",
}  # fmt: skip
PLAIN = {"down": r"[Dd]own (with|does)|cuin down"}  # "down" is mostly no material


def numbers(text: str) -> set[float]:
    found = re.findall(r"\d+(?:,\d{3})*(?:\.\d+)?", text)
    return {float(number.replace(",", "")) for number in found}


def facts(item: Item) -> str:
    fields = [item.title, item.brand or "", *item.colours, *item.materials, *item.uses, *item.sizes]
    return " ".join(fields + [f"{name} {value}" for name, value in item.attributes.items()])


def test_there_are_enough_of_them(demo: SimpleNamespace) -> None:
    per_category = Counter(item.category for item in demo.items)
    assert len(demo.items) >= 1_200
    assert len(per_category) >= 14
    assert min(per_category.values()) >= 20
    sold_out = sum(not item.in_stock for item in demo.items) / len(demo.items)
    assert 0.03 < sold_out < 0.1
    assert sum(item.list_price is not None for item in demo.items) > 100


def test_ids_and_titles_are_unique(demo: SimpleNamespace) -> None:
    assert len({item.id for item in demo.items}) == len({item.title for item in demo.items}) == len(demo.items)


def test_fields_agree(demo: SimpleNamespace) -> None:
    for item in demo.items:
        assert item.category == item.categories[-1], item.id
        assert item.price > 0 and item.weight_g and item.weight_g > 0, item.id
        assert item.list_price is None or item.list_price > item.price, item.id
        assert 1 <= item.rating <= 5 and item.rating_count >= 1, item.id
        assert item.image == f"/images/{item.id}.svg"
        assert 2 <= len(re.split(r"(?<=[.!?]) (?=[A-Z0-9])", item.description)) <= 5, item.description
        if item.variants:
            assert item.stock == sum(variant.stock for variant in item.variants), item.id
            assert len({variant.sku for variant in item.variants}) == len(item.variants)
            for variant in item.variants:
                assert variant.options.get("colour", None) in (None, *item.colours)
                assert variant.options.get("size", None) in (None, *item.sizes)
        elif len(item.colours) > 1 or item.sizes:
            raise AssertionError(f"{item.id} has things to choose and no variants")
        assert item.consumable == (item.categories[0] == "Food")


def test_numbers_in_descriptions_are_the_items(demo: SimpleNamespace) -> None:
    for item in demo.items:
        known = numbers(facts(item)) | {item.weight_g, item.weight_g / 1000, float(len(item.colours))}
        assert numbers(item.description) <= known, (item.id, item.description, numbers(item.description) - known)


def test_materials_and_colours_in_descriptions_are_the_items(demo: SimpleNamespace) -> None:
    for item in demo.items:
        known = facts(item).lower()
        for word in WORDS:
            if re.search(PLAIN.get(word, rf"(?i)\b{word}\b"), item.description):
                assert word in known, (item.id, word, item.description)


def test_claims_in_descriptions_are_the_items(demo: SimpleNamespace) -> None:
    made = Counter()
    for item in demo.items:
        for pattern, name, value in CLAIMS:
            if re.search(pattern, item.description):
                assert name in item.attributes, (item.id, name, item.description)
                assert str(item.attributes[name]).startswith(value), (item.id, name, item.description)
                made[name] += 1
        if re.search(r"(?<!not )\bwaterproof\b", item.description.lower()):
            assert str(item.attributes.get("waterproof", "no")) != "no", (item.id, item.description)
        origin = re.search(r"(?:makes it|packs it|Made|Packed) in ([A-Z]\w+)", item.description)
        if origin:
            assert origin[1] in (item.attributes.get("made in"), item.attributes.get("packed in")), item.id
    assert len(made) >= 20  # the patterns do meet the sentences


def test_descriptions_vary(demo: SimpleNamespace) -> None:
    """Almost no two items read the same, even with their names and numbers taken out."""
    bare = Counter(re.sub(r"[\d.,]+", "#", item.description.replace(item.title.split()[-1], "")) for item in demo.items)
    assert len({item.description for item in demo.items}) > 0.98 * len(demo.items)
    assert max(bare.values()) <= 12
