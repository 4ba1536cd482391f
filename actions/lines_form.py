"""A form about some lines of an order, and its question which of them."""

from __future__ import annotations

from actions.answers import yes_or_no
from actions.cards import short
from actions.forms import REQUESTED, Ask, Filled
from actions.order_form import OrderForm, order_or_none, other_lines, read_lines
from actions.reply import Quick, Reply
from actions.turn import Turn
from shop.types import Order, OrderLine, now


class LinesForm(OrderForm):
    """A form that picks lines of an order and is confirmed at the end."""

    def open_lines(self, order: Order) -> list[OrderLine]:
        return [line for line in order.lines if line.quantity > line.returned]

    def suits(self, turn: Turn, order: Order) -> bool:
        return turn.house.rules.may_return(order, now()).ok

    async def fill(self, turn: Turn, order: Order, *, starting: bool, strict: bool) -> Filled:
        asked = None if starting else turn.slot(REQUESTED)
        chosen = turn.slot("lines")
        if asked == "confirmed" and chosen:
            other = other_lines(turn, chosen, self.open_lines(order))
            if other is None and turn.intent == "correct":
                other = read_lines(turn, order, self.open_lines(order), asked=True)
            if other and other != chosen:
                return Filled({"lines": other, "exchange_for": None, "confirmed": None})
            answer = yes_or_no(turn)
            return Filled({"confirmed": answer}) if answer is not None and not strict else Filled()
        if chosen is None and asked in (None, "order_number", "email", "lines"):
            lines = read_lines(turn, order, self.open_lines(order), asked=asked == "lines")
            if lines is not None:
                return Filled({"lines": lines})
            return Filled(problem="returns.lines_unclear" if asked == "lines" and not strict else None)
        return Filled()


class AskLines(Ask):
    action_name = "action_ask_lines"

    async def question(self, turn: Turn) -> Reply:
        order = await order_or_none(turn)
        lines = [line for line in order.lines if line.quantity > line.returned] if order else []
        quick = [
            Quick(short(line.title), "choose", {"item_id": line.item_id, "words": line.title}) for line in lines[:5]
        ]
        if len(lines) > 1 and turn.form != "exchange_form":
            quick.append(Quick(turn.say("tap.all"), "choose", {"words": turn.say("words.all")}))
        key = (
            "returns.ask_lines_exchange"
            if turn.form == "exchange_form"
            else "returns.ask_lines"
            if turn.form == "return_form"
            else "parcels.ask_lines"
        )
        return Reply(turn.say(key, number=turn.slot("order_number")), quick=quick)
