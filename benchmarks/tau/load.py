"""tau-bench retail's products as a catalogue to open a shop with; its customers and orders stay with the order server.

    SHOPKEEPER_EVAL_DATA=… python -m benchmarks.tau.load products.jsonl

Every version of a product is an item of its own, with all versions of the product as its variants: an order may hold
two versions of one product, and each can be exchanged for any other.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from shop.types import Item, Variant

PLACE = "tau-retail/db.json"  # below SHOPKEEPER_EVAL_DATA


def database() -> dict[str, Any]:
    """The world as it was published; SystemExit where it is not there."""
    folder = os.environ.get("SHOPKEEPER_EVAL_DATA")
    path = Path(folder or ".") / PLACE
    if not folder or not path.is_file():
        raise SystemExit(f"SHOPKEEPER_EVAL_DATA: expected a folder with {PLACE}, got {folder or 'nothing'}")
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


def items(world: dict[str, Any]) -> Iterator[Item]:
    """An item for each version of each product."""
    for product in world["products"].values():
        versions = product["variants"].values()
        variants = tuple(
            Variant(
                sku=one["item_id"],
                options={name: str(value) for name, value in one["options"].items()},
                price=Decimal(str(one["price"])),
                stock=9 if one["available"] else 0,
            )
            for one in versions
        )
        for variant in variants:
            yield Item(
                id=variant.sku,
                title=product["name"],
                category=product["name"],
                categories=(product["name"],),
                price=variant.price,
                currency="USD",
                attributes=variant.options,
                stock=variant.stock,
                variants=variants,
            )


def write(path: Path, world: dict[str, Any]) -> int:
    """Write the catalogue as JSON lines; how many items it has."""
    lines = [item.model_dump_json(exclude_defaults=True) for item in items(world)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return len(lines)


if __name__ == "__main__":
    print(f"{write(Path(sys.argv[1]), database())} items in {sys.argv[1]}")
