"""What shoppers went on to: a sparse matrix of steps from item to item, the memory of a session kNN."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix, csr_matrix

from models.recommenders.base import Progress
from models.recommenders.near import Touched


class Transitions:
    """t(i → j): how often j followed i within ``reach`` steps, nearer counting more, over how common both are.

    ``t = c(i, j) / (n_i^alpha · n_j^beta)`` with ``c`` summing ``gap^-fade`` over all pairs in the histories; a step
    backwards (j before i) counts ``back`` of one forwards. Sequential rules after Ludewig and Jannach (2018,
    "Evaluation of session-based recommendation algorithms", section 3.1), normalised on both sides.
    """

    def __init__(
        self,
        *,
        reach: int = 20,
        fade: float = 0.5,
        back: float = 0.25,
        alpha: float = 0.4,
        beta: float = 0.15,
        scale: float = 100.0,
    ) -> None:
        self.reach, self.fade, self.back, self.alpha, self.beta, self.scale = reach, fade, back, alpha, beta, scale
        self.matrix: csr_matrix | None = None  # (N, N)

    @property
    def fitted(self) -> bool:
        return self.matrix is not None and self.matrix.nnz > 0

    def fit(self, sequences: Sequence[Sequence[int]], items: int, progress: Progress | None = None) -> None:
        """``sequences``: rows of items, oldest first."""
        flat = np.array([row for rows in sequences for row in rows], np.int64)
        owner = np.repeat(np.arange(len(sequences)), [len(rows) for rows in sequences])
        matrix = csr_matrix((items, items), dtype=np.float32)
        for gap in range(1, self.reach + 1):
            same = owner[:-gap] == owner[gap:]
            a, b = flat[:-gap][same], flat[gap:][same]
            a, b = a[a != b], b[a != b]
            share = np.full(len(a), gap**-self.fade, np.float32)
            matrix = matrix + coo_matrix((share, (a, b)), (items, items)).tocsr()
            matrix = matrix + self.back * coo_matrix((share, (b, a)), (items, items)).tocsr()
            if progress:
                progress("transitions", gap / self.reach)
        seen = np.maximum(np.bincount(flat, minlength=items), 1).astype(np.float32)
        rows = np.repeat(np.arange(items), np.diff(matrix.indptr))
        matrix.data = (matrix.data / (seen[rows] ** self.alpha * seen[matrix.indices] ** self.beta)).astype(np.float32)
        self.matrix = matrix

    def spread(self, touched: Sequence[Touched]) -> csr_matrix:
        """``scale`` · Σ weight · t(row → j) over the wanted items of each history, shape (B, N)."""
        assert self.matrix is not None
        pairs = [(b, row, weight) for b, one in enumerate(touched) for row, weight in one.items if weight > 0]
        owners, rows = [b for b, _, _ in pairs], [row for _, row, _ in pairs]
        share = np.array([weight for _, _, weight in pairs], np.float32) * self.scale
        start = csr_matrix((share, (owners, rows)), (len(touched), self.matrix.shape[0]), dtype=np.float32)
        return csr_matrix(start @ self.matrix)

    def rearrange(self, kept: NDArray[np.int64], items: int) -> None:
        """Follow the shelf: keep rows ``kept`` and make room for new ones, which no one has stepped to yet."""
        if self.matrix is not None:
            matrix = self.matrix[kept][:, kept].tocsr()
            matrix.resize(items, items)
            self.matrix = matrix

    def state(self) -> dict[str, NDArray[Any]]:
        if self.matrix is None:
            return {}
        matrix = self.matrix
        return {
            "transitions.data": matrix.data.astype(np.float32),
            "transitions.indices": matrix.indices.astype(np.int64),
            "transitions.indptr": matrix.indptr.astype(np.int64),
        }

    def restore(self, tensors: dict[str, NDArray[Any]]) -> None:
        if "transitions.indptr" in tensors:
            parts = tuple(tensors[f"transitions.{part}"] for part in ("data", "indices", "indptr"))
            items = len(parts[2]) - 1
            self.matrix = csr_matrix(parts, (items, items))
