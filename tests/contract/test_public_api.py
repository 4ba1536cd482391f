"""The public API as docs/contracts.md and the OpenAPI document promise it; whatever comes in, nothing breaks."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from tests.gateway.conftest import Shop, Shopper
from tests.gateway.console import Console

CONTRACTS = Path(__file__).parents[2] / "docs" / "contracts.md"
GARBAGE: list[Any] = [
    None,
    [],
    {},
    "x",
    5,
    True,
    {"text": {"a": 1}},
    {"events": [[]]},
    [{}],
    {"": ""},
    {"x": "y" * 5000},
]


def documented(shop: Shop) -> dict[str, Any]:
    with shop.client() as client:
        document: dict[str, Any] = client.get("/openapi.json").json()
    return document


def test_every_path_of_the_contract_is_in_openapi(shop: Shop) -> None:
    text = CONTRACTS.read_text("utf-8").partition("## gateway")[2].partition("## Topics")[0]
    known = {re.sub(r"{[^}]+}", "{}", path) for path in documented(shop)["paths"]}
    named = set(re.findall(r"(?:GET|POST|PUT|DELETE|/GET|/POST|/PUT) +(/api/[\w/{} .-]*[\w}])", text))
    named = {re.sub(r"{[^}]+}", "{}", path.partition(" ")[0]) for path in named}
    assert len(named) > 20
    assert named - known == set()


def test_every_error_has_the_shape(shop: Shop, shopper: Shopper) -> None:
    """Every operation with every kind of garbage: 2xx or 4xx, and errors as promised; never a 500."""
    boss = Console(shop, "Boss", "admin")
    for path, methods in documented(shop)["paths"].items():
        if path in ("/api/me", "/api/agent/logout", "/readyz"):
            continue  # would end the session, or looks at parts that are not there
        address = re.sub(r"{[^}]+}", "unknown", path)
        for method in methods:
            for body in GARBAGE if method in ("post", "put") else [None]:
                sent = None if body is None else json.dumps(body)
                headers = {"Content-Type": "application/json"}
                if address.startswith(("/api/agent", "/api/admin")):
                    response = boss.ask(method.upper(), address, content=sent, headers=headers)
                else:
                    response = shopper.ask(method.upper(), address, content=sent, headers=headers)
                assert response.status_code < 500 or response.status_code == 503, (method, path, body, response.text)
                if response.status_code >= 400:
                    error = response.json()["error"]
                    assert {"code", "message"} <= set(error) <= {"code", "message", "field"}, (method, path)
    boss.leave()


def naughty() -> list[str]:
    folder = os.environ.get("SHOPKEEPER_EVAL_DATA")
    if not folder:
        pytest.skip("SHOPKEEPER_EVAL_DATA is not set: no bad-input strings to send")
    base = Path(folder) / "bad-input"
    strings = json.loads((base / "naughty_strings.json").read_text("utf-8"))
    return [*strings, *(base / "xss_payloads.txt").read_text("utf-8").splitlines()[::20]]


def test_naughty_strings_are_text_or_refused(shop: Shop, shopper: Shopper) -> None:
    """Each comes back as it was typed, or is refused with a reason; none reaches the bot as a command."""
    taken, refused = 0, 0
    with shop.client() as client:
        for text in naughty():
            response = client.post(
                "/api/messages?wait=1",
                content=json.dumps({"text": text}),
                headers={"Authorization": f"Bearer {shopper.token}", "Content-Type": "application/json"},
            )
            if response.status_code == 422:
                assert response.json()["error"]["field"] == "text"
                refused += 1
                continue
            assert response.status_code == 200, (text, response.text)
            assert not shop.rasa.turns[-1]["message"].lstrip().startswith("/")
            stored = shop.services.conversations.message(response.json()["message_id"])
            assert stored.text == text.replace("\r\n", "\n").replace("\r", "\n").strip()
            taken += 1
    assert taken > 10 * refused


def test_naughty_queries(shop: Shop, shopper: Shopper) -> None:
    with shop.client() as client:
        for text in naughty()[::7]:
            response = client.get("/api/items", params={"q": text.encode("utf-8", "replace").decode()})
            assert response.status_code in (200, 422), (text, response.text)
