"""Files as shops really have them, each for a whole kind: the right value, or a word about it, never silence."""

# ruff: noqa: E501
from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from shop.errors import BadInput
from shop.importers.faq import read_faq
from shop.importers.history import read_orders
from shop.importers.report import Report
from shop.types import now
from tests.shop.importers.files import csv, load, read, told

SHOPIFY = (
    "Handle,Title,Vendor,Option1 Name,Option1 Value,Variant SKU,Variant Inventory Tracker,Variant Inventory Qty,"
    "Variant Inventory Policy,Variant Price,Variant Compare At Price,Variant Barcode,Status"
)
WOO = "ID,Type,SKU,Name,Published,In stock?,Stock,Regular price,Sale price,Categories,Parent,Attribute 1 name,Attribute 1 value(s)"
GOOGLE = "id\ttitle\tdescription\tprice\tsale_price\tsale_price_effective_date\tavailability\timage_link\tproduct_type\titem_group_id"


def eur(text: str) -> Decimal:
    return Decimal(text)


# ── numbers and prices ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
@pytest.mark.parametrize(
    ("content", "price"),
    [
        ("sku;name;price\nA1;Sofà;1.299\nA2;Lamp;19,90\nA3;Table;2.499,00\n", "1299.00"),
        ("sku,name,price\nA1,Sofà,1.299\nA2,Lamp,19.90\n", "1.299"),
        ('sku,name,price\nA1,Sofà,"1,299"\nA2,Lamp,19.90\n', "1299.00"),
        ("Artikelnummer;Bezeichnung;Preis\nA1;Sofà;1.299 €\nA2;Lampe;19,90 €\n", "1299.00"),
        ("sku;name;price\nA1;Sofà;1 299,00\nA2;Lamp;19,90\n", "1299.00"),
        ("sku;name;price\nA1;Sofà;1'299.00\nA2;Lamp;19.90\n", "1299.00"),
    ],
)
def test_numbers_are_read_in_the_style_of_the_file(content: str, price: str, encoding: str, tmp_path: Path) -> None:
    items, report = read(tmp_path, content, encoding)
    assert items["A1"].price == Decimal(price) and report.bad == 0


def test_a_number_of_two_readings_is_named(tmp_path: Path) -> None:
    items, report = read(tmp_path, "sku;name;price\nA1;Sofa;1.299\nA2;Lamp;19\n")
    assert items["A1"].price == eur("1299") and told(report, "two ways")
    items, report = read(tmp_path, "sku;name;price\nA1;Sofa;1.299\nA2;Lamp;19\n", decimal=".")
    assert items["A1"].price == eur("1.299") and not told(report, "two ways")


def test_several_currencies_are_told(tmp_path: Path) -> None:
    items, report = read(tmp_path, "sku,name,price\nA1,Mug,5 EUR\nA2,Cup,5 USD\nA3,Bowl,2000 JPY\n")
    assert {item.currency for item in items.values()} == {"EUR", "USD", "JPY"} and told(report, "3 currencies")


def test_columns_of_currencies(tmp_path: Path) -> None:
    content = "sku,name,Price EUR,Price USD\nA1,Mug,5.00,6.00\n"
    items, report = read(tmp_path, content, currency="USD")
    assert (items["A1"].price, items["A1"].currency) == (eur("6.00"), "USD") and told(report, "'Price EUR'")


@pytest.mark.parametrize("price", ["0", "0.00", ""])
def test_no_price_is_asked_about_and_not_sold(price: str, tmp_path: Path) -> None:
    for content in (
        f"sku,name,price,stock\nA1,Mug,{price},4\nA2,Cup,2.00,4\n",
        csv(
            SHOPIFY,
            f"A1,Mug,V,Title,Default Title,A1,shopify,4,deny,{price},,,active",
            "A2,Cup,V,,,A2,shopify,4,deny,2,,,",
        ),
        csv(WOO, f"1,simple,A1,Mug,1,1,4,{price},,,,,", "2,simple,A2,Cup,1,1,4,2.00,,,,,"),
    ):
        items, report = read(tmp_path, content)
        assert items["A1"].price is None and not items["A1"].in_stock and told(report, "price")
        assert items["A2"].in_stock


