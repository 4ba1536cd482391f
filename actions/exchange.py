"""Exchanging a line of an order for another size or colour."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from actions.forms import REQUESTED, Ask, Filled, Finish, yes_no
from actions.lines_form import LinesForm
from actions.options import chosen_options
from actions.order_form import ORDER_SLOTS, order_or_none
from actions.orders import case_data, deed_key, fix_key, items_text, no_order, refusal
from actions.reply import Quick, Reply
from actions.turn import Turn
from shop.carts import stock_of
from shop.errors import BadInput, Conflict
from shop.types import CaseKind, Item, Order, now

EXCHANGE_SLOTS = (*ORDER_SLOTS, "lines", "exchange_for", "confirmed")


class ExchangeForm(LinesForm):
    form = "exchange_form"
    slots = EXCHANGE_SLOTS
    triggers = ("exchange_item",)

    async def steps(self, turn: Turn, order: Order) -> Sequence[str]:
        if not turn.house.rules.may_return(order, now()).ok:
            return ()
        return ("lines",) if await nothing_else(turn, order) else ("lines", "exchange_for", "confirmed")

    async def fill(self, turn: Turn, order: Order, *, starting: bool, strict: bool) -> Filled:
        filled = await super().fill(turn, order, starting=starting, strict=strict)
        lines = filled.slots.get("lines") or turn.slot("lines")
        asked = None if starting else turn.slot(REQUESTED)
        if not lines or asked == "confirmed":
            return filled
        if len(lines) > 1:  # one thing at a time: each has sizes of its own
            lines = dict(list(lines.items())[:1])
            filled.slots["lines"] = lines
        wanted = await wanted_options(turn, order, next(iter(lines)))
        if wanted:
            filled.slots["exchange_for"] = wanted
        elif asked == "exchange_for" and not strict:
            filled.problem = "returns.option_unclear"
        return filled


class AskExchangeFor(Ask):
    action_name = "action_ask_exchange_for"

    async def question(self, turn: Turn) -> Reply:
        item_id = next(iter(turn.slot("lines") or {}), "")
        items = await turn.items([item_id])
        order = await order_or_none(turn)
        lines = order.lines if order else ()
        bought = next((line.options for line in lines if line.item_id == item_id), {})
        others = options_there(items[0], bought) if items else []
        title = items[0].title if items else item_id
        if not others:
            return Reply(turn.say("returns.ask_exchange_for", title=title))
        return Reply(
            turn.say("returns.ask_exchange_from", title=title, values=turn.one_of(others[:8])),
            quick=[Quick(value, "inform", {"words": value}) for value in others[:6]],
        )


class AskExchangeConfirmed(Ask):
    action_name = "action_ask_exchange_form_confirmed"

    async def question(self, turn: Turn) -> Reply:
        order = await order_or_none(turn)
        if order is None:
            return no_order(turn)
        wanted = ", ".join(map(turn.named, (turn.slot("exchange_for") or {}).values()))
        fix_key(turn, order, "exchange", turn.slot("lines"), wanted)
        return Reply(
            turn.say(
                "returns.confirm_exchange",
                number=order.number,
                items=items_text(turn, order, turn.slot("lines") or {}),
                wanted=wanted,
            ),
            quick=yes_no(turn),
        )


class Exchange(Finish):
    action_name = "action_exchange"
    slots = EXCHANGE_SLOTS

    async def finish(self, turn: Turn) -> Reply:
        order = await order_or_none(turn)
        if order is None:
            return no_order(turn)
        verdict = turn.house.rules.may_return(order, now())
        if not verdict.ok:
            return Reply(refusal(turn, verdict.why, order))
        if title := await nothing_else(turn, order):
            back = Quick(turn.say("tap.return"), "return_item", {"order_number": order.number})
            return Reply(turn.say("returns.nothing_else", title=title), quick=[back])
        if not turn.slot("confirmed"):
            return Reply(turn.say("order.nothing_done"))
        lines = {item_id: int(quantity) for item_id, quantity in (turn.slot("lines") or {}).items()}
        wanted = {str(name): str(value) for name, value in (turn.slot("exchange_for") or {}).items()}
        try:
            case = await turn.budget.call(
                "orders",
                asyncio.to_thread(
                    turn.house.orders.open_case,
                    CaseKind.EXCHANGE,
                    order.number,
                    key=deed_key(turn, order, "exchange"),
                    lines=lines,
                    options=wanted,
                ),
            )
        except Conflict as refused:
            return Reply(refusal(turn, refused.message, order))
        except BadInput:  # the form asked for no more than there was: the order has moved since
            return Reply(turn.say("order.nothing_left", number=order.number))
        return Reply(
            turn.say(
                "returns.exchange_done",
                number=order.number,
                items=items_text(turn, order, lines),
                wanted=", ".join(map(turn.named, wanted.values())),
            ),
            data={"case": case_data(case.id, "exchange", order.number)},
        )


def options_there(item: Item, bought: dict[str, str]) -> list[str]:
    """Values that are in stock and other than what was bought, in the item's order."""
    values = [value for variant in item.variants if variant.stock > 0 for value in variant.options.values()]
    return [value for value in dict.fromkeys(values) if value not in bought.values()]


async def nothing_else(turn: Turn, order: Order) -> str:
    """The title of the chosen item where it has no other size or colour in stock; else an empty text."""
    item_id = next(iter(turn.slot("lines") or {}), None)
    items = await turn.items([item_id]) if item_id else []
    if not items or not items[0].variants:
        return ""
    bought = next((line.options for line in order.lines if line.item_id == item_id), {})
    return "" if options_there(items[0], bought) else items[0].title


def _by_place(item: Item, bought: dict[str, str], place: int) -> dict[str, str]:
    """ "the second": of the values that the question named."""
    offered = options_there(item, bought)
    if not -len(offered) <= place < len(offered):
        return {}
    value = offered[place]
    return {name: value for variant in item.variants for name, own in variant.options.items() if own == value}


async def wanted_options(turn: Turn, order: Order, item_id: str) -> dict[str, str]:
    """What an exchange is for: options of the item that the text names, other than those that were bought.

    An item without variants is exchanged for whatever the shopper writes when asked.
    """
    items = await turn.items([item_id])
    bought = next((line.options for line in order.lines if line.item_id == item_id), {})
    if items and items[0].variants:
        item = items[0]
        named = {
            name: value
            for name, value in (await chosen_options(turn, item)).items()
            if value.casefold() in turn.plain.casefold()
        }
        if not named and turn.slot(REQUESTED) == "exchange_for" and turn.ordinal is not None:
            named = _by_place(item, bought, turn.ordinal)
        wanted = bought | named
        return wanted if named and wanted != bought and stock_of(item, wanted) > 0 else {}
    if turn.slot(REQUESTED) == "exchange_for" and turn.text:
        return {"wanted": turn.text[:100]}
    return {}
