"""Orders in every state, coherent in themselves and with the rest of the shop."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from datetime import datetime
from types import SimpleNamespace

from shop.orders.rules import Rules
from shop.policy import Policy
from shop.types import OrderStatus

SENT = {OrderStatus.SHIPPED, OrderStatus.DELIVERED, OrderStatus.RETURNED, OrderStatus.PARTLY_RETURNED}


def test_every_state_is_there(demo: SimpleNamespace) -> None:
    states = Counter(order.status for order in demo.orders)
    assert len(demo.orders) >= 300 and set(states) == set(OrderStatus) and min(states.values()) >= 4
    assert len({order.number for order in demo.orders}) == len(demo.orders)
    assert all(re.fullmatch(r"AF-\d{6}", order.number) for order in demo.orders)


def test_references_resolve(demo: SimpleNamespace) -> None:
    items = {item.id: item for item in demo.items}
    shoppers = {shopper["id"]: shopper for shopper in demo.shoppers}
    for order in demo.orders:
        assert shoppers[order.shopper_id]["email"] == order.email
        for line in order.lines:
            item = items[line.item_id]
            assert (line.title, line.unit_price) == (item.title, item.price)
            assert not item.variants or line.options in [variant.options for variant in item.variants]


def test_money_and_dates_add_up(demo: SimpleNamespace) -> None:
    today = datetime.fromisoformat(demo.meta["reference_date"])
    rules = Rules(Policy())
    for order in demo.orders:
        goods = sum(line.unit_price * line.quantity for line in order.lines)
        assert order.total == goods + order.shipping, order.number
        assert order.shipping in {rules.shipping_price(goods, method) for method in ("standard", "express")}
        assert order.placed_at <= today
        assert (order.shipped_at is not None) == (order.tracking is not None) == (order.status in SENT), order.number
        assert (order.delivered_at is not None) == (order.status in SENT - {OrderStatus.SHIPPED}), order.number
        if order.shipped_at:
            assert order.placed_at < order.shipped_at < (order.delivered_at or today) <= today, order.number
        returned, bought = (sum(getattr(line, name) for line in order.lines) for name in ("returned", "quantity"))
        if order.status is OrderStatus.RETURNED:
            assert returned == bought
        elif order.status is OrderStatus.PARTLY_RETURNED:
            assert 0 < returned < bought
        else:
            assert returned == 0


def test_they_are_the_purchases(demo: SimpleNamespace) -> None:
    bought = Counter((event["shopper_id"], event["item_id"]) for event in demo.events if event["type"] == "purchase")
    ordered = Counter((order.shopper_id, line.item_id) for order in demo.orders for line in order.lines)
    assert bought == ordered


def test_demo_shoppers_have_something_to_show(demo: SimpleNamespace) -> None:
    states: defaultdict[str, set[OrderStatus]] = defaultdict(set)
    for order in demo.orders:
        states[order.shopper_id].add(order.status)
    people = {shopper["id"]: shopper for shopper in demo.shoppers}
    assert len(demo.meta["personas"]) >= 3
    for persona in demo.meta["personas"]:
        assert people[persona["id"]]["email"] == persona["email"]
        assert len(states[persona["id"]]) >= 3, persona["name"]
    assert {OrderStatus.PLACED, OrderStatus.SHIPPED, OrderStatus.DELIVERED} <= states["demo-maya"]
