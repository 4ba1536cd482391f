"""What is bought again: how likely each thing that a shopper has bought before is in their next basket."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit

from models.recommenders.base import History
from models.recommenders.history import EVENTS, baskets, when
from models.recommenders.shares import Array
from models.recommenders.shelf import Shelf

FEATURES = 13
LATEST = 8  # baskets of each shopper that are learnt from
MOST = 400_000  # (shopper, thing bought before) pairs that are learnt from
LEAST = 200  # things bought again, below which nothing is learnt
SHARE = 0.02  # of all that is bought: below it the shop is none where one buys again
PULL = 1e-4
ROUNDS = 200
DOUBT = 10.0  # baskets' worth of the shop's own rate that an item's rate of coming again starts from
FADES = (0.95, 0.8, 0.5)


@dataclass(frozen=True)
class Bought:
    """A history's purchases, each item once a basket: ``rows`` (E,), the ``number`` of the basket, and its ``day``."""

    rows: NDArray[np.int64]
    number: NDArray[np.int64]
    day: Array

    @classmethod
    def of(cls, history: History, shelf: Shelf) -> Bought:
        found: dict[tuple[int, int], float] = {}
        day = 0.0
        for step, basket in zip(history, baskets(history), strict=True):
            row = shelf.row(step.item_id)
            if step.kind == "purchase" and row is not None:
                day = when(step).timestamp() / 86400 if step.ts else day + 1.0  # untimed: one basket a day
                found.setdefault((basket, row), day)
        rows = np.array([row for _, row in found], np.int64)
        number = np.unique([basket for basket, _ in found], return_inverse=True)[1].astype(np.int64)
        return cls(rows, number, np.array(list(found.values()), np.float64))

    def before(self, basket: int) -> Bought:
        """The ``EVENTS`` baskets before it."""
        first = max(0, basket - EVENTS)
        at = slice(*np.searchsorted(self.number, (first, basket)))
        return Bought(self.rows[at], self.number[at] - first, self.day[at])

    @property
    def baskets(self) -> int:
        return int(self.number[-1]) + 1 if len(self.number) else 0


