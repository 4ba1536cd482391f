"""ALS and BPR from the implicit library: matrix factorisation, baselines that know neither order nor texts."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from models.recommenders.base import Embed, History, Progress
from models.recommenders.history import weight
from models.recommenders.near import wanted_rows
from models.recommenders.popularity import count, log_prior
from models.recommenders.ranker import Ranker, Rows, Scores, Tensors


class Factors(Ranker):
    """score(i | h) = sharpness · u(h) · y_i + log p(i); an item that came after the fit has y = 0."""

    sharpness = 10.0

    def __init__(self, *, embed: Embed | None = None, factors: int = 64, seed: int = 0, **options: Any) -> None:
        super().__init__(embed=embed, factors=factors, seed=seed, **options)
        self.factors, self.seed = factors, seed
        self.items: NDArray[np.float32] = np.zeros((0, factors), np.float32)  # (N, f)

    @abstractmethod
    def factorise(self, matrix: csr_matrix) -> NDArray[np.float32]:
        """Item factors (N, f) of a matrix of shoppers and items."""

    @abstractmethod
    def shopper(self, rows: Sequence[int]) -> NDArray[np.float32]:
        """A shopper's factors (f,) from the rows of the items they wanted, at least one."""

    def learn(self, histories: Sequence[History], progress: Progress) -> None:
        count(self.shelf, histories)
        pairs = [(b, row) for b, history in enumerate(histories) for row in wanted_rows(history, self.shelf)]
        owners, rows = np.array(pairs, np.int64).reshape(-1, 2).T
        shape = (len(histories), len(self.shelf))
        matrix = csr_matrix((np.ones(len(rows), np.float32), (owners, rows)), shape)
        progress("factors", 0.0)
        self.items = self.factorise(matrix)
        progress("factors", 1.0)

    def scores(self, histories: Sequence[History], rows: Rows | None = None) -> Scores:
        scores = np.repeat(log_prior(self.shelf.popularity)[None], len(histories), axis=0)
        for b, history in enumerate(histories):
            wanted = [step for step in history if weight(step) > 0]
            own = wanted_rows(wanted, self.shelf)
            if own and len(self.items):
                scores[b] += self.sharpness * (self.items @ self.shopper(own))
        return scores if rows is None else scores[:, rows]

    def state(self) -> Tensors:
        return {"items": self.items}

    def restore(self, tensors: Tensors) -> None:
        self.items = tensors["items"]

    def rearranged(self, kept: NDArray[np.int64]) -> None:
        items = np.zeros((len(self.shelf), self.factors), np.float32)
        if len(self.items):
            items[: len(kept)] = self.items[kept]
        self.items = items


class Als(Factors):
    """Alternating least squares for implicit feedback (Hu, Koren and Volinsky 2008); new shoppers are folded in."""

    name = "als"
    sharpness = 30.0
    confidence = 10.0
    regularisation = 0.05

    def factorise(self, matrix: csr_matrix) -> NDArray[np.float32]:
        from implicit.cpu.als import AlternatingLeastSquares

        model = AlternatingLeastSquares(
            factors=self.factors,
            regularization=self.regularisation,
            alpha=self.confidence,
            iterations=20,
            random_state=self.seed,
        )
        model.fit(matrix, show_progress=False)
        return np.asarray(model.item_factors, np.float32)

    def shopper(self, rows: Sequence[int]) -> NDArray[np.float32]:
        """The least squares of one row: (YᵀY + (α - 1) Y_hᵀY_h + λI) u = α Σ y (Hu et al., equation 4)."""
        own = self.items[list(dict.fromkeys(rows))]  # (k, f)
        left = self.items.T @ self.items + (self.confidence - 1) * own.T @ own
        left += self.regularisation * np.eye(self.factors, dtype=np.float32)
        return np.asarray(np.linalg.solve(left, self.confidence * own.sum(axis=0)), np.float32)


class Bpr(Factors):
    """Bayesian personalised ranking (Rendle et al. 2009); a shopper is the mean of the items they wanted."""

    name = "bpr"

    def factorise(self, matrix: csr_matrix) -> NDArray[np.float32]:
        from implicit.cpu.bpr import BayesianPersonalizedRanking

        model = BayesianPersonalizedRanking(
            factors=self.factors - 1, learning_rate=0.05, iterations=100, random_state=self.seed
        )
        model.fit(matrix, show_progress=False)
        return np.asarray(model.item_factors, np.float32)  # (N, f): the last column is the item's bias

    def shopper(self, rows: Sequence[int]) -> NDArray[np.float32]:
        mean = self.items[list(rows)].mean(axis=0)
        mean[-1] = 0.0  # popularity has a term of its own
        return np.asarray(mean, np.float32)
