"""Opening a case about lines of an order: a return, an exchange, a parcel that went wrong."""

from __future__ import annotations

import asyncio

from actions.orders import deed_key, refusal
from actions.reply import Reply
from actions.turn import Turn
from shop.errors import BadInput, Conflict
from shop.types import Case, CaseKind, Order


async def open_case(
    turn: Turn, order: Order, kind: CaseKind, *, options: dict[str, str] | None = None, detail: str = ""
) -> Case | Reply:
    """The case about the chosen lines, under the key that was confirmed; or the reply that says why there is none."""
    try:
        return await turn.budget.call(
            "orders",
            asyncio.to_thread(
                turn.house.orders.open_case,
                kind,
                order.number,
                key=deed_key(turn, order, kind.value),
                lines=chosen_lines(turn),
                options=options or {},
                detail=detail,
            ),
        )
    except Conflict as refused:
        return Reply(refusal(turn, refused.message, order))
    except BadInput:  # the form asked for no more than there was: the order has moved since
        return Reply(turn.say("order.nothing_left", number=order.number))


def chosen_lines(turn: Turn) -> dict[str, int]:
    """Item id → pieces of the lines that the form has gathered."""
    return {item_id: int(quantity) for item_id, quantity in (turn.slot("lines") or {}).items()}


def case_data(case: Case, order: Order) -> dict[str, str]:
    return {"id": case.id, "kind": case.kind.value, "order": order.number}