def test_a_plain_sale_price_and_status(tmp_path: Path) -> None:
    content = "sku,name,price,sale_price,stock,status\nA1,Mug,100,80,In stock,active\nA2,Cup,9,,3,draft\n"
    items, report = read(tmp_path, content)
    assert items.keys() == {"A1"} and report.skipped == 1 and report.bad == 0
    assert (items["A1"].price, items["A1"].list_price, items["A1"].in_stock) == (eur("80.00"), eur("100.00"), True)
    content = (
        "Artikelnummer;Name;Preis;Angebotspreis;Bestand;Status\nA1;Krug;100;80;auf Lager;aktiv\nA2;Tasse;9;;3;Entwurf\n"
    )
    items, report = read(tmp_path, content, "cp1252")
    assert items.keys() == {"A1"} and items["A1"].list_price == eur("100.00")


# ── sales by the clock ────────────────────────────────────────────────────────────────────────


def days(start: int, end: int) -> tuple[datetime, datetime]:
    return now() + timedelta(days=start), now() + timedelta(days=end)


@pytest.mark.parametrize(("start", "end", "price"), [(-9, -2, "20.00"), (-2, 2, "5.00"), (2, 9, "20.00")])
def test_a_sale_counts_on_its_days_only(start: int, end: int, price: str, tmp_path: Path) -> None:
    starts, ends = days(start, end)
    google = f"A1\tKettle\tx\t20.00 EUR\t5.00 EUR\t{starts:%Y-%m-%dT%H:%M+0000}/{ends:%Y-%m-%dT%H:%M+0000}\tin stock\thttps://x.example/a.jpg\t\t"
    woo = csv(
        "Type,SKU,Name,Published,Regular price,Sale price,Date sale price starts,Date sale price ends",
        f"simple,A1,Kettle,1,20.00,5.00,{starts:%Y-%m-%d},{ends:%Y-%m-%d}",
    )
    magento = csv(
        "sku,product_type,name,price,special_price,special_price_from_date,special_price_to_date",
        f"A1,simple,Kettle,20.00,5.00,{starts:%m/%d/%y},{ends:%m/%d/%y}",
    )
    plain = csv(
        "sku,name,price,sale_price,sale_from,sale_to", f"A1,Kettle,20.00,5.00,{starts:%Y-%m-%d},{ends:%Y-%m-%d}"
    )
    for content in (csv(GOOGLE, google), woo, magento, plain):
        items, report = read(tmp_path, content)
        item = items["A1"]
        assert item.price == eur(price) and report.bad == 0
        assert item.list_price == (eur("20.00") if price == "5.00" else None)
        if end > 0:
            middle, after = starts + (ends - starts) / 2, ends + timedelta(days=2)
            assert (item.at(middle).price, item.at(middle).list_price) == (eur("5.00"), eur("20.00"))
            assert (item.at(after).price, item.at(after).list_price) == (eur("20.00"), None)


def test_a_sale_of_a_variant_begins_by_itself(tmp_path: Path) -> None:
    starts, ends = days(1, 2)
    rows = [
        f"{sku}\tKettle\tx\t{price} EUR\t{sale}\t{starts.isoformat()}/{ends.isoformat()}\tin stock\thttps://x.example/a.jpg\t\tK"
        for sku, price, sale in (("S", "20.00", ""), ("L", "30.00", "15.00 EUR"))
    ]
    items, _ = read(tmp_path, csv(GOOGLE, *rows))
    assert items["K"].price == eur("20.00") and items["K"].at(starts).price == eur("15.00")


# ── variants, stock and availability ──────────────────────────────────────────────────────────


