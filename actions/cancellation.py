"""Cancelling an order before it leaves."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from actions.answers import yes_or_no
from actions.cards import money, order_data
from actions.forms import REQUESTED, Ask, Filled, Finish, yes_no
from actions.handoff import call_person
from actions.order_form import ORDER_SLOTS, OrderForm, no_order, order_or_none
from actions.orders import deed_key, fix_key, items_text, refusal
from actions.reply import Quick, Reply
from actions.turn import Turn
from shop.errors import Conflict
from shop.types import Order

SLOTS = (*ORDER_SLOTS, "confirmed")


class CancelForm(OrderForm):
    form = "cancel_form"
    slots = SLOTS
    triggers = ("cancel_order",)

    def suits(self, turn: Turn, order: Order) -> bool:
        return turn.house.rules.may_cancel(order).ok

    async def steps(self, turn: Turn, order: Order) -> Sequence[str]:
        return ("confirmed",) if turn.house.rules.may_cancel(order).ok else ()

    async def fill(self, turn: Turn, order: Order, *, starting: bool, strict: bool) -> Filled:
        if starting or strict or turn.slot(REQUESTED) != "confirmed":
            return Filled()
        answer = True if turn.intent == "cancel_order" else yes_or_no(turn)
        return Filled() if answer is None else Filled({"confirmed": answer})


class AskCancelConfirmed(Ask):
    action_name = "action_ask_cancel_form_confirmed"

    async def question(self, turn: Turn) -> Reply:
        order = await order_or_none(turn)
        if order is None:
            return no_order(turn)
        fix_key(turn, order, "cancel")
        text = turn.say(
            "cancel.confirm",
            number=order.number,
            items=items_text(turn, order),
            total=money(order.total, order.currency),
        )
        return Reply(text, quick=yes_no(turn))


class Cancel(Finish):
    action_name = "action_cancel"
    slots = SLOTS

    async def finish(self, turn: Turn) -> Reply:
        order = await order_or_none(turn)
        if order is None:
            return no_order(turn)
        verdict = turn.house.rules.may_cancel(order)
        if not verdict.ok:
            about = {"order_number": order.number}
            quick = (
                [Quick(turn.say("tap.return"), "return_item", about)]
                if order.status.value in ("shipped", "delivered")
                else []
            )
            return Reply(refusal(turn, verdict.why, order), quick=quick)
        if not turn.slot("confirmed"):
            return Reply(turn.say("order.nothing_done"))
        try:
            case = await turn.budget.call(
                "orders",
                asyncio.to_thread(turn.house.orders.cancel, order.number, key=deed_key(turn, order, "cancel")),
            )
        except Conflict as refused:
            return Reply(refusal(turn, refused.message, order))
        if case.status == "open":
            await call_person(turn, f"cancellation {case.id}: the refund is above the limit")
        key = (
            "cancel.done"
            if case.amount is None
            else "cancel.done_large"
            if case.status == "open"
            else "cancel.done_refund"
        )
        return Reply(
            turn.say(key, number=order.number, amount=money(case.amount, case.currency)),
            data={"order": order_data(order) | {"status": "cancelled"}},
        )
