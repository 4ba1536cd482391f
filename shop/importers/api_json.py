"""Products as the APIs of Shopify and WooCommerce give them, as the rows that their exports would have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Rows = Iterator[dict[str, str]]


def is_shopify(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and "title" in value
        and isinstance(value.get("variants"), list)
        and ("handle" in value or "body_html" in value)
    )


def is_woocommerce(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and "name" in value
        and bool({"regular_price", "stock_status"} & value.keys())
        and ("type" in value or "permalink" in value)
    )


def shopify_rows(product: dict[str, Any]) -> Rows:
    """``products.json`` of a storefront, and the Admin API's: a version says only whether it is there, or how many."""
    names = [one.get("name") if isinstance(one, dict) else one for one in product.get("options") or []]
    images = [one.get("src") if isinstance(one, dict) else one for one in product.get("images") or []]
    tags = product.get("tags") or ""
    for place, variant in enumerate(one for one in product["variants"] if isinstance(one, dict)):
        row: dict[str, Any] = {"Handle": product.get("handle") or product.get("id")}
        if place == 0:
            row |= {
                "Title": product.get("title"),
                "Body (HTML)": product.get("body_html"),
                "Vendor": product.get("vendor"),
                "Type": product.get("product_type"),
                "Tags": ", ".join(map(str, tags)) if isinstance(tags, list) else tags,
                "Status": product.get("status") or "active",
                "Image Src": next(filter(None, images), ""),
            }
        for number in (1, 2, 3):
            name = names[number - 1] if len(names) >= number else f"option {number}"
            row |= {
                f"Option{number} Name": name if place == 0 else "",
                f"Option{number} Value": variant.get(f"option{number}"),
            }
        counted = variant.get("inventory_quantity")
        there = variant.get("available")
        managed = "inventory_management" not in variant or variant["inventory_management"]
        row |= {
            "Variant SKU": variant.get("sku"),
            "Variant Price": variant.get("price"),
            "Variant Compare At Price": variant.get("compare_at_price"),
            "Variant Barcode": variant.get("barcode"),
            "Variant Grams": variant.get("grams"),
            "Variant Inventory Tracker": "shopify" if managed else "",
            "Variant Inventory Policy": variant.get("inventory_policy") or "deny",
            "Variant Inventory Qty": 0 if there is False else counted if counted is not None else "",
        }
        yield _texts(row)


def woocommerce_rows(product: dict[str, Any]) -> Rows:
    """A product of the REST API; its variations are numbers there, unless they were put in as objects."""
    yield _texts(_woo(product, ""))
    for variation in product.get("variations") or []:
        if isinstance(variation, dict):
            yield _texts(_woo({"type": "variation", "status": "publish", **variation}, f"id:{product.get('id')}"))


def _woo(product: dict[str, Any], parent: str) -> dict[str, Any]:
    sale = product.get("sale_price")
    images = [one.get("src") for one in [product.get("image"), *(product.get("images") or [])] if isinstance(one, dict)]
    state = {"instock": "1", "outofstock": "0", "onbackorder": "backorder"}
    row: dict[str, Any] = {
        "ID": product.get("id"),
        "Type": "variation" if parent else product.get("type") or "simple",
        "SKU": product.get("sku"),
        "GTIN, UPC, EAN, or ISBN": product.get("global_unique_id"),
        "Name": product.get("name"),
        "Published": int(product.get("status", "publish") == "publish"),
        "Visibility in catalog": product.get("catalog_visibility") or "visible",
        "Short description": product.get("short_description"),
        "Description": product.get("description"),
        "Date sale price starts": product.get("date_on_sale_from"),
        "Date sale price ends": product.get("date_on_sale_to"),
        "In stock?": state.get(str(product.get("stock_status")), "1"),
        "Stock": product.get("stock_quantity"),
        "Backorders allowed?": product.get("backorders"),
        "Weight (kg)": product.get("weight"),
        "Sale price": sale,
        "Regular price": product.get("regular_price") or product.get("price"),
        "Categories": ", ".join(_escaped(one) for one in product.get("categories") or []),
        "Tags": ", ".join(_escaped(one) for one in product.get("tags") or []),
        "Images": next(filter(None, images), ""),
        "External URL": product.get("permalink"),
        "Parent": parent,
    }
    for place, one in enumerate((one for one in product.get("attributes") or [] if isinstance(one, dict)), start=1):
        values = one.get("options") or [one.get("option")]
        said = ", ".join(str(value).replace(",", "\\,") for value in values if value)
        row |= {f"Attribute {place} name": one.get("name"), f"Attribute {place} value(s)": said}
    return row


def _escaped(one: Any) -> str:
    return str(one.get("name") if isinstance(one, dict) else one).replace(",", "\\,")


def _texts(row: dict[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in row.items() if value is not None}
