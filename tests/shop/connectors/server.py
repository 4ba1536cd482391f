"""Servers that speak as the platforms do, over recordings in their published layouts; each can be told to fail.

The recordings hold one small shop four times: a tee whose gold version is dearer and sold out in M, a mug at 8 instead
of 10, a draft; order 1001 is paid, of order 1002 one of two mugs has come back.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qsl, unquote, urlsplit

RECORDINGS = Path(__file__).parent / "recordings"
Query = dict[str, str]
Answer = tuple[int, Any]


@dataclass
class Fault:
    """One answer that goes wrong: a status with headers, a body that is no JSON, or a connection that is cut."""

    status: int = 503
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b"{}"
    cut: bool = False
    done: bool = False  # the request is carried out all the same
    method: str = ""  # only of these requests


class Recorded:
    """``told`` is the platform's state; ``faults`` are the next answers, ``asked`` what came."""

    name = ""

    def __init__(self) -> None:
        self.told: dict[str, Any] = json.loads((RECORDINGS / f"{self.name}.json").read_text(encoding="utf-8"))
        self.faults: list[Fault] = []
        self.asked: list[tuple[str, str, Any]] = []
        self.lock = threading.Lock()

    def answer(self, method: str, path: str, query: Query, body: Any) -> Answer:
        raise NotImplementedError

    def allowed(self, headers: dict[str, str]) -> bool:
        return True

    def writes(self) -> list[tuple[str, Any]]:
        return [(f"{method} {path}", body) for method, path, body in self.asked if method != "GET"]

    # ── what happens in the shop ─────────────────────────────────────────────

    def set_price(self, price: str) -> None:
        """Of the blue tee."""

    def set_stock(self, stock: int) -> None:
        """Of the blue tee."""

    def remove_mug(self) -> None: ...

    stock_hook: tuple[str, dict[str, Any]] = ("", {})  # (topic, body) of a hook about the blue tee's stock
    order_hook: tuple[str, dict[str, Any]] = ("", {})  # about order 1001


