"""Exchanging a line of an order for another size or colour."""

from __future__ import annotations

from collections.abc import Sequence

from actions.cases import case_data, chosen_lines, open_case
from actions.forms import REQUESTED, Ask, Filled, Finish, yes_no
from actions.lines_form import LinesForm
from actions.options import chosen_options, option_names, value_meant, values_of
from actions.order_form import ORDER_SLOTS, no_order, order_or_none
from actions.orders import fix_key, items_text, refusal
from actions.reply import Quick, Reply
from actions.turn import Turn
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
        item_id = next(iter(lines))
        known = _named_before(turn, item_id)
        meant = await swaps_meant(turn, order, item_id, asked=asked == "exchange_for")
        if len(meant) == 1:
            filled.slots["exchange_for"] = meant[0]
        elif asked == "exchange_for" and not strict and (not meant or known == _named_before(turn, item_id)):
            filled.problem = "returns.option_unclear" if not meant else "returns.option_open"
        elif asked == "exchange_for" and meant:  # "40", which is left in white and in red: the next question
            filled.slots["exchange_for"] = None
        return filled


class AskExchangeFor(Ask):
    action_name = "action_ask_exchange_for"

    async def question(self, turn: Turn) -> Reply:
        item_id = next(iter(turn.slot("lines") or {}), "")
        items = await turn.items([item_id])
        order = await order_or_none(turn)
        bought = bought_in(order, item_id) if order else {}
        offered = swaps(items[0], bought, _named_before(turn, item_id)) if items else []
        others = [label(swap, bought) for swap in offered]
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
        wanted = turn.slot("exchange_for") or {}
        told = ", ".join(map(turn.named, wanted.values()))
        fix_key(turn, order, "exchange", turn.slot("lines"), told)
        text = turn.say(
            "returns.confirm_exchange",
            number=order.number,
            items=items_text(turn, order, turn.slot("lines") or {}),
            wanted=told,
        )
        item_id = next(iter(turn.slot("lines") or {}), "")
        named, bought = _named_before(turn, item_id), bought_in(order, item_id)
        unasked = [value for name, value in wanted.items() if name not in named and bought.get(name, value) != value]
        if named and unasked:  # "40", and the black ones are gone
            asked = ", ".join(map(turn.named, named.values()))
            text = f"{turn.say('returns.only_in', asked=asked, others=turn.all_of(unasked))} {text}"
        return Reply(text, quick=yes_no(turn))


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
        wanted = {str(name): str(value) for name, value in (turn.slot("exchange_for") or {}).items()}
        case = await open_case(turn, order, CaseKind.EXCHANGE, options=wanted)
        if isinstance(case, Reply):
            return case
        return Reply(
            turn.say(
                "returns.exchange_done",
                number=order.number,
                items=items_text(turn, order, chosen_lines(turn)),
                wanted=", ".join(map(turn.named, wanted.values())),
            ),
            data={"case": case_data(case, order)},
        )


def bought_in(order: Order, item_id: str) -> dict[str, str]:
    """Size and colour of what was ordered."""
    return next((line.options for line in order.lines if line.item_id == item_id), {})


def swaps(item: Item, bought: dict[str, str], named: dict[str, str] | None = None) -> list[dict[str, str]]:
    """Options of the variants in stock with the ``named`` values, in the item's order: those that keep the most of
    what was ``bought``, and are not the same again."""
    fitting = [
        variant.options
        for variant in item.variants
        if variant.stock > 0
        and variant.options != bought
        and all(variant.options.get(name) == value for name, value in (named or {}).items())
    ]
    kept = [sum(bought.get(name) == value for name, value in options.items()) for options in fitting]
    return [options for options, count in zip(fitting, kept, strict=True) if count == max(kept)]


def label(options: dict[str, str], bought: dict[str, str]) -> str:
    """What sets a swap apart from what was bought: "42", "42, white"."""
    return ", ".join(value for name, value in options.items() if bought.get(name) != value)


async def nothing_else(turn: Turn, order: Order) -> str:
    """The title of the chosen item where it has no other size or colour in stock; else an empty text."""
    item_id = next(iter(turn.slot("lines") or {}), None)
    items = await turn.items([item_id]) if item_id else []
    if not items or not items[0].variants:
        return ""
    return "" if swaps(items[0], bought_in(order, items[0].id)) else items[0].title


async def swaps_meant(turn: Turn, order: Order, item_id: str, *, asked: bool) -> list[dict[str, str]]:
    """What an exchange may be for: the swaps with the values that the text names, or the one it points at.

    An item without variants is exchanged for whatever the shopper writes when asked.
    """
    items = await turn.items([item_id])
    if not items or not items[0].variants:
        return [{"wanted": turn.text[:100]}] if asked and turn.text else []
    item, bought = items[0], bought_in(order, item_id)
    before = _named_before(turn, item_id) if asked else {}
    named = await _named(turn, item, asked=asked)
    named = {name: value for name, value in named.items() if bought.get(name) != value}  # "my black ones in 41 …"
    if named:
        found = swaps(item, bought, before | named) or swaps(item, bought, named)
        turn.state.pending["exchange"] = {"item": item_id, "named": before | named if found else {}}
        return found
    offered = swaps(item, bought, before)
    place = turn.ordinal
    if not asked or place is None or not -len(offered) <= place < len(offered):
        return []
    return [offered[place]]  # "the second", of those that the question named


async def _named(turn: Turn, item: Item, *, asked: bool) -> dict[str, str]:
    """The item's options that the text itself names."""
    said = turn.plain.casefold()
    named = {name: value for name, value in (await chosen_options(turn, item)).items() if value.casefold() in said}
    for name in option_names(item) if asked and not named else ():
        if value := await value_meant(turn, values_of(item, name)):  # "extra large" of XL
            named[name] = value
    return named


def _named_before(turn: Turn, item_id: str) -> dict[str, str]:
    """The options named already in this exchange, while another is still open."""
    about = turn.state.pending.get("exchange") or {}
    return dict(about.get("named", {})) if about.get("item") == item_id else {}
