"""What the fields of JSON and CSV files are usually called, for files that come without a mapping."""

from __future__ import annotations

from typing import Any

from shop.errors import BadRow
from shop.importers.mapping import ALL, FieldName, Mapping, Path_

_USUAL: dict[FieldName, tuple[str, ...]] = {
    "id": ("id", "sku", "item_id", "product_id", "handle", "slug", "code", "asin", "ean"),
    "title": ("title", "name", "product_name", "item_name"),
    "description": ("description", "body", "text", "details", "summary"),
    "brand": ("brand", "vendor", "manufacturer", "maker"),
    "category": ("category", "product_type", "type", "department"),
    "categories": ("categories", "category_path"),
    "price": ("price", "sale_price", "current_price", "amount"),
    "list_price": ("list_price", "regular_price", "compare_at_price", "old_price", "msrp", "rrp"),
    "currency": ("currency", "currency_code"),
    "colours": ("colours", "colors", "colour", "color"),
    "sizes": ("sizes", "size"),
    "materials": ("materials", "material"),
    "uses": ("uses", "use", "activity"),
    "stock": ("stock", "quantity", "qty", "inventory", "stock_quantity"),
    "available": ("available", "availability", "in_stock"),
    "weight_g": ("weight_g",),
    "weight": ("weight",),
    "rating": ("rating", "average_rating"),
    "rating_count": ("rating_count", "reviews_count", "review_count"),
    "image": ("image", "image_url", "image_link", "thumbnail", "images"),
    "url": ("url", "link"),
    "tags": ("tags", "keywords"),
    "consumable": ("consumable",),
    "group": ("item_group_id", "parent_sku", "parent_id"),
}


def usual(record: dict[str, Any], line: int) -> Mapping:
    """A mapping guessed from a record's own field names; what is left over becomes attributes.

    Raises :class:`BadRow` where no field can be the id or the title: such a file needs a mapping.
    """
    names = {column.strip().casefold().replace(" ", "_"): column for column in record}
    fields: dict[FieldName, Path_] = {}
    for field, candidates in _USUAL.items():
        matching = tuple(names[name] for name in candidates if name in names)
        if matching:
            fields[field] = matching
    for needed in ("id", "title"):
        if needed not in fields:
            expected = f"one of {', '.join(_USUAL[needed])}; or a mapping file that tells (--mapping)"
            raise BadRow(line=line, field=needed, value=sorted(map(str, record)), expected=expected)
    return Mapping(fields=fields, attributes={ALL: ALL})


def usual_groups(record: Any) -> Mapping | None:
    """The mapping of a file whose records say which product they are a variant of; None where they do not."""
    try:
        mapping = usual(record, 1) if isinstance(record, dict) else None
    except BadRow:
        return None
    return mapping if mapping is not None and "group" in mapping.fields else None
