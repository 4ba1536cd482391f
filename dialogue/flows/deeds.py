"""What is done at the end of a process, by the names that the flows' files use.

A deed that changes something carries the process's key: the same key is the same deed, done once. It says what was done
and what was not.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from dialogue import cards
from dialogue.commands import StartFlow
from dialogue.flows.facts import asked
from dialogue.flows.process import Process
from dialogue.flows.status import refund_lines, status_text, what_next
from dialogue.handoff import call_person
from dialogue.reply import Reply, Tap
from shop.errors import BadInput, Conflict
from shop.orders.base import LineChange
from shop.types import Case, CaseKind, Order


@dataclass(frozen=True)
class Done:
    """What a deed came to."""

    text: str
    outcome: Literal["done", "refused"] = "done"
    data: dict[str, Any] = field(default_factory=dict)
    taps: tuple[Tap, ...] = ()
    back: Decimal | None = None  # what is paid back

    def reply(self) -> Reply:
        return Reply(self.text, data=dict(self.data), taps=list(self.taps))


Deed = Callable[[Process], Awaitable[Done]]


async def do(process: Process) -> Done:
    """Do what the process's file names. What the rules refuse in the last moment is said, and nothing was done."""
    try:
        return await DEEDS[process.flow.deed](process)
    except Conflict as refused:
        return Done(_refused(process, refused.message), "refused")
    except BadInput:  # there was less than the process had seen: the order has moved since
        return Done(process.say("flow.nothing_left"), "refused")


def _refused(process: Process, why: str) -> str:
    """The order system's own sentence in English, in another language that the order's state forbids it."""
    if process.turn.language == "en":
        return why
    return process.say("rule.refused")


# ── reading only ──────────────────────────────────────────────────────────────────────────────


async def track(process: Process) -> Done:
    order = _order(process)
    lines = [status_text(process.turn, order, process.moment)]
    lines += refund_lines(process)
    if process.words.matching("about", process.turn.text, ("bound",)):
        lines.append(process.say("track.about.bound"))
    return Done("\n".join(lines), data={"order": cards.order_data(order)}, taps=what_next(process.turn, order))


async def refund_status(process: Process) -> Done:
    order, lines = _order(process), refund_lines(process)
    if lines:
        return Done("\n".join(lines))
    if order.status.value in ("returned", "partly_returned"):
        return Done(process.say("refund.none_yet"))
    may = process.turn.services.rules.may_return(order, process.moment).ok
    tap = Tap(process.turn.say("tap.return"), StartFlow(flow="return", slots=(("order", order.number),)))
    return Done(process.say("refund.none"), taps=(tap,) if may else ())


async def invoice(process: Process) -> Done:
    from shop.orders.invoice import as_file

    order = _order(process)
    shop = process.turn.services.settings.shop
    file = await asyncio.to_thread(as_file, order, shop)
    return Done(process.say("invoice.done"), data={"file": file})


# ── goods coming back ─────────────────────────────────────────────────────────────────────────


async def send_back(process: Process) -> Done:
    options = {} if process.refund_to == "original" else {"refund_to": process.refund_to}
    case = await _open(process, CaseKind.RETURN, options=options, detail=process.slots.get("reason", ""))
    return await _told(process, case, "return")


async def exchange(process: Process) -> Done:
    wanted = process.wanted
    if len(wanted) == 1:
        options = next(iter(wanted.values()))
    else:
        options = {f"{item_id}:{name}": value for item_id, one in wanted.items() for name, value in one.items()}
    if one := process.chosen_means:
        options = options | {"payment": one.id}
    case = await _open(process, CaseKind.EXCHANGE, options=options)
    return await _told(process, case, "exchange")


async def report(process: Process) -> Done:
    """Something is wrong with what came, or did not: the flow's file says which kind of case that is."""
    flow = process.flow
    kind = flow.case or CaseKind(flow.name)
    if kind is CaseKind.MISSING and process.slots.get("what") == "piece":
        kind = CaseKind.MISSING_PIECE
    remedy = process.slots.get("remedy", "")
    options = {"wanted": remedy} if remedy else {}
    case = await _open(process, kind, options=options, detail=process.slots.get("detail", ""))
    return await _told(process, case, flow.name)


async def _open(process: Process, kind: CaseKind, *, options: dict[str, str], detail: str = "") -> Case:
    orders, number = process.turn.services.orders, _order(process).number

    def work() -> Case:
        return orders.open_case(
            kind, number, key=process.key, lines=process.lines, detail=detail[:500], options=options
        )

    return await process.turn.call("orders", asyncio.to_thread(work))


