"""Whose order it is: nothing of an order is shown before this says so.

Either it belongs to the identified shopper of the conversation, or the shopper gave its number and e-mail together,
in this conversation, within the attempts that are allowed.
"""

from __future__ import annotations

import asyncio

from actions.turn import Turn
from shop.errors import TooMany
from shop.types import Order, now

HOUR = 3600


async def own_orders(turn: Turn) -> list[Order]:
    """The orders this shopper may see without more proof, newest first."""
    orders = list(await turn.budget.call("orders", asyncio.to_thread(turn.house.orders.for_shopper, turn.shopper_id)))
    known = {order.number for order in orders}
    for number in turn.state.pending.get("verified", []):
        if number not in known:
            order = await turn.budget.call("orders", asyncio.to_thread(turn.house.orders.get, number))
            orders.append(order)
    return sorted(orders, key=lambda order: order.placed_at, reverse=True)


async def allowed(turn: Turn, number: str) -> Order | None:
    """The order, if this shopper may see it already; its letters may be left out ("104233" for "AF-104233")."""
    wanted = number.upper()
    return next((order for order in await own_orders(turn) if wanted in (order.number.upper(), digits(order))), None)


def digits(order: Order) -> str:
    return "".join(char for char in order.number if char.isdigit())


async def verify(turn: Turn, number: str, email: str) -> Order | None:
    """Look an order up by number and e-mail; both must match. A wrong pair and a missing order look the same.

    Errors: :class:`TooMany` after ``orders.lookups_per_hour`` attempts, right or wrong, in one conversation.
    """
    limit = turn.house.settings.orders.lookups_per_hour
    moment = now().timestamp()
    tried = [at for at in turn.state.pending.get("lookups", []) if moment - at < HOUR]
    if len(tried) >= limit:
        raise TooMany("too many order look-ups", retry_after=int(HOUR - (moment - tried[0])) + 1)
    turn.state.pending["lookups"] = [*tried, moment]
    # counted before the look-up, so that an answer that is cut off still counts
    await turn.budget.store(turn.house.conversations.save_state, turn.conversation.id, turn.state)
    order = await turn.budget.call(
        "orders", asyncio.to_thread(turn.house.lookups.find, turn.conversation.id, number, email)
    )
    if order is not None:
        turn.state.pending["verified"] = [*turn.state.pending.get("verified", []), order.number]
    return order