class Shopify(Recorded):
    name = "shopify"
    stock_hook = ("inventory_levels/update", {"inventory_item_id": 9111, "location_id": 1, "available": 7})
    order_hook = ("orders/updated", {"id": 5001, "name": "#1001"})

    def allowed(self, headers: dict[str, str]) -> bool:
        return headers.get("x-shopify-access-token") == "token"

    def answer(self, method: str, path: str, query: Query, body: Any) -> Answer:
        assert re.fullmatch(r"/admin/api/\d{4}-\d{2}/graphql\.json", path)
        text, values = body["query"], body["variables"]
        assert text.count("{") == text.count("}")
        root = re.search(
            r"\{\s*(\w+)", text[text.index(")") + 1 :] if text.startswith(("query(", "mutation(")) else text
        )
        assert root is not None
        return 200, {"data": {root[1]: getattr(self, f"_{root[1]}")(values)}}

    def _products(self, values: Any) -> Any:
        """One a page, so that cursors count."""
        found = [
            one for one in self.told["products"] if "status:active" not in values["search"] or one["status"] == "ACTIVE"
        ]
        since = re.search(r"updated_at:>='([^']+)'", values["search"])
        found = [one for one in found if since is None or one["updatedAt"] >= since[1]]
        place = int(values["after"] or 0)
        more = place + 1 < len(found)
        return {"nodes": found[place : place + 1], "pageInfo": {"hasNextPage": more, "endCursor": str(place + 1)}}

    def _product(self, values: Any) -> Any:
        return next((one for one in self.told["products"] if one["id"] == values["id"]), None)

    def _inventoryItem(self, values: Any) -> Any:
        for one in self.told["products"]:
            for variant in one["variants"]["nodes"]:
                if variant["inventoryItem"]["id"] == values["id"]:
                    return {"variant": {"product": {"id": one["id"]}}}
        return None

    def _orders(self, values: Any) -> Any:
        name = re.search(r"name:(\S+)", values.get("search") or "")
        found = [one for one in self.told["orders"] if name is None or name[1] in one["name"]]
        return {"nodes": found, "pageInfo": {"hasNextPage": False, "endCursor": None}}

    def _order(self, values: Any) -> Any:
        return next((one for one in self.told["orders"] if one["id"] == values["id"]), None)

    def _orderCancel(self, values: Any) -> Any:
        order = self._order({"id": values["id"]} if "id" in values else values)
        errors = (
            [{"field": ["orderId"], "message": "Order has been cancelled", "code": "INVALID"}]
            if order["cancelledAt"]
            else []
        )
        order["cancelledAt"] = order["cancelledAt"] or "2026-03-03T09:00:00Z"
        return {"job": {"id": "gid://shopify/Job/1"}, "orderCancelUserErrors": errors}

    def _orderUpdate(self, values: Any) -> Any:
        given = values["input"]
        order = self._order(given)
        order["note"] = given.get("note", order["note"])
        if "shippingAddress" in given:
            to = given["shippingAddress"]
            order["shippingAddress"] = {
                "name": f"{to['firstName']} {to['lastName']}".strip(),
                "countryCodeV2": to["countryCode"],
                **{name: to[name] for name in ("address1", "address2", "zip", "city")},
            }
        return {"userErrors": []}

    def _returnCreate(self, values: Any) -> Any:
        self.told.setdefault("returns", []).append(values["input"])
        order = self._order({"id": values["input"]["orderId"]})
        order["returns"]["nodes"].append({"returnLineItems": {"nodes": values["input"]["returnLineItems"]}})
        return {"return": {"id": "gid://shopify/Return/1"}, "userErrors": []}

    def _webhookSubscriptions(self, values: Any) -> Any:
        return {"nodes": [{"topic": topic} for topic in self.told.get("hooks", [])]}

    def _webhookSubscriptionCreate(self, values: Any) -> Any:
        self.told.setdefault("hooks", []).append(values["topic"])
        return {"userErrors": []}

    def set_price(self, price: str) -> None:
        self.told["products"][0]["variants"]["nodes"][0]["price"] = price
        self.told["products"][0]["updatedAt"] = "2999-01-01T00:00:00Z"

    def set_stock(self, stock: int) -> None:
        self.told["products"][0]["variants"]["nodes"][0]["inventoryQuantity"] = stock
        self.told["products"][0]["updatedAt"] = "2999-01-01T00:00:00Z"

    def remove_mug(self) -> None:
        del self.told["products"][1]


class WooCommerce(Recorded):
    name = "woocommerce"
    stock_hook = ("product.updated", {"id": 111, "parent_id": 11, "type": "variation"})
    order_hook = ("order.updated", {"id": 1001})

    def allowed(self, headers: dict[str, str]) -> bool:
        return headers.get("authorization") == "Basic a2V5OnNlY3JldA=="  # key:secret

    def answer(self, method: str, path: str, query: Query, body: Any) -> Answer:
        parts = path.removeprefix("/wp-json/wc/v3/").split("/")
        what, number = parts[0], parts[1] if len(parts) > 1 else ""
        if len(parts) == 3:
            below = {"variations": "variations", "notes": "notes", "refunds": "refunds"}[parts[2]]
            there = self.told[below].setdefault(number, [])
            if method == "POST":
                there.append(body)
                return 201, body
            return 200, self._page(there, query)
        if not number:
            if method == "POST":
                self.told[what].append(body | {"id": len(self.told[what]), "status": "active"})
                return 201, body
            found = [one for one in self.told[what] if query.get("status") in (None, one.get("status"))]
            if "modified_after" in query:
                found = [one for one in found if one["date_modified_gmt"] >= query["modified_after"]]
            if "search" in query:
                found = [one for one in found if query["search"] in one["number"]]
            return 200, self._page(found, query)
        one = next((one for one in self.told[what] if str(one["id"]) == number), None)
        if one is None:
            return 404, {"code": "woocommerce_rest_invalid_id", "message": "Invalid ID.", "data": {"status": 404}}
        if method == "PUT":
            for name, value in body.items():
                one[name] = {**one[name], **value} if isinstance(value, dict) else value
        return 200, one

    def _page(self, found: list[Any], query: Query) -> list[Any]:
        size, page = int(query.get("per_page", 10)), int(query.get("page", 1))
        return found[(page - 1) * size : page * size]

    def set_price(self, price: str) -> None:
        self.told["variations"]["11"][0] |= {"price": price, "regular_price": price}
        self.told["products"][0]["date_modified_gmt"] = "2999-01-01T00:00:00"

    def set_stock(self, stock: int) -> None:
        self.told["variations"]["11"][0] |= {
            "stock_quantity": stock,
            "stock_status": "instock" if stock else "outofstock",
        }
        self.told["products"][0]["date_modified_gmt"] = "2999-01-01T00:00:00"

    def remove_mug(self) -> None:
        del self.told["products"][1]


