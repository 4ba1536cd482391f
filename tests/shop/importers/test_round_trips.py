"""Items written as another shop would export them come back with every field that the format has."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shop.importers import Report, recognise
from shop.importers.clean import line, plain
from shop.types import Item, Variant
from tests.shop.importers import writers

LETTERS = st.characters(
    categories=["L", "N", "P", "S", "Zs"], exclude_characters="<>&|,;=>/\\\"#^~`_-[](){}'$€£¥₹₩₺₽®™©℠\ufffe\uffff"
)
WORDS = st.text(LETTERS, min_size=2, max_size=24).map(line).filter(lambda text: len(text) > 1 and text.upper() != text)
NAMES = st.sampled_from(["Kestrel", "Ola & Co", "Ünder Wögen", "北風", "Łódź Works", "O'Neil"])
TEXTS = st.lists(st.one_of(WORDS, st.sampled_from(["5 < 6 & 7 > 3", "50 % wool", "“quoted”, twice"])), max_size=4).map(
    lambda parts: plain("\n".join(parts))
)
PRICES = st.decimals("0.01", "99999.99", places=2)
CATEGORIES = st.lists(
    st.sampled_from(["Clothing", "Rain jackets", "Küche", "Cups & mugs", "Tea"]), min_size=1, max_size=3, unique=True
)
ADDRESSES = st.sampled_from(["https://cdn.example/a.jpg?v=1&w=2", "https://cdn.example/b%20c.png"])


@st.composite
def items(draw: st.DrawFn, number: int) -> Item:
    price = draw(PRICES)
    path = tuple(draw(CATEGORIES))
    colours = draw(st.lists(st.sampled_from(["Blue", "Dark red", "Grün"]), min_size=1, max_size=3, unique=True))
    sizes = draw(st.lists(st.sampled_from(["S", "M", "42", "500 ml"]), min_size=1, max_size=3, unique=True))
    variants: tuple[Variant, ...] = ()
    if draw(st.booleans()):
        variants = tuple(
            Variant(
                sku=f"item{number}-{place}",
                options={"colour": colour, "size": size},
                price=draw(PRICES),
                stock=draw(st.integers(0, 500)),
            )
            for place, (colour, size) in enumerate((colour, size) for colour in colours for size in sizes)
        )
        there = [variant for variant in variants if variant.stock] or variants  # sold-out ones do not set the price
        price = min(variant.price for variant in there if variant.price is not None)
    reduced = not variants and draw(st.booleans())
    return Item(
        id=f"item{number}",
        title=draw(WORDS),
        description=draw(TEXTS),
        brand=draw(st.none() | NAMES),
        category=path[-1],
        categories=path,
        price=price,
        list_price=price + draw(PRICES) if reduced else None,
        currency=draw(st.sampled_from(["EUR", "USD", "PLN"])),
        colours=tuple(colours) if variants else (),
        sizes=tuple(sizes) if variants else (),
        materials=tuple(draw(st.lists(st.sampled_from(["Wool", "Organic cotton"]), max_size=2, unique=True))),
        weight_g=draw(st.none() | st.integers(1, 90_000).map(float)),
        stock=sum(variant.stock for variant in variants) if variants else draw(st.integers(0, 500)),
        image=draw(st.none() | ADDRESSES),
        url=draw(st.none() | ADDRESSES),
        variants=variants,
    )


SHOPS = st.integers(1, 4).flatmap(lambda count: st.tuples(*(items(number) for number in range(count))))
ALL = set(Item.model_fields) - {"evidence"}  # which texts may give
LACKS = {"rating", "rating_count", "uses", "attributes", "consumable"}  # what none of the formats has
FORMATS: dict[str, tuple[Callable[[Sequence[Item]], str], str, set[str]]] = {
    "shopify": (writers.shopify, "shopify", LACKS | {"categories", "currency", "materials", "url"}),
    "shopify, newer": (writers.shopify_newer, "shopify", LACKS | {"categories", "currency", "materials", "url"}),
    "woocommerce": (writers.woocommerce, "woocommerce", LACKS | {"brand", "currency", "materials"}),
    "magento": (writers.magento, "magento", LACKS | {"currency", "url"}),
    "google tsv": (writers.google_tsv, "google", LACKS),
    "google rss": (writers.google_rss, "google", LACKS),
    "google rss without prefix": (lambda shop: writers.google_rss(shop, ""), "google", LACKS),
    "google atom": (writers.google_atom, "google", LACKS),
    "jsonl": (writers.jsonl, "records", set()),
    "json": (writers.json_array, "records", set()),
    "plain csv": (writers.plain_csv, "records", LACKS | {"variants", "weight_g"}),
}


@pytest.mark.parametrize("name", FORMATS)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(shop=SHOPS)
def test_no_field_is_lost(name: str, shop: tuple[Item, ...], tmp_path: Path) -> None:
    write, importer_name, lacks = FORMATS[name]
    path = tmp_path / "export"
    path.write_text(write(shop), encoding="utf-8", newline="")
    report = Report(strict=True)
    importer = recognise(path)
    assert importer.name == importer_name
    read = {item.id: item for item in importer.read(path, report)}
    assert read.keys() == {item.id for item in shop}
    for item in shop:
        for field in ALL - lacks:
            want, got = getattr(item, field), getattr(read[item.id], field)
            if field == "materials" and not want:
                continue  # may be read off the title
            if field in ("colours", "sizes") and not want:
                continue
            if field == "weight_g" and want is not None:
                assert got == pytest.approx(want)
                continue
            if field == "variants":
                assert sorted(got, key=lambda v: v.sku) == sorted(want, key=lambda v: v.sku)
                continue
            if field in ("colours", "sizes"):
                want, got = set(want), set(got)
            assert got == want, field


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(encoding: str, tmp_path: Path) -> None:
    item = Item(id="a", title="Café crème", description="“Größe”", price=Decimal("1.00"), currency="EUR", stock=1)
    path = tmp_path / "export.csv"
    path.write_text(writers.shopify([item]), encoding=encoding)
    read = next(recognise(path).read(path, Report(strict=True)))
    assert (read.title, read.description) == (item.title, item.description)
