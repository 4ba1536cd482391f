from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from shop.errors import BadInput
from shop.importers import Options, Report, recognise
from shop.types import Item

MAPPING = """
[source]
items = "data.products"

[fields]
id = ["code", "sku"]
title = "names.en"
price = "offer.price"
currency = { value = "GBP" }
image = "pictures.0.src"
colours = "shades.*.name"

[variants]
at = "sizes"
sku = "sku"
stock = "shops.*.pieces"
options = { size = "name" }

[attributes]
warranty = "more.warranty"
"""


def read(content: str, mapping: str, tmp_path: Path, report: Report | None = None) -> list[Item]:
    path, beside = tmp_path / "shop", tmp_path / "mapping.toml"
    path.write_text(content, encoding="utf-8")
    beside.write_text(mapping, encoding="utf-8")
    return list(recognise(path, Options(mapping=beside)).read(path, report or Report(strict=True)))


def test_paths_lists_and_variants(tmp_path: Path) -> None:
    product = {
        "sku": "boot",
        "names": {"en": "Boot", "de": "Stiefel"},
        "offer": {"price": "89.90"},
        "pictures": [{"src": "https://x.example/a.jpg"}],
        "shades": [{"name": "blue"}, {"name": "black"}],
        "sizes": [
            {"sku": "b42", "name": "42", "shops": [{"pieces": 2}, {"pieces": 3}]},
            {"sku": "b43", "name": "43", "shops": []},
        ],
        "more": {"warranty": "2 years"},
    }
    item = read(json.dumps({"data": {"products": [product]}}), MAPPING, tmp_path)[0]
    assert (item.id, item.title, item.price, item.currency) == ("boot", "Boot", Decimal("89.90"), "GBP")
    assert item.colours == ("blue", "black") and item.sizes == ("42", "43") and item.stock == 5
    assert item.image == "https://x.example/a.jpg" and item.attributes == {"warranty": "2 years"}


def test_a_list_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"data\.products"):
        read("{}", MAPPING, tmp_path)


CSV = "boot|Boot|89,90|42\nboot43|Boot|91,90|43\n"


def test_a_csv_without_header(tmp_path: Path) -> None:
    numbered = '[source]\nheader = false\n[fields]\nid = "1"\ntitle = "2"\nprice = "3"\nsizes = "4"\n'
    named = numbered.replace("false", 'false\ncolumns = ["a", "b", "c", "d"]')
    for digit, letter in zip("1234", "abcd", strict=True):
        named = named.replace(f'"{digit}"', f'"{letter}"')
    for mapping in (numbered, named):
        items = read(CSV, mapping, tmp_path)
        assert [(item.id, item.price, item.sizes) for item in items] == [
            ("boot", Decimal("89.90"), ("42",)),
            ("boot43", Decimal("91.90"), ("43",)),
        ]


def test_rows_of_one_group_are_variants(tmp_path: Path) -> None:
    content = "id,parent,title,size,price,stock\nb42,boot,Boot,42,89.90,1\nm,,Mug,,9.00,4\nb43,boot,Boot,43,91.90,2\n"
    mapping = '[fields]\nid="id"\ngroup="parent"\ntitle="title"\nsizes="size"\nprice="price"\nstock="stock"\n'
    boot, mug = read(content, mapping, tmp_path)
    assert (boot.id, boot.sizes, boot.stock, boot.price) == ("boot", ("42", "43"), 3, Decimal("89.90"))
    assert [variant.sku for variant in boot.variants] == ["b42", "b43"]
    assert (mug.id, mug.variants, mug.stock) == ("m", (), 4)


def test_variants_are_folded_without_a_mapping_too(tmp_path: Path) -> None:
    path = tmp_path / "shop.csv"
    path.write_text(
        "sku,parent_sku,name,size,price,stock\nboot,,Boot,,,\nb42,boot,Boot 42,42,89.90,1\nm,,Mug,,9.00,4\n"
        "b43,boot,Boot 43,43,91.90,2\n"
    )
    boot, mug = recognise(path).read(path, Report(strict=True))
    assert (boot.id, boot.title, boot.sizes, boot.stock) == ("boot", "Boot", ("42", "43"), 3)
    assert [variant.sku for variant in boot.variants] == ["b42", "b43"]
    assert (mug.id, mug.variants, mug.stock) == ("m", (), 4)


FIXTURE = [
    {"model": "shop.category", "pk": 1, "fields": {"name": "Shoes"}},
    {"model": "shop.product", "pk": 7, "fields": {"name": "Boot", "category": 1}},
    {"model": "shop.price", "pk": 3, "fields": {"product": 7, "amount": "9.00", "currency": "EUR"}},
    {"model": "shop.price", "pk": 4, "fields": {"product": 7, "amount": "8.00", "currency": "GBP"}},
]
JOINS = """
[source]
model = "shop.product"
[[join]]
at = "category"
model = "shop.category"
[[join]]
at = "prices"
model = "shop.price"
by = "product"
where = { currency = "GBP" }
[fields]
id = "pk"
title = "name"
category = "category.name"
price = "prices.0.amount"
currency = "prices.0.currency"
"""


def test_objects_of_a_fixture_are_joined(tmp_path: Path) -> None:
    item = read(json.dumps(FIXTURE), JOINS, tmp_path)[0]
    assert (item.id, item.category, item.price, item.currency) == ("7", "Shoes", Decimal("8.00"), "GBP")


@pytest.mark.parametrize(
    ("content", "mapping", "why"),
    [
        (json.dumps(FIXTURE), JOINS.replace("shop.product", "shop.thing"), "shop.category, shop.price"),
        (json.dumps(FIXTURE), JOINS.replace("shop.price", "shop.cost"), "shop.cost"),
        ('[{"model": 1}]', JOINS, "model, pk and fields"),
        ('["x"]', JOINS, "model, pk and fields"),
    ],
)
def test_what_a_fixture_lacks_is_named(content: str, mapping: str, why: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=why):
        read(content, mapping, tmp_path)
