"""Orders: the list of one's own, and the beginning and going on of order processes.

The agent hands everything that an open process takes to the engine itself; what comes here found none open.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from dialogue import cards
from dialogue.commands import Base, ListOrders, StartFlow
from dialogue.flows.engine import FlowEngine
from dialogue.flows.process import items_text
from dialogue.flows.status import status_word
from dialogue.reply import Reply, Tap
from dialogue.turn import Turn

SHOWN = 5
Handler = Callable[[Turn, Base], Awaitable[Reply]]


async def list_orders(turn: Turn, command: ListOrders, engine: FlowEngine) -> Reply:
    """All orders of the shopper; someone unknown is asked for a number and an e-mail instead."""
    orders = sorted(turn.context.orders, key=lambda order: order.placed_at, reverse=True)
    if not orders and turn.context.signed_in:
        return Reply(turn.say("orders.none_yet"))
    if len(orders) < 2:
        return await engine.handle(turn, StartFlow(flow="track", words=command.words))
    lines = [
        turn.say(
            "orders.line",
            number=order.number,
            date=cards.day(order.placed_at, turn.language),
            items=items_text(turn, order),
            status=status_word(turn, order),
            total=turn.money(order.total, order.currency),
        )
        for order in orders[:SHOWN]
    ]
    more = len(orders) - SHOWN
    if more > 0:
        lines.append(turn.say("orders.more" if more > 1 else "orders.one_more", count=more))
    taps = [
        Tap(turn.say("tap.track_one", number=order.number), StartFlow(flow="track", slots=(("order", order.number),)))
        for order in orders[:4]
    ]
    text = "\n".join([turn.say("orders.lead", count=len(orders)), *lines])
    return Reply(text, taps=taps, data={"orders": [cards.order_data(order) for order in orders[:SHOWN]]})


def order_handlers(engine: FlowEngine) -> dict[str, Handler]:
    """Handlers by the type of their command, over an engine."""

    async def to_engine(turn: Turn, command: Base) -> Reply:
        return await engine.handle(turn, command)

    async def listing(turn: Turn, command: Base) -> Reply:
        assert isinstance(command, ListOrders)
        return await list_orders(turn, command, engine)

    async def leave(turn: Turn, command: Base) -> Reply:
        return Reply(turn.say("no_problem"))

    return {"start_flow": to_engine, "provide": to_engine, "leave_flow": leave, "list_orders": listing}