def test_sold_out_variants_do_not_set_the_price(tmp_path: Path) -> None:
    shopify = csv(SHOPIFY, "hat,Hat,V,Size,S,H-S,shopify,0,deny,10,30,,active", "hat,,,,L,H-L,shopify,5,deny,25,,,")
    woo = csv(WOO, "1,variable,hat,Hat,1,1,,,,,,Size,\"S, L\"", "2,variation,H-S,Hat,1,0,0,30,10,,hat,Size,S", "3,variation,H-L,Hat,1,1,5,25,,,hat,Size,L")  # fmt: skip
    for content in (shopify, woo):
        items, _ = read(tmp_path, content)
        assert (items["hat"].price, items["hat"].list_price, items["hat"].stock) == (eur("25.00"), None, 5)
        assert len(items["hat"].variants) == 2


@pytest.mark.parametrize(
    ("said", "stocked", "availability"),
    [
        ("backorder", True, "backorder"),
        ("preorder", True, "preorder"),
        ("https://schema.org/PreOrder", True, "preorder"),
        ("limited_availability", True, None),
        ("auf Lager", True, None),
        ("out of stock", False, None),
        ("ausverkauft", False, None),
        ("現貨", True, None),
    ],
)
def test_availability(said: str, stocked: bool, availability: str | None, tmp_path: Path) -> None:
    rows = f"A1\tKettle\tx\t20.00 EUR\t\t\t{said}\thttps://x.example/a.jpg\t\t"
    for content in (csv(GOOGLE, rows), f"sku,name,price,availability\nA1,Kettle,20.00,{said}\n"):
        items, report = read(tmp_path, content)
        assert items["A1"].in_stock is stocked and report.bad == 0
        assert items["A1"].attributes.get("availability") == availability


def test_an_availability_nobody_knows_is_told(tmp_path: Path) -> None:
    items, report = read(tmp_path, "sku,name,price,availability\nA1,Kettle,20.00,perhaps\n")
    assert items["A1"].in_stock and told(report, "perhaps")


def test_what_a_shop_does_not_count_is_for_sale(tmp_path: Path) -> None:
    rows = ["a,A,V,Title,Default Title,A,,0,deny,5,,,active", "b,B,V,Title,Default Title,B,shopify,0,deny,5,,,active",
            "c,C,V,Title,Default Title,C,shopify,-2,continue,5,,,active"]  # fmt: skip
    items, _ = read(tmp_path, csv(SHOPIFY, *rows))
    assert items["a"].in_stock and not items["b"].in_stock
    assert items["c"].in_stock and items["c"].attributes["availability"] == "backorder"
    magento = csv(
        "sku,product_type,name,price,qty,is_in_stock,manage_stock,use_config_manage_stock,allow_backorders,use_config_backorders",
        "a,simple,A,5,0,1,0,0,0,1", "b,simple,B,5,0,0,1,1,0,1", "c,simple,C,5,0,1,1,1,1,0", "d,simple,D,5,3,0,1,1,0,1",
    )  # fmt: skip
    items, _ = read(tmp_path, magento)
    assert [items[name].in_stock for name in "abcd"] == [True, False, True, False]
    woo = csv("Type,SKU,Name,Published,In stock?,Stock,Backorders allowed?,Regular price", "simple,a,A,1,1,,0,5",
              "simple,b,B,1,0,0,0,5", "simple,c,C,1,backorder,-3,notify,5")  # fmt: skip
    items, _ = read(tmp_path, woo)
    assert [items[name].in_stock for name in "abc"] == [True, False, True]


@pytest.mark.parametrize("published", ["1", "0"])
@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2)])
@pytest.mark.parametrize("parent", ["id:10", "TEE"])
def test_variations_find_their_product(parent: str, order: tuple[int, ...], published: str, tmp_path: Path) -> None:
    rows = ['10,variable,TEE,Tee,1,1,,,,,,Size,"S, M"', f"11,variation,,Tee - S,{published},1,4,9.00,,,{parent},Size,S",
            f"12,variation,,Tee - M,{published},1,4,9.00,,,{parent},Size,M"]  # fmt: skip
    content = csv(WOO, "1,simple,MUG,Mug,1,1,1,5.00,,,,,", *(rows[place] for place in order))
    items, report = read(tmp_path, content)
    if published == "1":
        assert items.keys() == {"MUG", "TEE"} and len(items["TEE"].variants) == 2 and items["TEE"].price == eur("9.00")
    else:
        assert items.keys() == {"MUG"} and report.skipped == 3 and told(report, "none is published")