class Magento(Recorded):
    name = "magento"
    stock_hook = ("", {"kind": "stock", "id": "TEE-BS"})
    order_hook = ("", {"kind": "order", "id": "5001"})
    _lists: ClassVar[dict[str, str]] = {
        "products/attributes": "attributes",
        "categories/list": "categories",
        "inventory/source-items": "sources",
    }

    def allowed(self, headers: dict[str, str]) -> bool:
        return headers.get("authorization") == "Bearer token"

    def answer(self, method: str, path: str, query: Query, body: Any) -> Answer:
        path = path.removeprefix("/rest/V1/")
        if match := re.fullmatch(r"configurable-products/(.+)/children", path):
            numbers = self.told["children"][unquote(match[1])]
            return 200, [one for one in self.told["products"] if one["id"] in numbers]
        if match := re.fullmatch(r"orders/(\d+)(/\w+)?", path):
            return self._order(method, match[1], match[2] or "", body)
        found = [one for one in self.told[self._lists.get(path, path)] if self._fits(one, query)]
        size, page = int(query["searchCriteria[pageSize]"]), int(query["searchCriteria[currentPage]"])
        last = max(1, -(-len(found) // size))  # a page beyond the last is the last once more
        page = min(page, last)
        return 200, {"items": found[(page - 1) * size : page * size], "total_count": len(found)}

    def _fits(self, one: Any, query: Query) -> bool:
        for place in range(3):
            name = f"searchCriteria[filter_groups][{place}][filters][0]"
            if f"{name}[field]" not in query:
                return True
            own = one.get("id" if (wanted := query[f"{name}[field]"]) == "entity_id" and "sku" in one else wanted)
            value, how = query[f"{name}[value]"], query[f"{name}[condition_type]"]
            own = "1" if own is True else str(own)
            fits = {"eq": own == value, "gteq": own >= value, "in": own in value.split(",")}[how]
            if not fits:
                return False
        return True

    def _order(self, method: str, number: str, deed: str, body: Any) -> Answer:
        order = next((one for one in self.told["orders"] if str(one["entity_id"]) == number), None)
        if order is None:
            return 404, {"message": "The entity that was requested doesn't exist. Verify the entity and try again."}
        if deed == "/cancel":
            if order["state"] in ("complete", "closed", "canceled") or number in self.told["invoiced"]:
                return 200, False
            order |= {"state": "canceled", "status": "canceled"}
            return 200, True
        if deed == "/comments":
            there = self.told["comments"].setdefault(number, [])
            if method == "POST":
                there.append(body["statusHistory"])
                return 200, True
            return 200, {"items": there, "total_count": len(there)}
        if method == "PUT":
            order["extension_attributes"]["shipping_assignments"][0]["shipping"]["address"] |= body["entity"]
        return 200, order

    def set_price(self, price: str) -> None:
        self.told["products"][1] |= {"price": float(price), "updated_at": "2999-01-01 00:00:00"}

    def set_stock(self, stock: int) -> None:
        self.told["sources"][0]["quantity"] = stock
        self.told["products"][1]["updated_at"] = "2999-01-01 00:00:00"

    def remove_mug(self) -> None:
        self.told["products"] = [one for one in self.told["products"] if one["id"] != 12]


class Medusa(Recorded):
    name = "medusa"
    stock_hook = ("", {"kind": "stock", "id": "iitem_111"})
    order_hook = ("", {"kind": "order", "id": "order_5001"})

    def allowed(self, headers: dict[str, str]) -> bool:
        return headers.get("authorization") == "Basic dG9rZW46"  # token:

    def answer(self, method: str, path: str, query: Query, body: Any) -> Answer:
        parts = path.removeprefix("/admin/").split("/")
        what = parts[0].replace("-", "_")
        if what == "product_variants":
            stock = query["inventory_items[inventory_item_id]"]
            found = [
                {"id": variant["id"], "product_id": product["id"]}
                for product in self.told["products"]
                for variant in product["variants"]
                if any(one["inventory_item_id"] == stock for one in variant["inventory_items"])
            ]
            return 200, {"variants": found, "count": len(found)}
        if len(parts) == 1 and method == "POST":
            made = body | {"id": f"{what}_{len(self.told[what])}"}
            self.told[what].append(made)
            return 200, {what.removesuffix("s"): made}
        if len(parts) == 1:
            found = [one for one in self.told[what] if one.get("updated_at", "") >= query.get("updated_at[$gte]", "")]
            found = [one for one in found if query.get("q", "") in str(one.get("display_id", ""))]
            start, size = int(query.get("offset", 0)), min(2, int(query["limit"]))  # few a page, so that offsets count
            return 200, {what: found[start : start + size], "count": len(found), "offset": start, "limit": size}
        one = next((one for one in self.told[what] if one["id"] == parts[1]), None)
        if one is None:
            return 404, {"type": "not_found", "message": f"{what} with id: {parts[1]} was not found"}
        if method == "POST" and len(parts) == 2:
            one |= body
        elif method == "POST" and parts[2] == "cancel":
            one["status"] = "canceled"
        elif method == "POST" and parts[2] == "request-items":
            one["items"] = body["items"]
        elif method == "POST" and parts[2] == "request":
            one["status"] = "requested"
        return 200, {what.removesuffix("s"): one}

    def set_price(self, price: str) -> None:
        self.told["products"][0]["variants"][0]["prices"][0]["amount"] = float(price)
        self.told["products"][0]["updated_at"] = "2999-01-01T00:00:00.000Z"

    def set_stock(self, stock: int) -> None:
        self.told["products"][0]["variants"][0]["inventory_quantity"] = stock
        self.told["products"][0]["updated_at"] = "2999-01-01T00:00:00.000Z"

    def remove_mug(self) -> None:
        del self.told["products"][1]


PLATFORMS: dict[str, type[Recorded]] = {one.name: one for one in (Shopify, WooCommerce, Magento, Medusa)}


@contextmanager
def serving(shop: Recorded) -> Iterator[str]:
    """The shop's address while it is open."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _any(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length)) if length else None
            parts = urlsplit(self.path)
            with shop.lock:
                place = next((n for n, one in enumerate(shop.faults) if one.method in ("", self.command)), None)
                fault = None if place is None else shop.faults.pop(place)
                status, told = 401, {"message": "The consumer isn't authorized."}
                allowed = shop.allowed({name.lower(): value for name, value in self.headers.items()})
                if allowed and (fault is None or fault.done):
                    shop.asked.append((self.command, parts.path, body))
                    status, told = shop.answer(self.command, parts.path, dict(parse_qsl(parts.query)), body)
                if fault is not None and fault.cut:
                    self.close_connection = True
                    return
                if fault is not None:
                    return self._send(fault.status, fault.body, fault.headers)
                self._send(status, json.dumps(told).encode(), {})

        def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
            self.send_response(status)
            for name, value in {
                "Content-Type": "application/json",
                "Content-Length": str(len(body)),
                **headers,
            }.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PUT = _any

        def log_message(self, format: str, *args: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
