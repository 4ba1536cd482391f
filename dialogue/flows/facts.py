"""Facts of a customer's own: a tracking number, what was paid, a gift card's balance, what goes back altogether; and
how many versions of a product there are."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from dialogue.flows.naming import Titles
from dialogue.flows.process import Process
from shop.types import Item, Order, OrderLine

MOST = 3  # products of one question


def asked(process: Process, text: str) -> list[str]:
    """What the text asks for, in sentences; empty where it asks for none of it."""
    told: list[str] = []
    for topic in process.words.matching("own_facts", text):
        told += [one for one in _ANSWERS[topic](process, text) if one not in told]
    return told


def _orders(process: Process, text: str) -> list[Order]:
    """Those whose numbers stand in the text, those of goods named, or the one talked about."""
    orders = process.turn.context.orders
    named = [order for order in orders if order.number.casefold() in text.casefold()]
    if not named:
        named = [order for order in orders if Titles(order.lines, process.words).mentions(text)]
        named = named if len(named) == 1 else []
    last = [order for order in orders if order.number == process.turn.state.order]
    return named or last


def _tracking(process: Process, text: str) -> list[str]:
    return [
        process.say("facts.tracking" if order.tracking else "facts.no_tracking", number=order.number,
                    tracking=order.tracking or "")
        for order in _orders(process, text)
    ]  # fmt: skip


def _total(process: Process, text: str) -> list[str]:
    turn = process.turn
    orders = list(turn.context.orders) if process.words.has("all_orders", text) else _orders(process, text)
    said = [process.say("facts.total", number=one.number, total=turn.money(one.total, one.currency)) for one in orders]
    if len(orders) > 1:
        whole = sum((one.total for one in orders), Decimal(0))
        said.append(process.say("facts.in_all", total=turn.money(whole, orders[0].currency)))
    return said


def _balance(process: Process, text: str) -> list[str]:
    means = process.customer.means if process.customer else ()
    cards = [one.balance for one in means if one.balance is not None]
    return [process.say("facts.balance", balance=process.turn.money(one)) for one in cards] or [
        process.say("facts.no_balance")
    ]


def _back(process: Process, text: str) -> list[str]:
    paid = process.turn.state.paid_back
    return [process.say("facts.back", total=process.turn.money(sum(paid, Decimal(0))))] if paid else []


def _options(process: Process, text: str) -> list[str]:
    """How many versions of a product can be had now, and what they cost."""
    products: dict[str, Item] = {}
    for item in process.turn.services.retrieval.mirror.items():
        if len(item.variants) > 1:
            products.setdefault(item.title, item)
    lines = [OrderLine(item_id=item.id, title=item.title, unit_price=Decimal(0)) for item in products.values()]
    told = []
    for mention in Titles(lines, process.words).mentions(text)[:MOST]:
        there = [one for one in products[mention.lines[0].title].variants if one.stock > 0]
        prices = [one.price for one in there if one.price is not None]
        values = {"count": len(there), "title": mention.lines[0].title}
        if prices:
            money = process.turn.money
            told.append(process.say("facts.options", low=money(min(prices)), high=money(max(prices)), **values))
    return told


_ANSWERS: dict[str, Callable[[Process, str], list[str]]] = {
    "tracking": _tracking,
    "total": _total,
    "balance": _balance,
    "back": _back,
    "options": _options,
}
