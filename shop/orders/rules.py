"""The shop's rules for orders: pure functions of an order, a moment and the policy. Money is exact."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from shop.errors import BadInput
from shop.policy import ARRIVED, Policy
from shop.types import Case, CaseKind, Order, OrderStatus

CENT = Decimal("0.01")
DELIVERED = set(ARRIVED)
NOT_GONE = {OrderStatus.PLACED, OrderStatus.PAID, OrderStatus.PACKED}
LIVE = {"open", "approved"}


@dataclass(frozen=True)
class Verdict:
    """What the rules say.

    ``why`` is a sentence for the shopper in English, ``key`` and ``values`` the same for any language: a key of the
    wording, and its values (dates and sums as they are). ``then`` names the order processes that may help instead.
    """

    ok: bool
    why: str = ""
    key: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    then: tuple[str, ...] = ()


OK = Verdict(True)


@dataclass(frozen=True)
class Quote:
    """A way of shipping: its price, and the first and last day to expect the parcel."""

    method: str
    price: Decimal
    earliest: date
    latest: date


class Rules:
    def __init__(self, policy: Policy) -> None:
        self.policy = policy

    def may_return(self, order: Order, now: datetime) -> Verdict:
        """Within ``returns.days`` of delivery, and as long as something is left to send back."""
        rule = self.policy.returns
        return self._may_send_back(order, now, rule.states, rule.days)

    def may_exchange(self, order: Order, now: datetime, cases: Iterable[Case] = ()) -> Verdict:
        """As a return, by the rules of ``exchanges``; ``cases`` are the order's, to count those before."""
        rule = self.policy.exchanges
        verdict = self._may_send_back(order, now, rule.states, rule.days)
        if verdict.ok and rule.times and _count(cases, CaseKind.EXCHANGE) >= rule.times:
            return _no(order, f"Something of order {order.number} was exchanged already.", "exchanged_already")
        return verdict

    def _may_send_back(self, order: Order, now: datetime, states: Iterable[OrderStatus], days: int) -> Verdict:
        if order.status is OrderStatus.CANCELLED:
            return _no(order, f"Order {order.number} was cancelled.", "cancelled")
        if order.status is OrderStatus.RETURNED or not any(left(order).values()):
            why = f"Everything in order {order.number} has been returned already."
            return _no(order, why, "returned", then=("refund_status",))
        if order.status not in states:
            why = f"Order {order.number} has not been delivered yet."
            if order.status in NOT_GONE:
                return _no(order, why, "not_delivered", then=("cancel",) if self.may_cancel(order).ok else ())
            return _no(order, why, "not_delivered", then=("track",))
        if order.delivered_at is not None and now > order.delivered_at + timedelta(days=days):
            ended = (order.delivered_at + timedelta(days=days)).date()
            why = f"Returns are possible within {days} days of delivery; that ended on {ended:%d %B %Y}."
            then = ("warranty",) if self.may_claim(order, now).ok else ()
            return _no(order, why, "too_late", then=then, days=days, ended=ended)
        return OK

    def return_by(self, order: Order) -> date | None:
        """The last day for a return; None before delivery."""
        if order.delivered_at is None:
            return None
        return (order.delivered_at + timedelta(days=self.policy.returns.days)).date()

    def may_cancel(self, order: Order) -> Verdict:
        if order.status is OrderStatus.CANCELLED:
            return _no(order, f"Order {order.number} is cancelled already.", "cancelled_already")
        if order.status not in self.policy.cancellation.states:
            why = f"Order {order.number} has left our warehouse and can no longer be cancelled."
            then = ("track",) if order.status is OrderStatus.SHIPPED else ("return",)
            return _no(order, why, "left_cancel", then=then, days=self.policy.returns.days)
        return OK

    def may_change_address(self, order: Order, cases: Iterable[Case] = ()) -> Verdict:
        rule = self.policy.address
        if order.status is OrderStatus.CANCELLED:
            return _no(order, f"Order {order.number} was cancelled.", "cancelled")
        if order.status not in rule.states:
            why = f"Order {order.number} has left our warehouse; its address can no longer be changed."
            key = "left_address" if order.status is OrderStatus.SHIPPED else "arrived_address"
            carrier, tracking = order.carrier or "", order.tracking or ""
            return _no(order, why, key, then=("track",), carrier=carrier, tracking=tracking)
        if rule.times and _count(cases, CaseKind.ADDRESS) >= rule.times:
            return _no(order, f"The address of order {order.number} was changed already.", "address_again")
        return OK

    def may_change_lines(self, order: Order, cases: Iterable[Case] = ()) -> Verdict:
        """Another size or colour before dispatch; by ``change``."""
        rule = self.policy.change
        if order.status in rule.states:
            if rule.times and _count(cases, CaseKind.CHANGE) >= rule.times:
                return _no(order, f"Order {order.number} was changed already.", "changed_already")
            return OK
        if order.status in DELIVERED:
            return _no(order, f"Order {order.number} has arrived.", "change_arrived", then=("exchange",))
        if self.may_cancel(order).ok:
            why = f"Order {order.number} cannot be changed; it can be cancelled and ordered again."
            return _no(order, why, "change_never", then=("cancel",))
        return _no(order, f"Order {order.number} can no longer be changed.", "change_gone", then=("track",))

    def may_change_payment(self, order: Order) -> Verdict:
        if order.status not in self.policy.payment.change_states:
            why = f"How order {order.number} is paid can no longer be changed."
            return _no(order, why, "payment_fixed", then=("cancel",) if self.may_cancel(order).ok else ())
        return OK

    def may_pay_by(self, method: str, order: Order, orders_before: int) -> Verdict:
        """Whether a way to pay is open to this order; ``orders_before`` counts the shopper's earlier ones."""
        rule = self.policy.payment
        if method not in rule.methods:
            return _no(order, f"{method} is no way to pay here.", "payment_unknown")
        if method == "invoice" and order.total > rule.invoice_limit:
            why = f"On invoice up to {rule.invoice_limit}."
            return _no(order, why, "invoice_limit", limit=rule.invoice_limit)
        if method == "invoice" and orders_before < rule.invoice_after_orders:
            return _no(order, "On invoice after the first order.", "invoice_first")
        return OK

    def may_report(self, kind: CaseKind, order: Order, now: datetime) -> Verdict:
        """A missing parcel once it is late or said to be delivered; damage and mistakes once it is there, in time."""
        if kind is CaseKind.MISSING:
            return self._may_miss(order, now)
        if kind is CaseKind.LATE:
            if self.days_late(order, now) > 0:
                return OK
            return self._not_late(order)
        if kind is CaseKind.WARRANTY:
            return self.may_claim(order, now)
        if order.status not in DELIVERED | {OrderStatus.SHIPPED}:
            why = f"Order {order.number} has not arrived: its status is {spoken(order.status)}."
            return _no(order, why, "not_arrived")
        days = self.report_days(kind)
        if days is not None and order.delivered_at is not None and now > order.delivered_at + timedelta(days=days):
            ended = (order.delivered_at + timedelta(days=days)).date()
            why = f"That is reported within {days} days of delivery; that ended on {ended:%d %B %Y}."
            then = ("warranty",) if self.may_claim(order, now).ok else ()
            return _no(order, why, "report_late", then=then, days=days, ended=ended)
        return OK

    def report_days(self, kind: CaseKind) -> int | None:
        """Days from delivery in which a fault of that kind is reported; None: no limit."""
        known = {CaseKind.DAMAGED: self.policy.damaged.days, CaseKind.WRONG_ITEM: self.policy.wrong_item.days}
        return known.get(kind)

    def _may_miss(self, order: Order, now: datetime) -> Verdict:
        if order.status in DELIVERED:
            days = self.policy.missing.days
            if order.delivered_at is not None and now > order.delivered_at + timedelta(days=days):
                ended = (order.delivered_at + timedelta(days=days)).date()
                why = f"That is reported within {days} days of delivery; that ended on {ended:%d %B %Y}."
                return _no(order, why, "missing_late", days=days, ended=ended)
            return OK
        if order.status is not OrderStatus.SHIPPED:
            why = f"Order {order.number} is not on its way: its status is {spoken(order.status)}."
            return _no(order, why, "not_on_its_way", then=("track",))
        wait = timedelta(days=self.policy.missing.wait_days)
        if order.expected_at is not None and now < order.expected_at + wait:
            since = (order.expected_at + wait).date()
            if now < order.expected_at:
                why = f"Order {order.number} is on its way, expected on {order.expected_at:%d %B}."
                return _no(order, why, "on_its_way", expected=order.expected_at.date(), since=since)
            why = f"Order {order.number} is late; it counts as missing from {since:%d %B} on."
            return _no(order, why, "late_yet", then=("late",), expected=order.expected_at.date(), since=since)
        return OK

    def _not_late(self, order: Order) -> Verdict:
        if order.status is OrderStatus.SHIPPED and order.expected_at is not None:
            why = f"Order {order.number} is on its way, expected on {order.expected_at:%d %B}."
            return _no(order, why, "on_time", expected=order.expected_at.date())
        if order.status in DELIVERED:
            return _no(order, f"Order {order.number} was delivered.", "said_delivered", then=("missing",))
        return _no(order, f"Order {order.number} has not left yet.", "not_left", then=("track",))

    def days_late(self, order: Order, now: datetime) -> int:
        """Whole days that a parcel under way is over its expected day; 0 on that day and before."""
        if order.status is not OrderStatus.SHIPPED or order.expected_at is None:
            return 0
        return max(0, (now.date() - order.expected_at.date()).days)

    def may_claim(self, order: Order, now: datetime) -> Verdict:
        """Under the guarantee: ``guarantee.years`` from delivery. What is used up is the caller's to leave out."""
        if order.delivered_at is None or order.status not in DELIVERED | {OrderStatus.RETURNED}:
            return _no(order, f"Order {order.number} has not been delivered yet.", "not_delivered", then=("track",))
        if order.status is OrderStatus.RETURNED:
            return _no(order, f"Everything in order {order.number} has been returned already.", "returned")
        years = self.policy.guarantee.years
        ended = _years_after(order.delivered_at, years)
        if now > ended:
            why = f"The guarantee of {years} years ended on {ended:%d %B %Y}."
            return _no(order, why, "guarantee_over", years=years, ended=ended.date())
        return OK

    def guarantee_until(self, order: Order) -> date | None:
        """The guarantee's last day; None before delivery."""
        if order.delivered_at is None:
            return None
        return _years_after(order.delivered_at, self.policy.guarantee.years).date()

    def may_have_invoice(self, order: Order) -> Verdict:
        if order.status in self.policy.invoices.states:
            return OK
        if order.status is OrderStatus.CANCELLED:
            return _no(order, f"Order {order.number} was cancelled, so that there is no invoice.", "invoice_cancelled")
        return _no(order, f"The invoice of order {order.number} is made when the parcel leaves.", "invoice_early")

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
        return amount > self.policy.refunds.person_above

    def shipping_price(self, total: Decimal, method: str = "standard") -> Decimal:
        """Standard shipping is free from ``delivery.free_from``; an empty cart ships for nothing."""
        rule = self.policy.delivery
        if method not in rule.prices:
            raise BadInput(f"got {method!r}, expected one of {', '.join(rule.prices)}", field="method")
        free = rule.free_from is not None and total >= rule.free_from
        if total <= 0 or (method == "standard" and free):
            return Decimal(0)
        return cents(rule.prices[method])

    def shipping_quote(self, total: Decimal, method: str, today: date) -> Quote:
        """Price and delivery days; weekends do not count."""
        price = self.shipping_price(total, method)
        first, last = self.policy.delivery.working_days.get(method, (2, 5))
        return Quote(method, price, working_day(today, first), working_day(today, last))

    def shipping_quotes(self, total: Decimal, today: date) -> list[Quote]:
        """Every way of shipping, cheapest first."""
        quotes = [self.shipping_quote(total, method, today) for method in self.policy.delivery.prices]
        return sorted(quotes, key=lambda quote: quote.price)


def _no(order: Order, why: str, key: str, then: tuple[str, ...] = (), **values: Any) -> Verdict:
    return Verdict(False, why, f"rule.{key}", {"number": order.number, **values}, then)


def _count(cases: Iterable[Case], kind: CaseKind) -> int:
    return sum(case.kind is kind and case.status != "refused" for case in cases)


def _years_after(moment: datetime, years: int) -> datetime:
    """The same day ``years`` later; 28 February for the 29th."""
    try:
        return moment.replace(year=moment.year + years)
    except ValueError:
        return moment.replace(year=moment.year + years, day=28)


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
