"""The outer skin: health, headers, origins, limits, metrics, the documentation of the API."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import time
from pathlib import Path

import httpx
import pytest
from prometheus_client import generate_latest
from starlette.responses import PlainTextResponse

from gateway import connection, readiness
from gateway.metrics import Metrics
from gateway.middleware import Envelope
from gateway.wiring import build
from shop.carts import LINES
from shop.errors import BadSettings
from shop.settings import Secrets
from tests.gateway.conftest import GATEWAY, Served, Shop, Shopper, settings_for


def test_healthz_and_readyz_name_what_is_missing(shop: Shop) -> None:
    with shop.client() as client:
        assert client.get("/healthz").json() == {"status": "ok"}
        response = client.get("/readyz")
        assert response.status_code == 503
        body = response.json()
        assert body["ready"] is False
        assert set(body["parts"]) == {"store", "rasa", "actions", "models", "chroma", "disk"}
        assert (body["parts"]["store"], body["parts"]["rasa"]) == ("ok", "ok")
        for part in ("actions", "models", "chroma"):
            assert body["parts"][part] != "ok"
        shop.rasa.loaded = False
        assert "409" in client.get("/readyz").json()["parts"]["rasa"]


def test_metrics_are_not_on_the_public_port(shop: Shop, shopper: Shopper) -> None:
    shopper.say("hello")
    with shop.client() as client:
        assert client.get("/metrics").status_code == 404
    text = generate_latest(shop.services.metrics.registry).decode()
    assert 'shopkeeper_messages_total{author="bot"}' in text
    assert 'shopkeeper_turn_seconds_count{outcome="answered"}' in text
    assert 'route="/api/messages"' in text


def test_other_origins_need_to_be_on_the_list(shop: Shop) -> None:
    preflight = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}
    with shop.client() as client:
        good = client.options("/api/messages", headers={"Origin": "https://shop.example", **preflight})
        assert good.headers["access-control-allow-origin"] == "https://shop.example"
        assert "access-control-allow-credentials" not in good.headers
        bad = client.options("/api/messages", headers={"Origin": "https://evil.example", **preflight})
        assert "access-control-allow-origin" not in bad.headers
        plain = client.get("/healthz", headers={"Origin": "https://evil.example"})
        assert "access-control-allow-origin" not in plain.headers


def test_security_headers(shop: Shop) -> None:
    with shop.client() as client:
        for path in ("/healthz", "/api/items", "/api/nothing", "/"):
            headers = client.get(path).headers
            assert headers["x-content-type-options"] == "nosniff", path
            assert "default-src 'none'" in headers["content-security-policy"], path
            assert "unsafe-inline' 'self" not in headers["content-security-policy"]
            assert "server" not in headers or "uvicorn" in headers["server"]


def test_a_page_the_browser_kept_keeps_its_policy(shop: Shop) -> None:
    with shop.client() as client:
        path = "/images/AF-TENT-0001.svg"
        first = client.get(path)
        again = client.get(path, headers={"If-None-Match": first.headers["etag"]})
        assert again.status_code == 304
        assert "content-security-policy" not in again.headers


def test_errors_have_one_shape(shop: Shop) -> None:
    with shop.client() as client:
        for response, status, code in (
            (client.get("/api/nothing"), 404, "not_found"),
            (client.delete("/api/items"), 405, "method_not_allowed"),
        ):
            assert response.status_code == status
            assert response.json()["error"]["code"] == code


def test_the_api_is_documented(shop: Shop) -> None:
    with shop.client() as client:
        document = client.get("/openapi.json").json()
    paths = document["paths"]
    for path, methods in {
        "/api/sessions": {"post"},
        "/api/messages": {"post", "get"},
        "/api/events": {"post"},
        "/api/items": {"get"},
        "/api/items/{item_id}": {"get"},
        "/api/recommendations": {"get"},
        "/api/me": {"get", "delete"},
        "/healthz": {"get"},
        "/readyz": {"get"},
    }.items():
        assert methods <= set(paths[path]), path
    card = document["components"]["schemas"]["CardView"]["properties"]
    assert set(card) == {
        "item_id",
        "title",
        "price",
        "list_price",
        "rating",
        "rating_count",
        "currency",
        "image",
        "url",
        "text",
        "reasons",
        "in_stock",
    }


def test_a_gateway_without_its_secret_does_not_start(tmp_path: Path) -> None:
    settings = settings_for(tmp_path).model_copy(update={"secrets": Secrets()})
    with pytest.raises(BadSettings, match=r"secrets\.session"):
        build(settings)


def test_limits(tmp_path_factory: pytest.TempPathFactory, rasa_server: object) -> None:
    state = tmp_path_factory.mktemp("limits")
    few = {"messages_per_minute": 3, "sessions_per_minute": 2, "sign_ins_per_minute": 2}
    settings = settings_for(state, port=GATEWAY + 1, **few)
    with Served(settings) as served:
        shop = Shop(f"http://127.0.0.1:{GATEWAY + 1}", served.services, rasa_server)  # type: ignore[arg-type]
        first, second = shop.session(), shop.session()
        with shop.client() as client:
            refused = client.post("/api/sessions")
        assert_too_many(refused)
        with shop.client() as client:
            wrong = {"email": "bea@desk.example", "password": "guess"}
            for _ in range(2):
                assert client.post("/api/agent/login", json=wrong).status_code == 401
            assert_too_many(client.post("/api/agent/login", json=wrong))
        for _ in range(3):
            assert first.ask("POST", "/api/messages", json={"text": "x"}).status_code == 202
        assert_too_many(first.ask("POST", "/api/messages", json={"text": "x"}))
        assert second.ask("POST", "/api/messages", json={"text": "x"}).status_code == 202, "each has its own limit"


def assert_too_many(response: httpx.Response) -> None:
    assert response.status_code == 429
    assert response.json()["error"]["code"] == "too_many"
    assert 1 <= int(response.headers["retry-after"]) <= 60


def test_carts_and_categories_are_bounded(shop: Shop) -> None:
    shopper = shop.session()
    for options in ({"engraving": "x" * 201}, {f"o{n}": "x" for n in range(21)}, {"x" * 201: "y"}):
        response = shopper.ask("POST", "/api/cart", json={"item_id": "cup/3", "options": options})
        assert response.status_code == 422, options
    for number in range(LINES):
        if (
            shopper.ask("POST", "/api/cart", json={"item_id": "cup/3", "options": {"n": str(number)}}).status_code
            != 200
        ):
            break
    response = shopper.ask("POST", "/api/cart", json={"item_id": "cup/3", "options": {"n": "one more"}})
    assert response.status_code in (409, 422)
    assert len(shopper.ask("GET", "/api/cart").json()["lines"]) <= LINES
    with shop.client() as client:
        assert client.get("/api/categories").json()["categories"][:2] == [
            {"name": "Boots", "count": 2},
            {"name": "Cups", "count": 1},
        ]


def test_a_full_disk_is_not_ready(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "ROOM", 10**18)
    with shop.client() as client:
        assert "are free" in client.get("/readyz").json()["parts"]["disk"]


def test_a_request_that_is_never_sent_to_its_end_is_closed(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "HEAD", 0.5)
    monkeypatch.setattr(connection, "WHOLE", 0.8)
    begun = (b"", b"GET / HTTP/1.1\r\nX: ", b"POST /api/sessions HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{")
    for half in begun:
        with socket.create_connection(("127.0.0.1", GATEWAY), timeout=5) as slow:
            slow.sendall(half)
            started = time.monotonic()
            with contextlib.suppress(ConnectionResetError):
                assert slow.recv(1) == b""
            assert 0.3 < time.monotonic() - started < 3
    with socket.create_connection(("127.0.0.1", GATEWAY), timeout=5) as kept:
        for _ in range(2):  # a whole one is answered, and its connection may wait for the next
            kept.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
            answer = b""
            while not answer.endswith(b"}"):
                answer += kept.recv(4096)
            assert answer.startswith(b"HTTP/1.1 200")
            time.sleep(1.0)


def test_https_is_told_to_stay() -> None:
    async def ask(scheme: str) -> dict[str, str]:
        app = Envelope(PlainTextResponse("ok"), Metrics())
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url=f"{scheme}://shop.example") as client:
            return dict((await client.get("/")).headers)

    assert "max-age" in asyncio.run(ask("https"))["strict-transport-security"]
    assert "strict-transport-security" not in asyncio.run(ask("http"))
