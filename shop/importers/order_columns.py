"""Orders of any platform under our own columns: whose names ``orders.toml`` holds, and whose states it knows."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

from shop.importers.headings import folded
from shop.types import OrderStatus


@lru_cache(maxsize=1)
def _table() -> dict[str, dict[str, list[str]]]:
    with Path(__file__).with_name("orders.toml").open("rb") as file:
        found: dict[str, dict[str, list[str]]] = tomllib.load(file)
    return {
        part: {name: [folded(word) for word in words] for name, words in table.items()} for part, table in found.items()
    }


def columns(header: Iterable[str]) -> dict[str, list[str]]:
    """Our field → the file's columns for it, the most telling first; no column serves two fields."""
    there = {folded(name): name for name in reversed(list(header))}
    found: dict[str, list[str]] = {}
    taken: set[str] = set()
    ours = {field for field in _table()["columns"] if field.replace("_", " ") in there}
    for field, names in _table()["columns"].items():
        listed = [name for name in names if name in there and name not in taken]
        if field not in ours:
            listed = [name for name in listed if name.replace(" ", "_") not in ours]
        if field == "number":  # "Name" is Shopify's number of an order, elsewhere whose it is
            shopify = "lineitem name" in there or "lineitem sku" in there
            listed = ["name"] if shopify and "name" in there else [name for name in listed if name != "name"][:1]
        if listed:
            found[field] = [there[name] for name in listed]
            taken.add(listed[0])
    return found


def status(row: Mapping[str, str]) -> OrderStatus | None:
    """The state of an order by its own word, or by payment, parcel and cancellation; None if unknown."""
    own = state_of(row.get("status", ""))
    money, parcel = state_of(row.get("financial", "")), state_of(row.get("fulfilment", ""))
    if row.get("cancelled_at", "").strip() or money is OrderStatus.CANCELLED:
        return OrderStatus.CANCELLED
    if money in (OrderStatus.RETURNED, OrderStatus.PARTLY_RETURNED):
        return money
    if row.get("status", "").strip():
        return own
    if row.get("delivered_at", "").strip():
        return OrderStatus.DELIVERED
    if parcel in (OrderStatus.SHIPPED, OrderStatus.DELIVERED, OrderStatus.PACKED):
        return parcel
    if row.get("shipped_at", "").strip():
        return OrderStatus.SHIPPED
    if money is OrderStatus.PAID or row.get("paid_at", "").strip():
        return OrderStatus.PAID
    return OrderStatus.PLACED if row.get("financial", "").strip() or row.get("fulfilment", "").strip() else None


def state_of(said: str) -> OrderStatus | None:
    """The state that a word names; WooCommerce's may begin with "wc-"."""
    text = folded(said).removeprefix("wc ")
    for state, words in _table()["states"].items():
        if text in words or text == state.replace("_", " "):
            return OrderStatus(state)
    return None
