"""The database of a small shop, for an action server of its own."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from shop.carts import Carts, Coupon
from shop.catalogue import Catalogue
from shop.faqs import Faqs
from shop.orders import StoreOrders, rules_of
from shop.settings import Settings
from shop.shoppers import Shoppers
from shop.store import Store
from shop.types import Address, FaqEntry, Item, Order, OrderLine, OrderStatus, Variant, now

HOME = Address(name="Mira Holt", street="Lindenweg 4", postcode="80331", city="München", country="Germany")


def item(number: int, title: str, category: str, price: str, **more: Any) -> Item:
    fields = {"stock": 12, "rating": 4.2, "rating_count": 20, "brand": "Norra", "categories": (category,)} | more
    return Item(id=f"i{number}", title=title, category=category, price=Decimal(price), **fields)


def shoe(number: int, title: str, price: str, colour: str, sizes: dict[str, int], **more: Any) -> Item:
    variants = tuple(
        Variant(sku=f"i{number}-{size}", options={"size": size, "colour": colour}, stock=stock)
        for size, stock in sizes.items()
    )
    return item(
        number, title, "Hiking boots", price,
        colours=(colour,), sizes=tuple(sizes), variants=variants, stock=sum(sizes.values()), uses=("hiking",), **more,
    )  # fmt: skip


ITEMS = [
    shoe(1, "Ridge Trail Boot", "89", "Brown", {"41": 3, "42": 5, "43": 0}, materials=("Leather",), weight_g=900),
    shoe(2, "Fjord Light Boot", "65", "Blue", {"41": 2, "42": 1}, materials=("Nylon",), rating=4.6, weight_g=640),
    shoe(3, "Summit Winter Boot", "129", "Black", {"42": 0, "43": 0}, materials=("Leather",)),
    item(4, "Harbour Rain Jacket", "Jackets", "79", colours=("Blue",), materials=("Nylon",), uses=("rain",),
         attributes={"waterproof": "yes"}),
    item(5, "Meadow Wool Jacket", "Jackets", "110", colours=("Green",), materials=("Wool",), brand="Alder"),
    item(6, "City Wind Jacket", "Jackets", "49", colours=("Blue", "Grey"), materials=("Cotton",), brand="Alder",
         description="A light jacket for windy days. Folds into its own pocket."),
    item(7, "Ember Camp Mug", "Mugs", "12", colours=("Red",), materials=("Steel",)),
    item(8, "Dawn Camp Mug", "Mugs", "15", colours=("Blue",), materials=("Steel",)),
    item(9, "Moss Day Pack", "Backpacks", "55", colours=("Green",), materials=("Nylon",), uses=("hiking",)),
    item(10, "Slate Day Pack", "Backpacks", "75", colours=("Grey",), materials=("Nylon",), uses=("hiking",), stock=0),
]  # fmt: skip

FAQ = [
    FaqEntry(id="f1", question="How long do I have to return something?", answer="30 days from delivery."),
    FaqEntry(id="f2", question="Which payment methods do you accept?", answer="We accept cards, PayPal and invoice."),
    FaqEntry(id="f3", question="How do I wash a wool jacket?", answer="By hand, in cold water, and dry it flat."),
]


def order(number: str, status: OrderStatus, lines: list[tuple[str, int]], shopper: str | None, **more: Any) -> Order:
    by_id = {one.id: one for one in ITEMS}
    placed = now() - timedelta(days=8)
    rows = tuple(
        OrderLine(item_id=key, title=by_id[key].title, quantity=count, unit_price=by_id[key].price or Decimal(0),
                  options={"size": "42", "colour": by_id[key].colours[0]} if by_id[key].variants else {})
        for key, count in lines
    )  # fmt: skip
    fields: dict[str, Any] = {
        "email": "mira@example.org",
        "total": sum((row.unit_price * row.quantity for row in rows), Decimal(0)),
        "placed_at": placed,
    }
    if status is OrderStatus.DELIVERED:
        fields["delivered_at"] = now() - timedelta(days=3)
    if status is OrderStatus.SHIPPED:
        fields |= {"shipped_at": now() - timedelta(days=1), "expected_at": now() + timedelta(days=2),
                   "carrier": "Parcel Fox", "tracking": "PF123"}  # fmt: skip
    return Order(number=number, shopper_id=shopper, status=status, lines=rows, address=HOME, **(fields | more))


@pytest.fixture(scope="session")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shop's database as it is before every test."""
    path = tmp_path_factory.mktemp("shop") / "shop.db"
    store = Store(f"sqlite:///{path}")
    store.migrate()
    catalogue, settings = Catalogue(store), Settings()
    mira = Shoppers(store).known("mira", "mira@example.org")
    catalogue.upsert(ITEMS)
    Faqs(store).upsert(FAQ)
    recent = {"placed_at": now() - timedelta(days=1)}
    StoreOrders(store, rules_of(settings.orders)).put(
        [
            order("10001", OrderStatus.DELIVERED, [("i1", 1), ("i7", 2)], mira),
            order("10002", OrderStatus.PAID, [("i4", 1)], mira, **recent),
            order("10003", OrderStatus.SHIPPED, [("i5", 1)], mira, placed_at=now() - timedelta(days=2)),
            order("20001", OrderStatus.DELIVERED, [("i2", 1)], None, email="someone@example.org"),
            order("20002", OrderStatus.DELIVERED, [("i5", 3)], None, email="rich@example.org"),
        ]
    )
    Carts(store, catalogue, settings).put_coupons([Coupon(code="SAVE10", percent=Decimal(10), min_total=Decimal(50))])
    store.close()
    return path
