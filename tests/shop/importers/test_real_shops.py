"""Exports of shops that no one here made; they are not part of the project."""

from __future__ import annotations

import csv
import os
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from shop.importers import Options, Report, recognise
from shop.types import Item

MAPPINGS = Path(__file__).resolve().parents[3] / "data" / "mappings"


@pytest.fixture(scope="module")
def folder() -> Path:
    data = os.environ.get("SHOPKEEPER_EVAL_DATA")
    if not data or not (Path(data) / "catalogues").is_dir():
        pytest.skip("SHOPKEEPER_EVAL_DATA does not lead to the real catalogues")
    return Path(data) / "catalogues"


def read(path: Path, **options: object) -> tuple[dict[str, Item], Report]:
    report = Report(strict=True)
    return {item.id: item for item in recognise(path, Options(**options)).read(path, report)}, report  # type: ignore[arg-type]


def test_magento_luma(folder: Path) -> None:
    path = folder / "magento-luma" / "products.csv"
    items, report = read(path, currency="USD", base="https://luma.example/media")
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    variants = [row for row in rows if row["product_type"] == "simple"]
    assert report.rows == len(rows) == 1994
    assert len(items) == len(rows) - len(variants) == 147
    assert sum(len(item.variants) for item in items.values()) == len(variants)
    assert sum(item.stock for item in items.values()) == sum(int(row["qty"]) for row in variants)
    hoodie = items["MH01"]
    assert hoodie.title == "Chaz Kangeroo Hoodie"
    assert (hoodie.category, hoodie.price, hoodie.currency) == ("Hoodies & Sweatshirts", Decimal("52.00"), "USD")
    assert hoodie.categories == ("Men", "Tops", "Hoodies & Sweatshirts")
    assert hoodie.colours == ("Black", "Gray", "Orange") and hoodie.sizes == ("XS", "S", "M", "L", "XL")
    assert hoodie.image == "https://luma.example/media/m/h/mh01-gray_main.jpg"
    assert hoodie.variants[0].options == {"size": "XS", "colour": "Black"}
    for item in items.values():
        assert "<" not in item.text and "&" not in item.text.replace(" & ", "") and item.materials
    jackets = [
        item
        for item in items.values()
        if item.category == "Jackets" and "Blue" in item.colours and item.price is not None and item.price < 60
    ]
    assert len(jackets) >= 3


def test_shopify(folder: Path) -> None:
    items, report = read(folder / "shopify-export.csv")
    assert (report.rows, len(items)) == (21, 20)
    gloves = items["gardening-gloves"]
    assert gloves.colours == ("Green", "Yellow") and gloves.stock == 4 and gloves.price == Decimal("9.99")
    lamp = items["floor-lamp"]
    assert (lamp.price, lamp.list_price, lamp.brand) == (Decimal("69.99"), Decimal("85.00"), "Company 123")
    assert lamp.description == "Black floor lamp" and lamp.colours == ("Black",) and lamp.variants == ()


def test_woocommerce(folder: Path) -> None:
    items, report = read(folder / "woocommerce.csv")
    assert (report.rows, report.skipped, len(items)) == (24, 1, 14)
    hoodie = items["cc-hoodie"]
    assert len(hoodie.variants) == 6 and hoodie.price == Decimal("42.00") and hoodie.list_price == Decimal("45.00")
    assert hoodie.categories == ("Clothing", "Hoodies") and hoodie.colours == ("Blue", "Green", "Red")


@pytest.mark.parametrize("mapped", [True, False])
def test_dummyjson(folder: Path, mapped: bool) -> None:
    mapping = MAPPINGS / "dummyjson.toml" if mapped else None
    items, report = read(folder / "dummyjson-products.json", mapping=mapping)
    assert len(items) == report.rows == 194
    mascara = next(item for item in items.values() if item.title == "Essence Mascara Lash Princess")
    assert (mascara.price, mascara.stock, mascara.rating, mascara.brand) == (Decimal("9.99"), 99, 2.56, "Essence")
    assert Counter(item.category for item in items.values())["Mens shirts"] == 5
    assert mascara.currency == ("USD" if mapped else "EUR")


def test_saleor(folder: Path) -> None:
    items, _ = read(folder / "saleor-populatedb.json", mapping=MAPPINGS / "saleor.toml")
    assert len(items) == 32
    shoe = items["white-plimsolls"]
    assert (shoe.brand, shoe.category, shoe.price, shoe.stock) == ("Saleor Loom", "Sneakers", Decimal("80.00"), 3500)
    assert shoe.sizes[0] == "39" and shoe.categories == ("Apparel", "Sneakers")
