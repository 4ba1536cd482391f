"""Items as shares of attribute values, and the trails of shoppers over them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from models.recommenders.attributes import Vocabulary
from models.recommenders.base import History
from models.recommenders.history import weight
from models.recommenders.shelf import Shelf

Array = NDArray[np.float32]
Trail: TypeAlias = list[tuple[int, bool]]  # rows of the items one came to, oldest first; whether bought before the next


class Shares:
    """N items over V attribute values of F ``fields``: an item's weight in a field is spread evenly over its values.

    ``items``: (N, V); ``columns``: the values of each field; ``usual``: (V,) what the catalogue's mean share is.
    """

    def __init__(self, vocabulary: Vocabulary, table: NDArray[np.int64]) -> None:
        """``table``: (N, a) attribute ids, padded with 0."""
        names = vocabulary.fields
        self.fields = sorted(set(names) - {""})
        number = {name: place for place, name in enumerate(self.fields)}
        owner = np.array([number.get(name, -1) for name in names])
        self.columns = {name: np.flatnonzero(owner == place) for name, place in number.items()}
        items, ids = np.nonzero(table)[0], table[table > 0]
        groups = items * max(len(self.fields), 1) + owner[ids]
        alike = np.bincount(groups, minlength=1)[groups]
        self.items = csr_matrix(((1.0 / alike).astype(np.float32), (items, ids)), (len(table), len(names)))
        self.usual = np.asarray(self.items.mean(axis=0), np.float32).ravel() + 1e-6
        known = owner >= 0
        places = (np.flatnonzero(known), owner[known])
        self.field_of = csr_matrix((np.ones(known.sum(), np.float32), places), (len(names), len(self.fields)))  # (V, F)

    def common(self, least: float = 0.2) -> list[str]:
        """Fields that at least this share of the items has."""
        covered = np.asarray((self.items @ self.field_of > 0).mean(axis=0)).ravel()
        return [name for name, share in zip(self.fields, covered, strict=True) if share >= least]

    def held(self, trails: Sequence[Trail]) -> Array:
        """How often each value came up, (B, V)."""
        return np.asarray((walked(trails, self.items.shape[0]) @ self.items).todense(), np.float32)


def trail(history: History, shelf: Shelf) -> Trail:
    """The wanted items of a history, each where it came first."""
    found: Trail = []
    known: set[int] = set()
    for step in history:
        row = shelf.row(step.item_id)
        if row is None or weight(step) <= 0:
            continue
        if row not in known:
            known.add(row)
            found.append((row, False))
        if step.kind == "purchase" and found[-1][0] == row:
            found[-1] = (row, True)
    return found


def walked(trails: Sequence[Trail], items: int) -> csr_matrix:
    """(B, N), 1 for each item of a trail."""
    owners = [b for b, own in enumerate(trails) for _ in own]
    rows = [row for own in trails for row, _ in own]
    return csr_matrix((np.ones(len(rows), np.float32), (owners, rows)), (len(trails), items))
