"""The linear head that names the intent: kernel ridge over n-grams and sentence embeddings together.

Why ridge, measured in ``benchmarks/understanding.py``: on two shops' real chats it is as good as the better of an SVM
and a logistic regression over the same features, it is fitted in closed form in seconds, and its leave-one-out
scores come for nothing (Rifkin and Lippert, *Notes on Regularized Least Squares*, 2007, section 4): the confidence
and the scope detector are calibrated on scores of sentences that the head has not seen, with none held back from it.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import List, Optional, Sequence

import numpy as np
from scipy.sparse import csr_matrix

DENSE_WEIGHT = 1.5  # of the embeddings' kernel beside the n-grams'
PENALTY = 0.3  # λ, on kernels whose diagonal is 1 and DENSE_WEIGHT
_SCALES = np.geomspace(0.5, 30.0, 40)


def gram(sparse: csr_matrix, dense: np.ndarray, other_sparse: csr_matrix, other_dense: np.ndarray) -> np.ndarray:
    """Kernel of two sets of texts, (n, m). Rows of both parts have unit norm, or are zero where there is none."""
    together = np.asarray((sparse @ other_sparse.T).todense(), np.float32)
    together += DENSE_WEIGHT * (dense @ other_dense.T).astype(np.float32)
    return together + 1.0  # the constant feature, whose weights are the biases


@dataclass
class Solved:
    """``alpha`` (n, C) of the dual problem, and leave-one-out scores (n, C): each row as if it had not been learnt."""

    labels: List[str]
    alpha: np.ndarray
    left_out: np.ndarray


def solve(kernel: np.ndarray, intents: Sequence[str]) -> Solved:
    """Ridge regression onto one-against-all targets of ±1. ``kernel``: (n, n)."""
    labels = sorted(set(intents))
    column = {label: place for place, label in enumerate(labels)}
    targets = np.full((len(intents), len(labels)), -1.0, np.float32)
    targets[np.arange(len(intents)), [column[intent] for intent in intents]] = 1.0
    inverse = np.linalg.inv(kernel + PENALTY * np.eye(len(kernel), dtype=np.float32))
    alpha = inverse @ targets
    return Solved(labels, alpha, targets - alpha / np.diag(inverse)[:, None])


@dataclass
class Head:
    """``scores = S·sparse + E·dense + bias``, in about [-1, 1]; ``scale`` turns them into probabilities."""

    labels: List[str]
    sparse: np.ndarray  # (V, C)
    dense: np.ndarray  # (d, C)
    bias: np.ndarray  # (C,)
    scale: float

    @classmethod
    def fit(cls, sparse: csr_matrix, dense: np.ndarray, intents: Sequence[str]) -> "Head":
        """``sparse`` (n, V), ``dense`` (n, d), one intent a row."""
        solved = solve(gram(sparse, dense, sparse, dense), intents)
        return cls(
            solved.labels,
            np.asarray(sparse.T @ solved.alpha, np.float32),
            np.asarray(DENSE_WEIGHT * (dense.T @ solved.alpha), np.float32),
            solved.alpha.sum(axis=0).astype(np.float32),
            calibrated_scale(solved, intents),
        )

    def scores(self, sparse: csr_matrix, dense: np.ndarray) -> np.ndarray:
        """(n, C)"""
        return np.asarray(sparse @ self.sparse) + dense @ self.dense + self.bias

    def probabilities(self, scores: np.ndarray) -> np.ndarray:
        """(n, C), rows sum to 1."""
        return softmax(self.scale * scores)

    def save(self, file: Path) -> None:
        np.savez(
            file,
            labels=np.array(self.labels),
            sparse=self.sparse.astype(np.float16),
            dense=self.dense,
            bias=self.bias,
            scale=self.scale,
        )

    @classmethod
    def load(cls, file: Path) -> "Head":
        with np.load(file) as stored:
            return cls(
                [str(label) for label in stored["labels"]],
                stored["sparse"].astype(np.float32),
                stored["dense"],
                stored["bias"],
                float(stored["scale"]),
            )


def softmax(scores: np.ndarray) -> np.ndarray:
    lifted = np.exp(scores - scores.max(axis=1, keepdims=True))
    return lifted / lifted.sum(axis=1, keepdims=True)


def calibrated_scale(solved: Solved, intents: Sequence[str], rows: Optional[np.ndarray] = None) -> float:
    """The factor under which the leave-one-out scores are likeliest as probabilities (temperature scaling,
    Guo et al., *On Calibration of Modern Neural Networks*, 2017, section 4.2).
    """
    column = {label: place for place, label in enumerate(solved.labels)}
    truth = np.array([column[intent] for intent in intents])
    chosen = np.arange(len(truth)) if rows is None else rows

    def loss(scale: float) -> float:
        likely = softmax(scale * solved.left_out[chosen])[np.arange(len(chosen)), truth[chosen]]
        return float(-np.log(np.maximum(likely, 1e-9)).mean())

    return float(min(_SCALES, key=loss))
