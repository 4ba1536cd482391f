"""One known catalogue in the layout of each platform, the way its own export writes it.

Every function gives the text of a file for :class:`Thing`s; ``money`` writes an amount in the style of the file.
Column names after the platforms' published export and feed formats.
"""

# ruff: noqa: E501
from __future__ import annotations

import csv
import html
import io
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from xml.sax.saxutils import escape

Money = Callable[[Decimal | None], str]
Table = list[dict[str, object]]


@dataclass(frozen=True)
class Version:
    sku: str
    options: dict[str, str]
    price: Decimal
    stock: int


@dataclass(frozen=True)
class Thing:
    """``before`` is the price before a reduction; ``shown`` is false for a draft."""

    id: str
    title: str
    description: str
    brand: str
    path: tuple[str, ...]
    price: Decimal | None
    stock: int
    before: Decimal | None = None
    shown: bool = True
    gtin: str = ""
    versions: tuple[Version, ...] = field(default=())


def table(rows: Table, delimiter: str = ",") -> str:
    header = list(dict.fromkeys(name for row in rows for name in row))
    out = io.StringIO()
    writer = csv.DictWriter(out, header, delimiter=delimiter, restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def _numbered(options: dict[str, str], name: str, value: str, named: bool = True) -> dict[str, object]:
    found: dict[str, object] = {}
    for place, (option, chosen) in enumerate(options.items(), start=1):
        found |= {name.format(place): option if named else "", value.format(place): chosen}
    return found


def shopify(things: Sequence[Thing], money: Money) -> str:
    rows: Table = []
    for thing in things:
        versions = thing.versions or (
            Version(thing.id, {"Title": "Default Title"}, thing.price or Decimal(0), thing.stock),
        )
        for place, version in enumerate(versions):
            row: dict[str, object] = {"Handle": thing.id}
            if place == 0:
                row |= {"Title": thing.title, "Body (HTML)": f"<p>{html.escape(thing.description)}</p>", "Vendor": thing.brand,
                        "Type": thing.path[-1], "Tags": "", "Published": "true"}  # fmt: skip
            row |= _numbered(version.options, "Option{} Name", "Option{} Value", place == 0)
            row |= {"Variant SKU": version.sku, "Variant Inventory Tracker": "shopify", "Variant Inventory Qty": version.stock,
                    "Variant Inventory Policy": "deny", "Variant Price": "" if thing.price is None and not thing.versions else money(version.price),
                    "Variant Compare At Price": money(thing.before), "Variant Barcode": thing.gtin,
                    "Status": ("active" if thing.shown else "draft") if place == 0 else ""}  # fmt: skip
            rows.append(row)
    return table(rows)


WOO = {
    "de": {"Type": "Typ", "SKU": "Artikelnummer", "Published": "Veröffentlicht", "Description": "Beschreibung",
           "In stock?": "Vorrätig?", "Stock": "Lager", "Sale price": "Angebotspreis", "Regular price": "Regulärer Preis",
           "Categories": "Kategorien", "Parent": "Übergeordnetes Produkt", "Brands": "Marken",
           "Visibility in catalog": "Sichtbarkeit im Katalog", "Attribute {} name": "Name des Attributs {}",
           "Attribute {} value(s)": "Wert(e) des Attributs {}"},
    "fr": {"SKU": "UGS", "Name": "Nom", "Published": "Publié", "In stock?": "En stock ?", "Sale price": "Tarif promo",
           "Regular price": "Tarif régulier", "Categories": "Catégories", "Brands": "Marques",
           "Visibility in catalog": "Visibilité dans le catalogue", "Attribute {} name": "Nom de l’attribut {}",
           "Attribute {} value(s)": "Valeur(s) de l’attribut {} "},
    "es": {"Type": "Tipo", "Name": "Nombre", "Published": "Publicado", "Description": "Descripción", "In stock?": "¿Existencias?",
           "Stock": "Inventario", "Sale price": "Precio rebajado", "Regular price": "Precio normal", "Categories": "Categorías",
           "Parent": "Superior", "Brands": "Marcas", "Visibility in catalog": "Visibilidad en el catálogo",
           "Attribute {} name": "Nombre del atributo {}", "Attribute {} value(s)": "Valor(es) del atributo {}"},
}  # fmt: skip


def woocommerce(things: Sequence[Thing], money: Money, language: str = "en") -> str:
    rows: Table = []
    for number, thing in enumerate(things, start=1):
        sale = thing.before is not None
        kind = "variable" if thing.versions else "simple"
        row: dict[str, object] = {
            "ID": number * 10, "Type": kind, "SKU": thing.id, "GTIN, UPC, EAN, or ISBN": thing.gtin, "Name": thing.title,
            "Published": 1 if thing.shown else -1, "Visibility in catalog": "visible", "Description": thing.description.replace("\n", "\\n"),
            "In stock?": int(thing.stock > 0 or bool(thing.versions)), "Stock": "" if thing.versions else thing.stock,
            "Sale price": money(thing.price) if sale else "", "Regular price": "" if thing.versions else money(thing.before or thing.price),
            "Categories": " > ".join(part.replace(",", "\\,") for part in thing.path), "Parent": "", "Brands": thing.brand,
        }  # fmt: skip
        names = dict.fromkeys(name for version in thing.versions for name in version.options)
        row |= _numbered({name: ", ".join(dict.fromkeys(v.options[name] for v in thing.versions)) for name in names},
                         "Attribute {} name", "Attribute {} value(s)")  # fmt: skip
        rows.append(row)
        for place, version in enumerate(thing.versions, start=1):
            rows.append({
                "ID": number * 10 + place, "Type": "variation", "SKU": version.sku, "Name": f"{thing.title} - {place}",
                "Published": 1, "Visibility in catalog": "visible", "In stock?": int(version.stock > 0), "Stock": version.stock,
                "Regular price": money(version.price), "Parent": thing.id if place % 2 else f"id:{number * 10}",
                **_numbered(version.options, "Attribute {} name", "Attribute {} value(s)"),
            })  # fmt: skip
    spoken = WOO.get(language, {})
    whole = {name.format(place): said.format(place) for name, said in spoken.items() for place in (1, 2)}
    return table([{whole.get(name, name): value for name, value in row.items()} for row in rows])


def magento(things: Sequence[Thing], money: Money) -> str:
    rows: Table = []
    for thing in things:
        for version in thing.versions:
            pairs = ",".join(f"{name.lower()}={value}" for name, value in version.options.items())
            rows.append({"sku": version.sku, "product_type": "simple", "name": f"{thing.title}-{version.sku}", "product_online": 1,
                         "visibility": "Not Visible Individually", "price": money(version.price), "additional_attributes": pairs,
                         "qty": f"{version.stock}.0000", "is_in_stock": int(version.stock > 0), "manage_stock": 1})  # fmt: skip
        rows.append({
            "sku": thing.id, "product_type": "configurable" if thing.versions else "simple",
            "categories": "Default Category/" + "/".join(thing.path) + ",Default Category", "name": thing.title,
            "description": f"<p>{html.escape(thing.description)}</p>", "product_online": 1 if thing.shown else 2,
            "visibility": "Catalog, Search", "price": money(thing.before or thing.price) if not thing.versions else "",
            "special_price": money(thing.price) if thing.before else "", "additional_attributes": f"manufacturer={thing.brand}",
            "qty": 0 if thing.versions else f"{thing.stock}.0000", "is_in_stock": int(bool(thing.versions) or thing.stock > 0),
            "manage_stock": 1,
            "configurable_variations": "|".join(
                ",".join([f"sku={v.sku}", *(f"{name.lower()}={value}" for name, value in v.options.items())]) for v in thing.versions
            ),
        })  # fmt: skip
    return table(rows)


def prestashop(things: Sequence[Thing], money: Money) -> str:
    rows: Table = [
        {"Product ID": number, "Image": "", "Name": thing.title, "Reference": thing.id, "Category": thing.path[-1],
         "Price (tax excl.)": money(None if thing.price is None else thing.price / 2), "Price (tax incl.)": money(thing.price),
         "Quantity": thing.stock, "Status": int(thing.shown)}
        for number, thing in enumerate(things, start=1)
    ]  # fmt: skip
    return table(rows, ";")


def bigcommerce(things: Sequence[Thing], money: Money) -> str:
    rows: Table = []
    for number, thing in enumerate(things, start=1):
        rows.append({
            "Item Type": "Product", "Product ID": number, "Product Name": thing.title, "Product Code/SKU": thing.id,
            "Brand Name": thing.brand, "Product Description": thing.description, "Price": money(thing.before or thing.price),
            "Sale Price": money(thing.price) if thing.before else "", "Track Inventory": "by option" if thing.versions else "by product",
            "Current Stock Level": thing.stock, "Product Visible?": "Y" if thing.shown else "N", "Category": "/".join(thing.path),
            "Product UPC/EAN": thing.gtin,
        })  # fmt: skip
        for version in thing.versions:
            text = ",".join(f"[S]{name}={value}" for name, value in version.options.items())
            rows.append({"Item Type": "  SKU", "Product Name": text, "Product Code/SKU": version.sku, "Price": money(version.price),
                         "Current Stock Level": version.stock})  # fmt: skip
    return table(rows)


def wix(things: Sequence[Thing], money: Money) -> str:
    rows: Table = []
    for thing in things:
        names = list(dict.fromkeys(name for version in thing.versions for name in version.options))
        base = thing.before or (min(v.price for v in thing.versions) if thing.versions else thing.price)
        row: dict[str, object] = {
            "handleId": thing.id, "fieldType": "Product", "name": thing.title, "description": f"<p>{html.escape(thing.description)}</p>",
            "collection": ";".join(thing.path[-1:]), "sku": "" if thing.versions else thing.id, "price": money(base), "surcharge": "",
            "visible": str(thing.shown).lower(), "discountMode": "AMOUNT" if thing.before else "PERCENT",
            "discountValue": money(thing.before - thing.price) if thing.before and thing.price else "0.0",
            "inventory": "InStock" if thing.versions else thing.stock, "brand": thing.brand,
        }  # fmt: skip
        for place, name in enumerate(names, start=1):
            row |= {f"productOptionName{place}": name, f"productOptionType{place}": "DROP_DOWN",
                    f"productOptionDescription{place}": ";".join(dict.fromkeys(v.options[name] for v in thing.versions))}  # fmt: skip
        rows.append(row)
        for version in thing.versions:
            rows.append({"handleId": thing.id, "fieldType": "Variant", "sku": version.sku, "surcharge": money(version.price - (base or 0)),
                         "visible": "true", "inventory": version.stock,
                         **{f"productOptionDescription{place}": version.options[name] for place, name in enumerate(names, start=1)}})  # fmt: skip
    return table(rows)


def squarespace(things: Sequence[Thing], money: Money) -> str:
    rows: Table = []
    for number, thing in enumerate(things):
        for place, version in enumerate(
            thing.versions or (Version(thing.id, {}, thing.before or thing.price or Decimal(0), thing.stock),)
        ):
            top: dict[str, object] = {
                "Product ID [Non Editable]": f"p{number}", "Variant ID [Non Editable]": f"v{number}-{place}",
                "Product Type [Non Editable]": "PHYSICAL", "Product Page": "shop", "Product URL": thing.id, "Title": thing.title,
                "Description": f"<p>{html.escape(thing.description)}</p>",
            }  # fmt: skip
            row = top if place == 0 else {"Variant ID [Non Editable]": f"v{number}-{place}"}
            row |= {"SKU": version.sku, **_numbered(version.options, "Option Name {}", "Option Value {}", place == 0)}
            row |= {"Price": "" if thing.price is None else money(version.price), "Sale Price": money(thing.price) if thing.before else "0.00",
                    "On Sale": "Yes" if thing.before else "No", "Stock": version.stock, "Categories": "/".join(thing.path) if place == 0 else "",
                    "Visible": ("Yes" if thing.shown else "No") if place == 0 else ""}  # fmt: skip
            rows.append(row)
    return table(rows)


def etsy(things: Sequence[Thing], money: Money) -> str:
    rows: Table = []
    for thing in things:
        names = list(dict.fromkeys(name for version in thing.versions for name in version.options))
        row: dict[str, object] = {
            "TITLE": thing.title, "DESCRIPTION": thing.description, "PRICE": money(thing.price), "CURRENCY_CODE": "EUR",
            "QUANTITY": thing.stock, "TAGS": "", "MATERIALS": "", "IMAGE1": "",
        }  # fmt: skip
        for place, name in enumerate(names, start=1):
            row |= {f"VARIATION {place} TYPE": name, f"VARIATION {place} NAME": name,
                    f"VARIATION {place} VALUES": ",".join(dict.fromkeys(v.options[name] for v in thing.versions))}  # fmt: skip
        rows.append(row | {"SKU": ",".join(v.sku for v in thing.versions) or thing.id})
    return table(rows)


def medusa(things: Sequence[Thing], money: Money, newer: bool = False) -> str:
    rows: Table = []
    for number, thing in enumerate(things):
        for place, version in enumerate(
            thing.versions or (Version(thing.id, {"Title": "Default Title"}, thing.price or Decimal(0), thing.stock),)
        ):
            amount = "" if thing.price is None else money(version.price) if newer else int(version.price * 100)
            first = "Variant " if newer else ""
            rows.append({
                "Product Id": f"prod_{number}", "Product Handle": thing.id, "Product Title": thing.title, "Product Subtitle": "",
                "Product Description": thing.description, "Product Status": "published" if thing.shown else "draft",
                "Product Thumbnail": "", "Product Type": thing.path[-1], "Variant Id": f"variant_{number}_{place}",
                "Variant Title": place, "Variant SKU": version.sku, "Variant Barcode": thing.gtin,
                "Variant Inventory Quantity": version.stock, "Variant Allow Backorder": "false", "Variant Manage Inventory": "true",
                f"{first}Price EUR": amount, f"{first}Price USD": "" if amount == "" else 1,
                **_numbered(version.options, first + "Option {} Name", first + "Option {} Value"),
            })  # fmt: skip
    return table(rows, "," if newer else ";")


def saleor(things: Sequence[Thing], money: Money) -> str:
    rows: Table = []
    for number, thing in enumerate(things):
        for place, version in enumerate(
            thing.versions or (Version(thing.id, {}, thing.price or Decimal(0), thing.stock),)
        ):
            rows.append({
                "id": f"UHJvZHVjdDo{number}", "name": thing.title, "description as str": thing.description, "category": thing.path[-1],
                "product type": thing.path[-1], "charge taxes": "True", "variant id": f"v{number}{place}", "variant sku": version.sku,
                **{f"{name.lower()} (variant attribute)": value for name, value in version.options.items()},
                "brand (product attribute)": thing.brand, "main (warehouse quantity)": version.stock,
                "web (channel currency code)": "EUR", "web (channel published)": str(thing.shown),
                "web (channel price amount)": "" if thing.price is None else money(version.price),
            })  # fmt: skip
    return table(rows)


def shopware(things: Sequence[Thing], money: Money) -> str:
    rows: Table = []
    for number, thing in enumerate(things):
        base: dict[str, object] = {
            "id": f"{number:032x}", "parent_id": "", "product_number": thing.id, "active": int(thing.shown), "stock": thing.stock,
            "name": thing.title, "description": thing.description, "price_net": money(None if thing.price is None else thing.price / 2),
            "price_gross": money(thing.price), "list_price_gross": money(thing.before), "tax_rate": 19,
            "manufacturer_name": thing.brand, "category_names": ">".join(thing.path), "ean": thing.gtin, "options": "",
        }  # fmt: skip
        rows.append(base)
        for place, version in enumerate(thing.versions):
            rows.append({"id": f"{number:031x}{place}v", "parent_id": base["id"], "product_number": version.sku, "active": 1,
                         "stock": version.stock, "price_gross": money(version.price),
                         "options": "|".join(f"{name}: {value}" for name, value in version.options.items())})  # fmt: skip
    return table(rows, ";")


def opencart(things: Sequence[Thing], money: Money) -> str:
    rows: Table = [
        {"product_id": number, "name(en-gb)": thing.title, "categories": "20,33", "sku": thing.id, "upc": "", "ean": thing.gtin,
         "quantity": thing.stock, "model": f"M{number}", "manufacturer": thing.brand, "image_name": "", "shipping": "yes",
         "price": money(thing.price), "weight": money(Decimal("1.5")), "weight_unit": "kg", "length": 0, "width": 0, "height": 0,
         "length_unit": "cm", "status": str(thing.shown).lower(), "description(en-gb)": html.escape(thing.description),
         "stock_status_id": 5, "subtract": "true", "minimum": 1}
        for number, thing in enumerate(things, start=1)
    ]  # fmt: skip
    return table(rows)


def vendure(things: Sequence[Thing], money: Money) -> str:
    rows: Table = []
    for thing in things:
        names = list(dict.fromkeys(name for version in thing.versions for name in version.options))
        for place, version in enumerate(
            thing.versions or (Version(thing.id, {}, thing.price or Decimal(0), thing.stock),)
        ):
            top: dict[str, object] = {"name": thing.title, "slug": thing.id, "description": thing.description, "assets": "",
                                      "facets": f"category:{thing.path[-1]}|brand:{thing.brand}", "optionGroups": "|".join(names)}  # fmt: skip
            row = dict(top) if place == 0 else dict.fromkeys(top, "")
            rows.append(row | {"optionValues": "|".join(version.options.values()), "sku": version.sku,
                               "price": "" if thing.price is None else money(version.price), "taxCategory": "standard",
                               "stockOnHand": version.stock, "trackInventory": "true"})  # fmt: skip
    return table(rows)


def _feed(things: Iterable[Thing], money: Money) -> Table:
    rows: Table = []
    for thing in things:
        for version in thing.versions or (Version(thing.id, {}, thing.price or Decimal(0), thing.stock),):
            amount = "" if thing.price is None else f"{money(thing.before or version.price)} EUR"
            rows.append({
                "id": version.sku, "title": thing.title, "description": thing.description, "link": f"https://shop.example/{thing.id}",
                "image_link": f"https://shop.example/{thing.id}.jpg", "availability": "in_stock" if version.stock else "out_of_stock",
                "price": amount, "sale_price": f"{money(thing.price)} EUR" if thing.before else "", "brand": thing.brand, "gtin": thing.gtin,
                "product_type": " > ".join(thing.path), "item_group_id": thing.id if thing.versions else "",
                "quantity": version.stock, **{{"Colour": "color", "Size": "size"}[name]: value for name, value in version.options.items()},
            })  # fmt: skip
    return rows


def google_tsv(things: Sequence[Thing], money: Money) -> str:
    return table(_feed([thing for thing in things if thing.shown], money), "\t")


def meta_csv(things: Sequence[Thing], money: Money) -> str:
    rows = _feed([thing for thing in things if thing.shown], money)
    names = {"quantity": "quantity_to_sell_on_facebook"}
    rows = [{names.get(name, name): value for name, value in row.items()} for row in rows]
    return table(
        [row | {"availability": str(row["availability"]).replace("_", " "), "condition": "new"} for row in rows]
    )


def google_rss(things: Sequence[Thing], money: Money) -> str:
    items = "".join(
        "<item>"
        + "".join(f"<g:{name}>{escape(str(value))}</g:{name}>" for name, value in row.items() if value != "")
        + "</item>\n"
        for row in _feed([thing for thing in things if thing.shown], money)
    )
    return f'<?xml version="1.0"?>\n<rss xmlns:g="http://base.google.com/ns/1.0" version="2.0"><channel>{items}</channel></rss>'


def schema_org(things: Sequence[Thing], money: Money) -> str:
    pages = []
    for thing in things:
        if not thing.shown:
            continue

        def offer(price: Decimal | None, stock: int) -> dict[str, object]:
            state = "InStock" if stock else "OutOfStock"
            found: dict[str, object] = {"@type": "Offer", "priceCurrency": "EUR", "availability": f"https://schema.org/{state}",
                                        "inventoryLevel": {"@type": "QuantitativeValue", "value": stock}}  # fmt: skip
            return found | ({} if price is None else {"price": f"{price:.2f}"})

        node: dict[str, object] = {
            "@context": "https://schema.org", "@type": "ProductGroup" if thing.versions else "Product", "name": thing.title,
            "description": thing.description, "brand": {"@type": "Brand", "name": thing.brand}, "category": " > ".join(thing.path),
        }  # fmt: skip
        if thing.versions:
            node["productGroupID"] = thing.id
            node["hasVariant"] = [
                {"@type": "Product", "sku": v.sku, "offers": offer(v.price, v.stock),
                 **{{"Colour": "color", "Size": "size"}[name]: value for name, value in v.options.items()}}
                for v in thing.versions
            ]  # fmt: skip
        else:
            node |= {"sku": thing.id, "offers": offer(thing.price, thing.stock), "gtin13": thing.gtin}
        body = json.dumps(node, ensure_ascii=False).replace("</", "<\\/")
        pages.append(f'<script type="application/ld+json">{body}</script>')
    return f"<!doctype html><html><head><title>Shop</title>{''.join(pages)}</head><body><h1>Shop</h1></body></html>"


PLAIN = {
    "en": ("sku", "name", "description", "brand", "category", "price", "list price", "stock", "status", "ean"),
    "de": ("Artikelnummer", "Bezeichnung", "Beschreibung", "Marke", "Kategorie", "Preis", "UVP", "Bestand", "Status", "EAN"),
    "zh": ("编号", "名称", "描述", "品牌", "分类", "价格", "原价", "库存", "状态", "条码"),
    "ja": ("商品コード", "商品名", "説明", "ブランド", "カテゴリ", "価格", "定価", "在庫", "ステータス", "バーコード"),
    "ru": ("артикул", "название", "описание", "бренд", "категория", "цена", "старая цена", "количество", "статус", "штрихкод"),
    "pl": ("kod", "nazwa", "opis", "marka", "kategoria", "cena", "stara cena", "ilość", "status", "ean"),
}  # fmt: skip


def plain_rows(things: Sequence[Thing], money: Money, language: str = "en") -> Table:
    return [
        dict(zip(PLAIN[language], (thing.id, thing.title, thing.description, thing.brand, " > ".join(thing.path), money(thing.price),
                 money(thing.before), thing.stock, "active" if thing.shown else "draft", thing.gtin), strict=True))
        for thing in things
    ]  # fmt: skip


def plain(things: Sequence[Thing], money: Money, language: str = "en", delimiter: str = ";") -> str:
    return table(plain_rows(things, money, language), delimiter)


def json_array(things: Sequence[Thing], money: Money) -> str:
    return json.dumps(plain_rows(things, money), ensure_ascii=False, indent=1)


def jsonl(things: Sequence[Thing], money: Money) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in plain_rows(things, money))


def xml(things: Sequence[Thing], money: Money) -> str:
    items = "".join(
        "<product>" + "".join(f"<{name.replace(' ', '_')}>{escape(str(value))}</{name.replace(' ', '_')}>" for name, value in row.items() if value != "") + "</product>\n"
        for row in plain_rows(things, money)
    )  # fmt: skip
    return f"<shop><products>{items}</products></shop>"
