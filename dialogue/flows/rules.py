"""The rules that flows consult, by the names that their files use. Each is a verdict of the shop's policy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from dialogue.flows.addresses import country_code
from dialogue.flows.process import Process
from shop.orders.rules import OK, Verdict
from shop.types import CaseKind, Means, Order

RuleOf = Callable[[Process, Order], Verdict]


def may_return(process: Process, order: Order) -> Verdict:
    return process.turn.services.rules.may_return(order, process.moment)


def may_exchange(process: Process, order: Order) -> Verdict:
    rules = process.turn.services.rules
    verdict = rules.may_exchange(order, process.moment, process.cases)
    if not verdict.ok and rules.may_change_lines(order, process.cases).ok:  # it has not left yet: it is changed
        return replace(verdict, then=("change_line",))
    return verdict


def may_cancel(process: Process, order: Order) -> Verdict:
    return process.turn.services.rules.may_cancel(order)


def may_change_address(process: Process, order: Order) -> Verdict:
    return process.turn.services.rules.may_change_address(order, process.cases)


def may_change_lines(process: Process, order: Order) -> Verdict:
    return process.turn.services.rules.may_change_lines(order, process.cases)


def may_change_payment(process: Process, order: Order) -> Verdict:
    return process.turn.services.rules.may_change_payment(order)


def may_pay_by(process: Process, order: Order) -> Verdict:
    if one := process.chosen_means:
        return _covered(process, one, order.total, order)
    before = [other for other in process.turn.context.orders if other.placed_at < order.placed_at]
    return process.turn.services.rules.may_pay_by(process.slots.get("method", ""), order, len(before))


def covers(process: Process, order: Order) -> Verdict:
    """A gift card must hold the difference in price."""
    one = process.chosen_means
    return OK if one is None else _covered(process, one, process.difference, order)


def _covered(process: Process, one: Means, needed: Decimal, order: Order) -> Verdict:
    if one.balance is None or one.balance >= needed:
        return OK
    values = {"what": process.means_text(one), "balance": one.balance, "needed": needed, "number": order.number}
    return Verdict(False, key="rule.not_covered", values=values)


def may_miss(process: Process, order: Order) -> Verdict:
    return process.turn.services.rules.may_report(CaseKind.MISSING, order, process.moment)


def may_report_damage(process: Process, order: Order) -> Verdict:
    return process.turn.services.rules.may_report(CaseKind.DAMAGED, order, process.moment)


def may_report_wrong(process: Process, order: Order) -> Verdict:
    return process.turn.services.rules.may_report(CaseKind.WRONG_ITEM, order, process.moment)


def may_claim(process: Process, order: Order) -> Verdict:
    return process.turn.services.rules.may_claim(order, process.moment)


def is_late(process: Process, order: Order) -> Verdict:
    return process.turn.services.rules.may_report(CaseKind.LATE, order, process.moment)


def may_have_invoice(process: Process, order: Order) -> Verdict:
    return process.turn.services.rules.may_have_invoice(order)


def whole_order(process: Process, order: Order) -> Verdict:
    """Single lines may be taken out only where ``cancellation.lines`` says so."""
    some = process.lines
    if not some or some == process.left or process.policy.cancellation.lines:
        return OK
    values = {"number": order.number, "items": process.items_text(some), "all_items": process.items_text(process.left)}
    return Verdict(False, key="rule.whole_order", values=values, then=("cancel",))


def unused(process: Process, order: Order) -> Verdict:
    """Used goods come back only where ``returns.used`` says so; a fault is the guarantee's."""
    condition = process.slots.get("condition")
    if condition == "used" and not process.policy.returns.used:
        return Verdict(False, key="rule.used", values={"number": order.number, "items": process.items_text()})
    return OK


def not_used_up(process: Process, order: Order) -> Verdict:
    """The guarantee is not for what is eaten and drunk."""
    items = [item for item_id in process.lines if (item := process.item(item_id)) is not None]
    if items and all(item.consumable for item in items):
        return Verdict(False, key="rule.used_up", values={"items": process.items_text()})
    return OK


def deliverable(process: Process, order: Order) -> Verdict:
    """Only to countries of ``delivery.countries``."""
    address = process.address
    allowed = process.policy.delivery.countries
    code = country_code(address.country) if address else None
    if address is None or not allowed or code is None or code in allowed:
        return OK
    return Verdict(False, key="rule.country", values={"country": address.country, "number": order.number})


RULES: dict[str, RuleOf] = {
    rule.__name__: rule
    for rule in (
        may_return,
        may_exchange,
        may_cancel,
        may_change_address,
        may_change_lines,
        may_change_payment,
        may_pay_by,
        covers,
        may_miss,
        may_report_damage,
        may_report_wrong,
        may_claim,
        is_late,
        may_have_invoice,
        whole_order,
        unused,
        not_used_up,
        deliverable,
    )
}
