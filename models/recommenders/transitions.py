"""What shoppers went on to: a sparse matrix of steps from item to item, the memory of a session kNN."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags

from models.recommenders.base import Progress
from models.recommenders.near import Touched

PAIRS = 50_000_000  # that are counted: where baskets are large, of fewer steps


class Transitions:
    """t(i → j): how often j followed i within ``reach`` baskets, nearer counting more, over how common both are; with
    ``reach`` 0 how often it lay beside it in one.

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

    def fit(
        self,
        sequences: Sequence[Sequence[int]],
        items: int,
        progress: Progress | None = None,
        baskets: Sequence[Sequence[int]] | None = None,
    ) -> None:
        """``sequences``: rows of items, oldest first; ``baskets``: the number of each one's basket, never falling; each
        is its own where they are left out."""
        flat = np.array([row for rows in sequences for row in rows], np.int64)
        owner = np.repeat(np.arange(len(sequences)), [len(rows) for rows in sequences])
        number = np.arange(len(flat)) if baskets is None else np.array([n for own in baskets for n in own], np.int64)
        new = np.r_[True, (owner[1:] != owner[:-1]) | (number[1:] != number[:-1])][: len(flat)]
        held = csr_matrix(
            (np.ones(len(flat), np.float32), flat, np.r_[np.flatnonzero(new), len(flat)]), (new.sum(), items)
        )
        whose, size = owner[new], np.diff(held.indptr).astype(np.int64)  # of each basket
        matrix = csr_matrix((items, items), dtype=np.float32)
        pairs = 0
        for gap in range(1, self.reach + 1) if self.reach else (0,):
            first = np.flatnonzero(whose[: max(len(whose) - gap, 0)] == whose[gap:])
            pairs += int(size[first] @ size[first + gap])
            if pairs > PAIRS and gap > 1:
                break
            step = held[first].T @ held[first + gap]
            matrix = matrix + (step + self.back * step.T) * float(max(gap, 1) ** -self.fade)
            if progress:
                progress("transitions", gap / max(self.reach, 1))
        matrix = csr_matrix(matrix - diags(matrix.diagonal()))
        matrix.eliminate_zeros()
        seen = np.maximum(np.bincount(flat, minlength=items), 1).astype(np.float32)
        rows = np.repeat(np.arange(items), np.diff(matrix.indptr))
        matrix.data = (matrix.data / (seen[rows] ** self.alpha * seen[matrix.indices] ** self.beta)).astype(np.float32)
        self.matrix = matrix.astype(np.float32)

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

    def state(self, name: str = "transitions") -> dict[str, NDArray[Any]]:
        if self.matrix is None:
            return {}
        matrix = self.matrix
        return {
            f"{name}.data": matrix.data.astype(np.float32),
            f"{name}.indices": matrix.indices.astype(np.int64),
            f"{name}.indptr": matrix.indptr.astype(np.int64),
        }

    def restore(self, tensors: dict[str, NDArray[Any]], name: str = "transitions") -> None:
        if f"{name}.indptr" in tensors:
            parts = tuple(tensors[f"{name}.{part}"] for part in ("data", "indices", "indptr"))
            items = len(parts[2]) - 1
            self.matrix = csr_matrix(parts, (items, items))
