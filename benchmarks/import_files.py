"""Whether any shop's files come in right: one known catalogue, written as each platform writes it, in each encoding.

    python -m benchmarks.import_files
    python -m benchmarks.import_files --only etsy --show

A row (a product with its versions) is *right* where title, price, list price, stock, brand, category, bar code and
versions are what they were, as far as the layout has them; *named* where it is not and the report names it; else
*wrong*, silently. Titles are in the language of the encoding, so that a wrong guess of it is a wrong row. Amounts are
written like 1299.00 and like 1.299,00; both files hold one price like 1.299, which only the others tell the meaning of.
"""

# ruff: noqa: E501
from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from rich.progress import Progress

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # run as a file too, not only by ``-m``

from benchmarks import import_layouts as layouts
from benchmarks import report
from benchmarks.import_layouts import Thing, Version
from shop.errors import BadInput
from shop.importers import Report, recognise
from shop.types import Item

WORDS = {  # titles and a brand that an encoding can hold
    "ascii": ("Kettle", "Garden gnome", "Rain jacket", "Mug", "Sofa", "Lamp", "Acme"),
    "western": ("Bouilloire émaillée", "Größeres Kissen", "Chaqueta de señora", "Crème brûlée", "Sofà", "Küchenlampe", "Åse & Søn"),
    "central": ("Żółty czajnik", "Ogrodowy krasnal", "Płaszcz męski", "Kubek łąkowy", "Łóżko dębowe", "Lampa stołowa", "Śnieżka"),
    "cyrillic": ("Красный чайник", "Садовый гном", "Куртка мужская", "Кружка", "Диван угловой", "Настольная лампа", "Берёзка"),
    "turkish": ("Kırmızı çaydanlık", "Bahçe cücesi", "Yağmurluk", "Fincan", "Köşe koltuğu", "Masa lambası", "Işık"),
    "greek": ("Κόκκινος βραστήρας", "Νάνος κήπου", "Αδιάβροχο μπουφάν", "Κούπα", "Καναπές", "Λάμπα γραφείου", "Ήλιος"),
    "chinese": ("红色水壶", "花园小矮人", "防雨夹克", "马克杯", "转角沙发", "台灯", "北风"),
    "taiwanese": ("紅色水壺", "花園小矮人", "防雨夾克", "馬克杯", "轉角沙發", "檯燈", "北風"),
    "japanese": ("赤いやかん", "庭の小人", "レインジャケット", "マグカップ", "コーナーソファ", "電気スタンド", "山の店"),
    "korean": ("빨간 주전자", "정원 난쟁이", "방수 재킷", "머그컵", "코너 소파", "탁상 램프", "한라산"),
}  # fmt: skip
ENCODINGS = {
    "utf-8": "chinese", "utf-8-sig": "greek", "utf-16": "japanese", "utf-16-le": "western", "cp1252": "western", "latin-1": "western",
    "mac_roman": "western", "cp1250": "central", "iso8859_2": "central", "cp1251": "cyrillic", "koi8_r": "cyrillic", "cp1253": "greek",
    "cp1254": "turkish", "gb18030": "chinese", "big5": "taiwanese", "cp932": "japanese", "cp949": "korean", "ascii": "ascii",
}  # fmt: skip
ANY = {"title", "price", "list_price", "stock", "brand", "category", "gtin", "versions"}
Layout = tuple[Callable[..., str], set[str]]  # the writer, and what its layout cannot carry
LAYOUTS: dict[str, Layout] = {
    "shopify": (layouts.shopify, set()),
    "woocommerce": (layouts.woocommerce, set()),
    "woocommerce, German": (partial(layouts.woocommerce, language="de"), set()),
    "woocommerce, French": (partial(layouts.woocommerce, language="fr"), set()),
    "woocommerce, Spanish": (partial(layouts.woocommerce, language="es"), set()),
    "magento": (layouts.magento, {"gtin"}),
    "prestashop": (layouts.prestashop, {"list_price", "brand", "gtin", "versions"}),
    "bigcommerce": (layouts.bigcommerce, set()),
    "wix": (layouts.wix, {"gtin"}),
    "squarespace": (layouts.squarespace, {"gtin", "brand"}),
    "etsy": (layouts.etsy, {"list_price", "brand", "category", "gtin", "version prices", "status", "stock"}),
    "medusa 1": (layouts.medusa, {"list_price", "brand"}),
    "medusa 2": (partial(layouts.medusa, newer=True), {"list_price", "brand"}),
    "saleor": (layouts.saleor, {"list_price", "gtin", "id"}),
    "shopware": (layouts.shopware, set()),
    "opencart": (layouts.opencart, {"list_price", "category", "versions"}),
    "vendure": (layouts.vendure, {"list_price", "gtin", "status"}),
    "google, tab": (layouts.google_tsv, set()),
    "google, RSS": (layouts.google_rss, set()),
    "meta, CSV": (layouts.meta_csv, set()),
    "schema.org": (layouts.schema_org, {"list_price"}),
    "plain, semicolon": (layouts.plain, {"versions"}),
    "plain, tab": (partial(layouts.plain, delimiter="\t"), {"versions"}),
    "plain, comma": (partial(layouts.plain, delimiter=","), {"versions"}),
    "plain, own language": (layouts.plain, {"versions"}),
    "workbook": (layouts.plain, {"versions"}),
    "json": (layouts.json_array, {"versions"}),
    "jsonl": (layouts.jsonl, {"versions"}),
    "xml": (layouts.xml, {"versions"}),
}
POINTED = {
    "json",
    "jsonl",
    "schema.org",
    "medusa 1",
}  # layouts whose numbers are written by the standard of their format
LANGUAGES = {"chinese": "zh", "japanese": "ja", "cyrillic": "ru", "central": "pl", "western": "de"}


