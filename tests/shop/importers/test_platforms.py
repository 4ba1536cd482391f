"""What single platforms have of their own, beyond the layouts that all rows of a benchmark come back from."""

# ruff: noqa: E501
from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from shop.catalogue import Catalogue
from shop.importers import recognise
from shop.importers.history import read_orders
from shop.importers.report import Report
from shop.store import Store
from shop.types import Item, Sale, now
from tests.shop.importers.files import csv, read, told


def test_shopify_products_as_json(tmp_path: Path) -> None:
    variants = [
        {"sku": "H-S", "option1": "S", "price": "10.00", "compare_at_price": "30.00", "available": False},
        {"sku": "H-L", "option1": "L", "price": "25.00", "available": True},
    ]
    hat = {"title": "Hat", "handle": "hat", "product_type": "Hats", "variants": variants, "options": [{"name": "Size"}]}
    items, report = read(tmp_path, json.dumps({"products": [hat]}))
    assert report.format == "shopify" and items["hat"].price == Decimal("25.00")
    assert [variant.stock > 0 for variant in items["hat"].variants] == [False, True]


def test_woocommerce_products_as_json(tmp_path: Path) -> None:
    mug = {"id": 1, "name": "Mug", "type": "simple", "status": "publish", "sku": "M1", "regular_price": "10.00",
           "sale_price": "8.00", "stock_quantity": 3, "stock_status": "instock", "categories": [{"name": "Cups, small"}],
           "attributes": [{"name": "pa_color", "options": ["Red"]}]}  # fmt: skip
    tee = {"id": 9, "name": "Tee", "type": "variable", "status": "publish", "stock_status": "instock", "price": "9",
           "regular_price": "", "variations": [10, 11]}  # fmt: skip
    items, report = read(tmp_path, json.dumps([mug, tee]))
    assert (items.keys() == {"M1"} and told(report, "none of which is in the file")) or told(
        report, "none is in the file"
    )
    assert (items["M1"].price, items["M1"].list_price, items["M1"].category) == (
        Decimal("8.00"),
        Decimal("10.00"),
        "Cups, small",
    )
    assert items["M1"].colours == ("Red",)


def test_versions_within_a_record(tmp_path: Path) -> None:
    versions = [
        {"sku": "T-S", "size": "S", "price": "9.50", "stock": 0},
        {"sku": "T-L", "size": "L", "price": 12, "stock": 4},
    ]
    items, _ = read(tmp_path, json.dumps([{"sku": "T", "name": "Tee", "variants": versions}]))
    assert (items["T"].price, items["T"].stock, items["T"].sizes) == (Decimal("12.00"), 4, ("S", "L"))


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "mac_roman"])
def test_prestashop_in_french(encoding: str, tmp_path: Path) -> None:
    content = (
        "ID;Nom;Référence;Catégorie;Prix HT;Prix TTC;Quantité;État\n"
        '1;Tasse émaillée;demo_1;Art;"10,00";"12,00";3;1\n2;Bol;demo_2;Art;"1.000,00";"1.200";3;0\n'
    )
    items, report = read(tmp_path, content, encoding)
    assert items["demo_1"].price == Decimal("12.00") and items.keys() == {"demo_1"} and report.skipped == 1
    assert items["demo_1"].title == "Tasse émaillée"


def test_wix_adds_its_surcharges(tmp_path: Path) -> None:
    content = csv(
        "handleId,fieldType,name,price,surcharge,visible,discountMode,discountValue,inventory,productOptionName1,productOptionDescription1,sku",
        [
            "t",
            "Product",
            "Tee",
            "20.00",
            "",
            "true",
            "PERCENT",
            "10",
            "InStock",
            "Colour",
            "#ff0000:Red;#0000ff:Blue",
            "",
        ],
        ["t", "Variant", "", "", "5.00", "true", "", "", "3", "", "Red", "T-R"],
        ["t", "Variant", "", "", "0", "true", "", "", "OutOfStock", "", "Blue", "T-B"],
    )
    items, _ = read(tmp_path, content)
    assert (items["t"].price, items["t"].list_price, items["t"].stock) == (Decimal("22.50"), Decimal("25.00"), 3)


def test_shopware_sells_beyond_its_stock(tmp_path: Path) -> None:
    content = csv("id;product_number;name;active;stock;price_gross;is_closeout", "1;A;Mug;1;0;5;0", "2;B;Cup;1;0;5;1")
    items, _ = read(tmp_path, content)
    assert items["A"].in_stock and items["A"].attributes["availability"] == "backorder" and not items["B"].in_stock


def test_squarespace_counts_without_end(tmp_path: Path) -> None:
    header = "Product ID [Non Editable],Variant ID [Non Editable],Product URL,Title,SKU,Price,Sale Price,On Sale,Stock,Visible"
    items, _ = read(
        tmp_path, csv(header, "p1,v1,mug,Mug,M1,9.00,4.00,No,Unlimited,Yes", "p2,v2,cup,Cup,C1,9.00,4.00,Yes,2,No")
    )
    assert items.keys() == {"mug"} and items["mug"].price == Decimal("9.00") and items["mug"].in_stock


