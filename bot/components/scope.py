"""Is this something the bot knows at all? The head's scores and the distance to what it has learnt, together.

The head always has a winner; whether the winner means anything is learnt from held-back data. Some of the intents
are left out in turn (a fifth of them a round), and the head is fitted on the rest: the sentences of the intents
left out are then as far out of scope as what a shopper asks for and no intent covers, while the leave-one-out scores
of the rest are those of new sentences in scope. A logistic regression over a few signals tells the two apart, both
sides weighing the same, so that 0.5 is the same line in every shop.
"""

from dataclasses import asdict, dataclass
from typing import Any, Collection, Dict, List, Sequence

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from bot.components.head import gram, solve

ROUNDS = 5
MOST = 2500  # rows used in a round: enough to calibrate on, and seconds to invert
OUT_OF_SCOPE = ("out_of_scope", "NO_NODES_DETECTED", "oos")  # names under which out-of-scope sentences are learnt


def signals(scores: np.ndarray, dense_nearest: np.ndarray, sparse_nearest: np.ndarray) -> np.ndarray:
    """(n, 4): best score, lead over the second, cosines of the nearest sentence learnt (embedding, n-grams)."""
    ordered = np.sort(scores, axis=1)
    best = ordered[:, -1]
    lead = best - (ordered[:, -2] if ordered.shape[1] > 1 else 0.0)
    return np.stack([best, lead, dense_nearest, sparse_nearest], axis=1)


@dataclass
class Scope:
    """Logistic regression over standardised :func:`signals`."""

    mean: List[float]
    spread: List[float]
    weights: List[float]
    bias: float

    @classmethod
    def fit(cls, sparse: csr_matrix, dense: np.ndarray, intents: Sequence[str], seed: int = 0) -> "Scope":
        """From the training sentences alone; rows named as in :data:`OUT_OF_SCOPE` are out of scope in every round."""
        seen, inside = _held_back(sparse, dense, np.array(intents, dtype=object), np.random.default_rng(seed))
        mean, spread = seen.mean(axis=0), np.maximum(seen.std(axis=0), 1e-6)
        model = LogisticRegression(class_weight="balanced", C=1.0).fit((seen - mean) / spread, inside)
        return cls(mean.tolist(), spread.tolist(), model.coef_[0].tolist(), float(model.intercept_[0]))

    def inside(self, seen: np.ndarray) -> np.ndarray:
        """P(in scope) of signals (n, 4), (n,)."""
        standard = (seen - np.array(self.mean)) / np.array(self.spread)
        return 1.0 / (1.0 + np.exp(-(standard @ np.array(self.weights) + self.bias)))

    def as_dict(self) -> Dict[str, Any]:
        return asdict(self)


def _held_back(sparse: csr_matrix, dense: np.ndarray, intents: np.ndarray, random: np.random.Generator):
    """(signals, whether in scope) of sentences that the head of their round had not learnt."""
    labels = sorted(set(intents) - set(OUT_OF_SCOPE))
    rounds = min(ROUNDS, max(2, len(labels) // 2))
    shuffled = random.permutation(labels)
    seen, inside = [], []
    for number in range(rounds):
        left_out: Collection[str] = set(shuffled[number::rounds])
        chosen = np.sort(random.permutation(len(intents))[:MOST])
        away = np.array([intent in left_out for intent in intents[chosen]])
        known, unknown = chosen[~away], chosen[away]
        if not len(known) or not len(unknown):
            continue
        kernel = gram(sparse[known], dense[known], sparse[known], dense[known])
        solved = solve(kernel, list(intents[known]))
        near_dense = dense[known] @ dense[known].T
        near_sparse = np.asarray((sparse[known] @ sparse[known].T).todense())
        np.fill_diagonal(near_dense, -1.0)
        np.fill_diagonal(near_sparse, 0.0)
        seen.append(signals(solved.left_out, near_dense.max(axis=1), near_sparse.max(axis=1)))
        inside.append(~np.isin(intents[known], OUT_OF_SCOPE))
        across = gram(sparse[unknown], dense[unknown], sparse[known], dense[known])
        across_sparse = np.asarray((sparse[unknown] @ sparse[known].T).todense())
        seen.append(
            signals(across @ solved.alpha, (dense[unknown] @ dense[known].T).max(axis=1), across_sparse.max(axis=1))
        )
        inside.append(np.zeros(len(unknown), bool))
    return np.concatenate(seen), np.concatenate(inside)
