"""The catalogue: every kind drawn ``count`` times, given a brand, a price, colours, variants, stock and ratings."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from maker.brands import BRANDS, Brand
from maker.draft import Draft, Kind
from maker.kinds import KINDS
from shop.types import Item, Variant

SOLD_OUT = 0.06
DISCOUNTED = 0.18


@dataclass(frozen=True)
class Made:
    """An item and how much it appeals to everyone (standard normal): never shown, but it moves ratings and sales."""

    item: Item
    kind: Kind
    appeal: float


def make_items(seed: int, progress: Callable[[int], None]) -> list[Made]:
    made: list[Made] = []
    for kind in KINDS:
        r = Random(f"{seed}:items:{kind.code}")  # a kind of its own source: a change in one leaves the others alone
        titles: set[str] = set()
        names = list(kind.names)
        r.shuffle(names)
        for number in range(1, kind.count + 1):
            made.append(_make(r, kind, number, names[(number - 1) % len(names)], titles))
            progress(1)
    return made


def _make(r: Random, kind: Kind, number: int, name: str, titles: set[str]) -> Made:
    brand = BRANDS[r.choice(kind.brands)]
    if number > len(kind.names):  # the second of a line
        name = f"{name} 2"
    draft = kind.draw(r, name)
    title = f"{brand.name} {name}, {draft.noun}" if kind.code == "GAME" else f"{brand.name} {name} {draft.noun}"
    if title in titles:
        raise RuntimeError(f"{kind.code}: two items are called {title!r}")
    titles.add(title)
    ident = f"AF-{kind.code}-{number:04d}"
    appeal = round(r.gauss(0, 1), 4)
    colours = _colours(r, kind)
    price = _price(draft.price * brand.level * r.uniform(0.92, 1.08))
    list_price = _price(float(price) / r.uniform(0.7, 0.9)) if r.random() < DISCOUNTED else None
    variants = _variants(r, ident, colours, draft.sizes)
    stock = (
        sum(variant.stock for variant in variants) if variants else (0 if r.random() < SOLD_OUT else r.randint(3, 90))
    )
    item = Item(
        id=ident,
        title=title,
        description=describe(Random(f"{kind.code}:{number}:words"), kind, draft, brand, colours),
        brand=brand.name,
        category=kind.leaf,
        categories=kind.path,
        price=price,
        list_price=list_price,
        colours=colours,
        sizes=draft.sizes,
        materials=draft.materials,
        uses=draft.uses,
        attributes=draft.attributes | {"made in": brand.made_in, "warranty": f"{brand.warranty_years} years"}
        if not kind.consumable
        else draft.attributes | {"packed in": brand.made_in},
        weight_g=draft.weight_g,
        stock=stock,
        rating=round(min(5.0, max(2.6, 4.25 + 0.27 * appeal + r.gauss(0, 0.12))), 1),
        rating_count=round(math.exp(2.9 + 0.75 * appeal + r.gauss(0, 0.3))),
        image=f"/images/{ident}.svg",
        url=f"/items/{ident}",
        variants=variants,
        consumable=kind.consumable,
    )
    return Made(item, kind, appeal)


def _colours(r: Random, kind: Kind) -> tuple[str, ...]:
    if not kind.colours:
        return ()
    return tuple(r.sample(tuple(kind.colours), r.randint(1, kind.most_colours)))


def _price(value: float) -> Decimal:
    """To an ending that shops use: 7.90, 24.95, 139.00."""
    if value < 20:
        return Decimal(str(round(value * 2) / 2)).quantize(Decimal("0.01")) - Decimal("0.10")
    if value < 100:
        return Decimal(round(value)) - Decimal("0.05")
    return Decimal(round(value / 5) * 5 - 1).quantize(Decimal("0.01"))


def _variants(r: Random, ident: str, colours: tuple[str, ...], sizes: tuple[str, ...]) -> tuple[Variant, ...]:
    """One a colour and size, popular middle sizes better stocked; none where there is nothing to choose."""
    if len(colours) <= 1 and not sizes:
        return ()
    sold_out = r.random() < SOLD_OUT
    variants = []
    for colour in colours or (None,):
        for at, size in enumerate(sizes or (None,)):
            options = {name: value for name, value in (("colour", colour), ("size", size)) if value is not None}
            edge = bool(sizes) and len(sizes) > 2 and at in (0, len(sizes) - 1)
            empty = sold_out or r.random() < (0.3 if edge else 0.12)
            variants.append(
                Variant(
                    sku=f"{ident}-{len(variants) + 1:02d}",
                    options=options,
                    stock=0 if empty else r.randint(1, 8 if edge else 18),
                )
            )
    return tuple(variants)


def describe(r: Random, kind: Kind, draft: Draft, brand: Brand, colours: tuple[str, ...]) -> str:
    """Two to four sentences, each of them true of the item and none saying what was said before."""
    sentences = [r.choice(draft.openers)]
    first, *others = draft.facts  # what matters most about a thing of this kind comes first
    r.shuffle(others)
    most = r.choices((2, 3, 4), (15, 50, 35))[0]
    for group in (first, *others):
        fresh = [sentence for sentence in group if not _repeats(sentence, sentences)]
        if fresh and len(sentences) < most:
            sentences.append(r.choice(fresh))
    if len(sentences) < 2 or (len(sentences) < 4 and r.random() < 0.3):
        sentences.append(_last(r, kind, brand, colours))
    return " ".join(sentences)


def _repeats(sentence: str, sentences: list[str]) -> bool:
    """Whether a number, or two of the long words, stand in what was said already."""
    told, new = _words(" ".join(sentences)), _words(sentence)
    return any(word[0].isdigit() for word in told & new) or len(told & new) > 1


def _words(text: str) -> set[str]:
    return set(re.findall(r"\d[\d,.]*\d|\d|[a-z]{5,}", text.lower()))


def _last(r: Random, kind: Kind, brand: Brand, colours: tuple[str, ...]) -> str:
    words = [f"{brand.name} makes it in {brand.made_in}.", f"Made in {brand.made_in} by {brand.name}."]
    if kind.consumable:
        words = [f"{brand.name} packs it in {brand.made_in}.", f"Packed in {brand.made_in}."]
    if len(colours) > 1:
        words.append(
            f"Choose {' or '.join(colours)}."
            if len(colours) == 2
            else f"There are {len(colours)} colours to choose from."
        )
    elif len(colours) == 1:
        words.append(f"The colour is {colours[0]}.")
    return r.choice(words)
