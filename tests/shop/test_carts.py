from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from shop.carts import Carts, Coupon, stock_of, unit_price
from shop.catalogue import Catalogue
from shop.errors import BadInput, NotFound
from shop.settings import Settings
from shop.shoppers import Shoppers
from shop.store import Store
from shop.types import Item, Variant, now

SHIRT = Item(
    id="shirt",
    title="Shirt",
    price=Decimal("20.00"),
    stock=3,
    variants=(
        Variant(sku="s", options={"size": "S"}, stock=0),
        Variant(sku="m", options={"size": "M"}, price=Decimal("22.50"), stock=3),
    ),
)


@pytest.fixture
def carts(store: Store, settings: Settings) -> Carts:
    catalogue = Catalogue(store)
    catalogue.upsert(
        [SHIRT, Item(id="mug", title="Mug", price=Decimal("9.99"), stock=5), Item(id="dream", title="Dream")]
    )
    made = Carts(store, catalogue, settings)
    made.put_coupons(
        [
            Coupon(code="welcome10", percent=Decimal(10), min_total=Decimal(30)),
            Coupon(code="FIVE", amount=Decimal(5)),
            Coupon(code="OLD", amount=Decimal(5), expires_at=now() - timedelta(days=1)),
        ]
    )
    return made


@pytest.fixture
def shopper(store: Store) -> str:
    return Shoppers(store).anonymous()


def test_lines_grow_shrink_and_go(carts: Carts, shopper: str) -> None:
    carts.add(shopper, "mug")
    carts.add(shopper, "mug", 2)
    cart = carts.add(shopper, "shirt", 1, {"size": "M"})
    assert [(line.item_id, line.quantity, line.options) for line in cart.lines] == [
        ("mug", 3, {}),
        ("shirt", 1, {"size": "M"}),
    ]
    assert carts.set_quantity(shopper, "mug", 1).lines[0].quantity == 1
    assert [line.item_id for line in carts.set_quantity(shopper, "mug", 0).lines] == ["shirt"]
    assert carts.remove(shopper, "shirt", {"size": "M"}).lines == ()
    with pytest.raises(NotFound, match="not in the cart"):
        carts.remove(shopper, "shirt")
    carts.add(shopper, "mug")
    assert carts.clear(shopper).lines == carts.get(shopper).lines == ()


def test_no_more_than_there_is(carts: Carts, shopper: str) -> None:
    for item_id, quantity, options, why in (
        ("shirt", 1, {"size": "S"}, "Shirt is sold out in S"),
        ("shirt", 4, {"size": "M"}, "Only 3 of Shirt in M are left"),
        ("mug", 0, {}, "1 to 99"),
        ("mug", -1, {}, "1 to 99"),
        ("dream", 1, {}, "sold out"),
    ):
        with pytest.raises(BadInput, match=why):
            carts.add(shopper, item_id, quantity, options)
    with pytest.raises(NotFound):
        carts.add(shopper, "nothing")
    assert carts.get(shopper).lines == ()


def test_the_total_to_the_cent(carts: Carts, shopper: str) -> None:
    carts.add(shopper, "shirt", 1, {"size": "M"})
    total = carts.total(carts.add(shopper, "mug", 2))
    assert (total.subtotal, total.discount, total.shipping, total.total) == (
        Decimal("42.48"),
        Decimal(0),
        Decimal("4.90"),
        Decimal("47.38"),
    )
    total = carts.total(carts.apply_coupon(shopper, " Welcome10 "), method="express")
    assert (total.discount, total.total) == (Decimal("4.25"), Decimal("48.13"))
    assert total.currency == "EUR"


def test_coupons_say_why_not(carts: Carts, shopper: str) -> None:
    carts.add(shopper, "mug")
    for code, why in (("nothing", "no coupon"), ("OLD", "expired"), ("WELCOME10", "from 30.00")):
        with pytest.raises(BadInput, match=why):
            carts.apply_coupon(shopper, code)
    assert carts.total(carts.apply_coupon(shopper, "five")).discount == Decimal(5)


def test_a_coupon_stops_counting_when_the_cart_shrinks(carts: Carts, shopper: str) -> None:
    carts.add(shopper, "mug", 4)
    carts.apply_coupon(shopper, "WELCOME10")
    total = carts.total(carts.set_quantity(shopper, "mug", 1))
    assert total.discount == 0 and "from 30.00" in total.notes[0]


def test_what_is_no_longer_sold_does_not_count(carts: Carts, shopper: str, store: Store) -> None:
    cart = carts.add(shopper, "mug")
    Catalogue(store).delete(["mug"])
    total = carts.total(cart)
    assert total.total == 0 and total.notes == ("mug is not sold at the moment.",)


def test_the_checkout_link(carts: Carts, shopper: str) -> None:
    carts.add(shopper, "mug", 2)
    url = carts.checkout_url(carts.apply_coupon(shopper, "FIVE"))
    assert url == "http://127.0.0.1:8000/checkout?line=mug%3A2&coupon=FIVE"


def test_variants_have_prices_and_stock_of_their_own() -> None:
    assert unit_price(SHIRT, {"size": "M"}) == Decimal("22.50")
    assert unit_price(SHIRT, {"size": "S"}) == unit_price(SHIRT, {}) == Decimal("20.00")
    assert (stock_of(SHIRT, {"size": "M"}), stock_of(SHIRT, {}), stock_of(SHIRT, {"size": "XXL"})) == (3, 3, 0)


def test_only_what_is_offered_is_chosen(carts: Carts, shopper: str) -> None:
    for item_id, options in (("mug", {"engraving": "hello"}), ("shirt", {"size": "M", "note": "x" * 200})):
        with pytest.raises(BadInput, match="is not offered in"):
            carts.add(shopper, item_id, 1, options)
    assert carts.get(shopper).lines == ()
