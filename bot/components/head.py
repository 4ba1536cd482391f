"""The head that names the intent: kernel ridge regression over n-grams and sentence embeddings together.

Why this one, measured in ``benchmarks/understanding.py``: over the same features it is as good as the better of an SVM
and a logistic regression on two shops' real chats, and better on our own many short intents; it is solved in closed
form in seconds; and its leave-one-out scores come for nothing (Rifkin and Lippert, *Notes on Regularized Least
Squares*, 2007, section 4), so that confidence and scope are calibrated on scores of sentences that the head has not
seen, with none held back from it.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import List, Sequence, Tuple

import numpy as np
from scipy.linalg import lapack
from scipy.sparse import csr_matrix, load_npz, save_npz

DENSE_WEIGHT = 1.5  # of the embeddings' kernel beside the n-grams'
PENALTY = 0.05  # λ, on a kernel whose diagonal is 1
OUT_OF_SCOPE = ("out_of_scope", "NO_NODES_DETECTED", "oos")  # names under which out-of-scope sentences are learnt
_SCALES = np.geomspace(0.5, 30.0, 40)


def cosines(
    sparse: csr_matrix, dense: np.ndarray, other_sparse: csr_matrix, other_dense: np.ndarray
) -> Tuple[np.ndarray, np.ndarray]:
    """Of the n-grams and of the embeddings, (n, m) each. Rows have unit norm, or are zero where there is nothing."""
    return np.asarray((sparse @ other_sparse.T).todense(), np.float32), (dense @ other_dense.T).astype(np.float32)


def kernel(sparse_cosine: np.ndarray, dense_cosine: np.ndarray, *, with_dense: bool) -> np.ndarray:
    """Gaussian kernels of both kinds of unit vectors; the diagonal is 1.

    ``exp(-|x - y|²) = exp(2 cos - 2)`` for embeddings. That of n-grams is twice as wide, ``exp(cos - 1)``: two
    sentences of one intent share few of them, and less lies close to any other.
    """
    near = np.exp(sparse_cosine - 1.0)
    if not with_dense:
        return near
    return (near + DENSE_WEIGHT * np.exp(2.0 * dense_cosine - 2.0)) / (1.0 + DENSE_WEIGHT)


@dataclass
class Solved:
    """``alpha`` (n, C) of the dual problem, and leave-one-out scores (n, C): each row as if it had not been learnt."""

    labels: List[str]
    alpha: np.ndarray
    left_out: np.ndarray


def solve(near: np.ndarray, intents: Sequence[str]) -> Solved:
    """Ridge regression onto one-against-all targets of ±1. ``near``: the kernel, (n, n)."""
    labels = sorted(set(intents))
    column = {label: place for place, label in enumerate(labels)}
    targets = np.full((len(intents), len(labels)), -1.0, np.float32)
    targets[np.arange(len(intents)), [column[intent] for intent in intents]] = 1.0
    inverse = _inverse(near + PENALTY * np.eye(len(near), dtype=np.float32))
    alpha = inverse @ targets
    return Solved(labels, alpha, targets - alpha / np.diag(inverse)[:, None])


def _inverse(positive: np.ndarray) -> np.ndarray:
    """Of a symmetric positive definite matrix, by Cholesky: half the work of a general inverse."""
    factor, failed = lapack.spotrf(positive, lower=1)
    inverse, failed_too = lapack.spotri(factor, lower=1)
    if failed or failed_too:  # cannot be, with a penalty on the diagonal
        raise np.linalg.LinAlgError(f"kernel of {len(positive)} sentences is not positive definite")
    return np.tril(inverse) + np.tril(inverse, -1).T


@dataclass
class Head:
    """What was learnt: the sentences' features and their weights. ``scale`` turns scores into probabilities."""

    labels: List[str]
    sparse: csr_matrix  # (n, V)
    dense: np.ndarray  # (n, d)
    inside: np.ndarray  # (n,) bool: the sentences in scope
    alpha: np.ndarray  # (n, C)
    scale: float
    with_dense: bool

    def __post_init__(self) -> None:
        self._turned = self.sparse.T.tocsr()  # (V, n): turned once, not at every message

    @classmethod
    def fit(cls, sparse: csr_matrix, dense: np.ndarray, intents: Sequence[str], *, with_dense: bool = True) -> "Head":
        """``sparse`` (n, V), ``dense`` (n, d), one intent a row."""
        solved = solve(kernel(*cosines(sparse, dense, sparse, dense), with_dense=with_dense), intents)
        inside = ~np.isin(intents, OUT_OF_SCOPE)
        return cls(solved.labels, sparse, dense, inside, solved.alpha, calibrated_scale(solved, intents), with_dense)

    def read(self, sparse: csr_matrix, dense: np.ndarray) -> Tuple[np.ndarray, np.ndarray]:
        """Scores (m, C), in about [-1, 1], and (m,) the similarity of the nearest learnt sentence that is in scope."""
        sparse_cosine = np.asarray((sparse @ self._turned).todense(), np.float32)
        near = kernel(sparse_cosine, dense @ self.dense.T, with_dense=self.with_dense)
        return near @ self.alpha, near[:, self.inside].max(axis=1)

    def probabilities(self, scores: np.ndarray) -> np.ndarray:
        """(m, C), rows sum to 1."""
        return softmax(self.scale * scores)

    def save(self, folder: Path, name: str) -> None:
        save_npz(folder / f"{name}-sparse.npz", self.sparse)
        np.savez(
            folder / f"{name}.npz",
            labels=np.array(self.labels),
            dense=self.dense.astype(np.float16),
            inside=self.inside,
            alpha=self.alpha.astype(np.float32),
            scale=self.scale,
            with_dense=self.with_dense,
        )

    @classmethod
    def load(cls, folder: Path, name: str) -> "Head":
        with np.load(folder / f"{name}.npz") as stored:
            return cls(
                [str(label) for label in stored["labels"]],
                load_npz(folder / f"{name}-sparse.npz"),
                stored["dense"].astype(np.float32),
                stored["inside"],
                stored["alpha"],
                float(stored["scale"]),
                bool(stored["with_dense"]),
            )


def softmax(scores: np.ndarray) -> np.ndarray:
    lifted = np.exp(scores - scores.max(axis=1, keepdims=True))
    return lifted / lifted.sum(axis=1, keepdims=True)


def calibrated_scale(solved: Solved, intents: Sequence[str]) -> float:
    """The factor under which the leave-one-out scores are likeliest as probabilities (temperature scaling,
    Guo et al., *On Calibration of Modern Neural Networks*, 2017, section 4.2).
    """
    column = {label: place for place, label in enumerate(solved.labels)}
    truth = np.array([column[intent] for intent in intents])

    def loss(scale: float) -> float:
        likely = softmax(scale * solved.left_out)[np.arange(len(truth)), truth]
        return float(-np.log(np.maximum(likely, 1e-9)).mean())

    return float(min(_SCALES, key=loss))
