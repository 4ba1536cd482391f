"""A toy shop with a known answer: three kinds of things, each kind's texts and shoppers apart from the others'."""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import NDArray

from models.recommenders.base import CatalogueItem, Step

KINDS = ("tent", "lamp", "shoe")
EACH = 8
WIDTH = 16


def embed(texts: list[str]) -> NDArray[np.float32]:
    """Words near the kind they name; (n, WIDTH), unit norm, the same for the same text."""
    rows = []
    for text in texts:
        seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "little")
        vector = 0.08 * np.random.default_rng(seed).standard_normal(WIDTH)
        for axis, kind in enumerate(KINDS):
            vector[axis] += float(kind in text)
        rows.append(vector / np.linalg.norm(vector))
    return np.array(rows, np.float32).reshape(len(texts), WIDTH)


def item(item_id: str, title: str | None = None, popularity: float = 0.0, **attributes: object) -> CatalogueItem:
    title = title or item_id.replace("-", " ")
    return CatalogueItem(item_id, title, embed([title])[0], dict(attributes), popularity)


def items() -> list[CatalogueItem]:
    return [item(f"{kind}-{n}", popularity=float(EACH - n)) for kind in KINDS for n in range(EACH)]


def view(item_id: str) -> Step:
    return Step("view", item_id)


def histories(shoppers: int = 120, seed: int = 0) -> list[list[Step]]:
    """Each shopper stays with one kind and goes through it in rising order, so that after n comes n + 1."""
    random = np.random.default_rng(seed)
    result = []
    for shopper in range(shoppers):
        kind, start = KINDS[shopper % len(KINDS)], int(random.integers(EACH))
        result.append([view(f"{kind}-{(start + k) % EACH}") for k in range(5)])
    return result


def branded() -> list[CatalogueItem]:
    """The same things, of four brands."""
    return [item(f"{kind}-{n}", category=kind, brand=f"b{n % 4}") for kind in KINDS for n in range(EACH)]


def loyal(shoppers: int = 200, seed: int = 0) -> list[list[Step]]:
    """Each shopper goes through the things of one brand, in any order."""
    random = np.random.default_rng(seed)
    result = []
    for shopper in range(shoppers):
        own = [one.id for one in branded() if one.attributes["brand"] == f"b{shopper % 4}"]
        result.append([view(own[place]) for place in random.permutation(len(own))])
    return result