def test_what_stands_twice_is_told(tmp_path: Path) -> None:
    twice = csv(SHOPIFY, "tee,Tee,V,Size,S,T-S,shopify,1,deny,10,,,active", "tee,,,,S,T-S,shopify,1,deny,10,,,")
    items, report = read(tmp_path, twice)
    assert items["tee"].stock == 1 and told(report, "stands twice")
    shared = csv(
        SHOPIFY, "tee,Tee,V,Size,S,X-1,shopify,1,deny,10,,,active", "cap,Cap,V,Size,S,X-1,shopify,1,deny,10,,,active"
    )
    items, report = read(tmp_path, shared)
    assert items.keys() == {"tee", "cap"} and told(report, "X-1 in tee and cap")
    feed = csv(GOOGLE, *(f"A1\t{title}\tx\t{price} EUR\t\t\tin stock\thttps://x.example/a.jpg\t\t" for title, price in (("Red kettle", "20.00"), ("Garden gnome", "5.00"))))  # fmt: skip
    items, report = read(tmp_path, feed)
    assert (items["A1"].title, items["A1"].price, items["A1"].variants) == ("Red kettle", eur("20.00"), ())
    assert report.bad == 1 and report.refused[0].line == 3


def test_bar_codes_are_kept(tmp_path: Path) -> None:
    items, _ = read(tmp_path, csv(SHOPIFY, "a,A,V,Title,Default Title,A,shopify,1,deny,5,,'4006381333931,active"))
    assert items["a"].attributes["gtin"] == "4006381333931"
    woo = csv('Type,SKU,"GTIN, UPC, EAN, or ISBN",Name,Published,Regular price', "simple,a,4006381333931,A,1,5")
    assert read(tmp_path, woo)[0]["a"].attributes["gtin"] == "4006381333931"
    plain = 'sku;Name;EAN;Preis\na;Ä;"=""4006381333931""";5\n'
    assert read(tmp_path, plain, "cp1252")[0]["a"].attributes["gtin"] == "4006381333931"


# ── categories and attributes ─────────────────────────────────────────────────────────────────


def test_a_comma_in_a_category(tmp_path: Path) -> None:
    content = csv(WOO, ["1", "simple", "A", "Scent", "1", "1", "1", "5", "", "Body Care > Perfume, Cologne & Fragrance > Unisex", "", "", ""],
                  ["2", "simple", "B", "Tee", "1", "1", "1", "5", "", "Clothing > Tees, Music > Bands", "", "", ""])  # fmt: skip
    items, report = read(tmp_path, content)
    assert items["A"].categories == ("Body Care", "Perfume, Cologne & Fragrance", "Unisex") and told(report, "comma")
    assert items["B"].categories == ("Clothing", "Tees") and items["B"].attributes["collections"] == ["Bands"]
    magento = csv("sku,product_type,categories,name,price", ["A", "simple", "Default Category/Bed, Bath & More/Towels,Default Category/Sale", "Towel", "5"])  # fmt: skip
    assert read(tmp_path, magento)[0]["A"].categories == ("Bed, Bath & More", "Towels")


def test_a_category_that_is_the_title(tmp_path: Path) -> None:
    row = "A1\tKettle\tx\t20.00 EUR\t\t\tin stock\thttps://x.example/a.jpg\tHome > Kitchen > Kettle\t"
    assert read(tmp_path, csv(GOOGLE, row))[0]["A1"].categories == ("Kitchen",)
    assert read(tmp_path, "sku,name,price,category\nA,Kettle,5,Kitchen > Kettle\n")[0]["A"].categories == ("Kitchen",)


