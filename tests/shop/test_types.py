from __future__ import annotations

import pytest
from pydantic import ValidationError

from shop.errors import BadRow, Overloaded, Unavailable
from shop.types import Item


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
