"""Write items in other shops' formats, the way those shops do: the other half of the round trips."""

from __future__ import annotations

import csv
import html
import io
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape, quoteattr

from shop.types import Item


def _csv(header: Sequence[str], rows: Iterable[dict[str, object]], delimiter: str = ",") -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, header, delimiter=delimiter, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def shopify(items: Sequence[Item]) -> str:
    header = (
        "Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Option2 Name,Option2 Value,"
        "Variant SKU,Variant Grams,Variant Inventory Qty,Variant Price,Variant Compare At Price,Image Src,Status"
    ).split(",")
    rows: list[dict[str, object]] = []
    for item in items:
        top: dict[str, object] = {
            "Handle": item.id,
            "Title": item.title,
            "Body (HTML)": f"<p>{html.escape(item.description)}</p>".replace("\n", "<br>"),
            "Vendor": item.brand or "",
            "Type": item.category or "",
            "Published": "true",
            "Image Src": item.image or "",
            "Status": "active",
            "Variant Grams": "" if item.weight_g is None else item.weight_g,
        }
        if not item.variants:
            rows.append(
                top
                | {
                    "Option1 Name": "Title",
                    "Option1 Value": "Default Title",
                    "Variant SKU": item.id,
                    "Variant Inventory Qty": item.stock,
                    "Variant Price": item.price,
                    "Variant Compare At Price": item.list_price or "",
                }
            )
        for place, variant in enumerate(item.variants):
            row = dict(top) if place == 0 else {"Handle": item.id}
            for number, (name, value) in enumerate(variant.options.items(), start=1):
                row |= {f"Option{number} Name": name if place == 0 else "", f"Option{number} Value": value}
            row |= {
                "Variant SKU": variant.sku,
                "Variant Inventory Qty": variant.stock,
                "Variant Price": variant.price,
            }
            rows.append(row)
    return _csv(header, rows)


def shopify_newer(items: Sequence[Item]) -> str:
    """The template in which the handle is the "URL handle"."""
    names = {
        "Handle": "URL handle", "Body (HTML)": "Description", "Published": "Published on online store",
        "Variant SKU": "SKU", "Variant Grams": "Weight value (grams)", "Variant Inventory Qty": "Inventory quantity",
        "Variant Price": "Price", "Variant Compare At Price": "Compare-at price", "Image Src": "Product image URL",
        "Option1 Name": "Option1 name", "Option1 Value": "Option1 value", "Option2 Name": "Option2 name",
        "Option2 Value": "Option2 value",
    }  # fmt: skip
    header, _, rows = shopify(items).partition("\n")
    return ",".join(names.get(name, name) for name in header.split(",")) + "\n" + rows


def woocommerce(items: Sequence[Item]) -> str:
    header = (
        "ID,Type,SKU,Name,Published,Visibility in catalog,Short description,Description,In stock?,Stock,Weight (kg),"
        "Sale price,Regular price,Categories,Images,Parent,External URL,Attribute 1 name,Attribute 1 value(s),"
        "Attribute 2 name,Attribute 2 value(s)"
    ).split(",")
    parents, children = [], []
    for item in items:
        sale = item.list_price is not None and not item.variants
        parents.append(
            {
                "Type": "variable" if item.variants else "simple",
                "SKU": item.id,
                "Name": item.title,
                "Published": 1,
                "Visibility in catalog": "visible",
                "Description": html.escape(item.description).replace("\n", "\\n"),
                "In stock?": 1,
                "Stock": "" if item.variants else item.stock,
                "Weight (kg)": "" if item.weight_g is None else item.weight_g / 1000,
                "Regular price": "" if item.variants else item.list_price if sale else item.price,
                "Sale price": item.price if sale else "",
                "Categories": " > ".join(part.replace(",", "\\,") for part in item.categories),
                "Images": (item.image or "").replace(",", "\\,"),
                "External URL": item.url or "",
            }
        )
        for variant in item.variants:
            row: dict[str, object] = {
                "Type": "variation",
                "SKU": variant.sku,
                "Parent": item.id,
                "Published": 1,
                "In stock?": 1,
                "Stock": variant.stock,
                "Regular price": variant.price,
            }
            for number, (name, value) in enumerate(variant.options.items(), start=1):
                row |= {f"Attribute {number} name": name, f"Attribute {number} value(s)": value}
            children.append(row)
    return _csv(header, [*children, *parents])


