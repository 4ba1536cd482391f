"""Item-kNN: items near what the shopper touched and said, by text, and by what others went on to once fitted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.recommenders.base import Embed, History, Progress
from models.recommenders.history import weights
from models.recommenders.popularity import count, log_prior
from models.recommenders.ranker import Ranker, Scores, Tensors
from models.recommenders.transitions import Transitions


class ItemKnn(Ranker):
    """score(i | h) = prior · log p(i) + (Σ_s w_s · near(i, s)) / τ + paths · log(1 + Σ_s w_s · t(s → i)).

    ``near`` is the cosine of text embeddings about the catalogue's mean, which takes out what all of the shop's
    texts share; for a step that weighs below zero only its positive part counts, so that a dislike pushes its like
    down and lifts nothing. ``t`` are :class:`Transitions` of the histories it was fitted on; without a fit the
    term is zero. An empty history leaves the prior: popularity.
    """

    name = "item_knn"

    def __init__(
        self,
        *,
        embed: Embed | None = None,
        temperature: float = 0.1,
        prior: float = 0.3,
        decay: float = 0.8,
        paths: float = 1.0,
        transitions: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(
            embed=embed, temperature=temperature, prior=prior, decay=decay, paths=paths, transitions=transitions
        )
        self.temperature, self.prior, self.decay, self.paths = temperature, prior, decay, paths
        self.transitions = Transitions(**(transitions or {}))
        self._centred: tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]] | None = None

    def learn(self, histories: Sequence[History], progress: Progress) -> None:
        count(self.shelf, histories)
        self.transitions.fit([self._rows(history) for history in histories], len(self.shelf), progress)

    def scores(self, histories: Sequence[History]) -> Scores:
        mean, centred = self._space()
        wanted = np.zeros((len(histories), centred.shape[1]), np.float32)  # Σ of weighted vectors, (B, d)
        unwanted: list[tuple[int, float, NDArray[np.float32]]] = []
        moves = []
        for b, history in enumerate(histories):
            steps: list[tuple[int, float]] = []
            for step, w in zip(history, weights(history, self.decay), strict=True):
                row = self.shelf.row(step.item_id)
                if row is not None:
                    vector = centred[row]
                elif step.vector is not None:
                    vector = _unit(step.vector - mean)
                else:
                    continue
                if w < 0:
                    unwanted.append((b, w, vector))
                else:
                    wanted[b] += w * vector
                    if row is not None:
                        steps.append((row, w))
            moves.append(steps)
        logits: Scores = wanted @ centred.T
        for b, w, vector in unwanted:
            logits[b] += w * np.maximum(centred @ vector, 0.0)
        logits /= self.temperature
        logits += self.prior * log_prior(self.shelf.popularity)
        if self.transitions.fitted:
            logits += self.paths * np.log1p(self.transitions.spread(moves))
        return logits

    def state(self) -> Tensors:
        return self.transitions.state()

    def restore(self, tensors: Tensors) -> None:
        self.transitions.restore(tensors)

    def rearranged(self, kept: NDArray[np.int64]) -> None:
        self.transitions.rearrange(kept, len(self.shelf))

    def _rows(self, history: History) -> list[int]:
        rows = (self.shelf.row(step.item_id) for step in history if step.kind != "dismiss")
        return [row for row in rows if row is not None]

    def _space(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """The catalogue's mean (d,) and the items about it (N, d), unit norm; kept until the vectors change."""
        vectors = self.shelf.vectors
        if self._centred is None or self._centred[0] is not vectors:
            mean = vectors.mean(axis=0) if len(vectors) > 1 else np.zeros(vectors.shape[1], np.float32)
            self._centred = (vectors, mean, _unit(vectors - mean))
        return self._centred[1], self._centred[2]


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    norm = np.linalg.norm(vectors, axis=-1, keepdims=True)
    unit: NDArray[np.float32] = (vectors / np.maximum(norm, 1e-6)).astype(np.float32)
    return unit
