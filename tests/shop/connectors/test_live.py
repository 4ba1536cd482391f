"""The whole way: a first connect, a webhook through the gateway's door, the worker's job, and what is then said."""

from __future__ import annotations

import io
import time
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from rich.console import Console

from gateway.app import create_app
from gateway.wiring import build
from retrieval.mirror import Mirror
from run import secrets
from run.connect import connect
from shop.catalogue import Catalogue
from shop.connectors import connected
from shop.connectors.orders import PlatformOrders
from shop.connectors.sync import Sync
from shop.errors import BadInput
from shop.orders import build_orders, rules_of
from shop.settings import ConnectorSettings, Settings, load_settings
from shop.store import Store
from tests.shop.connectors.conftest import Live
from tests.shop.connectors.server import PLATFORMS, serving
from worker.jobs.live import LiveShop


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("SHOPKEEPER_STATE", str(tmp_path))
    secrets.ensure(tmp_path)
    return load_settings(state=tmp_path)


@pytest.mark.parametrize("name", sorted(PLATFORMS))
async def test_a_webhook_is_true_within_five_seconds(name: str, settings: Settings, tmp_path: Path) -> None:
    shop = PLATFORMS[name]()
    with serving(shop) as url:
        live = ConnectorSettings(
            platform=name,
            url=url,
            token="token",
            key="key",
            secret="secret",
            webhook_secret="hooks",  # type: ignore[arg-type]
        )
        out = io.StringIO()
        connect(settings, live, Console(file=out, width=200))
        assert "2 items (2 added" in out.getvalue() and "2 orders" in out.getvalue()
        settings = load_settings(state=tmp_path)
        assert settings.connector == live, "the keys are kept beside the secrets"
        assert (tmp_path / "secrets.toml").stat().st_mode & 0o777 == 0o600
        store = Store(settings.store_url)
        assert isinstance(build_orders(settings, store), PlatformOrders)
        platform = connected(settings.connector)
        assert platform is not None
        job = LiveShop(Sync(platform, store, PlatformOrders(store, rules_of(settings.orders), platform)))
        mirror = Mirror(catalogue=Catalogue(store))
        mirror.follow()
        tee = next(item for item in mirror.items() if item.title == "Fen tee")
        shop.set_price("17.50")
        shop.set_stock(1)
        told = Live(shop, platform, store, PlatformOrders(store, rules_of(settings.orders), platform), job._sync, [])
        body, headers = told.hook(*shop.stock_hook)
        services = build(settings)
        client = TestClient(create_app(settings, services))  # not started: its parts are not needed
        began = time.monotonic()
        assert client.post("/api/connect/hooks", content=body, headers=headers).status_code == 204
        assert client.post("/api/connect/hooks", content=body, headers={}).status_code == 401
        assert await job.hooks() == {"looked at": 1}
        mirror.follow()
        after = mirror.get(tee.id)
        assert after is not None and (float(after.price or 0), after.variants[0].stock) == (17.5, 1)
        assert time.monotonic() - began < 5.0
        assert "deleted" not in await job.sweep()
        services.store.close()


def test_a_missing_key_is_named(settings: Settings) -> None:
    live = ConnectorSettings(platform="woocommerce", url="https://fen.example", key="k")
    with pytest.raises(BadInput, match="--secret: missing"):
        connect(settings, live, Console(file=io.StringIO()))
    with pytest.raises(BadInput, match="is no address"):
        connect(settings, live.model_copy(update={"url": "fen", "secret": "s"}), Console(file=io.StringIO()))
    assert "connector" not in (settings.state / "secrets.toml").read_text()


def test_without_a_live_shop_there_is_no_door(settings: Settings) -> None:
    client = TestClient(create_app(settings))
    assert client.post("/api/connect/hooks", content=b"{}").status_code == 404
