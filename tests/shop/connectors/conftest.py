from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from shop.catalogue import Catalogue
from shop.connectors import PLATFORMS, Platform
from shop.connectors.orders import PlatformOrders
from shop.connectors.sync import Sync
from shop.connectors.web import Web
from shop.orders import Rules
from shop.policy import Policy
from shop.settings import ConnectorSettings
from shop.store import Store
from tests.shop.connectors.server import PLATFORMS as SERVERS
from tests.shop.connectors.server import Recorded, serving


@dataclass
class Live:
    """A connected shop: what it is on its platform, and what we know of it."""

    shop: Recorded
    platform: Platform
    store: Store
    orders: PlatformOrders
    sync: Sync
    waits: list[float]

    @property
    def catalogue(self) -> Catalogue:
        return Catalogue(self.store)

    def item(self, title: str) -> Any:
        return next((item for item in self.catalogue.all() if item.title == title), None)

    def hook(
        self, topic: str, told: dict[str, Any], *, secret: str = "hooks", delivery: str = "d1"
    ) -> tuple[bytes, dict[str, str]]:
        """A webhook as the platform sends it: body and headers."""
        body = json.dumps(told).encode()
        signature = base64.b64encode(hmac.digest(secret.encode(), body, "sha256")).decode()
        headers = {self.platform.signature: signature, self.platform.delivery: delivery}
        resource = topic.partition(".")[0]
        return body, headers | {
            "x-shopify-topic": topic,
            "x-wc-webhook-topic": topic,
            "x-wc-webhook-resource": resource,
        }


@pytest.fixture(params=sorted(PLATFORMS))
def live(request: pytest.FixtureRequest, store: Store) -> Iterator[Live]:
    shop = SERVERS[request.param]()
    with serving(shop) as url:
        settings = ConnectorSettings(
            platform=request.param, url=url, token="token", key="key", secret="secret", webhook_secret="hooks"
        )
        waits: list[float] = []
        platform = PLATFORMS[request.param](settings)
        platform.web.close()
        platform.web = Web(url, **platform.access(), sleep=waits.append)
        orders = PlatformOrders(store, Rules(Policy()), platform)
        yield Live(shop, platform, store, orders, Sync(platform, store, orders), waits)
        platform.close()
