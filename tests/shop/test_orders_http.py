"""The HTTP adapter against a real server that keeps its orders in a store of its own."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI, Header, Request
from fastapi.responses import JSONResponse, Response

from shop.errors import BadInput, BadSettings, Conflict, NotFound, ShopkeeperError, Unavailable
from shop.orders import HttpOrders, Rules, StoreOrders
from shop.policy import Policy
from shop.settings import OrdersSettings
from shop.shoppers import Shopper, Shoppers
from shop.store import Store
from shop.types import Address, CaseKind, Order, OrderLine, OrderStatus, now

ADDRESS = Address(name="Ada", street="Lane 1", postcode="1", city="Town", country="NL")


@dataclass
class ShopServer:
    """``failures`` are statuses to answer with before it works again; ``after`` those once the deed is done."""

    url: str
    failures: list[int] = field(default_factory=list)
    after: list[int] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    answer: Any = None


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ShopServer]:
    store = Store(f"sqlite:///{tmp_path / 'their.db'}")
    store.migrate()
    Shoppers(store).put([Shopper(id="ada")])
    orders = StoreOrders(store, Rules(Policy()))
    line = OrderLine(item_id="a", title="A", quantity=2, unit_price=Decimal("10.00"))
    for number, status in (("A-1", OrderStatus.DELIVERED), ("A-2", OrderStatus.PAID)):
        orders.put(
            [
                Order(
                    number=number,
                    shopper_id="ada",
                    email="ada@x.example",
                    status=status,
                    lines=(line,),
                    address=ADDRESS,
                    total=Decimal("20.00"),
                    placed_at=now(),
                    delivered_at=now() if status is OrderStatus.DELIVERED else None,
                )
            ]
        )
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    state = ShopServer(f"http://127.0.0.1:{port}/api")
    running = uvicorn.Server(uvicorn.Config(_app(orders, state), port=port, log_level="critical"))
    thread = threading.Thread(target=running.run)
    thread.start()
    while not running.started:
        time.sleep(0.01)
    yield state
    running.should_exit = True
    thread.join()


def _app(orders: StoreOrders, state: ShopServer) -> FastAPI:
    app = FastAPI()

    @app.middleware("http")
    async def fail(request: Request, call_next: Any) -> Response:
        if request.headers.get("authorization") != "Bearer theirs":
            return JSONResponse({"error": {"message": "who are you?"}}, 401)
        if state.answer is not None:
            return Response(state.answer, 200)
        if state.failures:
            return JSONResponse({}, state.failures.pop(0))
        answer: Response = await call_next(request)
        return JSONResponse({}, state.after.pop(0)) if state.after else answer

    @app.exception_handler(ShopkeeperError)
    async def refuse(request: Request, error: ShopkeeperError) -> Response:
        return JSONResponse(error.as_json(), error.status)

    @app.get("/api/orders")
    def find(shopper: str | None = None, number: str = "", email: str = "") -> dict[str, list[Order]]:
        one = orders.find(number, email)
        return {"orders": orders.for_shopper(shopper) if shopper else [one] if one else []}

    @app.get("/api/orders/{number}")
    def get(number: str) -> Order:
        return orders.get(number)

    @app.get("/api/orders/{number}/cases")
    def cases(number: str) -> dict[str, Any]:
        return {"cases": orders.cases(number)}

    @app.post("/api/orders/{number}/{deed}", status_code=201)
    async def do(number: str, deed: str, request: Request, idempotency_key: str = Header()) -> Any:
        state.keys.append(idempotency_key)
        body = await request.json()
        if deed == "cancellation":
            return orders.cancel(number, key=idempotency_key)
        if deed == "address":
            return orders.change_address(number, Address(**body), key=idempotency_key)
        kind = CaseKind(body.pop("kind"))
        return orders.open_case(kind, number, key=idempotency_key, **body)

    return app


@pytest.fixture
def client(server: ShopServer) -> Iterator[HttpOrders]:
    settings = OrdersSettings(adapter="http", url=server.url, key="theirs")
    made = HttpOrders(settings, subject={"s_1": "ada"}.get, longest_wait=0.01)
    yield made
    made.close()


def test_everything_goes_through(client: HttpOrders) -> None:
    assert client.get("#A-1").total == Decimal("20.00")
    assert {order.number for order in client.for_shopper("s_1")} == {"A-1", "A-2"}
    assert client.for_shopper("a stranger") == []
    found = client.find("A-1", "Ada@x.example ")
    assert found is not None and found.number == "A-1"
    assert client.find("A-1", "bob@x.example") is None
    case = client.open_case(CaseKind.RETURN, "A-1", key="k", lines={"a": 1}, detail="too small")
    assert (case.amount, client.get("A-1").status) == (Decimal("10.00"), "partly_returned")
    assert client.cases("A-1") == [case]
    assert client.change_address("A-2", ADDRESS, key="k2").kind is CaseKind.ADDRESS
    assert client.open_case(CaseKind.CANCELLATION, "A-2", key="k3").kind is CaseKind.CANCELLATION


def test_their_refusals_are_ours(client: HttpOrders) -> None:
    with pytest.raises(NotFound, match="A-9"):
        client.get("A-9")
    with pytest.raises(Conflict, match="delivered"):
        client.open_case(CaseKind.RETURN, "A-2", key="k")
    with pytest.raises(BadInput, match="1 to 2"):
        client.open_case(CaseKind.RETURN, "A-1", key="k", lines={"a": 9})


def test_a_hiccup_is_tried_again(client: HttpOrders, server: ShopServer) -> None:
    server.failures = [503, 429]
    assert client.get("A-1").number == "A-1"
    server.failures = [502, 503, 504, 500]
    with pytest.raises(Unavailable, match="orders"):
        client.get("A-1")
    assert server.failures == [500]


def test_an_answer_that_got_lost_does_not_do_it_twice(client: HttpOrders, server: ShopServer) -> None:
    server.after = [503]
    case = client.open_case(CaseKind.RETURN, "A-1", key="once", lines={"a": 1})
    assert server.keys == ["once", "once"]
    assert client.cases("A-1") == [case]
    assert client.get("A-1").lines[0].returned == 1


@pytest.mark.parametrize("answer", ["no json", "{}", "[]", '{"number": 1}'])
def test_nonsense_is_told_as_such(client: HttpOrders, server: ShopServer, answer: str) -> None:
    server.answer = answer
    for ask in (lambda: client.get("A-1"), lambda: client.for_shopper("s_1"), lambda: client.cancel("A-2", key="k")):
        with pytest.raises(Unavailable, match="orders"):
            ask()


def test_nobody_there_and_no_key() -> None:
    settings = OrdersSettings(adapter="http", url="http://127.0.0.1:1")
    with pytest.raises(Unavailable):
        HttpOrders(settings, subject=lambda _: None, longest_wait=0.01).get("A-1")
    with pytest.raises(BadSettings, match=r"orders\.url"):
        HttpOrders(OrdersSettings(adapter="http"), subject=lambda _: None)


def test_a_wrong_key_of_ours_is_no_fault_of_the_shopper(server: ShopServer) -> None:
    client = HttpOrders(OrdersSettings(adapter="http", url=server.url, key="wrong"), subject=lambda _: "ada")
    with pytest.raises(Unavailable, match="who are you"):
        client.get("A-1")
