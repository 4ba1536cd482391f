"""Which versions of an item are meant by its options, and the item as they are sold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Literal

from shop.types import Item, Variant


def fitting(item: Item, options: Mapping[str, str]) -> list[Variant]:
    """The variants with these options, by the item's own names and values."""
    return [variant for variant in item.variants if options.items() <= variant.options.items()]


def cheapest(variants: Sequence[Variant]) -> Variant | None:
    """The cheapest that can be had, else the cheapest; those without a price of their own only where no other is."""
    priced = [one for one in variants if one.price is not None]
    sold = [one for one in priced if one.stock > 0] or priced or list(variants)
    return min(sold, key=lambda one: one.price or Decimal(0), default=None)


def as_version(item: Item, variants: Sequence[Variant]) -> Item:
    """The item with price, list price and stock of some of its variants; itself where they are like all the others."""
    best = cheapest(variants)
    if best is None:
        return item
    changes: dict[str, object] = {}
    if best.price is not None and best.price != item.price:
        changes |= {"price": best.price, "list_price": best.list_price}
    if any(variant.stock > 0 for variant in item.variants):  # else the stock is kept on the item alone
        stock = sum(variant.stock for variant in variants)
        changes |= {"stock": stock} if (stock > 0) != item.in_stock else {}
    return item.model_copy(update=changes) if changes else item


def ordered_only(item: Item, variants: Sequence[Variant] = ()) -> Literal["backorder", "preorder"] | None:
    """Whether the item, or these variants of it, can be ordered though none is there; as an import notes it."""
    state = item.attributes.get("availability")
    if state in ("backorder", "preorder"):
        return state  # type: ignore[no-any-return]
    sold = [label(variant) for variant in variants or item.variants if variant.stock > 0]
    for one in ("backorder", "preorder"):
        labels = item.attributes.get(one)
        if sold and isinstance(labels, (list, tuple)) and set(sold) <= set(labels):
            return one
    return None


def label(variant: Variant) -> str:
    """A variant by its options: "gold / M"; by its SKU where it has none."""
    return " / ".join(variant.options.values()) or variant.sku
