"""Orders of a live shop: read from the store, which follows the shop; changed at the shop first, then in the store.

The shop's rules (policy.toml) are asked before the platform is, and the platform has the last word. Every deed carries
its key to the platform, so that one that was cut off in the middle is finished by doing it again.
"""

from __future__ import annotations

from collections.abc import Mapping

from shop.connectors.base import Platform
from shop.errors import Conflict
from shop.orders.base import LineChange
from shop.orders.rules import Rules, Verdict
from shop.orders.store import StoreOrders
from shop.store import Store
from shop.types import Address, Case, CaseKind, Order, OrderStatus, now


class PlatformOrders(StoreOrders):
    """:class:`shop.orders.base.Orders` over the store and the platform that it follows."""

    def __init__(self, store: Store, rules: Rules, platform: Platform) -> None:
        super().__init__(store, rules)
        self._platform = platform

    def any(self) -> bool:
        """A shop that is connected is taken to have orders."""
        return True

    def cancel(self, number: str, *, key: str, reason: str = "") -> Case:
        order = self.get(number)
        if not self._done(order, key) and order.status is not OrderStatus.CANCELLED:
            _demand(self._rules.may_cancel(order))
            self._platform.cancel(order, key, reason)
        return super().cancel(number, key=key, reason=reason)

    def change_address(self, number: str, address: Address, *, key: str) -> Case:
        order = self.get(number)
        if not self._done(order, key):
            _demand(self._rules.may_change_address(order, self.cases(number)))
            self._platform.change_address(order, address, key)
        return super().change_address(number, address, key=key)

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
        """A return is registered at the platform; all else is a note on the order there, for its people to act on."""
        order = self.get(number)
        if kind is not CaseKind.CANCELLATION and not self._done(order, key):
            cases = self.cases(number)
            _demand(self._may(kind, order, now(), cases))
            chosen = self._rules.chosen(order, lines or {}, cases)
            if kind is CaseKind.RETURN:
                self._platform.take_back(order, chosen, key, detail)
            else:
                told = ", ".join(f"{pieces} × {item_id}" for item_id, pieces in chosen.items())
                wanted = ", ".join(f"{name}: {value}" for name, value in (options or {}).items())
                text = "; ".join(filter(None, (f"{kind.value} reported: {told}", wanted, detail)))
                self._platform.note(order, text, key)
        return super().open_case(kind, number, key=key, lines=lines, detail=detail, options=options)

    def change_payment(self, number: str, method: str, *, key: str) -> Case:
        order = self.get(number)
        if not self._done(order, key):
            _demand(self._rules.may_change_payment(order))
            self._platform.note(order, f"The customer would like to pay by {method}", key)
        return super().change_payment(number, method, key=key)

    def change_lines(self, number: str, changes: Mapping[str, LineChange], *, key: str, payment: str = "") -> Case:
        raise Conflict("I cannot change what is in an order of this shop; a colleague has to.")

    def change_default_address(self, shopper_id: str, address: Address, *, key: str, customer: str = "") -> None:
        raise Conflict("The address of your account can be changed on the shop's own pages.")

    def _done(self, order: Order, key: str) -> bool:
        return any(case.key == key for case in self.cases(order.number))


def _demand(verdict: Verdict) -> None:
    if not verdict.ok:
        raise Conflict(verdict.why)
