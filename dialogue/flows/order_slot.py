"""Finding the order that a process is about, and proving that it is the shopper's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from dialogue.customers import may_be_told
from dialogue.flows.process import Found, Process
from dialogue.flows.rules import RULES
from dialogue.identity import email_in, number_in, own_number, verify
from dialogue.orders_lookup import OrdersMeant, meant
from shop.types import Order, OrderStatus

OVER = (OrderStatus.CANCELLED, OrderStatus.RETURNED)


async def find_order(process: Process, text: str, told: dict[str, str], *, starting: bool) -> Found:
    """Set ``process.order`` where the message, or what is known, settles it.

    ``told`` holds what the reader found: "order", "email". An order that is already known is exchanged only for another
    one that is named by number, or by its goods where the process begins or the goods are another order's.
    """
    turn, words = process.turn, process.words
    asking = process.asked in ("order", "email")
    waiting = process.slots.get("number")
    said = told.get("order", "")
    number = own_number(said.upper(), turn.context.orders) or number_in(said, turn, words, asked=True, like=waiting)
    number = number or number_in(text, turn, words, asked=asking and process.order is None, like=waiting)
    if number is None and starting:  # told in another part of the same message
        number = number_in(turn.text, turn, words, asked=False)
    email = email_in(told.get("email", "")) or email_in(text) or email_in(turn.text)
    if email:
        process.slots["email"] = email
    current = process.slots.get("order")
    if not turn.context.orders and may_be_told(turn):
        process.slots |= {"number": number} if number else {}
        tried = bool(email) or (process.asked == "email" and any(char.isdigit() for char in text))
        return Found("order.who_unknown" if tried and not starting else "order.ask_who", news=bool(number))
    if number and number != current:
        return await _by_number(process, number)
    if current:
        return await _by_number(process, current, known=True)
    if waiting and turn.state.customer is not None:
        return await _by_number(process, waiting)
    if email and waiting:
        return await _by_number(process, waiting)
    if email and turn.state.customer is None:
        turn.update(email=email)
        return Found("order.ask_number", news=True)
    if waiting and not await _own_instead(process, text):
        return Found("order.ask_email")
    return await _by_words(process, text, told, starting=starting)


async def _by_number(process: Process, number: str, *, known: bool = False) -> Found:
    """The order of that number if it is the shopper's; else the e-mail address decides."""
    turn = process.turn
    order = next((order for order in turn.context.orders if order.number == number), None)
    if order is None:
        email = process.slots.get("email") or turn.state.email
        if turn.state.customer is not None:  # nobody else's order, whoever's it is
            process.slots.pop("number", None)
            return Found("order.no_such", tuple(turn.context.orders), number, news=True)
        if email is None:
            process.slots["number"] = number
            return Found("order.ask_email", news=True)
        order = await verify(turn, number, email)
        if order is None:
            process.slots |= {"number": number, "email": email}
            return Found("order.no_match", news=True)
    _take(process, order)
    return Found(news=not known)


async def _by_words(process: Process, text: str, told: dict[str, str], *, starting: bool) -> Found:
    """No number: the order whose goods, month or place in time are named; the one talked about; the only one."""
    turn, words = process.turn, process.words
    orders = sorted(turn.context.orders, key=lambda order: order.placed_at, reverse=True)
    if not orders:
        key = "order.number_missing" if words.has("no_number", text) else "order.ask_number"
        return Found(key)
    suiting = suits(process, orders)
    named = " ".join(value for slot in ("order", "lines") if (value := told.get(slot)) and not value.startswith("{"))
    found = await meant(turn, named, orders, words) if named else OrdersMeant()
    if not found.named:
        found = await meant(turn, text, orders, words)
        found = replace(found, unknown=named or found.unknown) if not found.named else found
    if found.order is not None and found.named:
        _take(process, found.order)
        return Found(news=True)
    if found.open and starting and words.has("other", text):  # another one than was just talked about
        others = tuple(order for order in found.open if order.number != turn.state.order)
        found = replace(found, open=others or found.open)
    if found.open:
        among = _likeliest(process, found.open, suiting)
        if len(among) == 1:
            _take(process, among[0])
            return Found(news=True)
        return Found("order.ask_which", tuple(among), news=True)
    if not starting and (place := words.place(text, len(suiting or orders))) is not None and process.asked == "order":
        _take(process, (suiting or orders)[place])
        return Found(news=True)
    if found.order is not None:  # "my last order"
        _take(process, found.order)
        return Found(news=True)
    last = next((order for order in orders if order.number == turn.state.order), None)
    if found.unknown and starting and (last is None or not words.has("points_back", text)):
        return Found("order.no_such", tuple(suiting or orders), found.unknown)
    meant_last = last is not None and turn.state.last == "order" and words.has("points_back", text)
    if starting and last is not None and (meant_last or last in suiting or len(orders) == 1 or not suiting):
        _take(process, last)
        return Found()
    if starting and (len(suiting) == 1 or len(orders) == 1 or (suiting and process.flow.latest)):
        _take(process, (suiting or orders)[0])
        return Found()
    if starting and process.flow.latest:
        _take(process, orders[0])
        return Found()
    under_way = [order for order in suiting if order.delivered_at is None]
    if starting and len(under_way) == 1:
        _take(process, under_way[0])
        return Found()
    return Found("order.ask_which", tuple(suiting or orders))


async def _own_instead(process: Process, text: str) -> bool:
    """Whether one of the shopper's own orders is named in place of one that could not be proven to be theirs."""
    turn, words = process.turn, process.words
    orders = sorted(turn.context.orders, key=lambda order: order.placed_at, reverse=True)
    if not orders or not (words.has("latest", text) or words.has("mine", text)):
        return False
    found = await meant(turn, text, orders, words)
    if found.order is None and not found.open:
        return False
    process.slots.pop("number", None)
    return True


def _likeliest(process: Process, orders: Sequence[Order], suiting: Sequence[Order]) -> list[Order]:
    """Of several that are named: those that suit, and of these the ones that are still under way or just arrived."""
    among = [order for order in orders if order in suiting] or list(orders)
    if process.flow.name == "refund_status":  # what came back rather than what was never sent
        back = [order for order in among if order.status in (OrderStatus.RETURNED, OrderStatus.PARTLY_RETURNED)]
        return back if len(back) == 1 else among
    if not process.flow.confirm:  # what is only asked about may be an old one as well, unless one is under way
        under_way = [order for order in among if order.delivered_at is None and order.status not in OVER]
        return under_way if len(under_way) == 1 and process.flow.name == "track" else among
    since = process.moment - timedelta(days=process.policy.returns.days)
    recent = [
        order
        for order in among
        if order.status is not OrderStatus.CANCELLED and (order.delivered_at is None or order.delivered_at > since)
    ]
    return recent if len(recent) == 1 else among


def suits(process: Process, orders: Sequence[Order]) -> list[Order]:
    """Those that the process can be about."""
    rule = RULES.get(process.flow.suits)
    return [order for order in orders if rule is None or rule(process, order).ok]


def _take(process: Process, order: Order) -> None:
    """The process is about this order now; what was chosen of another one is let go."""
    if process.slots.get("order") not in (None, order.number):
        for slot in ("lines", "wanted", "named"):
            process.slots.pop(slot, None)
    process.slots["order"] = order.number
    for slot in ("number", "email"):
        process.slots.pop(slot, None)
    process.order = order
    process.turn.update(order=order.number)