def test_metafields_are_told_by_their_key(tmp_path: Path) -> None:
    header = f"{SHOPIFY},Färg (product.metafields.shopify.color-pattern),Skötsel (product.metafields.custom.care)"
    items, _ = read(
        tmp_path, csv(header, "a,A,V,Title,Default Title,A,shopify,1,deny,5,,,active,dark-blue; red,Wash cold")
    )
    assert items["a"].colours == ("Dark blue", "Red") and items["a"].attributes["skötsel"] == "Wash cold"


# ── tables as they are ────────────────────────────────────────────────────────────────────────


def test_a_column_that_stands_twice_is_told(tmp_path: Path) -> None:
    items, report = read(tmp_path, "sku,name,price,price\nA1,Mug,5.00,7.00\n")
    assert items["A1"].price == eur("5.00") and told(report, "'price' stands 2 times")


@pytest.mark.parametrize(
    "content",
    [
        'sku,name,price\nA1,"15" laptop sleeve",10\nA2,Mug,5\n',
        'sku;name;price\nA1;"15" sleeve;10\nA2;"Mug";5\n',
        'sku,name,price\nA1,"15"" sleeve,10\nA2,Mug,5\n',
        'Handle,Title,Variant Price,Variant SKU\nA1,"15" sleeve",10,A1\nA2,Mug,5,A2\n',
    ],
)
def test_a_broken_quote_costs_its_row_only(content: str, tmp_path: Path) -> None:
    items, report = read(tmp_path, content)
    assert items["A2"].price == eur("5.00") and report.bad == 1 and report.refused[0].line == 2


