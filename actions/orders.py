"""Where are my orders, and the status of one."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence
from typing import Any

from rasa_sdk.events import FollowupAction

from actions import access
from actions.base import ShopAction
from actions.cards import day, money, order_data
from actions.forms import Ask, Finish
from actions.greeting import has_orders
from actions.order_form import ORDER_SLOTS, OrderForm, no_order, order_or_none, suiting
from actions.refund import refund_lines
from actions.reply import Quick, Reply
from actions.turn import Turn
from shop.errors import Conflict
from shop.types import Order, OrderStatus, now

SHOWN = 5
REFUNDED = (OrderStatus.RETURNED, OrderStatus.PARTLY_RETURNED, OrderStatus.CANCELLED)


class ListOrders(ShopAction):
    """All orders of the shopper; someone unknown is asked for a number and an e-mail instead."""

    action_name = "action_list_orders"

    async def answer(self, turn: Turn) -> Reply:
        if not await has_orders(turn):
            return Reply(turn.say("orders.shop_has_none", email=turn.house.settings.shop.support_email))
        if turn.order_number:
            return Reply(events=[FollowupAction("track_form")])
        orders = await access.own_orders(turn)
        if not orders:
            if await known(turn):
                return Reply(turn.say("orders.none_yet"))
            return Reply(events=[FollowupAction("track_form")])
        if len(orders) == 1:
            return status_reply(turn, orders[0])
        lines = [
            turn.say(
                "orders.line",
                number=order.number,
                date=day(order.placed_at, turn.language),
                status=status_word(turn, order),
                total=money(order.total, order.currency),
            )
            for order in orders[:SHOWN]
        ]
        more = len(orders) - SHOWN
        if more > 0:
            lines.append(turn.say("orders.more" if more > 1 else "orders.one_more", count=more))
        return Reply(
            "\n".join([turn.say("orders.lead", count=len(orders)), *lines]),
            data={"orders": [order_data(order) for order in orders[:SHOWN]]},
            quick=[
                Quick(
                    turn.say("tap.track_one", number=order.number),
                    "track_order",
                    {"order_number": order.number},
                )
                for order in orders[:4]
            ],
        )


class TrackForm(OrderForm):
    form = "track_form"
    triggers = ("track_order", "list_orders")
    takes_latest = True

    async def steps(self, turn: Turn, order: Order) -> Sequence[str]:
        return ()


class TrackOrder(Finish):
    action_name = "action_track_order"
    slots = ORDER_SLOTS

    async def finish(self, turn: Turn) -> Reply:
        order = await order_or_none(turn)
        if order is None:
            return no_order(turn)
        reply = status_reply(turn, order)
        if order.status in REFUNDED and (lines := await refund_lines(turn, order)):  # what one asks next
            reply.text = "\n".join([reply.text, *lines])
        return reply


class AskOrderNumber(Ask):
    """With orders of one's own to tap on; otherwise for the number, and where it stands."""

    action_name = "action_ask_order_number"

    async def question(self, turn: Turn) -> Reply:
        orders = suiting(turn, await access.own_orders(turn))
        if not orders:
            again = turn.slot("form_problem") == "order.no_match"
            return Reply(turn.say("orders.ask_number_again" if again else "orders.ask_number"))
        return Reply(
            turn.say("orders.ask_which"),
            quick=[
                Quick(f"{order.number} · {status_word(turn, order)}", "inform", {"order_number": order.number})
                for order in orders[:4]
            ],
        )


class AskEmail(Ask):
    action_name = "action_ask_email"

    async def question(self, turn: Turn) -> Reply:
        if turn.form == "restock_form":
            return Reply(turn.say("restock.ask_email"))
        return Reply(turn.say("orders.ask_email", number=turn.slot("order_number") or ""))


def status_reply(turn: Turn, order: Order) -> Reply:
    """Where it is, in a sentence or two, and what can be done about it."""
    turn.state.pending["order"] = order.number
    return Reply(status_text(turn, order), data={"order": order_data(order)}, quick=_next(turn, order))


