"""The shop's rules for orders: pure functions of an order, a moment and the settings. Money is exact."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from shop.errors import BadInput
from shop.settings import OrdersSettings
from shop.types import Case, CaseKind, Order, OrderStatus

CENT = Decimal("0.01")
DELIVERED = {OrderStatus.DELIVERED, OrderStatus.PARTLY_RETURNED}
BEFORE_DISPATCH = {OrderStatus.PLACED, OrderStatus.PAID, OrderStatus.PACKED}
LIVE = {"open", "approved"}


@dataclass(frozen=True)
class Verdict:
    """``why`` is a sentence for the shopper; empty where all is well."""

    ok: bool
    why: str = ""


@dataclass(frozen=True)
class Quote:
    """A way of shipping: its price, and the first and last day to expect the parcel."""

    method: str
    price: Decimal
    earliest: date
    latest: date


class Rules:
    def __init__(self, settings: OrdersSettings) -> None:
        self._settings = settings

    def may_return(self, order: Order, now: datetime) -> Verdict:
        """Within ``orders.return_days`` of delivery, and as long as something is left to send back."""
        if order.status is OrderStatus.CANCELLED:
            return Verdict(False, f"Order {order.number} was cancelled.")
        if order.status is OrderStatus.RETURNED or not any(left(order).values()):
            return Verdict(False, f"Everything in order {order.number} has been returned already.")
        if order.status not in DELIVERED:
            return Verdict(False, f"Order {order.number} has not been delivered yet.")
        days = self._settings.return_days
        if order.delivered_at is not None and now > order.delivered_at + timedelta(days=days):
            ended = (order.delivered_at + timedelta(days=days)).date()
            return Verdict(
                False, f"Returns are possible within {days} days of delivery; that ended on {ended:%d %B %Y}."
            )
        return Verdict(True)

    def return_by(self, order: Order) -> date | None:
        """The last day for a return; None before delivery."""
        if order.delivered_at is None:
            return None
        return (order.delivered_at + timedelta(days=self._settings.return_days)).date()

    def may_cancel(self, order: Order) -> Verdict:
        if order.status is OrderStatus.CANCELLED:
            return Verdict(False, f"Order {order.number} is cancelled already.")
        if order.status not in BEFORE_DISPATCH:
            return Verdict(False, f"Order {order.number} has left our warehouse and can no longer be cancelled.")
        return Verdict(True)

    def may_change_address(self, order: Order) -> Verdict:
        if order.status is OrderStatus.CANCELLED:
            return Verdict(False, f"Order {order.number} was cancelled.")
        if order.status not in BEFORE_DISPATCH:
            return Verdict(False, f"Order {order.number} has left our warehouse; its address can no longer be changed.")
        return Verdict(True)

    def may_report(self, kind: CaseKind, order: Order, now: datetime) -> Verdict:
        """A missing parcel once it is late or said to be delivered; damage and mistakes once it is there."""
        if kind is CaseKind.MISSING:
            if order.status in DELIVERED:
                return Verdict(True)
            if order.status is not OrderStatus.SHIPPED:
                return Verdict(False, f"Order {order.number} is not on its way: its status is {spoken(order.status)}.")
            if order.expected_at is not None and now < order.expected_at:
                return Verdict(False, f"Order {order.number} is on its way, expected on {order.expected_at:%d %B}.")
            return Verdict(True)
        if order.status not in DELIVERED | {OrderStatus.SHIPPED}:
            return Verdict(False, f"Order {order.number} has not arrived: its status is {spoken(order.status)}.")
        return Verdict(True)

    def chosen(self, order: Order, lines: Mapping[str, int], cases: Iterable[Case] = ()) -> dict[str, int]:
        """Checked quantities by item id; none given means all that is left. What is being exchanged is taken.

        Raises :class:`BadInput` for an item that is not in the order, or more than there is.
        """
        rest = left(order)
        for case in cases:
            if case.kind is CaseKind.EXCHANGE and case.status in LIVE:
                for item_id, quantity in case.lines.items():
                    rest[item_id] = rest.get(item_id, 0) - quantity
        if not lines:
            lines = {item_id: quantity for item_id, quantity in rest.items() if quantity > 0}
            if not lines:
                raise BadInput(f"nothing is left of order {order.number}", field="lines")
        for item_id, quantity in lines.items():
            if item_id not in rest:
                raise BadInput(f"item {item_id!r} is not in order {order.number}", field="lines")
            if not 1 <= quantity <= rest[item_id]:
                raise BadInput(f"{item_id}: got {quantity}, expected 1 to {rest[item_id]}", field="lines")
        return dict(lines)

    def refund_amount(self, order: Order, lines: Mapping[str, int]) -> Decimal:
        """What was paid for these lines, in cents exactly; a discount is shared out by price.

        Cumulative rounding: however an order is returned, in one or in many parts, the refunds add up to what
        was paid. With the last piece goes the shipping.
        """
        paid = order.total - order.shipping
        listed = sum((line.unit_price * line.quantity for line in order.lines), Decimal(0))
        if listed == 0:
            return Decimal(0)
        before = sum((line.unit_price * line.returned for line in order.lines), Decimal(0))
        asked, complete = Decimal(0), True
        rest = dict(lines)
        for line in order.lines:
            quantity = min(rest.get(line.item_id, 0), line.quantity - line.returned)
            rest[line.item_id] = rest.get(line.item_id, 0) - quantity
            asked += line.unit_price * quantity
            complete = complete and line.returned + quantity == line.quantity
        refund = cents(paid * (before + asked) / listed) - cents(paid * before / listed)
        return refund + order.shipping if complete else refund

    def needs_person(self, amount: Decimal) -> bool:
        return amount > self._settings.refund_limit

    def shipping_price(self, total: Decimal, method: str = "standard") -> Decimal:
        """Standard shipping is free from ``orders.free_shipping_over``; an empty cart ships for nothing."""
        if method not in self._settings.shipping:
            known = ", ".join(self._settings.shipping)
            raise BadInput(f"got {method!r}, expected one of {known}", field="method")
        if total <= 0 or (method == "standard" and total >= self._settings.free_shipping_over):
            return Decimal(0)
        return self._settings.shipping[method]

    def shipping_quote(self, total: Decimal, method: str, today: date) -> Quote:
        """Price and delivery days; weekends do not count."""
        price = self.shipping_price(total, method)
        first, last = self._settings.delivery_days.get(method, (2, 5))
        return Quote(method, price, working_day(today, first), working_day(today, last))

    def shipping_quotes(self, total: Decimal, today: date) -> list[Quote]:
        """Every way of shipping, cheapest first."""
        quotes = [self.shipping_quote(total, method, today) for method in self._settings.shipping]
        return sorted(quotes, key=lambda quote: quote.price)


def left(order: Order) -> dict[str, int]:
    """Quantities not returned, by item id."""
    rest: dict[str, int] = {}
    for line in order.lines:
        rest[line.item_id] = rest.get(line.item_id, 0) + line.quantity - line.returned
    return rest


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def spoken(status: OrderStatus) -> str:
    return status.value.replace("_", " ")


def working_day(start: date, days: int) -> date:
    """The day ``days`` working days after ``start``."""
    day = start
    while days > 0:
        day += timedelta(days=1)
        if day.weekday() < 5:
            days -= 1
    return day
