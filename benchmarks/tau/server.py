"""The world behind the order port (docs/order-port.md), as a server.

    SHOPKEEPER_EVAL_DATA=… python -m benchmarks.tau.server --port 8100 [--key SECRET]

Beside the port: ``POST /reset`` brings the world back, ``GET /writes`` says what was done to it.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Annotated, Any

import uvicorn
from fastapi import Depends, FastAPI, Header
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.requests import Request

from benchmarks.tau.load import database
from benchmarks.tau.world import World
from shop.errors import BadInput, Conflict, NotFound, ShopkeeperError, Unauthorized
from shop.orders.base import LineChange
from shop.types import Address, Case, CaseKind

STATUS: dict[type[ShopkeeperError], int] = {NotFound: 404, Conflict: 409, BadInput: 422, Unauthorized: 401}
Key = Annotated[str, Header(alias="Idempotency-Key", min_length=1)]


class NewCase(BaseModel):
    kind: CaseKind
    lines: dict[str, int] = {}
    detail: str = ""
    options: dict[str, str] = {}


class Cancellation(BaseModel):
    reason: str = ""


class Payment(BaseModel):
    method: str


class Lines(BaseModel):
    changes: dict[str, LineChange]
    payment: str = ""


def create_app(world: World, key: str = "") -> FastAPI:
    """``key`` is asked for as a bearer token where there is one."""

    def allowed(authorization: Annotated[str, Header()] = "") -> None:
        if key and authorization != f"Bearer {key}":
            raise Unauthorized("The key is missing or wrong.")

    app = FastAPI(title="Orders of tau-bench retail", dependencies=[Depends(allowed)])

    @app.exception_handler(ShopkeeperError)
    async def refused(_: Request, error: ShopkeeperError) -> JSONResponse:
        return JSONResponse({"error": {"message": error.message}}, STATUS.get(type(error), 500))

    def once(key: str, what: str, deed: Callable[[], Case]) -> JSONResponse:
        seen, case = world.once(key, what)
        if not seen:
            case = world.remember(key, what, deed())
        return JSONResponse(case.model_dump(mode="json") if case else {}, 200 if seen else 201)

    @app.get("/orders")
    async def orders(shopper: str = "", number: str = "", email: str = "") -> Any:
        return {"orders": world.of(shopper) if shopper else world.find(number, email)}

    @app.get("/customers")
    async def customers(email: str = "", name: str = "", postcode: str = "") -> Any:
        return {"customers": world.customers(email, name, postcode)}

    @app.get("/customers/{customer_id}")
    async def customer(customer_id: str) -> Any:
        return world.customer(customer_id)

    @app.get("/orders/{number}")
    async def order(number: str) -> Any:
        return world.order(number)

    @app.get("/orders/{number}/cases")
    async def cases(number: str) -> Any:
        return {"cases": world.cases(number)}

    @app.post("/orders/{number}/cases")
    async def open_case(number: str, body: NewCase, key: Key) -> JSONResponse:
        what = f"case {number} {body.kind}"
        return once(key, what, lambda: world.open_case(number, body.kind, body.lines, body.options))

    @app.post("/orders/{number}/cancellation")
    async def cancel(number: str, body: Cancellation, key: Key) -> JSONResponse:
        return once(key, f"cancel {number}", lambda: world.cancel(number, body.reason))

    @app.post("/orders/{number}/address")
    async def address(number: str, body: Address, key: Key) -> JSONResponse:
        return once(key, f"address {number}", lambda: world.change_address(number, body))

    @app.post("/orders/{number}/payment")
    async def payment(number: str, body: Payment, key: Key) -> JSONResponse:
        return once(key, f"payment {number}", lambda: world.change_payment(number, body.method))

    @app.post("/orders/{number}/lines")
    async def lines(number: str, body: Lines, key: Key) -> JSONResponse:
        return once(key, f"lines {number}", lambda: world.change_lines(number, body.changes, body.payment))

    @app.post("/shoppers/{subject}/address")
    async def default_address(subject: str, body: Address, key: Key) -> Address:
        what = f"default address {subject}"
        if not world.once(key, what)[0]:
            world.change_default_address(subject, body)
            world.remember(key, what, None)
        return body

    @app.post("/reset")
    async def reset() -> dict[str, bool]:
        world.reset()
        return {"ok": True}

    @app.get("/writes")
    async def writes() -> Any:
        return {"writes": world.writes}

    return app


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--port", type=int, default=8100)
    options.add_argument("--key", default="")
    told = options.parse_args()
    uvicorn.run(create_app(World(database()), told.key), host="127.0.0.1", port=told.port, log_level="warning")


if __name__ == "__main__":
    main()
