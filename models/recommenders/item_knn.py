"""Item-kNN: items near what the shopper touched and said, by text, and by what others went on to once fitted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.recommenders.base import Embed, History, Progress
from models.recommenders.near import Near, Touched, paths
from models.recommenders.popularity import count, log_prior
from models.recommenders.ranker import Ranker, Rows, Scores, Tensors
from models.recommenders.transitions import Transitions


class ItemKnn(Ranker):
    """score(i | h) = prior · log p(i) + (Σ_s w_s · near(i, s)) / τ + paths · log(1 + Σ_s w_s · t(s → i)).

    ``near`` is :class:`Near`, ``t`` are :class:`Transitions` of the histories it was fitted on; without a fit
    their term is zero. ``decay``: how fast earlier steps fade by text, and ``path_decay`` by transitions. An
    empty history leaves the prior: popularity.
    """

    name = "item_knn"

    def __init__(
        self,
        *,
        embed: Embed | None = None,
        temperature: float = 0.1,
        prior: float = 0.3,
        decay: float = 0.8,
        paths: float = 2.0,
        path_decay: float = 0.6,
        transitions: dict[str, Any] | None = None,
    ) -> None:
        options = {"temperature": temperature, "prior": prior, "decay": decay, "paths": paths}
        super().__init__(embed=embed, **options, path_decay=path_decay, transitions=transitions)
        self.temperature, self.prior, self.decay, self.paths = temperature, prior, decay, paths
        self.path_decay = path_decay
        self.transitions = Transitions(**(transitions or {}))
        self._near: Near | None = None

    def learn(self, histories: Sequence[History], progress: Progress) -> None:
        count(self.shelf, histories)
        rows, numbers = paths(histories, self.shelf)
        self.transitions.fit(rows, len(self.shelf), progress, numbers)

    def scores(self, histories: Sequence[History], rows: Rows | None = None) -> Scores:
        if self._near is None or self._near.shelf is not self.shelf:
            self._near = Near(self.shelf)
        at = slice(None) if rows is None else rows
        near, touched = self._near, [Touched.by(history, self.shelf, self.decay) for history in histories]
        scores: Scores = near.wanted(touched) @ near.items[at].T + near.unwanted(touched, rows)
        scores /= np.float32(self.temperature)
        scores += self.prior * log_prior(self.shelf.popularity)[at]
        if self.transitions.fitted:
            recent = [Touched.by(history, self.shelf, self.path_decay) for history in histories]
            scores += self.paths * np.log1p(self.transitions.spread(recent)[:, at].toarray())
        return scores

    def state(self) -> Tensors:
        return self.transitions.state()

    def restore(self, tensors: Tensors) -> None:
        self.transitions.restore(tensors)

    def rearranged(self, kept: NDArray[np.int64]) -> None:
        self.transitions.rearrange(kept, len(self.shelf))
