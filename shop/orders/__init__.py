"""Orders: the port, its two adapters and the shop's rules."""

from __future__ import annotations

from shop.orders.base import Orders
from shop.orders.http import HttpOrders
from shop.orders.rules import Quote, Rules, Verdict
from shop.orders.store import StoreOrders
from shop.settings import Settings
from shop.shoppers import Shoppers
from shop.store import Store

__all__ = ["HttpOrders", "Orders", "Quote", "Rules", "StoreOrders", "Verdict", "build_orders"]


def build_orders(settings: Settings, store: Store) -> Orders:
    """The adapter that ``orders.adapter`` names."""
    if settings.orders.adapter == "http":
        return HttpOrders(settings.orders, subject=Shoppers(store).subject)
    return StoreOrders(store, Rules(settings.orders))
