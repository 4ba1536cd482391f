"""Where a shopper stands on each number, within each kind of thing: the cheap end of tents, the dear end of lamps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from models.recommenders.attributes import kind_of, number_of
from models.recommenders.shares import Array, Trail

PRIOR = 0.5  # items' worth of the middle that a history starts from
LEAST = 0.05  # the narrowest that a shopper's own range is taken for


class Levels:
    """For each number −(r_i − m)² / 2s² · n / (n + k): r ranks an item from 0 to 1 within its kind, m is the mean rank
    of the n items of a history, s how far such ranks lie apart; k = ``PRIOR``."""

    def __init__(self, attributes: Sequence[Mapping[str, Any]], spread: Mapping[str, float]) -> None:
        """``spread``: s of each number, as :meth:`spreads` found it; the others are left out."""
        self.spread = dict(spread)
        self.ranks = ranks(attributes, list(spread))  # (N, n), NaN for none
        there = np.isfinite(self.ranks)
        filled = np.where(there, self.ranks, 0.0)
        keys = np.stack([filled**2, filled, there], axis=2)  # (N, n, 3)
        self.keys: Array = np.ascontiguousarray(keys.reshape(len(self.ranks), -1), np.float32)
        self.columns = {name: np.arange(3 * place, 3 * place + 3) for place, name in enumerate(spread)}

    def __call__(self, trails: Sequence[Trail], fields: Sequence[str]) -> list[Array]:
        """For each field what :attr:`keys` are multiplied with, (B, 3)."""
        names = list(self.spread)
        found = []
        for field in fields:
            own, variance = self.ranks[:, names.index(field)], 2 * self.spread[field] ** 2
            query = np.zeros((len(trails), 3), np.float32)
            for b, trail in enumerate(trails):
                known = own[[row for row, _ in trail]]
                known = known[np.isfinite(known)]
                mean = (known.sum() + PRIOR / 2) / (len(known) + PRIOR)
                trust = len(known) / (len(known) + PRIOR) / variance
                query[b] = (-trust, 2 * trust * mean, -trust * mean**2)
            found.append(query)
        return found

    @staticmethod
    def spreads(
        attributes: Sequence[Mapping[str, Any]], trails: Sequence[Trail], least: float = 0.2
    ) -> dict[str, float]:
        """The standard deviation of each number's ranks within a history, for numbers that enough items have."""
        names = sorted({name for own in attributes for name, value in own.items() if number_of(value) is not None})
        table = ranks(attributes, names)
        found = {}
        for place, name in enumerate(names):
            own = table[:, place]
            if np.isfinite(own).mean() < least:
                continue
            groups = (own[[row for row, _ in trail]] for trail in trails)
            known = (group[np.isfinite(group)] for group in groups)
            variances = [group.var(ddof=1) for group in known if len(group) > 2]
            if variances:
                found[name] = max(float(np.mean(variances)) ** 0.5, LEAST)
        return found


def ranks(attributes: Sequence[Mapping[str, Any]], names: Sequence[str]) -> Array:
    """(N, n) in (0, 1) among the items of the same kind, equal numbers alike; NaN where there is none."""
    kinds: dict[str, list[int]] = {}
    for place, own in enumerate(attributes):
        kinds.setdefault(kind_of(own), []).append(place)
    table = np.full((len(attributes), len(names)), np.nan, np.float32)
    for column, name in enumerate(names):
        for places in kinds.values():
            pairs = [(p, value) for p in places if (value := number_of(attributes[p].get(name))) is not None]
            if pairs:
                values = np.array([value for _, value in pairs])
                ordered = np.sort(values)
                middle = np.searchsorted(ordered, values, "left") + np.searchsorted(ordered, values, "right")
                table[[p for p, _ in pairs], column] = middle / (2 * len(values))
    return table