def status_text(turn: Turn, order: Order) -> str:
    values: dict[str, Any] = {"number": order.number, "items": items_text(turn, order)}
    late = order.expected_at is not None and order.status is OrderStatus.SHIPPED and order.expected_at < now()
    moment = {
        OrderStatus.SHIPPED: order.shipped_at,
        OrderStatus.DELIVERED: order.delivered_at,
        OrderStatus.PARTLY_RETURNED: order.delivered_at,
    }.get(order.status, order.placed_at)
    values["date"] = day(moment or order.placed_at, turn.language)
    parts = [turn.say(f"status.{order.status.value}", **values)]
    if late:
        parts.append(turn.say("status.late", date=day(order.expected_at or now(), turn.language)))
    elif order.expected_at is not None and order.status in (
        OrderStatus.PAID,
        OrderStatus.PACKED,
        OrderStatus.SHIPPED,
    ):
        parts.append(turn.say("status.expected", date=day(order.expected_at, turn.language)))
    if order.tracking and order.status is OrderStatus.SHIPPED:
        parts.append(turn.say("status.tracking", carrier=order.carrier or "", tracking=order.tracking))
    return " ".join(parts) if turn.language == "en" else "".join(parts)


def status_word(turn: Turn, order: Order) -> str:
    return turn.say(f"status.word.{order.status.value}")


def items_text(turn: Turn, order: Order, lines: dict[str, int] | None = None) -> str:
    """ "2 × Trail Jacket, Merino Socks"; of the chosen ``lines`` (item id → quantity) if given."""
    named = []
    for line in order.lines:
        quantity = line.quantity if lines is None else lines.get(line.item_id, 0)
        if quantity:
            named.append(f"{quantity} × {line.title}" if quantity > 1 else line.title)
    more = [turn.say("orders.and_more", count=len(named) - 3)] if len(named) > 3 else []
    return turn.all_of([*named[:3], *more])


def refusal(turn: Turn, why: str, order: Order) -> str:
    """Why the rules say no: the shop's own sentence in English, what the order's state tells in another language."""
    if turn.language == "en":
        return why
    return turn.say("order.refused", number=order.number, status=status_word(turn, order))


async def known(turn: Turn) -> bool:
    """Whether the shop knows who this is."""
    return await turn.budget.call("store", asyncio.to_thread(turn.house.shoppers.subject, turn.shopper_id)) is not None


def fix_key(turn: Turn, order: Order, action: str, lines: dict[str, int] | None = None, extra: str = "") -> None:
    """Name the deed that is about to be confirmed, from the conversation, the order, the action and its lines.

    It is fixed before the "yes", so that the deed done twice (a lost answer, a second tap) has the same key, while
    sending back the second of two mugs later has another: the order's state then is another.
    """
    parts = ",".join(f"{item_id}x{quantity}" for item_id, quantity in sorted((lines or {}).items()))
    returned = sum(line.returned for line in order.lines)
    told = "|".join((turn.conversation.id, order.number, action, parts, extra, str(returned)))
    turn.state.pending["deed"] = {
        "action": action,
        "order": order.number,
        "key": f"{action}-{hashlib.sha256(told.encode()).hexdigest()[:40]}",
    }


def deed_key(turn: Turn, order: Order, action: str) -> str:
    """The key of the deed that was confirmed; :class:`Conflict` if another one was."""
    deed = turn.state.pending.get("deed") or {}
    if (deed.get("action"), deed.get("order")) != (action, order.number):
        raise Conflict("this was not what was confirmed")
    return str(deed["key"])


def _next(turn: Turn, order: Order) -> list[Quick]:
    about = {"order_number": order.number}
    if turn.house.rules.may_cancel(order).ok:
        return [
            Quick(turn.say("tap.cancel_order"), "cancel_order", about),
            Quick(turn.say("tap.change_address"), "change_address", about),
        ]
    quick = []
    if turn.house.rules.may_return(order, now()).ok:
        quick += [
            Quick(turn.say("tap.return"), "return_item", about),
            Quick(turn.say("tap.exchange"), "exchange_item", about),
        ]
    if quick or order.status is OrderStatus.SHIPPED:  # what the courier calls delivered may not be there
        quick.append(Quick(turn.say("tap.missing"), "report_missing", about))
    if order.status in REFUNDED:
        quick.append(Quick(turn.say("tap.refund"), "refund_status", about))
    return quick
