"""Wishes in free text made of one item's own values, each with all items that meet them, found by a plain loop."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from shop.types import Item

Test = Callable[[Item], bool]


@dataclass(frozen=True)
class Query:
    """``text`` as typed; ``relevant``: item id → grade. With ``exact``, nothing else may be shown."""

    text: str
    relevant: dict[str, float]
    exact: bool = False


@dataclass(frozen=True)
class Version:
    """What can be bought of an item: colour and size are asked of one version together."""

    colours: frozenset[str]
    sizes: frozenset[str]
    stock: int


_LEADS = ["", "", "", "show me ", "i am looking for ", "do you have ", "need ", "any ", "i want "]
_UNDER = ["under {}", "less than {}", "max {} euros", "up to {}", "cheaper than €{}", "below {}", "for {} or less"]
_OVER = ["over {}", "more than {}", "at least {} euros", "from {} up"]
_BETWEEN = ["between {} and {}", "from {} to {} euros", "{}-{} €", "${} to ${}"]
_NOT = ["not {}", "but not {}", "no {}", "anything but {}"]


def constraint_queries(items: Sequence[Item], count: int, seed: int) -> list[Query]:
    """``count`` wishes of two limits or more; the item each was made from meets it, so that none is empty."""
    dice = random.Random(seed)
    versions = {item.id: _versions(item) for item in items}
    values = {
        kind: sorted({value for item in items for value in getattr(item, kind)}) for kind in ("colours", "materials")
    }
    brands = sorted({item.brand for item in items if item.brand})
    found: list[Query] = []
    for _ in range(count * 50):
        if len(found) == count:
            break
        item = dice.choice(items)
        tests, wanted, text = _wish(item, dice, values, brands)
        if len(tests) + len(wanted) < 2:
            continue
        relevant = {
            other.id: 1.0
            for other in items
            if all(test(other) for test in tests) and any(_buys(version, wanted) for version in versions[other.id])
        }
        if item.id in relevant:
            found.append(Query(text, relevant, exact=True))
    return found


def _wish(
    item: Item, dice: random.Random, values: dict[str, list[str]], brands: list[str]
) -> tuple[list[Test], dict[str, str], str]:
    """Tests of the item, what one version must have (colour, size, stock), and the words."""
    tests: list[Test] = []
    wanted: dict[str, str] = {}
    before: list[str] = []
    after: list[str] = []
    if item.category:
        tests.append(_has("categories", item.category))
    if item.colours and dice.random() < 0.5:
        wanted["colours"] = dice.choice(item.colours)
        before.append(wanted["colours"])
    elif item.colours and dice.random() < 0.3 and (other := _other(dice, values["colours"], item.colours)):
        tests.append(_lacks("colours", other))
        after.append(dice.choice(_NOT).format(other))
    if item.materials and dice.random() < 0.2:
        material = dice.choice(item.materials)
        tests.append(_has("materials", material))
        before.append(material)
    elif item.materials and dice.random() < 0.15 and (other := _other(dice, values["materials"], item.materials)):
        tests.append(_lacks("materials", other))
        after.append(dice.choice(_NOT).format(other))
    if item.sizes and dice.random() < 0.25:
        wanted["sizes"] = dice.choice(item.sizes)
        after.append(dice.choice(["in size {}", "size {}"]).format(wanted["sizes"]))
    if item.brand and dice.random() < 0.2:
        tests.append(_brand(item.brand, True))
        after.append(dice.choice(["from", "by"]) + " " + item.brand)
    elif item.brand and dice.random() < 0.1 and (other := _other(dice, brands, (item.brand,))):
        tests.append(_brand(other, False))
        after.append(dice.choice(["not by {}", "but not from {}"]).format(other))
    if item.price is not None:
        _price(item.price, dice, tests, after)
    if item.rating is not None and dice.random() < 0.15:
        least = dice.choice([3, 3.5, 4])
        tests.append(lambda other: other.rating is not None and other.rating >= least)
        after.append(dice.choice(["with at least {} stars", "rated {} or better", "{}+ stars"]).format(least))
    if dice.random() < 0.15:
        wanted["stock"] = "yes"
        after.append(dice.choice(["in stock", "that is in stock", "available now"]))
    dice.shuffle(after)
    words = dice.choice(_LEADS) + " ".join([*before, item.category or "", *after])
    return tests, wanted, " ".join(words.lower().split())


def _price(price: Decimal, dice: random.Random, tests: list[Test], after: list[str]) -> None:
    kind = dice.random()
    high = Decimal(int(price * Decimal(str(dice.uniform(1.0, 1.6)))) + 1)
    low = Decimal(max(1, int(price * Decimal(str(dice.uniform(0.5, 0.95))))))
    if kind < 0.45:
        after.append(dice.choice(_UNDER).format(high))
        tests.append(lambda other: other.price is not None and other.price <= high)
    elif kind < 0.6 and low <= price:
        after.append(dice.choice(_OVER).format(low))
        tests.append(lambda other: other.price is not None and other.price >= low)
    elif kind < 0.75 and 10 <= low <= price:
        after.append(dice.choice(_BETWEEN).format(low, high))
        tests.append(lambda other: other.price is not None and low <= other.price <= high)


def _other(dice: random.Random, values: Sequence[str], own: Sequence[str]) -> str | None:
    """A value that shares no word with the item's own: "not blue" says enough of "dark blue"."""
    words = {word for value in own for word in _same(value).split()}
    free = [value for value in values if not words & set(_same(value).split())]
    return dice.choice(free) if free else None


def _has(kind: str, value: str) -> Test:
    return lambda item: _same(value) in _named(item, kind)


def _lacks(kind: str, value: str) -> Test:
    """Nothing of the value's name either: who wants no wool wants no merino wool."""
    words = set(_same(value).split())
    return lambda item: not any(words <= set(own.split()) for own in _named(item, kind))


def _brand(brand: str, wanted: bool) -> Test:
    return lambda item: ((item.brand or "").casefold() == brand.casefold()) is wanted


def _named(item: Item, kind: str) -> set[str]:
    own = [*item.categories, item.category or ""] if kind == "categories" else getattr(item, kind)
    return {_same(value) for value in own}


def _same(value: str) -> str:
    return value.casefold().replace("gray", "grey")


def _versions(item: Item) -> list[Version]:
    """The variants, an option that they do not have taken from the item; or the item itself."""

    def of(options: dict[str, str], names: tuple[str, ...], own: Sequence[str]) -> frozenset[str]:
        chosen = [value for name, value in options.items() if name.casefold() in names]
        return frozenset(_same(value) for value in chosen or own)

    return [
        Version(
            of(variant.options, ("colour", "color"), item.colours),
            of(variant.options, ("size",), item.sizes),
            variant.stock,
        )
        for variant in item.variants
    ] or [Version(of({}, (), item.colours), of({}, (), item.sizes), item.stock)]


def _buys(version: Version, wanted: dict[str, str]) -> bool:
    return (
        ("colours" not in wanted or _same(wanted["colours"]) in version.colours)
        and ("sizes" not in wanted or _same(wanted["sizes"]) in version.sizes)
        and ("stock" not in wanted or version.stock > 0)
    )
