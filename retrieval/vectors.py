"""The items' vectors in memory, row for row with the mirror, for exact search under any constraint."""

from __future__ import annotations

import threading

import numpy as np
from numpy.typing import NDArray

from retrieval.index import ITEMS, digest
from retrieval.mirror import Mirror
from retrieval.store import Alias, Vectors, VectorStore
from retrieval.wording import text

Floats = NDArray[np.float32]


class VectorMirror:
    """Follows the shelf in use. Rows without a vector yet score -1, below every cosine."""

    def __init__(self, store: VectorStore, mirror: Mirror) -> None:
        self._store = store
        self._mirror = mirror
        self._matrix: Vectors = np.zeros((0, 0), dtype=np.float32)
        self._have: list[str] = []  # digest of the text behind each row's vector
        self._alias: Alias | None = None
        self._seen = (-1, -1)  # (build of the shelf, text version of the mirror)
        self._lock = threading.Lock()

    @property
    def ready(self) -> bool:
        return len(self._matrix) > 0

    @property
    def alias(self) -> Alias | None:
        return self._alias

    def follow(self) -> bool:
        """Fetch the vectors of items that have none, or whose text changed; True if any came. Blocks on Chroma."""
        with self._lock:
            alias = self._store.alias(ITEMS)
            if alias is None:
                return False
            seen = (alias.build, self._mirror.text_version)
            moved = self._alias is None or self._alias.collection != alias.collection
            self._alias = alias  # known at once: Chroma answers while the vectors are on their way
            if not moved and seen == self._seen:
                return False
            items = list(self._mirror.by_row())
            fresh = moved or self._matrix.shape[1] != alias.dimension
            matrix = np.zeros((len(items), alias.dimension), dtype=np.float32)
            have = [""] * len(items)
            if not fresh:
                matrix[: len(self._matrix)] = self._matrix
                have[: len(self._have)] = self._have
            wanted = {}
            for row, item in enumerate(items):
                if item is None:
                    matrix[row], have[row] = 0.0, ""
                elif have[row] != digest(text(item)):
                    wanted[item.id] = row
            shelf = self._store.shelf(alias.collection)
            everything = len(wanted) > len(items) // 2
            for records, vectors in shelf.vectors(None if everything else list(wanted)):
                for record, vector in zip(records, vectors, strict=True):
                    if (place := wanted.get(record.id)) is not None:
                        matrix[place], have[place] = vector, record.digest
            self._matrix, self._have, self._seen = matrix, have, seen
            return True

    def vector(self, row: int) -> Vectors | None:
        """The item's unit vector, shape (d,), or None."""
        if row >= len(self._have) or not self._have[row]:
            return None
        found: Vectors = self._matrix[row]
        return found

    def scores(self, query: Vectors, rows: NDArray[np.int64] | None = None) -> Floats:
        """Cosine of a unit query with every row, shape (rows,), or with the rows given, shape (len(rows),)."""
        matrix = self._matrix
        if rows is None:
            scores: Floats = matrix @ query
            return scores
        known = rows < len(matrix)
        scores = np.full(len(rows), -1.0, dtype=np.float32)
        scores[known] = matrix[rows[known]] @ query
        return scores