def catalogue(script: str) -> list[Thing]:
    """Ten things: simple, reduced, with versions of several prices, sold out, without a price, not shown."""
    words = WORDS[script]
    brand, euro = words[6], Decimal
    text = 'Says "hello", to all;\nof 5 < 6 & more.'
    sizes = [("S", "10.00", 0), ("M", "25.00", 3), ("L", "27.50", 2)]
    versions = tuple(
        Version(f"jacket-{s}", {"Size": s, "Colour": "Red"}, euro(price), stock) for s, price, stock in sizes
    )
    return [
        Thing("kettle", words[0], text, brand, ("Home", "Kitchen"), euro("19.90"), 4, gtin="4006381333931"),
        Thing("gnome", words[1], text, brand, ("Home", "Garden"), euro("5.00"), 7, before=euro("12.50")),
        Thing("jacket", words[2], text, brand, ("Clothing", "Jackets"), euro("25.00"), 5, versions=versions),
        Thing("mug", words[3], "Short", brand, ("Home", "Kitchen"), euro("1234.50"), 0),
        Thing("sofa", words[4], text, brand, ("Home", "Sofas"), euro("1299.00"), 1),
        Thing("lamp", words[5], text, brand, ("Home", "Lamps"), euro("0.99"), 12),
        Thing("ghost", words[0] + " 2", text, brand, ("Home", "Kitchen"), None, 3),
        Thing("draft", words[1] + " 2", text, brand, ("Home", "Garden"), euro("9.00"), 3, shown=False),
    ]  # fmt: skip


def pointed(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount:.2f}"


def continental(amount: Decimal | None) -> str:
    """1.234,50; whole thousands without decimals, as people type them: 1.299."""
    if amount is None:
        return ""
    text = f"{amount:,.2f}".translate(str.maketrans(",.", ".,"))
    return text.removesuffix(",00") if amount >= 1000 else text


def write(path: Path, name: str, things: Sequence[Thing], encoding: str, money: layouts.Money) -> None:
    writer = LAYOUTS[name][0]
    if name == "workbook":
        from openpyxl import Workbook

        book = Workbook()
        rows = layouts.plain_rows(things, pointed)
        book.active.append(list(rows[0]))
        for row in rows:
            book.active.append([float(str(v)) if k in ("price", "list price") and v else v for k, v in row.items()])
        book.save(path)
        return
    script = ENCODINGS[encoding]
    text = (
        writer(things, money, language=LANGUAGES.get(script, "en"))
        if name == "plain, own language"
        else writer(things, money)
    )
    path.write_bytes(
        text.encode(encoding, "xmlcharrefreplace" if name in ("google, RSS", "xml", "schema.org") else "strict")
    )


