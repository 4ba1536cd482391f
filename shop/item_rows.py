"""An item as the row that holds it, and back.

Preparing the row is most of the work of storing an item, so that an import does it before it takes the store.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from shop.tables import ItemRow
from shop.types import Item, now

_APART = {"price", "list_price", "stock"}  # columns of their own, since they change often


@dataclass(frozen=True)
class Prepared:
    """The values of an item's row, without version and time."""

    id: str
    body: dict[str, Any]
    digest: str
    category: str | None
    price: Decimal | None
    list_price: Decimal | None
    stock: int

    def as_line(self) -> str:
        """One line of JSON, to wait in a file."""
        amounts = [None if amount is None else str(amount) for amount in (self.price, self.list_price)]
        return json.dumps([self.id, self.body, self.digest, self.category, *amounts, self.stock])

    def of(self, body: dict[str, Any]) -> Prepared:
        """The row of the same item with another body."""
        return _row(body, self.price, self.list_price, self.stock)

    @classmethod
    def from_line(cls, line: str) -> Prepared:
        item_id, body, digest, category, price, before, stock = json.loads(line)
        amounts = [None if amount is None else Decimal(amount) for amount in (price, before)]
        return cls(item_id, body, digest, category, amounts[0], amounts[1], stock)


def prepare(item: Item) -> Prepared:
    """The row; two items have the same digest only if they are the same."""
    body = item.model_dump(mode="json", exclude=_APART, exclude_defaults=True)
    body |= {"id": item.id, "title": item.title, "rating": item.rating, "rating_count": item.rating_count}
    return _row(body, item.price, item.list_price, item.stock)


def _row(body: dict[str, Any], price: Decimal | None, list_price: Decimal | None, stock: int) -> Prepared:
    text = json.dumps([body, str(price), str(list_price), stock], sort_keys=True)
    digest = hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()
    return Prepared(body["id"], body, digest, body.get("category"), price, list_price, stock)


def item_of(row: ItemRow) -> Item:
    """The item with the prices that hold now."""
    whole = {**row.body, "price": row.price, "list_price": row.list_price, "stock": row.stock}
    return Item.model_validate(whole).at(now())
