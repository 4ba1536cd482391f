"""The gateway as it is served, on a real store; Rasa's place is taken by a small server of our own."""

from __future__ import annotations

import asyncio
import atexit
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import jwt
import pytest
import uvicorn

from gateway.app import create_app
from gateway.connection import Connection
from gateway.wiring import Services, build
from shop.settings import (
    ActionsSettings,
    ChromaSettings,
    GatewaySettings,
    ModelsSettings,
    RasaSettings,
    Secrets,
    Settings,
    ShopSettings,
)
from shop.types import Item, now
from tests.gateway.rasa_server import RasaServer

GATEWAY, RASA, CLOSED = 8500, 8502, 8509  # nothing listens on the last one
SEAL = "seal-secret-of-the-tests"
SHOP_SECRET, SERVER_KEY = "shop-secret-of-the-tests-32-chars", "server-key-of-the-tests"
if TYPE_CHECKING:
    from tests.gateway.console import Console

ITEMS = [
    Item(id="boot-1", title="Trail Boot", category="Boots", price=Decimal("89.90"), stock=4, colours=("brown",)),
    Item(id="boot-2", title="City Boot", category="Boots", price=Decimal("120"), stock=0, colours=("black",)),
    Item(id="cup/3", title="Tin Cup", category="Cups", price=Decimal("7.5"), stock=50, rating=4.5, rating_count=12),
]


@dataclass
class Shop:
    """One gateway under test: its address, its services, and the loop they live on."""

    url: str
    services: Services
    rasa: RasaServer

    def client(self) -> httpx.Client:
        return httpx.Client(base_url=self.url, timeout=30, trust_env=False)

    def session(self, **body: Any) -> Shopper:
        with self.client() as client:
            response = client.post("/api/sessions", json=body)
        assert response.status_code == 201, response.text
        return Shopper(self, response.json())

    def user_token(self, subject: str, **claims: Any) -> str:
        claims = {"sub": subject, "exp": now() + timedelta(hours=1), **claims}
        return jwt.encode(claims, SHOP_SECRET, "HS256")


@dataclass
class Shopper:
    """A browser with a session."""

    shop: Shop
    session: dict[str, Any]

    @property
    def token(self) -> str:
        return str(self.session["token"])

    @property
    def conversation_id(self) -> str:
        return str(self.session["conversation_id"])

    def ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token}", **options.pop("headers", {})}
        with self.shop.client() as client:
            return client.request(method, path, headers=headers, **options)

    def say(self, text: str, **more: Any) -> list[dict[str, Any]]:
        response = self.ask("POST", "/api/messages?wait=1", json={"text": text, **more})
        assert response.status_code == 200, response.text
        replies: list[dict[str, Any]] = response.json()["replies"]
        return replies

    def history(self, after: str | None = None) -> list[dict[str, Any]]:
        response = self.ask("GET", "/api/messages", params={"after": after} if after else {})
        assert response.status_code == 200, response.text
        messages: list[dict[str, Any]] = response.json()["messages"]
        return messages


@cache
def _rasa_server() -> RasaServer:
    server = RasaServer(RASA)
    server.start()
    atexit.register(server.stop)
    return server


@pytest.fixture(scope="session")
def rasa_server() -> RasaServer:
    """One for all test folders that use this fixture."""
    return _rasa_server()


def settings_for(state: Path, **gateway: Any) -> Settings:
    return Settings(
        state=state,
        shop=ShopSettings(name="Test Shop"),
        secrets=Secrets(
            seal=SEAL,
            session="session-secret-of-the-tests-32-ch",
            shop=SHOP_SECRET,
            server_key=SERVER_KEY,
            rasa_token="rasa-tok",
        ),
        gateway=GatewaySettings(
            **{
                "port": GATEWAY,
                "messages_per_minute": 10_000,
                "sessions_per_minute": 10_000,
                "sign_ins_per_minute": 10_000,
                "searches_per_minute": 10_000,
                "events_per_minute": 10_000,
                "origins": ("https://shop.example",),
                "reply_seconds": 4.0,
                **gateway,
            },
        ),
        rasa=RasaSettings(port=RASA, timeout=3.0),
        actions=ActionsSettings(port=CLOSED),
        models=ModelsSettings(port=CLOSED, timeout=1.0),
        chroma=ChromaSettings(port=CLOSED),
    )


class Served:
    """The app behind a real uvicorn in a thread of its own."""

    def __init__(self, settings: Settings) -> None:
        self.services = build(settings)
        self.services.store.migrate()
        self.services.catalogue.upsert(ITEMS)
        app = create_app(settings, self.services)
        config = uvicorn.Config(
            app,
            host="127.0.0.1",
            port=settings.gateway.port,
            http=Connection,
            log_level="error",
            timeout_graceful_shutdown=2,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self.loop: asyncio.AbstractEventLoop | None = None

    def _run(self) -> None:
        async def serve() -> None:
            self.loop = asyncio.get_running_loop()
            await self._server.serve()

        asyncio.run(serve())

    def __enter__(self) -> Served:
        self._thread.start()
        end = time.monotonic() + 20
        while not self._server.started and time.monotonic() < end:
            time.sleep(0.01)
        assert self._server.started
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(15)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, rasa_server: RasaServer) -> Iterator[Shop]:
    with Served(settings_for(tmp_path_factory.mktemp("state"))) as here:
        yield Shop(f"http://127.0.0.1:{GATEWAY}", here.services, rasa_server)


@pytest.fixture
def shop(served: Shop) -> Shop:
    served.rasa.reset()
    return served


@pytest.fixture
def shopper(shop: Shop) -> Shopper:
    return shop.session()


@pytest.fixture
def bea(shop: Shop) -> Iterator[Console]:
    """An agent at the desk, which is open at all hours."""
    from tests.gateway.console import Console

    shop.services.book.put_setting("hours", {})
    console = Console(shop, "Bea")
    yield console
    console.leave()


@pytest.fixture
def cem(shop: Shop) -> Iterator[Console]:
    """Her colleague."""
    from tests.gateway.console import Console

    console = Console(shop, "Cem")
    yield console
    console.leave()
