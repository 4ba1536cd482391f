"""What a live shop's platform can be asked and told: one interface, one file a platform beside this one.

A webhook is taken as word that something changed and no more: what it is now is asked of the platform. So a hook that
comes twice, late or in the wrong order never brings back an old price or an old stock.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar, Literal

from shop.connectors.web import Web
from shop.errors import BadInput, BadRow, Conflict, Unauthorized, Unavailable
from shop.importers.draft import Draft
from shop.importers.report import Report
from shop.settings import ConnectorSettings
from shop.types import Address, Item, Order

REFUSED = "The shop's system does not let this order be cancelled any more; a colleague has to look."
LEFT = "This order has left already, so that cannot be done any more."
Kind = Literal["product", "stock", "order"]
Headers = Mapping[str, str]  # names in small letters


@dataclass(frozen=True)
class Change:
    """Something that has changed: ``id`` is the platform's, of ``stock`` that of what is counted there. ``key`` is the
    delivery's own name."""

    kind: Kind
    id: str
    key: str = ""


class Platform(ABC):
    """One shop on one platform.

    Reading raises :class:`Unavailable` where the platform does not answer, also after several tries. A deed is safe to
    repeat with the same ``key``, and raises :class:`Conflict` with a sentence for the shopper where it cannot be done.
    """

    name: ClassVar[str]
    signature: ClassVar[str] = "x-shopkeeper-signature"  # header with the base64 HMAC-SHA256 of a hook's body
    delivery: ClassVar[str] = "x-shopkeeper-delivery"  # header with a hook's own name

    def __init__(self, settings: ConnectorSettings, web: Web | None = None) -> None:
        self.settings = settings
        self.url = (settings.url or "").rstrip("/")
        self.web = web or Web(self.url, **self.access())

    def access(self) -> dict[str, Any]:
        """How requests are authorised, as arguments of :class:`Web`."""
        return {"headers": {"Authorization": f"Bearer {self.settings.token}"}}

    # ── reading ──────────────────────────────────────────────────────────────

    @abstractmethod
    def products(self, since: datetime | None, report: Report) -> Iterator[Item]:
        """Everything that is for sale, or what has changed since; what cannot be read goes into the report."""

    @abstractmethod
    def product(self, product_id: str, report: Report) -> Item | None:
        """One as it is now, under the id that it has in our catalogue; None where it is not for sale (any more)."""

    def product_of(self, stock_id: str) -> str | None:
        """The product whose stock is counted under an id."""
        return stock_id

    @abstractmethod
    def orders(self, since: datetime | None) -> Iterator[Order]:
        """The customers' orders, or those that changed since."""

    @abstractmethod
    def order(self, order_id: str) -> Order | None: ...

    # ── hooks ────────────────────────────────────────────────────────────────

    def hear(self, body: bytes, headers: Headers) -> Change | None:
        """What a webhook tells; None for what is nothing to us.

        Raises :class:`Unauthorized` where the signature is not the shop's, :class:`BadInput` for what is no hook.
        """
        self._signed(body, headers)
        try:
            told = json.loads(body or b"{}")
        except ValueError:
            raise BadInput("the hook's body is no JSON", field="body") from None
        if not isinstance(told, dict):
            raise BadInput("the hook's body is no object", field="body")
        found = self.change(told, headers)
        if found is None:
            return None
        key = headers.get(self.delivery) or hashlib.sha256(body).hexdigest()
        return Change(found.kind, found.id, f"{self.name}:{key}"[:200])

    def change(self, told: dict[str, Any], headers: Headers) -> Change | None:
        """``{"kind": "product", "id": "…"}``, for platforms whose hooks the shop writes itself."""
        kind, number = told.get("kind"), told.get("id")
        if kind not in ("product", "stock", "order") or number in (None, ""):
            raise BadInput("expected kind (product, stock, order) and id", field="body")
        return Change(kind, str(number))

    def _signed(self, body: bytes, headers: Headers) -> None:
        secret = self.settings.webhook_secret
        expected = base64.b64encode(hmac.digest(secret.encode(), body, "sha256"))
        if not secret or not hmac.compare_digest(expected, headers.get(self.signature, "").encode()):
            raise Unauthorized("the hook's signature is not this shop's", field=self.signature)

    def subscribe(self, address: str) -> list[str]:
        """Ask the platform to send hooks to an address; the names of what it will tell. Doing it again adds nothing."""
        return []

    @abstractmethod
    def _required(self, order: Order) -> dict[str, Any]:
        """The order as the platform has it, by its number; :class:`NotFound` where it has none."""

    @abstractmethod
    def _cancelled(self, told: dict[str, Any]) -> bool: ...

    @abstractmethod
    def _cancel(self, order: Order, told: dict[str, Any], key: str, reason: str) -> None: ...

    # ── deeds ────────────────────────────────────────────────────────────────

    def cancel(self, order: Order, key: str, reason: str) -> None:
        """Cancel and pay back. One that is cancelled already is left alone, also where only its answer was lost."""
        told = self._required(order)
        if self._cancelled(told):
            return
        try:
            self._cancel(order, told, key, reason)
        except (BadInput, Conflict) as error:
            if not self._cancelled(self._required(order)):
                raise Conflict(error.message if isinstance(error, Conflict) else REFUSED) from error

    def change_address(self, order: Order, address: Address, key: str) -> None:
        raise Conflict("This shop's system does not let me change the address of an order; a colleague has to.")

    def note(self, order: Order, text: str, key: str) -> None:
        """A note on the order that the shop's people read."""
        raise Conflict("This shop's system takes no notes on orders.")

    def take_back(self, order: Order, lines: Mapping[str, int], key: str, reason: str) -> None:
        """Register a return; ``lines`` maps item ids to pieces."""
        raise Conflict("This shop's system does not let me register returns; a colleague has to.")

    def cart_url(self, lines: Sequence[tuple[Item, Mapping[str, str], int]], coupon: str | None) -> str | None:
        """Where the platform's own cart opens with these (item, options, pieces) in it; None where it has no such
        address."""
        return None

    def close(self) -> None:
        self.web.close()


def finished(draft: Draft, currency: str, report: Report) -> Item | None:
    """The draft's item; a product that cannot be one goes into the report."""
    try:
        draft.single().settle(report)
        return draft.item(currency)
    except BadRow as bad:
        report.refuse(bad)
        return None


def marked(key: str) -> str:
    """The end of a note by which it is known again."""
    return f"[{hashlib.sha256(key.encode()).hexdigest()[:12]}]"


def amount(value: Any) -> Decimal:
    """A number of JSON as money, exact to the cent."""
    return Decimal(str(value or 0)).quantize(Decimal("0.01"))


def part(told: Any, *path: str) -> Any:
    """``told["a"]["b"]``; None where a step is missing."""
    for name in path:
        told = told.get(name) if isinstance(told, dict) else None
    return told


def listed(told: Any, *path: str) -> list[dict[str, Any]]:
    """The objects of a list; an answer that has none there is :class:`Unavailable`."""
    found = part(told, *path) if path else told
    if not isinstance(found, list):
        raise Unavailable("connector", f"the answer has no list {'.'.join(path)!r}")
    return [one for one in found if isinstance(one, dict)]


def names(full: str) -> tuple[str, str]:
    """(given name, family name) of a whole name; a single name is a given one."""
    first, _, last = full.rpartition(" ")
    return (first, last) if first else (last, "")


def street(*parts: str | None) -> str:
    return ", ".join(one.strip() for one in parts if one and one.strip())
