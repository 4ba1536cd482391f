"""Orders out of what was bought together, each in the state that its age allows."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from maker.events import REFERENCE, Walk
from maker.shoppers import Person
from shop.orders.rules import Rules
from shop.policy import Policy
from shop.types import Item, Order, OrderLine, OrderStatus

CARRIERS = (("Kestrel Parcels", "KP"), ("Bluepost", "BP"), ("Hedgehog Express", "HX"))
FIRST_NUMBER = 102118


def make_orders(seed: int, walks: list[Walk], items: dict[str, Item]) -> list[Order]:
    baskets = sorted(
        ((when, walk.person, basket) for walk in walks for when, basket in walk.baskets),
        key=lambda entry: (entry[0], entry[1].id),
    )
    r = Random(f"{seed}:orders")
    number, orders = FIRST_NUMBER, []
    for when, person, basket in baskets:
        number += r.randint(1, 7)
        orders.append(
            _order(Random(f"{seed}:order:{number}"), f"AF-{number}", when, person, [items[item] for item in basket])
        )
    return orders


def _order(r: Random, number: str, when: datetime, person: Person, basket: list[Item]) -> Order:
    policy = Policy()
    lines = [_line(r, person, item) for item in basket]
    goods = sum((line.unit_price * line.quantity for line in lines), Decimal(0))
    method = "express" if r.random() < 0.14 else "standard"
    status = _status(r, when, person, lines)
    if status is OrderStatus.PARTLY_RETURNED and sum(line.quantity for line in lines) == 1:
        lines[0] = lines[0].model_copy(update={"quantity": 2})
        goods += lines[0].unit_price
    shipping = Rules(policy).shipping_price(goods, method)
    if status is OrderStatus.RETURNED:
        lines = [line.model_copy(update={"returned": line.quantity}) for line in lines]
    elif status is OrderStatus.PARTLY_RETURNED:
        lines[0] = lines[0].model_copy(update={"returned": 1})
    low, high = policy.delivery.working_days[method]
    shipped = delivered = carrier = tracking = None
    expected = when + timedelta(days=high + 1)
    if status not in (OrderStatus.PLACED, OrderStatus.PAID, OrderStatus.PACKED, OrderStatus.CANCELLED):
        shipped = min(when + timedelta(hours=r.randint(9, 30)), REFERENCE - timedelta(hours=2))
        expected = shipped + timedelta(days=high)
        carrier, prefix = r.choice(CARRIERS)
        tracking = f"{prefix}{r.randint(10**9, 10**10 - 1)}"
        if status is not OrderStatus.SHIPPED:
            delivered = min(
                shipped + timedelta(minutes=r.randint(low * 1440, high * 1440)), REFERENCE - timedelta(hours=1)
            )
    return Order(
        number=number, shopper_id=person.id, email=person.email, status=status, lines=tuple(lines),
        address=person.address,
        total=goods + shipping, shipping=shipping, placed_at=when, shipped_at=shipped, delivered_at=delivered,
        expected_at=None if status is OrderStatus.CANCELLED else expected, carrier=carrier, tracking=tracking,
    )  # fmt: skip


def _line(r: Random, person: Person, item: Item) -> OrderLine:
    assert item.price is not None
    quantity = r.choices((1, 2, 3), (55, 30, 15))[0] if item.consumable else 1
    return OrderLine(
        item_id=item.id, title=item.title, quantity=quantity, unit_price=item.price, options=_options(r, person, item)
    )


def _options(r: Random, person: Person, item: Item) -> dict[str, str]:
    """The variant in the shopper's size and liked colour, as far as there is one."""
    if not item.variants:
        return {}
    sizes, liked = person.taste["sizes"], person.taste["colours"]
    mine = {sizes["letter"], str(sizes["shoe"])}

    def fit(options: dict[str, str]) -> tuple[bool, bool]:
        return options.get("size") in mine, options.get("colour") in liked

    best = max(fit(variant.options) for variant in item.variants)
    return dict(r.choice([variant.options for variant in item.variants if fit(variant.options) == best]))


def _status(r: Random, when: datetime, person: Person, lines: list[OrderLine]) -> OrderStatus:
    age = (REFERENCE - when) / timedelta(days=1)
    if person.persona:
        for days, status in person.persona["orders"]:
            if abs(days - age) < 0.08:
                return OrderStatus(status)
    if age < 0.35:
        return r.choice((OrderStatus.PLACED, OrderStatus.PAID))
    if age > 0.5 and r.random() < 0.04:
        return OrderStatus.CANCELLED
    if age < 1.1:
        return r.choice((OrderStatus.PAID, OrderStatus.PACKED))
    if age < 1.8:
        return r.choice((OrderStatus.PACKED, OrderStatus.SHIPPED))
    if age < 4.5 or (age < 9 and r.random() < 0.15):  # a few are late
        return OrderStatus.SHIPPED
    many = sum(line.quantity for line in lines) > 1
    if age > 9 and many and r.random() < 0.08:
        return OrderStatus.PARTLY_RETURNED
    if age > 9 and r.random() < 0.06:
        return OrderStatus.RETURNED
    return OrderStatus.DELIVERED
