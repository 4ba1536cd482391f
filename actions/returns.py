"""Taking back what was bought."""

from __future__ import annotations

from collections.abc import Sequence

import structlog

from actions.cards import money, order_data
from actions.cases import case_data, chosen_lines, open_case
from actions.forms import REQUESTED, Ask, Filled, Finish, yes_no
from actions.handoff import call_person
from actions.lines_form import LinesForm
from actions.order_form import ORDER_SLOTS, no_order, order_or_none
from actions.orders import fix_key, items_text, refusal
from actions.reply import Quick, Reply
from actions.turn import Turn
from shop.types import CaseKind, Order, now

log = structlog.get_logger(__name__)
RETURN_SLOTS = (*ORDER_SLOTS, "lines", "reason", "confirmed")
REASONS = ("fit", "mind", "quality", "description")


class ReturnForm(LinesForm):
    form = "return_form"
    slots = RETURN_SLOTS
    triggers = ("return_item",)

    async def steps(self, turn: Turn, order: Order) -> Sequence[str]:
        return ("lines", "reason", "confirmed") if turn.house.rules.may_return(order, now()).ok else ()

    def changes_topic(self, turn: Turn) -> bool:
        """ "it broke", "wrong colour": asked why, that is the reason and no other matter."""
        why = turn.slot(REQUESTED) == "reason" and turn.intent in ("report_damaged", "report_wrong_item")
        return not (why and turn.order_number is None) and super().changes_topic(turn)

    async def fill(self, turn: Turn, order: Order, *, starting: bool, strict: bool) -> Filled:
        if not starting and turn.slot(REQUESTED) == "reason":
            return Filled() if strict or not turn.text else Filled({"reason": turn.text[:300]})
        return await super().fill(turn, order, starting=starting, strict=strict)


class AskReason(Ask):
    action_name = "action_ask_reason"

    async def question(self, turn: Turn) -> Reply:
        reasons = [turn.say(f"returns.reason.{name}") for name in REASONS]
        order = await order_or_none(turn)
        if order is None:
            return no_order(turn)
        return Reply(
            turn.say("returns.ask_reason", items=items_text(turn, order, turn.slot("lines") or {})),
            quick=[Quick(reason, "inform", {"words": reason}) for reason in reasons],
        )


class AskReturnConfirmed(Ask):
    action_name = "action_ask_return_form_confirmed"

    async def question(self, turn: Turn) -> Reply:
        order = await order_or_none(turn)
        if order is None:
            return no_order(turn)
        lines = turn.slot("lines") or {}
        amount = turn.house.rules.refund_amount(order, lines)
        fix_key(turn, order, "return", lines)
        return Reply(
            turn.say(
                "returns.confirm",
                number=order.number,
                items=items_text(turn, order, lines),
                amount=money(amount, order.currency),
            ),
            quick=yes_no(turn),
        )


class Return(Finish):
    action_name = "action_return"
    slots = RETURN_SLOTS

    async def finish(self, turn: Turn) -> Reply:
        order = await order_or_none(turn)
        if order is None:
            return no_order(turn)
        verdict = turn.house.rules.may_return(order, now())
        if not verdict.ok:
            return Reply(refusal(turn, verdict.why, order))
        if not turn.slot("confirmed"):
            return Reply(turn.say("order.nothing_done"))
        case = await open_case(turn, order, CaseKind.RETURN, detail=str(turn.slot("reason") or ""))
        if isinstance(case, Reply):
            return case
        amount = money(case.amount, case.currency)
        if case.status == "open":
            await call_person(turn, f"return {case.id}: {amount} is above the limit for refunds")
            return Reply(turn.say("returns.waits_for_person", number=order.number, amount=amount))
        return Reply(
            turn.say(
                "returns.done",
                number=order.number,
                items=items_text(turn, order, chosen_lines(turn)),
                amount=amount,
            ),
            data={"order": order_data(order), "case": case_data(case, order)},
        )
