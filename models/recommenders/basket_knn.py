"""Basket kNN: what a shopper's own baskets and those of shoppers alike hold most, a baseline for repeated purchases."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix

from models.recommenders.base import Embed, History, Progress
from models.recommenders.popularity import count
from models.recommenders.ranker import Ranker, Rows, Scores, Tensors
from models.recommenders.rhythm import Bought


class BasketKnn(Ranker):
    """share · u(h) + (1 − share) · mean of u over the ``neighbours`` nearest shoppers, popularity where all is zero.

    u(h) is a shopper's decayed item frequency: baskets fade by ``fade`` within groups of ``group`` baskets, and groups
    by ``group_fade`` (TIFU-kNN: Hu et al. 2020, "Modeling personalized item frequency information for next-basket
    recommendation"; defaults chosen on grocery baskets before the ones it is judged on). It keeps the baskets of the
    shoppers it was fitted on, so it is for benchmarks alone.
    """

    name = "basket_knn"

    def __init__(
        self,
        *,
        embed: Embed | None = None,
        neighbours: int = 100,
        fade: float = 0.9,
        group: int = 3,
        group_fade: float = 0.8,
        share: float = 0.7,
    ) -> None:
        options = {"neighbours": neighbours, "fade": fade, "group": group, "group_fade": group_fade, "share": share}
        super().__init__(embed=embed, **options)
        self.neighbours, self.fade, self.group, self.group_fade, self.share = neighbours, fade, group, group_fade, share
        self.shoppers: csr_matrix | None = None  # (S, N)

    def learn(self, histories: Sequence[History], progress: Progress) -> None:
        count(self.shelf, histories)
        self.shoppers = self.frequencies(histories)

    def frequencies(self, histories: Sequence[History]) -> csr_matrix:
        """u of each history, (B, N)."""
        owners, rows, shares = [], [], []
        for b, history in enumerate(histories):
            bought = Bought.of(history, self.shelf)
            ago = bought.baskets - 1 - bought.number
            within = ago % self.group
            groups = -(-bought.baskets // self.group)
            weight = self.group_fade ** (ago // self.group) * self.fade**within / (self.group * max(groups, 1))
            owners.append(np.full(len(ago), b))
            rows.append(bought.rows)
            shares.append(weight)
        if not owners:
            return csr_matrix((0, len(self.shelf)), dtype=np.float32)
        places = (np.concatenate(owners), np.concatenate(rows))
        shape = (len(histories), len(self.shelf))
        return csr_matrix((np.concatenate(shares).astype(np.float32), places), shape)

    def scores(self, histories: Sequence[History], rows: Rows | None = None) -> Scores:
        own = self.frequencies(histories)
        found = self.share * own.toarray()
        if self.shoppers is not None and self.shoppers.shape[0]:
            squares = np.asarray(self.shoppers.multiply(self.shoppers).sum(axis=1)).ravel()
            far = squares[None] - 2 * (own @ self.shoppers.T).toarray()  # (B, S), less each row's own square
            k = min(self.neighbours, far.shape[1])
            near = np.argpartition(far, k - 1, axis=1)[:, :k]
            for b, places in enumerate(near):
                found[b] += (1 - self.share) * np.asarray(self.shoppers[places].mean(axis=0)).ravel()
        found += 1e-9 * self.shelf.popularity / max(float(self.shelf.popularity.max(initial=0.0)), 1.0)
        scores: Scores = found.astype(np.float32)
        return scores if rows is None else scores[:, rows]

    def state(self) -> Tensors:
        if self.shoppers is None:
            return {}
        return {name: getattr(self.shoppers, name) for name in ("data", "indices", "indptr")}

    def restore(self, tensors: Tensors) -> None:
        if "indptr" in tensors:
            parts = tuple(tensors[name] for name in ("data", "indices", "indptr"))
            self.shoppers = csr_matrix(parts, (len(parts[2]) - 1, len(self.shelf)))

    def rearranged(self, kept: Rows) -> None:
        if self.shoppers is not None:
            shoppers = self.shoppers[:, kept].tocsr()
            shoppers.resize(shoppers.shape[0], len(self.shelf))
            self.shoppers = shoppers
