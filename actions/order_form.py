"""Forms about one order: which order, whose it is, and which of its lines."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Sequence
from typing import Any, ClassVar

from rasa_sdk.utils import all_subclasses

from actions import access
from actions.answers import everything, other_one, yes_or_no
from actions.forms import REQUESTED, Filled, Form
from actions.greeting import has_orders
from actions.reply import Reply
from actions.turn import SAYS_ORDER, Turn
from shop.errors import NotFound
from shop.types import Order, OrderLine

ORDER_SLOTS = ("order_number", "email")
ORDER_TOPICS = frozenset(
    "track_order list_orders return_item exchange_item refund_status cancel_order change_address report_missing "
    "report_damaged report_wrong_item".split()
)
_LATEST = re.compile(r"\b(last|latest|newest|most recent|recent)\b|最近|最新|上一(个|单)|上次", re.IGNORECASE)
_MISSING = re.compile(
    r"\b(?:don'?t|do not|can'?t|cannot|didn'?t|never) (?:have|know|find|get|remember)\b"
    r"|\b(?:lost|forgot|no) (?:it|the|my|number)\b"
    r"|没有?(?:订单|单)?号|不知道|找不到|忘了",
    re.IGNORECASE,
)
_ASKS = re.compile(r"[?？]|\b(?:where|when|what|how|track|status|check)\b|哪|什么时候|查", re.IGNORECASE)
_WORD = re.compile(r"\w+")
SHORT = 4  # words: "the headlamp" answers "which order?", though alone it would be a search
_EMPTY = frozenset(
    "a an and back by exchange for from get i in it item my of on one order pair piece pieces please refund return "
    "send set the this that three to two with 1 2 3 4 5".split()
)


class OrderForm(Form):
    """Fills ``order_number`` and ``email`` and finds the order; a subclass adds its own steps."""

    slots: ClassVar[tuple[str, ...]] = ORDER_SLOTS
    takes_latest = False  # without a number: take the newest order rather than ask

    @abstractmethod
    async def steps(self, turn: Turn, order: Order) -> Sequence[str]:
        """The slots after the order is known; none if it cannot be done (the last action says why)."""

    async def fill(self, turn: Turn, order: Order, *, starting: bool, strict: bool) -> Filled:
        """What the text fills of the form's own slots."""
        return Filled()

    def suits(self, turn: Turn, order: Order) -> bool:
        """Whether this order could be meant when none was named."""
        return True

    def newest(self, turn: Turn) -> bool:
        """Whether of several orders that a word names the newest is meant, even if it does not suit yet."""
        return False

    async def answer(self, turn: Turn) -> Reply:
        if self.begins(turn) and not await has_orders(turn):
            return self._end("no_orders")
        return await super().answer(turn)

    async def wanted(self, turn: Turn) -> Sequence[str]:
        number = turn.slot("order_number")
        if number is None:
            return ["order_number"]
        order = turn.order or await access.allowed(turn, number)
        if order is None:
            return ["email"]
        turn.order = order
        return await self.steps(turn, order)

    async def read(self, turn: Turn, *, starting: bool, strict: bool) -> Filled:
        before = turn.slot("order_number")
        filled = await self._read_order(turn, starting=starting, strict=strict)
        turn.slots.update(filled.slots)
        number = turn.slot("order_number")
        if number is not None and turn.order is None:
            turn.order = await access.allowed(turn, number)
        if turn.order is None or filled.problem:
            return filled
        turn.state.pending["order"] = turn.order.number
        own = await self.fill(turn, turn.order, starting=starting or bool(filled.slots), strict=strict)
        named_again = before is not None and filled.slots.get("order_number") == before
        return Filled(filled.slots | own.slots, None if named_again else own.problem)

    async def _read_order(self, turn: Turn, *, starting: bool, strict: bool) -> Filled:
        asked = turn.slot(REQUESTED) if not starting else None
        current = turn.slot("order_number")
        number, email = turn.likely_number if asked == "order_number" else turn.order_number, turn.email
        told = asked == "order_number" and turn.intent == "track_order" and not _ASKS.search(turn.text)
        if strict and turn.intent in ORDER_TOPICS and not told:
            number = email = None  # "where is AF-2?", "cancel AF-2" in the middle of another matter is no answer to it
        if current is not None and asked not in (None, *ORDER_SLOTS):
            # the answer to another question may hold digits; only a named order is another order
            email = None
            number = number if await self._means_another(turn, number, strict=strict) else None
        if number is None and email is None:
            if current is not None:
                return Filled(problem="order.email_unclear" if asked == "email" and not strict else None)
            return await self._guess(turn, starting=starting, strict=strict)
        number = number or current
        if number is None:
            return Filled({"email": email})
        email = email or turn.slot("email")
        slots: dict[str, Any] = dict.fromkeys(self.slots) if current and number != current else {}
        slots |= {"order_number": number, "email": email}
        turn.order = await access.allowed(turn, number)
        if turn.order is None and email is not None:
            turn.order = await access.verify(turn, number, email)
            if turn.order is None:
                return Filled({"order_number": None, "email": None}, "order.no_match")
        if turn.order is not None:
            slots["order_number"] = turn.order.number
        return Filled(slots)

    async def _means_another(self, turn: Turn, number: str | None, *, strict: bool) -> bool:
        """Whether a number in the middle of a form is that of another order, and no answer to what was asked."""
        if number is None or strict or turn.intent not in ("correct", "inform", "choose", *self.triggers):
            return False
        return bool(SAYS_ORDER.search(turn.text)) or await access.allowed(turn, number) is not None

    async def _guess(self, turn: Turn, *, starting: bool, strict: bool) -> Filled:
        """No number was given: the order last talked about, the one whose item is named, or the only one that suits."""
        orders = await access.own_orders(turn)
        fitting = [order for order in orders if self.suits(turn, order)]
        named = [order for order in orders if re.search(rf"(?<!\d){access.digits(order)}(?!\d)", turn.text)]
        named = named or [order for order in orders if lines_named(turn, order)]
        last = next((order for order in fitting or orders if order.number == turn.state.pending.get("order")), None)
        chosen: Order | None = None
        if named and (not strict or (not starting and len(turn.plain.split()) <= SHORT)):
            # the newest that suits; the next question names it, so that another one can still be meant
            chosen = next((order for order in named if order in fitting and not self.newest(turn)), named[0])
        elif strict:
            pass
        elif orders and _LATEST.search(turn.text):
            chosen = orders[0]
        elif starting:
            chosen = last or (fitting[0] if len(fitting) == 1 or (fitting and self.takes_latest) else None)
        else:
            chosen = _by_place(turn, fitting or orders)
        if chosen is None:
            unclear = "order.number_missing" if _MISSING.search(turn.text) else "order.number_unclear"
            return Filled(problem=None if starting or strict else unclear)
        turn.order = chosen
        return Filled({"order_number": chosen.number})


