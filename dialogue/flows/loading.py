"""Processes between two messages: opened with what is known of their order, and kept."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from dialogue.flows.definition import Flow
from dialogue.flows.process import Process
from dialogue.flows.words import flow_words
from dialogue.turn import Turn
from shop.dialogue import FlowState
from shop.errors import NotFound
from shop.types import Case, Customer, Order


async def opened(flows: Mapping[str, Flow], turn: Turn, state: FlowState) -> Process:
    """A process as it was left, with its order as it is now."""
    flow = flows[state.name]
    slots = {slot.name: slot.value for slot in state.slots}
    process = Process(
        turn, flow, flow_words(turn.language), slots, state.asked, state.tries, state.confirming, state.key
    )
    await load_order(process)
    return process


async def load_order(process: Process) -> None:
    """The order as it is now with its cases; one that is no longer the shopper's is forgotten."""
    number, turn = process.slots.get("order"), process.turn
    if number is None or (process.order is not None and process.order.number == number and process.cases):
        return
    own = {order.number for order in turn.context.orders} | set(turn.state.proven)
    if number not in own:
        process.slots.pop("order", None)
        process.order = None
        return
    orders = turn.services.orders

    def load() -> tuple[Order, list[Case], Customer | None]:
        order = orders.get(number)
        whose = turn.state.customer or order.shopper_id
        return order, orders.cases(number), orders.customer(whose) if whose else None

    try:
        process.order, process.cases, process.customer = await turn.call("orders", asyncio.to_thread(load))
    except NotFound:
        process.slots.pop("order", None)
        process.order = None


async def has_orders(turn: Turn) -> bool:
    """Whether there is any order that could be spoken of."""
    if turn.context.orders:
        return True
    return await turn.call("orders", asyncio.to_thread(turn.services.orders.any))


def keep(process: Process) -> None:
    """Remember the process as it stands."""
    process.turn.update(flow=process.state())
