"""A parcel that is missing, damaged or wrong."""

from __future__ import annotations

import re
from collections.abc import Sequence

from actions.answers import yes_or_no
from actions.cards import money
from actions.cases import case_data, open_case
from actions.forms import REQUESTED, Ask, Filled, Finish, yes_no
from actions.handoff import call_person
from actions.lines_form import LinesForm
from actions.order_form import ORDER_SLOTS, no_order, order_or_none
from actions.orders import fix_key, items_text, refusal
from actions.reply import Quick, Reply
from actions.turn import Turn
from shop.types import CaseKind, Order, now

SLOTS = (*ORDER_SLOTS, "parcel_problem", "lines", "remedy", "confirmed")
KINDS = {
    "report_missing": CaseKind.MISSING,
    "report_damaged": CaseKind.DAMAGED,
    "report_wrong_item": CaseKind.WRONG_ITEM,
}
_BROKEN = re.compile(
    r"\b(?:broken?|damaged?|cracked|crushed|shattered|smashed|dented|torn|in pieces)\b|碎|坏|破|裂", re.IGNORECASE
)
_MONEY = re.compile(r"\b(money|refund(ed)?|cash|pay me back|reimburse)\b|退(款|钱)|钱退", re.IGNORECASE)
_AGAIN = re.compile(
    r"\b(replace(ment|d)?|new one|another|again|resend|send (it|one|me|a)|exchange|right one|correct one)\b"
    r"|换|补(发|寄)|重新|再(寄|发|来)|新的",
    re.IGNORECASE,
)


class ParcelForm(LinesForm):
    """The trigger says what is wrong; a missing parcel needs no lines, the others a choice of remedy."""

    form = "parcel_form"
    slots = SLOTS
    triggers = tuple(KINDS)

    def suits(self, turn: Turn, order: Order) -> bool:
        return turn.house.rules.may_report(kind_of(turn), order, now()).ok

    def newest(self, turn: Turn) -> bool:
        return kind_of(turn) is CaseKind.MISSING

    async def steps(self, turn: Turn, order: Order) -> Sequence[str]:
        if not self.suits(turn, order):
            return ()
        return ("confirmed",) if kind_of(turn) is CaseKind.MISSING else ("lines", "remedy", "confirmed")

    async def read(self, turn: Turn, *, starting: bool, strict: bool) -> Filled:
        kind = KINDS.get(turn.intent) if starting else kind_of(turn)
        if starting and kind is CaseKind.WRONG_ITEM and _BROKEN.search(turn.text):
            kind = CaseKind.DAMAGED  # "the wrong thing" and "a thing gone wrong" are near each other in words
        turn.slots["parcel_problem"] = kind.value if kind else turn.slot("parcel_problem")
        told = kind_of(turn).value
        filled = await super().read(turn, starting=starting, strict=strict)
        if starting or "parcel_problem" in filled.slots:  # another order, the same trouble
            filled.slots["parcel_problem"] = turn.slots["parcel_problem"] = told
        return filled

    async def fill(self, turn: Turn, order: Order, *, starting: bool, strict: bool) -> Filled:
        asked = None if starting else turn.slot(REQUESTED)
        if kind_of(turn) is CaseKind.MISSING:
            answer = yes_or_no(turn) if asked == "confirmed" and not strict else None
            return Filled() if answer is None else Filled({"confirmed": answer})
        if asked == "remedy":
            remedy = "refund" if _MONEY.search(turn.text) else "replacement" if _AGAIN.search(turn.text) else None
            return (
                Filled({"remedy": remedy}) if remedy else Filled(problem=None if strict else "parcels.remedy_unclear")
            )
        filled = await super().fill(turn, order, starting=starting, strict=strict)
        if starting and _MONEY.search(turn.text):
            filled.slots["remedy"] = "refund"
        return filled


class AskRemedy(Ask):
    action_name = "action_ask_remedy"

    async def question(self, turn: Turn) -> Reply:
        order = await order_or_none(turn)
        if order is None:
            return no_order(turn)
        items = items_text(turn, order, turn.slot("lines"))
        problem = turn.say(f"parcels.word.{kind_of(turn).value}")
        choices = [turn.say("parcels.remedy.replacement"), turn.say("parcels.remedy.refund")]
        return Reply(
            turn.say("parcels.ask_remedy", items=items, number=order.number, problem=problem),
            quick=[Quick(choice, "inform", {"words": choice}) for choice in choices],
        )


class AskParcelConfirmed(Ask):
    action_name = "action_ask_parcel_form_confirmed"

    async def question(self, turn: Turn) -> Reply:
        order = await order_or_none(turn)
        if order is None:
            return no_order(turn)
        kind = kind_of(turn)
        remedy = turn.slot("remedy") or "replacement"
        key = "parcels.confirm.missing" if kind is CaseKind.MISSING else f"parcels.confirm.{remedy}"
        problem = turn.say(f"parcels.word.{kind.value}")
        fix_key(turn, order, kind.value, turn.slot("lines"), remedy)
        return Reply(
            turn.say(key, number=order.number, items=items_text(turn, order, turn.slot("lines")), problem=problem),
            quick=yes_no(turn),
        )


class Parcel(Finish):
    action_name = "action_parcel"
    slots = SLOTS

    async def finish(self, turn: Turn) -> Reply:
        order = await order_or_none(turn)
        if order is None:
            return no_order(turn)
        kind = kind_of(turn)
        verdict = turn.house.rules.may_report(kind, order, now())
        if not verdict.ok:
            return Reply(f"{refusal(turn, verdict.why, order)} {turn.say('parcels.come_back')}")
        if not turn.slot("confirmed"):
            return Reply(turn.say("order.nothing_done"))
        remedy = str(turn.slot("remedy") or "")
        case = await open_case(turn, order, kind, options={"wanted": remedy} if remedy else {})
        if isinstance(case, Reply):
            return case
        data = {"case": case_data(case, order)}
        if case.status == "open":
            await call_person(turn, f"{kind.value} {case.id}, order {order.number}")
            key = "parcels.done.missing" if kind is CaseKind.MISSING else "parcels.done.person"
            return Reply(turn.say(key, number=order.number), data=data)
        amount = money(case.amount, case.currency)
        return Reply(turn.say(f"parcels.done.{remedy or 'replacement'}", number=order.number, amount=amount), data=data)


def kind_of(turn: Turn) -> CaseKind:
    return CaseKind(turn.slot("parcel_problem") or CaseKind.DAMAGED)
