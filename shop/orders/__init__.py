"""Orders: the port, its two adapters and the shop's rules."""

from __future__ import annotations

from shop.orders.base import Orders
from shop.orders.codes import Codes
from shop.orders.http import HttpOrders
from shop.orders.lookups import LookUps
from shop.orders.rules import Quote, Rules, Verdict
from shop.orders.store import StoreOrders
from shop.policy import load_policy
from shop.settings import OrdersSettings, Settings
from shop.shoppers import Shoppers
from shop.store import Store

__all__ = [
    "Codes",
    "HttpOrders",
    "LookUps",
    "Orders",
    "Quote",
    "Rules",
    "StoreOrders",
    "Verdict",
    "build_orders",
    "rules_of",
]


def build_orders(settings: Settings, store: Store) -> Orders:
    """The adapter that ``orders.adapter`` names; the store's follows a live shop where one is connected."""
    from shop.connectors import connected
    from shop.connectors.orders import PlatformOrders

    if settings.orders.adapter == "http":
        return HttpOrders(settings.orders, subject=Shoppers(store).subject)
    platform = connected(settings.connector)
    if platform is not None:
        return PlatformOrders(store, rules_of(settings.orders), platform)
    return StoreOrders(store, rules_of(settings.orders))


def rules_of(settings: OrdersSettings) -> Rules:
    """The rules by the policy that ``orders.policy`` names."""
    return Rules(load_policy(settings.policy))
