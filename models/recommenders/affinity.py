"""A shopper's leanings: the brands, colours, sizes … that come up in a history more often than they would by chance."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags

from models.recommenders.shares import Array, Shares, Trail, walked

CALM = 4.0  # items' worth of the shop's own shares that a history starts from
DOUBT = 3.0  # items' worth of doubt that a preference starts from


def affinity(shares: Shares, trails: Sequence[Trail], fields: Sequence[str]) -> list[Array]:
    """For each field log((n + k p) / ((n_f + k) p)) of its values v, (B, v): naive Bayes, k = ``CALM``.

    ``n`` is how often a value came up in the history, ``p`` the catalogue's mean share of it.
    """
    held = shares.held(trails)
    found = []
    for columns in (shares.columns[field] for field in fields):
        own, usual = held[:, columns], shares.usual[columns] / shares.usual[columns].sum()
        total = own.sum(axis=1, keepdims=True)
        found.append(np.log((own + CALM * usual) / ((total + CALM) * usual)))
    return found


class Preference:
    """For each field log((n + k) / (n̂ + k)), k = ``DOUBT``: what is chosen among things of the same kind.

    ``n̂`` is how often a value would have come up had the shopper taken the popular ones of each kind: of someone
    who looks at tents it says which tents, not that they like what tents are made of.
    """

    def __init__(self, shares: Shares, kinds: Sequence[str], popularity: NDArray[np.float32]) -> None:
        """``kinds``: of each of the N items; ``popularity``: (N,)."""
        self.shares = shares
        number = {kind: place for place, kind in enumerate(dict.fromkeys(kinds))}
        places = (np.arange(len(kinds)), [number[kind] for kind in kinds])
        self.kind_of = csr_matrix((np.ones(len(kinds), np.float32), places), (len(kinds), len(number)))  # (N, K)
        sold = self.kind_of.T @ diags(popularity + 1.0)  # (K, N)
        total = np.maximum(np.asarray(sold.sum(axis=1)).ravel(), 1e-6)
        self.within = csr_matrix(diags(1.0 / total) @ sold @ shares.items)  # (K, V): each kind's mean share

    def __call__(self, trails: Sequence[Trail], fields: Sequence[str]) -> list[Array]:
        went = walked(trails, self.kind_of.shape[0])
        own = np.asarray((went @ self.shares.items).todense(), np.float32)
        expected = np.asarray((went @ self.kind_of @ self.within).todense(), np.float32)
        columns = [self.shares.columns[field] for field in fields]
        return [np.log((own[:, c] + DOUBT) / (expected[:, c] + DOUBT)) for c in columns]