class Rhythm:
    """log p(i in the next basket | the shopper's baskets with i), a logistic regression over how often and how long ago
    i was bought, against its usual interval, and how readily others buy it again.

    The features are those of the hazard of a repeated purchase (Bhagat et al. 2018, "Buy it again", section 3) and of
    decayed counts (Hu et al. 2020, "Modeling personalized item frequency information for next-basket
    recommendation").
    """

    def __init__(self) -> None:
        self.weights: Array = np.zeros(0, np.float32)  # (FEATURES + 1,), the last the intercept; nothing: not learnt
        self.again: Array = np.zeros(0, np.float32)  # (N,) log odds that a buyer of an item buys it in a later basket

    @property
    def fitted(self) -> bool:
        return len(self.weights) > 0

    def fit(self, histories: Sequence[History], shelf: Shelf) -> None:
        """From each shopper's latest baskets, each as seen before it; too few things bought again leave it unlearnt."""
        self.weights = np.zeros(0, np.float32)
        own = [Bought.of(history, shelf) for history in histories]
        own = [one for one in own if one.baskets > 1]
        chances, repeats, total = np.zeros(len(shelf)), np.zeros(len(shelf)), 0
        for one in own:
            order = np.lexsort((one.number, one.rows))
            rows, number = one.rows[order], one.number[order]
            first = np.r_[True, rows[1:] != rows[:-1]]
            np.add.at(chances, rows[first], one.baskets - 1 - number[first])
            np.add.at(repeats, rows[~first], 1)
            total += len(rows)
        if repeats.sum() < max(LEAST, SHARE * total):
            return
        usual = repeats.sum() / max(chances.sum(), 1.0)
        rate = (repeats + DOUBT * usual) / (chances + DOUBT)
        self.again = np.log(rate / (1 - np.minimum(rate, 0.99))).astype(np.float32)
        parts, labels, pairs = [], [], 0
        for place in np.random.default_rng(0).permutation(len(own)):
            one = own[place]
            for basket in range(max(1, one.baskets - LATEST), one.baskets):
                rows, features = self.read(one.before(basket))
                parts.append(features)
                labels.append(np.isin(rows, one.rows[one.number == basket]))
                pairs += len(rows)
            if pairs > MOST:
                break
        self.weights = logistic(np.concatenate(parts), np.concatenate(labels).astype(np.float64))

    def read(self, bought: Bought) -> tuple[NDArray[np.int64], Array]:
        """The items bought, (n,), and what is told of each, (n, FEATURES)."""
        if not len(bought.rows):
            return np.zeros(0, np.int64), np.zeros((0, FEATURES), np.float32)
        rows, place, count = np.unique(bought.rows, return_inverse=True, return_counts=True)
        ago = (bought.baskets - 1 - bought.number).astype(np.float64)  # (E,)
        last, first = np.full(len(rows), np.inf), np.zeros(len(rows))
        np.minimum.at(last, place, ago)
        np.maximum.at(first, place, ago)
        latest, earliest = np.full(len(rows), -np.inf), np.full(len(rows), np.inf)
        np.maximum.at(latest, place, bought.day)
        np.minimum.at(earliest, place, bought.day)
        since = bought.day.max() - latest
        several = count > 1
        interval = np.where(several, (latest - earliest) / np.maximum(count - 1, 1), 0.0)
        late = np.where(several, np.log((since + 1) / (interval + 1)), 0.0)
        faded = [np.bincount(place, fade**ago, len(rows)) for fade in FADES]
        size = np.log(len(bought.rows) / bought.baskets)
        columns = (
            np.log(count),
            several,
            np.log1p(last),
            last == 0,
            np.log1p(since),
            late,
            late**2,
            np.log(count / (first + 1)),
            np.log(faded[0]),
            np.log(faded[1] + 1e-3),
            np.log(faded[2] + 0.01),
            self.again[rows],
            np.full(len(rows), size - np.log(len(rows))),
        )
        return rows, np.stack([np.asarray(column, np.float32) for column in columns], axis=1)

    def __call__(self, history: History, shelf: Shelf) -> tuple[NDArray[np.int64], Array]:
        """The rows bought before and their log p, (n,) both; nothing before a fit."""
        if not self.fitted:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        rows, features = self.read(Bought.of(history, shelf))
        logit = features @ self.weights[:-1] + self.weights[-1]
        return rows, -np.logaddexp(0.0, -logit).astype(np.float32)

    def rearrange(self, kept: NDArray[np.int64], items: int) -> None:
        if self.fitted:
            again = np.full(items, self.again.min(), np.float32)
            again[: len(kept)] = self.again[kept]
            self.again = again

    def state(self) -> dict[str, NDArray[Any]]:
        return {"rhythm.weights": self.weights, "rhythm.again": self.again}

    def restore(self, tensors: dict[str, NDArray[Any]]) -> None:
        self.weights, self.again = tensors["rhythm.weights"], tensors["rhythm.again"]


def logistic(features: Array, labels: NDArray[np.float64]) -> Array:
    """The weights of a logistic regression with a ridge of ``PULL`` and, last, its intercept."""
    mean, scale = features.mean(axis=0), features.std(axis=0) + 1e-6
    X = ((features - mean) / scale).astype(np.float64)

    def loss(w: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        logit = X @ w[:-1] + w[-1]
        error = expit(logit) - labels
        slope = np.append(X.T @ error / len(X) + PULL * w[:-1], error.mean())
        return float((np.logaddexp(0.0, logit) - labels * logit).mean() + PULL / 2 * (w[:-1] @ w[:-1])), slope

    w = minimize(loss, np.zeros(X.shape[1] + 1), jac=True, method="L-BFGS-B", options={"maxiter": ROUNDS}).x
    own = w[:-1] / scale
    return np.append(own, w[-1] - own @ mean).astype(np.float32)
