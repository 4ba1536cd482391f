"""Live shops: one interface, one file a platform, and the sync that follows them."""

from __future__ import annotations

from shop.connectors.base import Change, Platform
from shop.connectors.magento import Magento
from shop.connectors.medusa import Medusa
from shop.connectors.shopify import Shopify
from shop.connectors.woocommerce import WooCommerce
from shop.errors import BadSettings
from shop.settings import ConnectorSettings

__all__ = ["PLATFORMS", "Change", "Platform", "connected"]

PLATFORMS: dict[str, type[Platform]] = {one.name: one for one in (Shopify, WooCommerce, Magento, Medusa)}


def connected(settings: ConnectorSettings) -> Platform | None:
    """The platform that the settings name; None where no live shop is connected.

    Raises :class:`BadSettings` where its address is missing.
    """
    if not settings.platform:
        return None
    if not settings.url:
        raise BadSettings("connector.url: missing, expected the address of the shop")
    return PLATFORMS[settings.platform](settings)