@pytest.mark.parametrize(("header", "name"), [
    ("name:en,slug:en,name:de,slug:de,optionGroups:en,optionValues:en,sku,price,stockOnHand", "vendure"),
    ("product_id,name(en-gb),model,quantity,price,status", "opencart"),
    ("id,name,product type,variant id,variant sku,web (channel price amount)", "saleor"),
])  # fmt: skip
def test_headers_are_known(header: str, name: str, tmp_path: Path) -> None:
    path = tmp_path / "export"
    path.write_text(header + "\n")
    assert recognise(path).name == name


def test_orders_of_a_woocommerce_plugin(tmp_path: Path) -> None:
    header = (
        "Order Number,Order Status,Order Date,First Name (Billing),Last Name (Billing),Email (Billing),City (Shipping),"
        "Order Shipping Amount,Order Total Amount,SKU,Item Name,Quantity (- Refund),Item Cost"
    )
    path, report = tmp_path / "orders", Report()
    path.write_text(
        csv(
            header,
            *(
                f"55,Completed,2026-03-01 10:00,Ada,L,a@b.org,Bern,5,25,{sku},{sku},{n},10"
                for sku, n in (("A1", 1), ("A2", 1))
            ),
        )
    )
    (order,) = read_orders(path, report)
    assert (order.status, order.total, len(order.lines), order.address.name) == ("shipped", Decimal(25), 2, "Ada L")


def test_orders_of_an_api(tmp_path: Path) -> None:
    shopify = {
        "name": "#7", "email": "a@b.org", "financial_status": "paid", "fulfillment_status": None, "currency": "EUR",
        "created_at": "2026-03-01T10:00:00+01:00", "total_price": "15.00", "line_items": [{"sku": "M1", "title": "Mug", "quantity": 1, "price": "15.00"}],
        "shipping_address": {"name": "Ada", "address1": "S 1", "zip": "1", "city": "X", "country_code": "DE"},
    }  # fmt: skip
    path = tmp_path / "orders"
    path.write_text(json.dumps([shopify]))
    (order,) = read_orders(path, Report())
    assert (order.number, order.status, order.lines[0].item_id, order.address.country) == ("#7", "paid", "M1", "DE")


def test_a_woocommerce_header_that_nobody_knows(tmp_path: Path) -> None:
    header = ",".join(f"kol{number}" for number in range(39)) + ",atr 1 n,atr 1 v,atr 1 s,atr 1 g"
    row = "1,simple,M1,Mug,1,0,visible,short,long,,,taxable,,1,5,,0,0,,,,,1,,8,10,Cups,,,,,,,,,,,,0,Colour,Red,1,1"
    item = read(tmp_path, csv(header, row))[0]["M1"]
    assert (item.price, item.list_price, item.stock, item.colours) == (Decimal("8.00"), Decimal("10.00"), 5, ("Red",))


@pytest.mark.parametrize("encoding", ["cp1251", "koi8_r", "utf-8", "utf-16"])
def test_feeds_of_other_shapes(encoding: str, tmp_path: Path) -> None:
    declared = {"cp1251": "windows-1251", "koi8_r": "KOI8-R"}.get(encoding, encoding)
    content = (
        f'<?xml version="1.0" encoding="{declared}"?><yml_catalog><shop><offers>'
        '<offer id="1" available="true"><name>Чайник</name><price>1 299,50</price></offer>'
        '<offer id="2" available="false"><name>Кружка</name><price>50,00</price></offer></offers></shop></yml_catalog>'
    )
    items, _ = read(tmp_path, content, encoding)
    assert items["1"].title == "Чайник" and items["1"].price == Decimal("1299.50")
    assert items["1"].in_stock and not items["2"].in_stock


def test_a_bar_code_that_a_spreadsheet_spoiled_is_told(tmp_path: Path) -> None:
    items, report = read(tmp_path, "sku,name,price,ean\nA,Mug,5,4.00638E+12\n")
    assert "gtin" not in items["A"].attributes and told(report, "4.00638E+12")


def test_a_currency_in_the_header(tmp_path: Path) -> None:
    items, _ = read(tmp_path, "sku;Name;Preis (€);Bestand\nA;Krug;1.299,00;> 10\n", "cp1252")
    assert (items["A"].price, items["A"].currency, items["A"].stock) == (Decimal("1299.00"), "EUR", 10)


def test_a_dated_sale_is_read_by_the_clock_from_the_store(store: Store) -> None:
    soon, later = now() + timedelta(days=1), now() + timedelta(days=2)
    sale = Sale(price=Decimal("5.00"), regular=Decimal("20.00"), starts=soon, ends=later)
    catalogue = Catalogue(store)
    catalogue.upsert([Item(id="a", title="Mug", price=Decimal("20.00"), stock=1, sale=sale)])
    item = catalogue.get("a")
    assert (item.price, item.at(soon).price, item.at(soon).list_price) == (
        Decimal("20.00"),
        Decimal("5.00"),
        Decimal("20.00"),
    )
    running = sale.model_copy(update={"starts": now() - timedelta(days=1)})
    catalogue.upsert([Item(id="a", title="Mug", price=Decimal("20.00"), stock=1, sale=running)])
    assert catalogue.get("a").price == Decimal("5.00")
    catalogue.set_price("a", Decimal("9.00"))
    assert catalogue.get("a").price == Decimal("9.00")
