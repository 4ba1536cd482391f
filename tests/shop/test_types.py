from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from pydantic import ValidationError

from shop.errors import BadRow, Overloaded, Unavailable
from shop.types import Item, Sale, Variant


def test_an_items_text_says_what_it_is() -> None:
    item = Item(
        id="boot",
        title="Boot",
        brand="Kestrel",
        categories=("Shoes", "Boots"),
        colours=("blue",),
        attributes={
            "zip": False,
            "waterproof": True,
            "soles": ["rubber", "cork"],
            "made": {"in": "Italy"},
            "cut": "high",
        },
        description="For mud.",
        stock=3,
    )
    assert item.text == "Boot. Kestrel. Shoes Boots. blue. waterproof. soles: rubber, cork. cut: high. For mud."
    assert item.in_stock


def test_what_is_frozen_stays() -> None:
    item = Item(id="a", title="A")
    with pytest.raises(ValidationError):
        item.stock = 5  # type: ignore[misc]
    with pytest.raises(ValidationError):
        Item(id="a", title="A", prise=3)  # type: ignore[call-arg]


def test_errors_as_json() -> None:
    row = BadRow(line=3, field="price", value="x" * 200, expected="money")
    assert row.as_json()["error"]["field"] == "price" and len(row.message) < 130
    assert Unavailable("chroma", "down").as_json() == {"error": {"code": "unavailable", "message": "chroma: down"}}
    assert Overloaded("busy", retry_after=7).retry_after == 7


def test_a_sale_begins_and_ends_by_the_clock() -> None:
    start = datetime(2026, 3, 1, tzinfo=UTC)
    sale = Sale(price=Decimal(80), regular=Decimal(100), starts=start, ends=start + timedelta(days=2))
    item = Item(id="a", title="A", price=Decimal(100), sale=sale, stock=1)
    moments = [start - timedelta(seconds=1), start, start + timedelta(days=2)]
    assert [(one.price, one.list_price) for one in map(item.at, moments)] == [(100, None), (80, 100), (100, None)]
    assert item.at(start).at(moments[2]) == item
    assert [item.changes_after(moment) for moment in moments] == [start, sale.ends, None]


def test_the_cheapest_version_that_can_be_had_sets_the_price() -> None:
    sale = Sale(price=Decimal(5), regular=Decimal(9), ends=datetime(2026, 3, 1, tzinfo=UTC))
    gone = Variant(sku="g", options={"colour": "gold"}, price=Decimal(3), stock=0)
    red = Variant(sku="r", options={"colour": "red"}, price=Decimal(7), list_price=Decimal(8), stock=1)
    blue = Variant(sku="b", options={"colour": "blue"}, price=Decimal(9), stock=1, sale=sale)
    item = Item(id="a", title="A", price=Decimal(3), stock=2, variants=(gone, red, blue))
    during, after = datetime(2026, 2, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)
    assert [(one.price, one.list_price) for one in (item.at(during), item.at(after))] == [(5, 9), (7, 8)]
    sold_out = item.model_copy(update={"variants": (gone,), "stock": 0})
    assert sold_out.at(after).price == 3
