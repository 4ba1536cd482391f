"""Orders in the shop's own system, over HTTP. The JSON is that of ``Order`` and ``Case`` in ``shop/types.py``.

::

    GET  {url}/orders/{number}                       200 Order
    GET  {url}/orders?shopper={subject}              200 {"orders": [Order]}      newest first
    GET  {url}/orders?number={number}&email={email}  200 {"orders": [Order]}      one, or none
    GET  {url}/orders/{number}/cases                 200 {"cases": [Case]}        oldest first
    GET  {url}/customers/{subject}                   200 Customer
    GET  {url}/customers?email={email}               200 {"customers": [Customer]}
    GET  {url}/customers?name={name}&postcode={code} 200 {"customers": [Customer]}
    POST {url}/orders/{number}/cases                 201 Case    {kind, lines, detail, options}
    POST {url}/orders/{number}/address               201 Case    Address
    POST {url}/orders/{number}/cancellation          201 Case    {reason}
    POST {url}/orders/{number}/payment               201 Case    {method}
    POST {url}/orders/{number}/lines                 201 Case    {changes: {item id: LineChange}, payment}
    POST {url}/shoppers/{subject}/address            2xx         Address

Every request carries ``Authorization: Bearer {orders.key}``; every POST an ``Idempotency-Key``, and a system
that saw the key before answers 200 with the case it made then. An error is answered with a 4xx status and
``{"error": {"message": …}}``, whose message may be told to the shopper: 404 unknown, 409 the rules forbid it,
422 bad lines. Timeouts, refused connections, 429, 502, 503 and 504 are tried three times, which the key makes
safe. ``subject`` is the ``sub`` claim of the shopper's token, so the two systems agree on who it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

import httpx
from pydantic import ValidationError
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_exponential_jitter

from shop.errors import BadInput, BadSettings, Conflict, NotFound, ShopkeeperError, Unavailable
from shop.orders.base import LineChange
from shop.settings import OrdersSettings
from shop.types import Address, Case, CaseKind, Customer, Order

ATTEMPTS = 3
AGAIN = {429, 502, 503, 504}


class _TryAgain(Exception):
    pass


class HttpOrders:
    """:class:`shop.orders.base.Orders` over HTTP; one pooled client a process, usable from any thread."""

    def __init__(
        self,
        settings: OrdersSettings,
        *,
        subject: Callable[[str], str | None],
        client: httpx.Client | None = None,
        longest_wait: float = 2.0,
    ) -> None:
        if not settings.url:
            raise BadSettings("orders.url: missing, expected the root of the order system (orders.adapter is http)")
        self._subject = subject
        headers = {"Authorization": f"Bearer {settings.key}"} if settings.key else {}
        self._client = client or httpx.Client(base_url=settings.url.rstrip("/"), timeout=5.0, headers=headers)
        self._retry = Retrying(
            stop=stop_after_attempt(ATTEMPTS),
            wait=wait_exponential_jitter(multiplier=0.1, max=longest_wait, jitter=0.1),
            retry=retry_if_exception_type(_TryAgain),
            reraise=True,
        )

    def any(self) -> bool:
        """A shop that names its order system is taken to have orders in it."""
        return True

    def get(self, number: str) -> Order:
        return _order(self._ask("GET", _path(number)))

    def for_shopper(self, shopper_id: str) -> list[Order]:
        subject = self._subject(shopper_id)
        return [] if subject is None else self._orders({"shopper": subject})

    def find(self, number: str, email: str) -> Order | None:
        found = self._orders({"number": number.strip().lstrip("#"), "email": email.strip()})
        matching = [order for order in found if order.email.casefold() == email.strip().casefold()]
        return matching[0] if matching else None

    def customer(self, customer_id: str) -> Customer | None:
        try:
            return _customer(self._ask("GET", f"/customers/{quote(customer_id, safe='')}"))
        except NotFound:  # a system that keeps no customers to ask for has orders all the same
            return None

    def find_customer(self, *, email: str = "", name: str = "", postcode: str = "") -> Customer | None:
        query = {"email": email.strip()} if email else {"name": name.strip(), "postcode": postcode.strip()}
        found = [_customer(one) for one in _list(self._ask("GET", "/customers", params=query), "customers")]
        return found[0] if len(found) == 1 else None

    def of_customer(self, customer_id: str) -> list[Order]:
        return self._orders({"shopper": customer_id})

    def open_case(
        self,
        kind: CaseKind,
        number: str,
        *,
        key: str,
        lines: Mapping[str, int] | None = None,
        detail: str = "",
        options: Mapping[str, str] | None = None,
    ) -> Case:
        if kind is CaseKind.CANCELLATION:
            return self.cancel(number, key=key, reason=detail)
        body = {"kind": kind, "lines": dict(lines or {}), "detail": detail, "options": dict(options or {})}
        return _case(self._ask("POST", f"{_path(number)}/cases", json=body, key=key))

    def cases(self, number: str) -> list[Case]:
        return [_case(case) for case in _list(self._ask("GET", f"{_path(number)}/cases"), "cases")]

    def change_address(self, number: str, address: Address, *, key: str) -> Case:
        return _case(self._ask("POST", f"{_path(number)}/address", json=address.model_dump(), key=key))

    def cancel(self, number: str, *, key: str, reason: str = "") -> Case:
        return _case(self._ask("POST", f"{_path(number)}/cancellation", json={"reason": reason}, key=key))

    def change_payment(self, number: str, method: str, *, key: str) -> Case:
        return _case(self._ask("POST", f"{_path(number)}/payment", json={"method": method}, key=key))

    def change_lines(self, number: str, changes: Mapping[str, LineChange], *, key: str, payment: str = "") -> Case:
        body = {
            "changes": {item_id: change.model_dump(mode="json") for item_id, change in changes.items()},
            "payment": payment,
        }
        return _case(self._ask("POST", f"{_path(number)}/lines", json=body, key=key))

    def change_default_address(self, shopper_id: str, address: Address, *, key: str, customer: str = "") -> None:
        subject = customer or self._subject(shopper_id)
        if subject is None:
            raise NotFound("this shopper has no account", field="shopper_id")
        self._ask("POST", f"/shoppers/{quote(subject, safe='')}/address", json=address.model_dump(), key=key)

    def close(self) -> None:
        self._client.close()

    def _orders(self, query: Mapping[str, str]) -> list[Order]:
        return [_order(order) for order in _list(self._ask("GET", "/orders", params=query), "orders")]

    def _ask(self, method: str, path: str, *, key: str | None = None, **request: Any) -> Any:
        headers = {} if key is None else {"Idempotency-Key": key}
        try:
            for attempt in self._retry:
                with attempt:
                    return self._once(method, path, headers, request)
        except _TryAgain as error:
            raise Unavailable("orders", str(error)) from error
        raise AssertionError("tenacity either returns or raises")

    def _once(self, method: str, path: str, headers: dict[str, str], request: dict[str, Any]) -> Any:
        try:
            answer = self._client.request(method, path, headers=headers, **request)
        except httpx.TransportError as error:
            raise _TryAgain(f"{method} {path}: {error or type(error).__name__}") from error
        if answer.status_code in AGAIN:
            raise _TryAgain(f"{method} {path}: status {answer.status_code}")
        if answer.is_success:
            try:
                return answer.json()
            except ValueError as error:
                raise Unavailable("orders", f"{method} {path}: the answer is no JSON") from error
        raise _error(answer, f"{method} {path}")


def _path(number: str) -> str:
    return f"/orders/{quote(number.strip().lstrip('#'), safe='')}"


def _error(answer: httpx.Response, what: str) -> ShopkeeperError:
    try:
        message = str(answer.json()["error"]["message"])
    except (ValueError, KeyError, TypeError):
        message = f"{what}: status {answer.status_code}"
    known: dict[int, type[ShopkeeperError]] = {404: NotFound, 409: Conflict, 400: BadInput, 422: BadInput}
    kind = known.get(answer.status_code)
    return Unavailable("orders", message) if kind is None else kind(message)


def _list(body: Any, name: str) -> list[Any]:
    if not isinstance(body, dict) or not isinstance(body.get(name), list):
        raise Unavailable("orders", f"the answer has no list {name!r}")
    found: list[Any] = body[name]
    return found


def _order(body: Any) -> Order:
    try:
        return Order.model_validate(body)
    except ValidationError as error:
        raise Unavailable("orders", f"the answer is no order: {error.errors()[0]['loc']}") from error


def _customer(body: Any) -> Customer:
    try:
        return Customer.model_validate(body)
    except ValidationError as error:
        raise Unavailable("orders", f"the answer is no customer: {error.errors()[0]['loc']}") from error


def _case(body: Any) -> Case:
    try:
        return Case.model_validate(body)
    except ValidationError as error:
        raise Unavailable("orders", f"the answer is no case: {error.errors()[0]['loc']}") from error
