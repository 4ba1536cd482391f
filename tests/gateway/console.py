"""An agent's browser."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
from websockets.sync.client import connect

from tests.gateway.conftest import Shop
from tests.gateway.test_stream import Browser

PASSWORD = "a long password"


class Console:
    """Signed in as an agent; every change carries the CSRF token."""

    def __init__(self, shop: Shop, name: str, role: Any = "agent") -> None:
        self.shop = shop
        email = f"{name}@desk.example".lower()
        known = {agent.email: agent for agent in shop.services.agents.all()}
        self.agent = known.get(email) or shop.services.agents.add(email, name, PASSWORD, role)
        self.client = httpx.Client(base_url=shop.url, timeout=30, trust_env=False)
        response = self.client.post("/api/agent/login", json={"email": email, "password": PASSWORD})
        assert response.status_code == 200, response.text
        self.csrf = response.json()["csrf"]

    def ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        headers = {"X-CSRF-Token": self.csrf, **options.pop("headers", {})}
        return self.client.request(method, path, headers=headers, **options)

    def do(self, conversation_id: str, deed: str, **body: Any) -> httpx.Response:
        return self.ask("POST", f"/api/agent/conversations/{conversation_id}/{deed}", json=body)

    def lines(self, view: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.ask("GET", f"/api/agent/conversations?view={view}").json()["conversations"]
        return found

    def whole(self, conversation_id: str) -> dict[str, Any]:
        body: dict[str, Any] = self.ask("GET", f"/api/agent/conversations/{conversation_id}").json()
        return body

    def leave(self) -> None:
        self.ask("POST", "/api/agent/logout")
        self.client.close()

    @contextmanager
    def stream(self) -> Iterator[Browser]:
        cookie = f"shopkeeper_agent={self.client.cookies['shopkeeper_agent']}"
        url = self.shop.url.replace("http", "ws") + "/api/agent/stream"
        with connect(url, proxy=None, additional_headers={"Cookie": cookie}) as socket:
            opened = Browser(socket)
            opened.wait_for("ready")
            yield opened

    def watch(self, tab: Browser, conversation_id: str) -> None:
        tab.socket.send(json.dumps({"type": "watch", "conversation_id": conversation_id}))
        tab.wait_for("watching")