async def _told(process: Process, case: Case, name: str) -> Done:
    """What follows from a case: one that is open waits for a person, who is called."""
    turn = process.turn
    amount = turn.money(case.amount, case.currency) if case.amount is not None else ""
    remedy = process.slots.get("remedy", "")
    data = {"case": {"id": case.id, "kind": case.kind.value, "order": case.order_number}}
    if case.status == "open":
        await call_person(turn, f"{case.kind.value} {case.id}, order {case.order_number}")
        ways = (f"{name}.waits.{remedy}", f"{name}.waits")
    else:
        ways = (f"{name}.done.{remedy}", f"{name}.done")
    key = next(way for way in ways if process.says(way))
    return Done(process.say(key, amount=amount), data=data, back=case.amount if name == "return" else None)


# ── before dispatch ───────────────────────────────────────────────────────────────────────────


async def cancel(process: Process) -> Done:
    order, orders = _order(process), process.turn.services.orders
    reason = process.slots.get("reason", "")

    def work() -> Case:
        return orders.cancel(order.number, key=process.key, reason=reason)

    case = await process.turn.call("orders", asyncio.to_thread(work))
    amount = process.turn.money(case.amount, case.currency)
    if case.status == "open":
        await call_person(process.turn, f"cancellation {case.id}: the refund is above the limit")
    key = "done" if case.amount is None else "waits" if case.status == "open" else "done.refund"
    data = {"order": cards.order_data(order) | {"status": "cancelled"}}
    return Done(process.say(f"cancel.{key}", amount=amount), data=data, back=case.amount)


async def change_address(process: Process) -> Done:
    order, address, orders = _order(process), process.address, process.turn.services.orders
    assert address is not None
    await process.turn.call(
        "orders", asyncio.to_thread(lambda: orders.change_address(order.number, address, key=process.key))
    )
    return Done(process.say("address.done"))


async def change_payment(process: Process) -> Done:
    order, orders = _order(process), process.turn.services.orders
    method = process.slots["method"]
    case = await process.turn.call(
        "orders", asyncio.to_thread(lambda: orders.change_payment(order.number, method, key=process.key))
    )
    if case.status == "open":
        await call_person(process.turn, f"payment {case.id}: order {order.number} by {method}")
    return Done(process.say("payment_method.waits" if case.status == "open" else "payment_method.done"))


async def change_line(process: Process) -> Done:
    order, orders = _order(process), process.turn.services.orders
    changes = {}
    for item_id, options in process.wanted.items():
        item = process.item(item_id)
        variant = next((one for one in item.variants if one.options == options), None) if item else None
        changes[item_id] = LineChange(
            options=options, unit_price=process.price(item_id, options), sku=variant.sku if variant else ""
        )
    payment = process.slots.get("method", "")
    await process.turn.call(
        "orders",
        asyncio.to_thread(lambda: orders.change_lines(order.number, changes, key=process.key, payment=payment)),
    )
    return Done(process.say("change_line.done"))


# ── the account ───────────────────────────────────────────────────────────────────────────────


async def default_address(process: Process) -> Done:
    turn, address = process.turn, process.address
    assert address is not None
    orders = turn.services.orders
    await turn.call(
        "orders",
        asyncio.to_thread(
            lambda: orders.change_default_address(
                turn.shopper_id, address, key=process.key, customer=turn.state.customer or ""
            )
        ),
    )
    return Done(process.say("default_address.done"))


async def facts(process: Process) -> Done:
    told = asked(process, process.told)
    return Done(process.turn.say("list.sentences").join(told) or process.say("facts.none"))


async def data_copy(process: Process) -> Done:
    """The gateway makes the file, which only the shopper's own page can fetch."""
    if not process.turn.streaming:
        return Done(process.say("data_copy.elsewhere"))
    return Done(process.say("data_copy.done"), data={"download": {"name": "my-data.json", "url": "/api/me"}})


async def erase(process: Process) -> Done:
    """The last word; the gateway erases everything once it is said."""
    if not process.turn.streaming:
        return Done(process.say("privacy.elsewhere"))
    return Done(process.say("erase.done"), data={"erase": True})


async def stop_tracking(process: Process) -> Done:
    turn = process.turn
    await turn.store(turn.services.shoppers.consent, turn.shopper_id, False)
    return Done(process.say("stop_tracking.done"), data={"consent": False})


def _order(process: Process) -> Order:
    assert process.order is not None, "the engine does no deed about an order before it is known"
    return process.order


DEEDS: dict[str, Deed] = {
    "track": track,
    "refund_status": refund_status,
    "invoice": invoice,
    "return": send_back,
    "exchange": exchange,
    "report": report,
    "cancel": cancel,
    "change_address": change_address,
    "change_payment": change_payment,
    "change_line": change_line,
    "default_address": default_address,
    "facts": facts,
    "data_copy": data_copy,
    "erase": erase,
    "stop_tracking": stop_tracking,
}
