"""The order system's port: the shop's own store, or any system over HTTP, behind one set of methods."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from shop.types import Address, Case, CaseKind, Order


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
        for ({"size": "43"}), or {"wanted": "replacement"} for a damaged or wrong item. A case of status
        ``open`` waits for a person.
        """
        ...

    def cases(self, number: str) -> list[Case]:
        """All cases of an order, oldest first."""
        ...

    def change_address(self, number: str, address: Address, *, key: str) -> Case: ...

    def cancel(self, number: str, *, key: str) -> Case: ...
