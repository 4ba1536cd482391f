"""What of ours the platform calls by ids of its own."""

from __future__ import annotations

from collections.abc import Mapping

from shop.types import Item
from shop.versions import cheapest, fitting


def variant_id(item: Item, chosen: Mapping[str, str]) -> str:
    """The platform's id of the variant with these options; of an item without variants its only one, else its own."""
    variant = cheapest(fitting(item, chosen))
    return (variant.ref if variant is not None else "") or item.ref or item.id
