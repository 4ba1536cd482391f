"""The list of one's own orders."""

from __future__ import annotations

from dialogue import cards
from dialogue.commands import StartFlow
from dialogue.flows.process import items_text
from dialogue.flows.status import status_word
from dialogue.reply import Reply, Tap
from dialogue.turn import Turn

SHOWN = 5


def listed(turn: Turn) -> Reply | None:
    """All orders of the shopper, newest first; ``None`` for one alone, and for someone unknown: those are tracked."""
    orders = sorted(turn.context.orders, key=lambda order: order.placed_at, reverse=True)
    if not orders and turn.context.signed_in:
        return Reply(turn.say("orders.none_yet"))
    if len(orders) < 2:
        return None
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
