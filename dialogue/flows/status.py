"""Where an order stands, in words: its state, its refunds, and what can be done about it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from dialogue import cards
from dialogue.commands import StartFlow
from dialogue.flows.process import Process, items_text
from dialogue.reply import Tap
from dialogue.turn import Turn
from shop.types import Order, OrderStatus, now

REFUNDED = (OrderStatus.RETURNED, OrderStatus.PARTLY_RETURNED, OrderStatus.CANCELLED)
_DATE = {
    OrderStatus.SHIPPED: "shipped_at",
    OrderStatus.DELIVERED: "delivered_at",
    OrderStatus.PARTLY_RETURNED: "delivered_at",
}


def status_text(turn: Turn, order: Order, moment: datetime) -> str:
    """Where it is, what is in it, until when it comes or how late it is, and who brings it."""
    rules = turn.services.rules
    date = getattr(order, _DATE.get(order.status, "placed_at")) or order.placed_at
    values: dict[str, Any] = {
        "number": order.number,
        "items": items_text(turn, order),
        "date": cards.day(date, turn.language),
    }
    parts = [turn.say(f"status.{order.status.value}", **values)]
    late = rules.days_late(order, moment)
    if late and order.expected_at is not None:
        key = "status.late" if late > 1 else "status.late_one"
        parts.append(turn.say(key, date=cards.day(order.expected_at, turn.language), days=late))
    elif order.expected_at is not None and order.status in (
        OrderStatus.PAID,
        OrderStatus.PACKED,
        OrderStatus.SHIPPED,
    ):
        parts.append(turn.say("status.expected", date=cards.day(order.expected_at, turn.language)))
    if order.tracking and order.status is OrderStatus.SHIPPED:
        parts.append(turn.say("status.tracking", carrier=order.carrier or "", tracking=order.tracking))
    return turn.say("list.sentences").join(parts)


def status_word(turn: Turn, order: Order) -> str:
    return turn.say(f"status.word.{order.status.value}")


def refund_lines(process: Process) -> list[str]:
    """What became of each refund of the order, in a sentence."""
    turn = process.turn
    told = (
        process.say(f"refund.{case.status}", amount=turn.money(case.amount, case.currency))
        for case in process.cases
        if case.amount is not None and case.amount > 0
    )
    return list(dict.fromkeys(told))


def what_next(turn: Turn, order: Order) -> tuple[Tap, ...]:
    """Replies to tap: what the rules allow for this order now."""
    rules, moment = turn.services.rules, now()
    about = (("order", order.number),)
    flows = []
    if rules.may_cancel(order).ok:
        flows.append("cancel")
    if rules.may_change_address(order).ok:
        flows.append("address")
    if rules.may_return(order, moment).ok:
        flows += ["return", "exchange"]
    if rules.days_late(order, moment):
        flows.append("late")
    if order.status in (OrderStatus.SHIPPED, OrderStatus.DELIVERED):
        flows.append("missing")
    if order.status in REFUNDED:
        flows.append("refund_status")
    return tuple(Tap(turn.say(f"tap.{flow}"), StartFlow(flow=flow, slots=about)) for flow in flows[:4])
