"""The items' vectors in memory, row for row with the mirror, for exact search under any constraint."""

from __future__ import annotations

import threading

import numpy as np
from numpy.typing import NDArray

from retrieval.encoding import Space
from retrieval.index import ITEMS, digest, shelf_of
from retrieval.mirror import Mirror
from retrieval.store import Alias, Vectors, VectorStore
from retrieval.wording import text

Floats = NDArray[np.float32]

_LARGE = 20_000  # rows from which on a scan is worth estimating first
_DIMENSIONS = 96  # of the estimate
_SAMPLE = 5_000  # rows that its directions are found on


class VectorMirror:
    """Follows the shelf in use. Rows without a vector yet score -1, below every cosine."""

    def __init__(
        self, store: VectorStore, mirror: Mirror, encoder: str | None = None, space: Space = "english"
    ) -> None:
        """``encoder``: what queries of this ``space`` are encoded by.

        A shelf that another one filled is not taken over: a process keeps the vectors it has while another encoder's
        come, and has none until its own are there.
        """
        self._encoder = encoder
        self._name = shelf_of(ITEMS, space)
        self._store = store
        self._mirror = mirror
        self._matrix: Vectors = np.zeros((0, 0), dtype=np.float32)
        self._have: list[str] = []  # digest of the text behind each row's vector
        self._coarse: tuple[Vectors, Vectors] | None = None  # directions (d, 96) and the rows along them (rows, 96)
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
            alias = self._store.alias(self._name)
            if alias is None or self._encoder not in (None, alias.encoder):
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
            coarse = _coarse(matrix) if len(matrix) >= _LARGE else None
            self._matrix, self._have, self._seen, self._coarse = matrix, have, seen, coarse
            return True

    def vector(self, row: int) -> Vectors | None:
        """The item's unit vector, shape (d,), or None."""
        if row >= len(self._have) or not self._have[row]:
            return None
        found: Vectors = self._matrix[row]
        return found

    def scores(self, query: Vectors, rows: NDArray[np.int64]) -> Floats:
        """Cosine of a unit query with the rows, shape (len(rows),)."""
        matrix = self._matrix
        known = rows < len(matrix)
        if known.all():
            exact: Floats = matrix[rows] @ query
            return exact
        scores = np.full(len(rows), -1.0, dtype=np.float32)
        scores[known] = matrix[rows[known]] @ query
        return scores

    def nearly(self, query: Vectors, rows: NDArray[np.int64]) -> tuple[Floats, bool]:
        """The same, and whether it is exact: of very many rows the cosines are estimated in fewer dimensions."""
        matrix, coarse = self._matrix, self._coarse
        if len(rows) <= len(matrix) // 4:  # else a scan is cheaper than gathering so many
            return self.scores(query, rows), True
        if coarse is None:
            every: Floats = matrix @ query
        else:
            directions, along = coarse
            every = along @ (query @ directions)
        known = rows < len(matrix)
        if known.all():
            return every[rows], coarse is None
        scores = np.full(len(rows), -1.0, dtype=np.float32)
        scores[known] = every[rows[known]]
        return scores, coarse is None


def _coarse(matrix: Vectors) -> tuple[Vectors, Vectors]:
    """The directions with most of the rows' length in them (principal axes, uncentred), and the rows along them."""
    sample = matrix[:: max(1, len(matrix) // _SAMPLE)]
    _, axes = np.linalg.eigh(sample.T @ sample)  # (d, d), the greatest last
    directions = np.ascontiguousarray(axes[:, -_DIMENSIONS:]).astype(np.float32)
    return directions, matrix @ directions
