"""How long after its webhook a changed price and stock are told right, on each platform's recorded server.

    python -m benchmarks.live_shop [--changes 20]

A change is made at the shop and its webhook posted to the gateway's door; the worker's job and a mirror that is asked
twice a second run beside it at their usual paces. Told as median and worst, in seconds; the issue asks for five.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import hmac
import json
import os
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx

from benchmarks.report import write
from gateway.app import create_app
from gateway.wiring import build
from retrieval.mirror import Mirror
from run import secrets
from shop.catalogue import Catalogue
from shop.connectors import connected
from shop.connectors.orders import PlatformOrders
from shop.connectors.sync import Sync
from shop.orders import rules_of
from shop.settings import ConnectorSettings, load_settings
from shop.store import Store
from tests.shop.connectors.server import PLATFORMS, serving
from worker.jobs.live import LiveShop

POLL = 0.5  # seconds between two looks of the mirror: retrieval/shelves.py
WORST = 5.0


async def measure(name: str, changes: int) -> list[float]:
    """Seconds of each change until the mirror has its price and its stock."""
    shop, taken = PLATFORMS[name](), []
    with tempfile.TemporaryDirectory() as folder, serving(shop) as url:
        state = Path(folder)
        live = ConnectorSettings(
            platform=name,  # type: ignore[arg-type]
            url=url,
            token="token",
            key="key",
            secret="secret",
            webhook_secret="hooks",
        )
        os.environ["SHOPKEEPER_STATE"] = folder
        secrets.ensure(state)
        settings = load_settings(state=state, connector=live)
        store = Store(settings.store_url)
        store.migrate()
        platform = connected(live)
        assert platform is not None
        sync = Sync(platform, store, PlatformOrders(store, rules_of(settings.orders), platform))
        sync.full()
        mirror = Mirror(catalogue=Catalogue(store))
        mirror.follow()
        tee = next(item.id for item in mirror.items() if item.title == "Fen tee")
        jobs = asyncio.create_task(_keep(LiveShop(sync), live.hooks_seconds))
        services = build(settings)
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(create_app(settings, services)), base_url="http://gateway"
        ) as door:
            for number in range(1, changes + 1):
                shop.set_price(f"{10 + number}.00")
                shop.set_stock(number)
                topic, told = shop.stock_hook
                body = json.dumps(told).encode()
                headers = {
                    platform.signature: base64.b64encode(hmac.digest(b"hooks", body, "sha256")).decode(),
                    platform.delivery: f"d{number}",
                    "x-shopify-topic": topic,
                    "x-wc-webhook-resource": topic.partition(".")[0],
                }
                began = time.monotonic()
                (await door.post("/api/connect/hooks", content=body, headers=headers)).raise_for_status()
                while True:
                    await asyncio.to_thread(mirror.follow, every=POLL)
                    variant = mirror.get(tee).variants[0]  # type: ignore[union-attr]
                    if (variant.price, variant.stock) == (10 + number, number):
                        break
                    if time.monotonic() - began > 60:
                        raise SystemExit(f"{name}: change {number} did not arrive within a minute")
                    await asyncio.sleep(0.02)
                taken.append(time.monotonic() - began)
                await asyncio.sleep(0.13)  # out of step with both paces
        jobs.cancel()
        services.store.close()
        store.close()
    return taken


async def _keep(live: LiveShop, every: float) -> None:
    while True:
        await live.hooks()
        await asyncio.sleep(every)


def main() -> None:
    parser = argparse.ArgumentParser(description="Webhook to truth.")
    parser.add_argument("--changes", type=int, default=20)
    told = parser.parse_args()
    os.environ.setdefault("SHOPKEEPER_LOG__LEVEL", "error")
    rows: list[dict[str, Any]] = []
    for name in sorted(PLATFORMS):
        taken = asyncio.run(measure(name, told.changes))
        for metric, value in (("median s", statistics.median(taken)), ("worst s", max(taken))):
            row = {"dataset": f"{len(taken)} changes", "system": name, "metric": metric, "value": round(value, 3)}
            rows.append(row)
    write("live_shop", rows)
    raise SystemExit(any(row["value"] > WORST for row in rows))


if __name__ == "__main__":
    main()