def magento(items: Sequence[Item]) -> str:
    header = (
        "sku,store_view_code,product_type,categories,name,description,weight,product_online,visibility,price,"
        "special_price,base_image,additional_attributes,qty,is_in_stock,manage_stock,configurable_variations"
    ).split(",")
    rows: list[dict[str, object]] = []
    for item in items:
        for variant in item.variants:
            pairs = ",".join(f"{name}={value}" for name, value in variant.options.items())
            rows.append(
                {
                    "sku": variant.sku,
                    "product_type": "simple",
                    "name": item.title,
                    "product_online": 1,
                    "visibility": "Not Visible Individually",
                    "price": variant.price,
                    "additional_attributes": f"has_options=0,{pairs}",
                    "qty": variant.stock,
                    "is_in_stock": 1,
                    "manage_stock": 1,
                }
            )
        more = [f"material={'|'.join(item.materials)}"] if item.materials else []
        more += [f"manufacturer={item.brand}"] if item.brand else []
        rows.append(
            {
                "sku": item.id,
                "product_type": "configurable" if item.variants else "simple",
                "categories": "Default Category/" + "/".join(item.categories) if item.categories else "",
                "name": html.escape(item.title),
                "description": f"<p>{html.escape(item.description)}</p>".replace("\n", "<br />"),
                "weight": "" if item.weight_g is None else item.weight_g / 1000,
                "product_online": 1,
                "visibility": "Catalog, Search",
                "price": item.list_price or item.price,
                "special_price": item.price if item.list_price else "",
                "base_image": item.image or "",
                "additional_attributes": ",".join(["has_options=1", *more]),
                "qty": 0 if item.variants else item.stock,
                "is_in_stock": 1,
                "manage_stock": 1,
                "configurable_variations": "|".join(
                    ",".join([f"sku={variant.sku}", *(f"{name}={value}" for name, value in variant.options.items())])
                    for variant in item.variants
                ),
            }
        )
    return _csv(header, rows)


def _google(item: Item) -> list[dict[str, str]]:
    common = {
        "title": item.title,
        "description": item.description,
        "brand": item.brand or "",
        "product_type": " > ".join(item.categories),
        "image_link": item.image or "",
        "link": item.url or "",
        "material": "/".join(item.materials),
        "shipping_weight": "" if item.weight_g is None else f"{item.weight_g} g",
        "availability": "in_stock",
    }
    if not item.variants:
        price = {"price": f"{item.list_price or item.price} {item.currency}"}
        if item.list_price is not None:
            price["sale_price"] = f"{item.price} {item.currency}"
        return [common | price | {"id": item.id, "quantity": str(item.stock)}]
    names = {"colour": "color", "size": "size"}
    return [
        common
        | {"id": variant.sku, "item_group_id": item.id, "quantity": str(variant.stock)}
        | {"price": f"{variant.price} {item.currency}"}
        | {names[name]: value for name, value in variant.options.items()}
        for variant in item.variants
    ]


def google_tsv(items: Sequence[Item]) -> str:
    rows = [row for item in items for row in _google(item)]
    header = (
        "id title description brand product_type image_link link material shipping_weight availability quantity "
        "price sale_price item_group_id color size"
    ).split()
    return _csv(header, rows, delimiter="\t")


def google_rss(items: Sequence[Item], prefix: str = "g:") -> str:
    body = "".join(
        "<item>" + "".join(f"<{prefix}{name}>{escape(value)}</{prefix}{name}>" for name, value in row.items() if value)
        + "</item>"
        for item in items
        for row in _google(item)
    )  # fmt: skip
    return f'<?xml version="1.0"?><rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel>{body}</channel></rss>'


def google_atom(items: Sequence[Item]) -> str:
    entries = []
    for item in items:
        for row in _google(item):
            link = f"<link href={quoteattr(row.pop('link'))}/>" if row["link"] else ""
            plain = "".join(f"<{name}>{escape(row.pop(name))}</{name}>" for name in ("title",))
            rest = "".join(f"<g:{name}>{escape(value)}</g:{name}>" for name, value in row.items() if value)
            entries.append(f"<entry>{plain}{link}{rest}</entry>")
    space = 'xmlns="http://www.w3.org/2005/Atom" xmlns:g="http://base.google.com/ns/1.0"'
    return f'<?xml version="1.0" encoding="utf-8"?><feed {space}><title>Shop</title>{"".join(entries)}</feed>'


def jsonl(items: Sequence[Item]) -> str:
    return "".join(item.model_dump_json() + "\n" for item in items)


def json_array(items: Sequence[Item]) -> str:
    return "[" + ",\n".join(item.model_dump_json() for item in items) + "]"


def plain_csv(items: Sequence[Item]) -> str:
    header = (
        "sku;name;description;brand;categories;price;list_price;currency;colours;sizes;materials;stock;rating;image;url"
    )
    rows = [
        {
            "sku": item.id,
            "name": item.title,
            "description": html.escape(item.description),
            "brand": item.brand or "",
            "categories": " > ".join(item.categories),
            "price": item.price,
            "list_price": item.list_price or "",
            "currency": item.currency,
            "colours": "|".join(item.colours),
            "sizes": "|".join(item.sizes),
            "materials": "|".join(item.materials),
            "stock": item.stock,
            "rating": "" if item.rating is None else item.rating,
            "image": item.image or "",
            "url": item.url or "",
        }
        for item in items
    ]
    return _csv(header.split(";"), rows, delimiter=";")
