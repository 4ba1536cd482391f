"""Is this something the bot knows at all? The head's scores and the distance to what it has learnt, together.

The head always has a winner; whether the winner means anything is learnt from held-back data. Some of the intents
are left out in turn (a fifth of them a round), and the head is fitted on the rest: the sentences of the intents
left out are then as far out of scope as what a shopper asks for and no intent covers, while the leave-one-out scores
of the rest are those of new sentences in scope. A logistic regression over a few signals tells the two apart. Both
sides weigh the same, whatever their numbers, so that a threshold is the same line in every shop; where sentences out of
scope were learnt, they are half of their side.
"""

from dataclasses import asdict, dataclass
from typing import Any, Dict, List, Sequence, Tuple

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from bot.components.head import OUT_OF_SCOPE, cosines, kernel, solve

ROUNDS = 5
INSIDE, LEFT_OUT, OUTSIDE = 1, 0, -1  # in scope; of an intent left out; learnt as out of scope
MOST = 2500  # sentences used in a round: enough to calibrate on, and seconds to solve


def signals(scores: np.ndarray, nearest: np.ndarray, labels: Sequence[str]) -> np.ndarray:
    """(n, 4): best score of an intent in scope, its lead over the second, the score of out of scope (-1, where nothing
    out of scope was learnt), and ``nearest``, the similarity of the nearest sentence learnt.
    """
    outside = [place for place, label in enumerate(labels) if label in OUT_OF_SCOPE]
    within = np.delete(scores, outside, axis=1)
    ordered = np.sort(within, axis=1)
    best = ordered[:, -1]
    lead = best - (ordered[:, -2] if ordered.shape[1] > 1 else 0.0)
    other = scores[:, outside].max(axis=1) if outside else np.full(len(scores), -1.0)
    return np.stack([best, lead, other, nearest], axis=1)


@dataclass
class Scope:
    """Logistic regression over standardised :func:`signals`."""

    mean: List[float]
    spread: List[float]
    weights: List[float]
    bias: float

    @classmethod
    def fit(
        cls, sparse: csr_matrix, dense: np.ndarray, intents: Sequence[str], *, with_dense: bool = True, seed: int = 0
    ) -> "Scope":
        """From the training sentences alone; those named as in ``head.OUT_OF_SCOPE`` are out in every round."""
        random = np.random.default_rng(seed)
        chosen = np.sort(random.permutation(len(intents))[:MOST])
        near = kernel(*cosines(sparse[chosen], dense[chosen], sparse[chosen], dense[chosen]), with_dense=with_dense)
        seen, kinds = _held_back(near, np.array(intents, dtype=object)[chosen], random)
        mean, spread = seen.mean(axis=0), np.maximum(seen.std(axis=0), 1e-6)
        share = {INSIDE: 1.0, LEFT_OUT: 0.5 if OUTSIDE in kinds else 1.0, OUTSIDE: 0.5}
        each = {kind: share[kind] * len(kinds) / 2 / np.count_nonzero(kinds == kind) for kind in set(kinds.tolist())}
        weight = np.array([each[kind] for kind in kinds.tolist()])
        model = LogisticRegression(C=1.0).fit((seen - mean) / spread, kinds == INSIDE, sample_weight=weight)
        return cls(mean.tolist(), spread.tolist(), model.coef_[0].tolist(), float(model.intercept_[0]))

    def inside(self, seen: np.ndarray) -> np.ndarray:
        """P(in scope) of signals (n, 4), (n,)."""
        standard = (seen - np.array(self.mean)) / np.array(self.spread)
        return 1.0 / (1.0 + np.exp(-(standard @ np.array(self.weights) + self.bias)))

    def as_dict(self) -> Dict[str, Any]:
        return asdict(self)


def _held_back(near: np.ndarray, intents: np.ndarray, random: np.random.Generator) -> Tuple[np.ndarray, np.ndarray]:
    """(signals, kind) of sentences that the head of their round had not learnt. ``near``: (n, n)."""
    outside = np.isin(intents, OUT_OF_SCOPE)
    names = random.permutation(sorted(set(intents[~outside])))
    rounds = min(ROUNDS, max(2, len(names) // 2))
    seen, kinds = [], []
    for number in range(rounds):
        away = np.isin(intents, names[number::rounds])
        known, unknown = np.flatnonzero(~away), np.flatnonzero(away)
        if not len(known) or not len(unknown):
            continue
        among = near[np.ix_(known, known)]
        solved = solve(among, list(intents[known]))
        aside = among - 2.0 * np.eye(len(known), dtype=np.float32)  # a sentence is not near to itself
        aside[:, outside[known]] = -1.0
        across = near[np.ix_(unknown, known)]
        seen.append(signals(solved.left_out, aside.max(axis=1), solved.labels))
        kinds.append(np.where(outside[known], OUTSIDE, INSIDE))
        seen.append(signals(across @ solved.alpha, across[:, ~outside[known]].max(axis=1), solved.labels))
        kinds.append(np.full(len(unknown), LEFT_OUT))
    return np.concatenate(seen), np.concatenate(kinds)
