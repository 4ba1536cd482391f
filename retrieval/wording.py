"""What of an item is read by the indexes: its words, without the numbers and records that only machines read."""

from __future__ import annotations

from typing import Any

from shop.types import Item

_LONGEST = 200  # characters of one attribute
_UNREAD = ("http://", "https://", "data:")


def body(item: Item) -> str:
    """All but the title: brand, category path, values, attributes, description."""
    parts = [item.brand or "", " ".join(item.categories) or item.category or ""]
    parts += [", ".join(values) for values in (item.colours, item.materials, item.uses)]
    parts += [said for name, value in item.attributes.items() if (said := _attribute(name, value))]
    parts.append(item.description)
    return ". ".join(part for part in parts if part)


def text(item: Item) -> str:
    """Title and body; never empty, so that every item can be embedded."""
    return ". ".join(part for part in (item.title, body(item)) if part) or item.id


def codes(item: Item) -> str:
    """Ids and SKUs, for the lexical index alone: a vector makes nothing of them."""
    return " ".join((item.id, *(variant.sku for variant in item.variants[:50])))


def _attribute(name: str, value: Any) -> str:
    """ "pattern: Solid"; a flag that is set is its name alone ("sale"); records and addresses say nothing."""
    if isinstance(value, bool):
        return name if value else ""
    if isinstance(value, str | int | float) and value != "":
        said = str(value)
    elif isinstance(value, list | tuple) and all(isinstance(part, str | int | float) for part in value):
        said = ", ".join(str(part) for part in value)
    else:
        return ""
    return f"{name}: {said[:_LONGEST]}" if said and not said.startswith(_UNREAD) else ""