@pytest.mark.parametrize(
    "content",
    [
        "sep=;\nsku;name;price\nA1;Mug;5,00\n",
        '"sep=;"\nsku;name;price\nA1;Mug;5,00\n',
        "Price list spring\n\nsku;name;price\nA1;Mug;5,00\n",
        "Our shop,,\nas of 2026-03-01,,\nsku,name,price\nA1,Mug,5.00\n",
        "sku¦name¦price\nA1¦Mug¦5.00\n",
        "sku\tname\tprice\nA1\tMug, big\t5.00\n",
        "sku|name|price\nA1|Mug; big|5.00\n",
        'sku,name,description,price\nA1,Mug,"Two\nlines, and a ""quote""",5.00\n',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16-le", "cp1252"])
def test_separators_and_titles(content: str, encoding: str, tmp_path: Path) -> None:
    items, _ = read(tmp_path, content, encoding)
    assert items["A1"].price == eur("5.00") and items["A1"].title.startswith("Mug")


def test_broken_xml_costs_its_item_only(tmp_path: Path) -> None:
    body = (
        "<item><g:id>A1</g:id><title>Caf&eacute; & more</title><g:price>5 EUR</g:price></item>"
        "<item><g:id>A2</g:id><title>Cup \x0b\x01</title><link>https://x.example/?a=1&b=2</link><g:price>6 EUR</g:price></item>"
        "<item><g:id>A3</g:id><title>Bad</wrong></item>"
        "<item><g:id>A4</g:id><title><![CDATA[Pot & <b>pan</b>]]></title><g:price>7 EUR</g:price></item>"
    )
    content = f'<?xml version="1.0"?><rss xmlns:g="http://base.google.com/ns/1.0" version="2.0"><channel>{body}</channel></rss>'
    for encoding in ("utf-8", "utf-16"):
        items, report = read(tmp_path, content, encoding)
        assert items.keys() == {"A1", "A2", "A4"} and items["A1"].title == "Café & more"
        assert items["A2"].url == "https://x.example/?a=1&b=2" and items["A4"].title == "Pot & pan"
        assert report.bad == 1 and report.refused[0].field == "item" and report.refused[0].line == 3


ENCODED = [
    ("编号,名称,价格,库存\nA1,双人帐篷,299,3\n", "gb18030", "双人帐篷"),
    ("編號,名稱,價格,庫存\nA1,雙人帳篷,299,3\n", "big5", "雙人帳篷"),
    ("商品コード,商品名,価格,在庫\nA1,二人用テント,299,3\n", "cp932", "二人用テント"),
    ("코드,이름,가격,재고\nA1,빨간 주전자,299,3\n", "cp949", "빨간 주전자"),
    ("sku;nazwa;cena;ilość\nA1;Łóżko dębowe;299;3\n", "cp1250", "Łóżko dębowe"),
    ("артикул;название;цена;количество\nA1;Красный чайник;299;3\n", "cp1251", "Красный чайник"),
    ("κωδικός;όνομα;τιμή;απόθεμα\nA1;Κόκκινη τσάντα;299;3\n", "cp1253", "Κόκκινη τσάντα"),
    ("sku;ad;fiyat;stok\nA1;Kırmızı çaydanlık;299;3\n", "cp1254", "Kırmızı çaydanlık"),
    ("sku;name;price;stock\nA1;Möbel für Größe;299;3\n", "mac_roman", "Möbel für Größe"),
    ("sku;name;price;stock\nA1;Crème brûlée à 5 €;299;3\n", "cp1252", "Crème brûlée à 5 €"),
    ("sku;name;price;stock\nA1;Crème brûlée;299;3\n", "utf-16-be", "Crème brûlée"),
    ("sku;name;price;stock\nA1;Crème brûlée;299;3\n", "utf-8-sig", "Crème brûlée"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "encoding", "title"), ENCODED)
def test_encodings_are_told_by_what_is_written(content: str, encoding: str, title: str, tmp_path: Path) -> None:
    item = read(tmp_path, content, encoding)[0]["A1"]
    assert (item.title, item.price, item.stock) == (title, Decimal(299), 3)


@pytest.mark.parametrize(("content", "encoding", "title"), ENCODED)
def test_encodings_of_a_platform(content: str, encoding: str, title: str, tmp_path: Path) -> None:
    header, row = (
        SHOPIFY,
        ["a", title, "V", "Title", "Default Title", "A", "shopify", "1", "deny", "5", "", "", "active"],
    )
    assert read(tmp_path, csv(header, row, [row[0], "", "", "", "", "B"]), encoding)[0]["a"].title == title


def test_lines_in_another_encoding_are_repaired_or_named(tmp_path: Path) -> None:
    path = tmp_path / "mixed.csv"
    path.write_bytes("sku,name,price\nA1,Café,5\n".encode() + "A2,Thé vert,6\n".encode("latin-1") + b"A3,Mug,7\n")
    items, report = load(path)
    assert [items[name].title for name in ("A1", "A2", "A3")] == ["Café", "Thé vert", "Mug"] and told(report, "line 3")


# ── other platforms ───────────────────────────────────────────────────────────────────────────


def test_medusa_counts_in_cents(tmp_path: Path) -> None:
    content = (
        "Product Handle;Product Title;Variant SKU;Variant Inventory Quantity;Price EUR;Price USD;Option 1 Name;Option 1 Value\n"
        "coffee-mug;Coffee Mug;MUG-1;100;1000;1200;Size;One\n"
    )
    items, _ = read(tmp_path, content)
    assert (items["coffee-mug"].price, items["coffee-mug"].currency) == (eur("10.00"), "EUR")


def test_etsy_lists_its_variants_in_cells(tmp_path: Path) -> None:
    content = csv(
        "TITLE,DESCRIPTION,PRICE,CURRENCY_CODE,QUANTITY,TAGS,MATERIALS,VARIATION 1 TYPE,VARIATION 1 NAME,VARIATION 1 VALUES,SKU",
        ["Mug", "Nice", "12.00", "GBP", "3", "tea,cup", "Clay", "Custom", "Colour", "Blue,Green", "MUG-B,MUG-G"],
        ["Bowl", "Round", "20.00", "GBP", "1", "", "", "", "", "", ""],
    )
    items, report = read(tmp_path, content)
    mug, bowl = items.values()
    assert [variant.sku for variant in mug.variants] == ["MUG-B", "MUG-G"] and mug.colours == ("Blue", "Green")
    assert mug.id != "MUG-B,MUG-G" and bowl.id and bowl.price == eur("20.00") and told(report, "id")


def test_prestashop_takes_the_price_with_tax(tmp_path: Path) -> None:
    content = (
        'Product ID;Name;Reference;"Price (tax excl.)";"Price (tax incl.)";Quantity;Status\n'
        '1;T-shirt;demo_1;19,12;"22,94 €";300;1\n2;Pull;demo_2;28,72;"34,46 €";-4;0\n'
    )
    items, report = read(tmp_path, content)
    (shirt,) = items.values()
    assert (shirt.price, shirt.currency, shirt.stock, report.skipped) == (eur("22.94"), "EUR", 300, 1)


def test_bigcommerce_folds_its_skus(tmp_path: Path) -> None:
    content = (
        "Item Type,Product ID,Product Name,Product Code/SKU,Price,Current Stock Level,Product Visible?\n"
        "Product,77,Towel,T,49.00,10,Y\n  SKU,116,[S]Colour=Silver,T-9,,10,\n Rule,60,,,,,\n"
    )
    items, _ = read(tmp_path, content)
    (towel,) = items.values()
    assert [(variant.sku, variant.options) for variant in towel.variants] == [("T-9", {"colour": "Silver"})]
    assert towel.price == eur("49.00")


GERMAN = {
    "Type": "Typ", "SKU": "Artikelnummer", "Published": "Veröffentlicht", "In stock?": "Vorrätig?", "Stock": "Lager",
    "Regular price": "Regulärer Preis", "Sale price": "Angebotspreis", "Categories": "Kategorien",
    "Parent": "Übergeordnetes Produkt", "Attribute 1 name": "Name des Attributs 1",
    "Attribute 1 value(s)": "Wert(e) des Attributs 1",
}  # fmt: skip
FRENCH = {
    "SKU": "UGS", "Name": "Nom", "Published": "Publié", "In stock?": "En stock ?", "Regular price": "Tarif régulier",
    "Sale price": "Tarif promo", "Categories": "Catégories", "Attribute 1 name": "Nom de l’attribut 1",
    "Attribute 1 value(s)": "Valeur(s) de l’attribut 1 ",
}  # fmt: skip


@pytest.mark.parametrize("names", [GERMAN, FRENCH])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_woocommerce_in_other_languages(names: dict[str, str], encoding: str, tmp_path: Path) -> None:
    rows = ['10,variable,TEE,Tee,1,1,,,,Shirts,,Size,"S, M"', "11,variation,T-S,Tee - S,1,1,4,\"9,50\",\"8,50\",,TEE,Size,S",
            "12,variation,T-M,Tee - M,1,1,4,\"9,50\",,,TEE,Size,M", "1,simple,MUG,Krügé,1,1,1,\"5,00\",,Cups,,,"]  # fmt: skip
    english = read(tmp_path, csv(WOO, *rows))[0]
    translated = csv(",".join(names.get(name, name) for name in WOO.split(",")), *rows)
    assert read(tmp_path, translated, encoding)[0] == english and english["TEE"].price == eur("8.50")


# ── mappings, orders, FAQ ─────────────────────────────────────────────────────────────────────


def test_a_mapping_that_does_not_fit_is_one_line(tmp_path: Path) -> None:
    mapping = tmp_path / "mapping.toml"
    mapping.write_text('[fields]\nid = "code"\ntitle = "name"\nprice = "cost"\n')
    rows = "".join(f"A{number},Mug,5\n" for number in range(500))
    with pytest.raises(BadInput, match="'code', which the file does not have"):
        read(tmp_path, f"sku,name,price\n{rows}", mapping=mapping)
    mapping.write_text('[fields]\nid = "sku"\ntitle = "name"\nprice = "cost"\n')
    _, report = read(tmp_path, f"sku,name,price\n{rows}", mapping=mapping)
    assert report.bad == 0 and told(report, "'cost', which the file does not have")


def orders(tmp_path: Path, content: str, encoding: str = "utf-8") -> tuple[list[object], Report]:
    path, report = tmp_path / "orders.csv", Report()
    path.write_bytes(content.encode(encoding))
    return list(read_orders(path, report)), report


def test_an_order_of_several_rows(tmp_path: Path) -> None:
    content = (
        "number,email,status,item_id,title,quantity,unit_price,placed_at\n"
        '#1001,ada@example.com,paid,FERN-1,Fern,2,"16,00",2026-09-03T10:14:00Z\n#1001,,,TOTE-1,Tote,1,20.00,\n'
    )
    (order,), report = orders(tmp_path, content)
    assert len(order.lines) == 2 and order.total == eur("52.00") and report.bad == 0  # type: ignore[attr-defined]


def test_shopify_orders(tmp_path: Path) -> None:
    header = (
        "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Currency,Subtotal,Shipping,Taxes,Total,"
        "Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Shipping Name,Shipping Street,"
        "Shipping Zip,Shipping City,Shipping Country,Cancelled at"
    )
    content = csv(
        header,
        "#1001,ada@example.com,paid,2026-09-03 10:14:00 +0200,fulfilled,2026-09-04 09:00:00 +0200,EUR,52.00,4.90,0.00,"
        "56.90,2026-09-03 10:14:00 +0200,2,Fern - Small,16.00,FERN-1,Ada,Street 1,'8000,Zürich,CH,",
        "#1001,ada@example.com,,,,,,,,,,2026-09-03 10:14:00 +0200,1,Tote,20.00,TOTE-1,,,,,,",
        "#1002,bob@example.com,pending,,unfulfilled,,EUR,5,0,0,5,2026-09-05 10:14:00 +0200,1,Mug,5.00,,,,,,,",
    )
    for encoding in ("utf-8", "cp1252"):
        found, report = orders(tmp_path, content, encoding)
        first, second = found
        assert (first.number, first.status, first.total) == ("#1001", "shipped", eur("56.90"))  # type: ignore[attr-defined]
        assert [line.item_id for line in first.lines] == ["FERN-1", "TOTE-1"]  # type: ignore[attr-defined]
        assert first.address.postcode == "8000" and first.address.city == "Zürich"  # type: ignore[attr-defined]
        assert first.placed_at == datetime(2026, 9, 3, 8, 14, tzinfo=UTC) and second.status == "placed"  # type: ignore[attr-defined]
        assert report.bad == 0


ACCORDION = '<div class="accordion-item"><button class="accordion-button">{q}</button><div class="accordion-body">{a}</div></div>'
LD = '{{"@type":"FAQPage","mainEntity":[{{"@type":"Question","name":"{q}","acceptedAnswer":{{"@type":"Answer","text":"{a}"}}}}]}}'
ASKED = [("Do you ship to Norway?", "Yes, in 5 days."), ("Kann ich zurückgeben?", "Ja, 30 Tage.")]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
@pytest.mark.parametrize("kind", ["accordion", "ld", "graph", "details", "text", "csv"])
def test_faq_pages(kind: str, encoding: str, tmp_path: Path) -> None:
    if kind == "accordion":
        body = "<h1>FAQ</h1>" + "".join(ACCORDION.format(q=q, a=a) for q, a in ASKED)
    elif kind == "details":
        body = "<h1>FAQ</h1>" + "".join(f"<details><summary>{q}</summary><p>{a}</p></details>" for q, a in ASKED)
    elif kind == "text":
        body = "\n\n".join(f"Q: {q}\nA: {a}" for q, a in ASKED)
    elif kind == "csv":
        body = "Frage;Antwort\n" + "\n".join(f"{q};{a}" for q, a in ASKED)
    else:
        pages = [LD.format(q=q, a=a) for q, a in ASKED]
        scripts = (
            [f'{{"@context":"https://schema.org","@graph":[{page}]}}' for page in pages] if kind == "graph" else pages
        )
        body = "<h1>Help</h1><p>Welcome</p>" + "".join(
            f'<script type="application/ld+json">{one}</script>' for one in scripts
        )
    if kind not in ("text", "csv"):
        body = f"<!doctype html><html><head><title>x</title></head><body>{body}</body></html>"
    path = tmp_path / "page"
    path.write_bytes(body.encode(encoding))
    assert [(entry.question, entry.answer) for entry in read_faq(path, Report())] == ASKED
