"""A shopper at the public API: says a message, sees the reply, looks into cart and orders."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cached_property
from typing import Any

import httpx

_WAITS = 8  # times that a shopper waits where the shop asks to


class Shopper:
    """One conversation after the other at ``base``; items are kept between them. ``sign`` makes the token of a shopper
    whom the demo does not offer."""

    def __init__(self, base: str, sign: Callable[[str], str] | None = None) -> None:
        self._sign = sign
        self._http = httpx.Client(base_url=base, timeout=60, trust_env=False)
        self._headers: dict[str, str] = {}
        self._items: dict[str, dict[str, Any]] = {}
        demo = self._http.get("/api/demo")
        known = demo.json()["shoppers"] if demo.status_code == 200 else []
        self._tokens: dict[str, str] = {one["sub"]: one["user_token"] for one in known}

    def begin(self, subject: str | None) -> None:
        """A new conversation, signed in as a demo shopper or as a guest, with an empty cart."""
        self._headers = {}  # a session that is shown would be gone on with
        body = {"user_token": self._token(subject)} if subject else {}
        session = self._post("/api/sessions", body).raise_for_status().json()
        self._headers = {"Authorization": f"Bearer {session['token']}"}
        for line in self.cart()["lines"]:
            self._http.delete(f"/api/cart/{line['item_id']}", headers=self._headers)

    def _token(self, subject: str) -> str:
        if subject in self._tokens:
            return self._tokens[subject]
        if self._sign is None:
            raise SystemExit(
                f"the shop does not offer to sign in as {subject}; without --base a shop is opened that can"
            )
        return self._sign(subject)

    def say(self, text: str) -> tuple[list[dict[str, Any]], float, int]:
        """(replies, seconds, HTTP status)."""
        began = time.perf_counter()
        answer = self._post("/api/messages?wait=1", {"text": text})
        seconds = time.perf_counter() - began
        replies = answer.json().get("replies", []) if answer.status_code < 500 else []
        return replies, seconds, answer.status_code

    def item(self, item_id: str) -> dict[str, Any]:
        if item_id not in self._items:
            self._items[item_id] = self._get(f"/api/items/{item_id}")
        return self._items[item_id]

    def cart(self) -> dict[str, Any]:
        return self._get("/api/cart")

    def owner(self) -> str:
        return str(self._get("/api/handoff")["owner"])

    def order_status(self, number: str) -> str | None:
        orders = self._get("/api/me")["orders"]
        return next((one["status"] for one in orders if one["number"] == number), None)

    @cached_property
    def titles(self) -> list[str]:
        """Titles of all items, the longest first."""
        found: list[str] = []
        while page := self._get(f"/api/items?limit=100&offset={len(found)}")["items"]:
            found += [item["title"] for item in page]
        return sorted(found, key=len, reverse=True)

    def _get(self, path: str) -> dict[str, Any]:
        answer: dict[str, Any] = self._http.get(path, headers=self._headers).raise_for_status().json()
        return answer

    def _post(self, path: str, body: dict[str, Any]) -> httpx.Response:
        answer = self._http.post(path, json=body, headers=self._headers)
        for _ in range(_WAITS):
            if answer.status_code != 429:
                break
            time.sleep(float(answer.headers.get("retry-after", "5")) + 0.5)
            answer = self._http.post(path, json=body, headers=self._headers)
        return answer
