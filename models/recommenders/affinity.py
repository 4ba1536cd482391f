"""A shopper's leanings: the brands, colours, prices … that come up in a history more often than in the shop."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from models.recommenders.attributes import Vocabulary
from models.recommenders.near import Touched

CALM = 4.0  # events' worth of the shop's own shares that a history starts from

Array = NDArray[np.float32]


class Affinity:
    """leaning_f(i | h) = Σ_a share(i, a) · log((n_h(a) + k p(a)) / ((n_h + k) p(a))) over the values a of field f.

    ``share`` spreads an item evenly over its values of the field, ``n_h`` sums it over the wanted items of a history,
    old or new, ``p`` is the catalogue's mean share: naive Bayes with ``k = CALM`` events of the shop's as prior.
    """

    def __init__(self, vocabulary: Vocabulary, table: NDArray[np.int64], fields: Sequence[str]) -> None:
        """``table``: (N, a) attribute ids; ``fields``: names."""
        owner = vocabulary.fields
        items, ids = np.nonzero(table)[0], table[table > 0]
        self.columns = [np.array([i for i, field in enumerate(owner) if field == name], np.int64) for name in fields]
        of_field = np.full(len(owner), -1)
        for number, columns in enumerate(self.columns):
            of_field[columns] = number
        used = of_field[ids] >= 0
        items, ids = items[used], ids[used]
        groups = items * len(fields) + of_field[ids]
        alike = np.bincount(groups, minlength=len(table) * max(len(fields), 1))[groups]
        shares = (1.0 / alike).astype(np.float32)
        self.items = csr_matrix((shares, (items, ids)), (len(table), len(owner)))  # (N, V)
        self.usual = np.asarray(self.items.mean(axis=0), np.float32).ravel() + 1e-6  # (V,)

    def lifts(self, touched: Sequence[Touched], targets: NDArray[np.int64]) -> Array:
        """For each field how much better it likes what came next than the shelf as a whole: (f,), 0 for no use.

        ``targets``: (B,) rows. In deviations, so that fields of many and of few values compare.
        """
        found = np.zeros(len(self.columns), np.float32)
        for place, query in enumerate(self.queries(touched)):
            leanings = np.asarray(query @ self.items.T, np.float32)  # (B, N)
            own = leanings[np.arange(len(targets)), targets]
            found[place] = ((own - leanings.mean(axis=1)) / (leanings.std(axis=1) + 1e-6)).mean()
        return found

    def queries(self, touched: Sequence[Touched]) -> list[Array]:
        """For each field (B, V) log ratios, zero outside the field: times ``items`` they are the leanings."""
        pairs = [(b, row) for b, one in enumerate(touched) for row, weight in one.items if weight > 0]
        owners, rows = [b for b, _ in pairs], [row for _, row in pairs]
        start = csr_matrix((np.ones(len(pairs), np.float32), (owners, rows)), (len(touched), self.items.shape[0]))
        counts = np.asarray((start @ self.items).todense(), np.float32)  # (B, V)
        queries = []
        for columns in self.columns:
            query = np.zeros_like(counts)
            own, usual = counts[:, columns], self.usual[columns]
            total = own.sum(axis=1, keepdims=True)
            usual = usual / usual.sum()
            query[:, columns] = np.log((own + CALM * usual) / ((total + CALM) * usual))
            queries.append(query)
        return queries