def differences(thing: Thing, item: Item | None, lacks: set[str]) -> list[str]:
    """What of a thing did not come back as it was."""
    if not thing.shown and "status" not in lacks:
        return [] if item is None else ["a draft is for sale"]
    if item is None:
        return ["missing"]
    found = [] if item.title == thing.title else [f"title {item.title!r}"]
    if item.price != thing.price and not (thing.before and "list_price" in lacks and item.price == thing.before):
        found.append(f"price {item.price}")
    if thing.price is None:
        return [*found, *(["sold without a price"] if item.in_stock else [])]
    if "list_price" not in lacks and item.list_price != thing.before:
        found.append(f"list price {item.list_price}")
    if "stock" not in lacks and item.stock != thing.stock:
        found.append(f"stock {item.stock}")
    if "brand" not in lacks and item.brand != thing.brand:
        found.append(f"brand {item.brand!r}")
    if "category" not in lacks and item.category != thing.path[-1]:
        found.append(f"category {item.category!r}")
    if "gtin" not in lacks and thing.gtin and item.attributes.get("gtin") != thing.gtin:
        found.append("bar code")
    if "versions" not in lacks and thing.versions:
        priced = "version prices" not in lacks
        want = [
            (v.sku, {k.lower(): o for k, o in v.options.items()}, v.price if priced else None, v.stock if priced else 0)
            for v in thing.versions
        ]
        got = [(v.sku, v.options, v.price if priced else None, v.stock if priced else 0) for v in item.variants]
        if sorted(want, key=str) != sorted(got, key=str):
            found.append(f"versions {got}")
    return found


def judge(name: str, encoding: str, style: str, path: Path) -> tuple[dict[str, int], list[str]]:
    """Rows right, named and wrong of one file, and what was the matter with the latter two."""
    things = catalogue(ENCODINGS[encoding])
    write(path, name, things, encoding, continental if style == "1.299,00" else pointed)
    told = Report()
    try:
        items = list(recognise(path).read(path, told))
    except BadInput as error:
        return {"right": 0, "named": len(things), "wrong": 0}, [error.message]
    by_title = {item.title: item for item in items}
    by_id = {item.id: item for item in items}
    said = "\n".join([*told.notes, *(row.message for row in told.refused)])
    counts, matters = {"right": 0, "named": 0, "wrong": 0}, []
    for thing in things:
        wrong = differences(thing, by_id.get(thing.id) or by_title.get(thing.title), LAYOUTS[name][1])
        named = thing.price is None or thing.id in said or thing.title in said
        kind = "right" if not wrong else "named" if named else "wrong"
        counts[kind] += 1
        matters += [f"{thing.id}: {', '.join(wrong)}"] if wrong else []
    return counts, matters


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", action="append", help="only layouts whose name holds this")
    parser.add_argument("--show", action="store_true", help="print what was not right")
    arguments = parser.parse_args()
    names = [name for name in LAYOUTS if not arguments.only or any(one in name for one in arguments.only)]
    rows: list[dict[str, Any]] = []
    totals = {"right": 0, "named": 0, "wrong": 0}
    with tempfile.TemporaryDirectory() as folder, Progress(transient=True) as progress:
        task = progress.add_task("reading", total=len(names) * len(ENCODINGS))
        for name in names:
            for encoding in ENCODINGS:
                progress.update(task, advance=1, description=f"{name}, {encoding}")
                if name == "workbook" and encoding != "utf-8":
                    continue
                counts = {"right": 0, "named": 0, "wrong": 0}
                for style in ("1299.00",) if name in POINTED or name == "workbook" else ("1299.00", "1.299,00"):
                    try:
                        one, matters = judge(name, encoding, style, Path(folder) / "export")
                    except UnicodeEncodeError:
                        continue  # the header itself cannot be written in this encoding
                    for kind, count in one.items():
                        counts[kind] += count
                        totals[kind] += count
                    if arguments.show and matters:
                        progress.console.print(
                            f"{name}, {encoding}, {style}: {'; '.join(matters)}",
                            markup=False,
                            highlight=False,
                            soft_wrap=True,
                        )
                common = {"dataset": f"{name}, {encoding}", "system": "shopkeeper"}
                rows += [
                    common | {"metric": kind, "value": count} for kind, count in counts.items() if sum(counts.values())
                ]
    whole = sum(totals.values())
    rows += [
        {"dataset": "all", "system": "shopkeeper", "metric": f"rows {kind}, %", "value": round(100 * count / whole, 2)}
        for kind, count in totals.items()
    ]
    if arguments.only:
        print(totals)
    else:
        report.write("import_files", rows)


if __name__ == "__main__":
    main()
