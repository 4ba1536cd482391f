"""Where a refund stands."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from actions.cards import money
from actions.forms import Finish
from actions.order_form import ORDER_SLOTS, OrderForm, no_order, order_or_none
from actions.reply import Quick, Reply
from actions.turn import Turn
from shop.types import Order, now


class RefundForm(OrderForm):
    form = "refund_form"
    triggers = ("refund_status",)
    takes_latest = True

    def suits(self, turn: Turn, order: Order) -> bool:
        return order.status.value in ("returned", "partly_returned", "cancelled")

    async def steps(self, turn: Turn, order: Order) -> Sequence[str]:
        return ()


class RefundStatus(Finish):
    action_name = "action_refund_status"
    slots = ORDER_SLOTS

    async def finish(self, turn: Turn) -> Reply:
        order = await order_or_none(turn)
        if order is None:
            return no_order(turn)
        lines = await refund_lines(turn, order)
        if not lines and order.status.value in ("returned", "partly_returned"):
            turn.propose("person")
            person = [Quick(turn.say("tap.person"), "ask_human")]
            return Reply(turn.say("refund.none_yet", number=order.number), quick=person)
        if not lines:
            about = {"order_number": order.number}
            may = turn.house.rules.may_return(order, now()).ok
            quick = [Quick(turn.say("tap.return"), "return_item", about)] if may else []
            return Reply(turn.say("refund.none", number=order.number), quick=quick)
        return Reply("\n".join(lines))


async def refund_lines(turn: Turn, order: Order) -> list[str]:
    """What became of each refund of an order, in a sentence."""
    cases = await turn.budget.call("orders", asyncio.to_thread(turn.house.orders.cases, order.number))
    refunds = [case for case in cases if case.amount is not None]
    told = (
        turn.say(f"refund.{case.status}", number=order.number, amount=money(case.amount, case.currency))
        for case in refunds
    )
    return list(dict.fromkeys(told))