def suiting(turn: Turn, orders: Sequence[Order]) -> list[Order]:
    """The orders that the form which is running can be about; all of them if none can."""
    kinds = [kind for kind in all_subclasses(OrderForm) if kind.form and kind.form == turn.form]
    return [order for order in orders if kinds and kinds[0]().suits(turn, order)] or list(orders)


def _by_place(turn: Turn, orders: Sequence[Order]) -> Order | None:
    """ "the second one" of the orders that were offered."""
    place = turn.ordinal
    return orders[place] if place is not None and -len(orders) <= place < len(orders) else None


def lines_named(turn: Turn, order: Order) -> list[OrderLine]:
    """Lines of an order whose titles share the most of the text's telling words, at least one."""
    words = {_stem(word) for word in _WORD.findall(turn.plain.lower())} - _EMPTY
    scored = [(len(words & {_stem(word) for word in _WORD.findall(line.title.lower())}), line) for line in order.lines]
    best = max((score for score, _ in scored), default=0)
    return [line for score, line in scored if score == best] if best else []


def _stem(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") else word


def read_lines(turn: Turn, order: Order, open_lines: Sequence[OrderLine], *, asked: bool) -> dict[str, int] | None:
    """Which lines are meant, as item id → quantity; ``None`` if the text does not say.

    A single line with a single piece needs no question.
    """
    left = {line.item_id: line.quantity - line.returned for line in open_lines}
    tapped = turn.entity("item_id")
    if tapped in left:
        return {str(tapped): left[str(tapped)]}
    if everything(turn) or (len(left) == 1 and not asked):
        return left
    if asked and len(left) == 1 and yes_or_no(turn):
        return left
    named = [line for line in lines_named(turn, order) if line.item_id in left]
    if not named and asked:
        place = _place(turn)
        if place is not None and -len(open_lines) <= place < len(open_lines):
            named = [open_lines[place]]
    if not named or len(named) == len(order.lines) > 1:
        return None
    quantity = _quantity(turn)
    return {line.item_id: min(quantity or left[line.item_id], left[line.item_id]) for line in named}


def other_lines(turn: Turn, chosen: dict[str, int], open_lines: Sequence[OrderLine]) -> dict[str, int] | None:
    """ "no, the other one": what was not chosen, if that is one line."""
    if not other_one(turn):
        return None
    rest = [line for line in open_lines if line.item_id not in chosen]
    return {rest[0].item_id: rest[0].quantity - rest[0].returned} if len(rest) == 1 else None


def _place(turn: Turn) -> int | None:
    if turn.ordinal is not None:
        return turn.ordinal
    return int(turn.text) - 1 if turn.text.isdigit() and int(turn.text) > 0 else None


def _quantity(turn: Turn) -> int | None:
    value = str(turn.entity("quantity") or "")
    return int(value) if value.isdigit() and int(value) > 0 else None


async def order_or_none(turn: Turn) -> Order | None:
    """The order of a form's last action, checked again: a slot proves nothing."""
    number = turn.slot("order_number")
    if number is None:
        return None
    try:
        return await access.allowed(turn, str(number))
    except NotFound:
        return None


def no_order(turn: Turn) -> Reply:
    return Reply(turn.say("order.no_match"))
