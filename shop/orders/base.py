"""The order system's port: the shop's own store, or any system over HTTP, behind one set of methods."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Protocol

from shop.types import Address, Case, CaseKind, Customer, Frozen, Order


class LineChange(Frozen):
    """What a line becomes: the options of the new variant (all of them), its price apiece, and its own id if any."""

    options: dict[str, str]
    unit_price: Decimal
    sku: str = ""


class Orders(Protocol):
    """Everything that changes an order carries a ``key``: the same key is the same deed, done once.

    Errors: :class:`NotFound` for an unknown order, :class:`Conflict` where the rules forbid it now (its
    message says why, as one may tell the shopper), :class:`BadInput` for wrong lines, :class:`Unavailable`
    where the system does not answer.
    """

    def any(self) -> bool:
        """Whether there are orders at all to look into."""
        ...

    def get(self, number: str) -> Order: ...

    def for_shopper(self, shopper_id: str) -> list[Order]:
        """The shopper's orders, newest first."""
        ...

    def find(self, number: str, email: str) -> Order | None:
        """The order if number and e-mail both match; None says nothing about which did not."""
        ...

    def customer(self, customer_id: str) -> Customer | None:
        """Who a customer is, with their means of payment where the system tells them."""
        ...

    def find_customer(self, *, email: str = "", name: str = "", postcode: str = "") -> Customer | None:
        """The one customer of an e-mail address, or of a name and a postcode; ``None`` where none or several are."""
        ...

    def of_customer(self, customer_id: str) -> list[Order]:
        """A customer's orders, newest first."""
        ...

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
        """Return, exchange, cancel or report, and move the order accordingly.

        ``lines`` maps item id to quantity; none means all that is left. ``options`` is what an exchange is
        for ({"size": "43"}; of several lines {"item id:size": "43"}), {"wanted": "replacement"} for a fault, and
        {"refund_to": "gift_card"} where the policy lets the shopper choose. A case of status ``open`` waits for a
        person.
        """
        ...

    def cases(self, number: str) -> list[Case]:
        """All cases of an order, oldest first."""
        ...

    def change_address(self, number: str, address: Address, *, key: str) -> Case: ...

    def cancel(self, number: str, *, key: str, reason: str = "") -> Case: ...

    def change_payment(self, number: str, method: str, *, key: str) -> Case:
        """Another way to pay; ``method`` is a name of the policy's, or the order system's own."""
        ...

    def change_lines(self, number: str, changes: Mapping[str, LineChange], *, key: str, payment: str = "") -> Case:
        """Other variants of what was ordered, before it leaves; ``changes`` by item id.

        The case's ``amount`` is what is paid back (below zero: what is still to be paid), by ``payment`` where the
        shopper chose one.
        """
        ...

    def change_default_address(self, shopper_id: str, address: Address, *, key: str, customer: str = "") -> None:
        """The address that the shopper's account offers for the next order; no order changes. ``customer``: whose it
        is, where the shopper is not signed in but has proven it."""
        ...
