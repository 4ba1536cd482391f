"""Where shoppers go next, field by field: from tents to sleeping bags, and after a tent was bought even more so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix, csr_matrix, diags

from models.recommenders.shares import Array, Shares, Trail, walked

CALM = 5.0  # steps' worth of the catalogue's own shares in what is usual
ASKED = 20_000  # steps that the mixture is weighed on, at most
ROUNDS = 50


class Moves:
    """For each field log(p(v | h) / p(v)) of its values, with p(v | h) a mixture of three:

        the next value's share after the last item's values; the values' shares in the history; their usual share

    The mixture's weights are found by expectation maximisation, each step left out of the counts that predict it
    (deleted interpolation: Jelinek and Mercer 1980). What follows a purchase is counted and weighed apart from what
    follows a look, so that a shopper who has bought a thing is led to what goes with it.
    """

    def __init__(self) -> None:
        self.next: list[csr_matrix] = []  # (V, V) counts, after a look and after a purchase
        self._chances: list[csr_matrix] = []  # the same, each row summing to 1
        self.usual: Array = np.zeros(0, np.float32)  # (V,), sums to 1 in each field
        self.mix: Array = np.zeros((2, 0, 3), np.float32)  # (2, F, 3)

    def fit(self, shares: Shares, trails: Sequence[Trail]) -> None:
        S, fields = shares.items, shares.field_of
        steps = [(b, t) for b, trail in enumerate(trails) for t in range(1, len(trail))]
        last = np.array([trails[b][t - 1][0] for b, t in steps], np.int64)
        bought = np.array([trails[b][t - 1][1] for b, t in steps], bool)
        target = np.array([trails[b][t][0] for b, t in steps], np.int64)
        usual = np.asarray(S[target].sum(axis=0)).ravel() + CALM * shares.usual
        self.usual = (usual / np.maximum(fields @ (fields.T @ usual), 1e-9)).astype(np.float32)
        self.next = [_within(S[last[at]].T @ S[target[at]], fields) for at in (~bought, bought)]
        self._chances = [_by_row(counts) for counts in self.next]
        draw = np.random.default_rng(0).permutation(len(steps))
        mix = []
        for after in (False, True):
            some = draw[bought[draw] == after][:ASKED]
            before = walked([trails[b][:t] for b, t in (steps[place] for place in some)], S.shape[0])
            mix.append(self._weigh(S[last[some]], before @ S, S[target[some]], fields, after))
        self.mix = np.stack(mix).astype(np.float32)

    def _weigh(
        self, last: csr_matrix, before: csr_matrix, target: csr_matrix, fields: csr_matrix, after: bool
    ) -> NDArray[np.float64]:
        """The mixture's weights (F, 3), from m steps: ``last``, ``before`` and ``target`` are shares (m, V)."""
        counts = self.next[after]
        own = (last.multiply(last) @ fields).multiply(target.multiply(target) @ fields)  # what the step itself counted
        moved = _dense((last @ counts).multiply(target) @ fields) - _dense(own)
        left = _dense(last.multiply(np.asarray(counts.sum(axis=1)).T).tocsr() @ fields) - _dense(last @ fields)
        stayed = _dense(before.multiply(target) @ fields) / np.maximum(_dense(before @ fields), 1e-9)
        usual = _dense(target.multiply(self.usual[None]).tocsr() @ fields)
        chances = np.stack([np.maximum(moved, 0.0) / np.maximum(left, 1.0), stayed, usual], axis=2) + 1e-9  # (m, F, 3)
        told = (_dense(target @ fields) > 0)[..., None]
        mix = np.full((chances.shape[1], 3), 1 / 3)
        for _ in range(ROUNDS):
            blame = chances * mix
            blame /= blame.sum(axis=2, keepdims=True)
            total = (blame * told).sum(axis=0) + 1.0
            mix = total / total.sum(axis=1, keepdims=True)
        return mix

    def __call__(self, shares: Shares, trails: Sequence[Trail], fields: Sequence[str]) -> list[Array]:
        """For each field (B, v); zeros for who has not begun."""
        S = shares.items
        last = np.array([trail[-1][0] if trail else -1 for trail in trails], np.int64)
        bought = np.array([bool(trail) and trail[-1][1] for trail in trails])
        held = shares.held(trails)
        moved = np.zeros_like(held)
        for after in (False, True):
            at = np.flatnonzero((last >= 0) & (bought == after))
            if len(at):
                moved[at] = _dense(S[last[at]] @ self._chances[after])
        found = []
        for field in fields:
            columns, place = shares.columns[field], shares.fields.index(field)
            usual = self.usual[columns]
            parts = (_shared(moved[:, columns], usual), _shared(held[:, columns], usual), usual[None])
            mix = self.mix[bought.astype(int), place]  # (B, 3)
            mixed = sum(mix[:, k, None] * part for k, part in enumerate(parts))
            query = np.log(np.maximum(mixed, 1e-9) / np.maximum(usual, 1e-9)).astype(np.float32)
            query[last < 0] = 0.0
            found.append(query)
        return found

    def state(self) -> dict[str, NDArray[Any]]:
        tensors: dict[str, NDArray[Any]] = {"moves.usual": self.usual, "moves.mix": self.mix}
        for after, counts in enumerate(self.next):
            tensors[f"moves.{after}.data"] = counts.data.astype(np.float32)
            tensors[f"moves.{after}.indices"] = counts.indices.astype(np.int64)
            tensors[f"moves.{after}.indptr"] = counts.indptr.astype(np.int64)
        return tensors

    def restore(self, tensors: dict[str, NDArray[Any]]) -> None:
        self.usual, self.mix = tensors["moves.usual"], tensors["moves.mix"]
        V = len(self.usual)
        parts = ("data", "indices", "indptr")
        self.next = [csr_matrix(tuple(tensors[f"moves.{after}.{p}"] for p in parts), (V, V)) for after in (0, 1)]
        self._chances = [_by_row(counts) for counts in self.next]


def _within(counts: csr_matrix, fields: csr_matrix) -> csr_matrix:
    """Counts between values of one field alone."""
    owner = np.full(fields.shape[0], -1)
    at, number = fields.nonzero()
    owner[at] = number
    pairs = coo_matrix(counts)
    same = owner[pairs.row] == owner[pairs.col]
    return csr_matrix((pairs.data[same], (pairs.row[same], pairs.col[same])), counts.shape, dtype=np.float32)


def _by_row(counts: csr_matrix) -> csr_matrix:
    return csr_matrix(diags(1.0 / np.maximum(np.asarray(counts.sum(axis=1)).ravel(), 1e-9)) @ counts)


def _shared(counts: Array, usual: Array) -> Array:
    """Rows made to sum to 1; the usual where there is nothing."""
    total = counts.sum(axis=1, keepdims=True)
    return np.where(total > 0, counts / np.maximum(total, 1e-9), usual).astype(np.float32)


def _dense(matrix: Any) -> NDArray[np.float64]:
    return np.asarray(matrix.todense(), np.float64)
