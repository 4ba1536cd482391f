"""Popularity: the same ranking for everyone; what cold shoppers get and what others are measured against."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from models.recommenders.base import History, Progress
from models.recommenders.ranker import Ranker, Rows, Scores
from models.recommenders.shelf import Shelf


class Popularity(Ranker):
    """log p(item) from counts: the items' own ``popularity`` plus their events in the histories, add-one smoothed."""

    name = "popularity"

    def learn(self, histories: Sequence[History], progress: Progress) -> None:
        count(self.shelf, histories)

    def scores(self, histories: Sequence[History], rows: Rows | None = None) -> Scores:
        prior = log_prior(self.shelf.popularity)
        return np.repeat((prior if rows is None else prior[rows])[None], len(histories), axis=0)


def count(shelf: Shelf, histories: Sequence[History]) -> None:
    """Add each item's wanted events (everything but a dismissal or a rating below 3) to its popularity."""
    counts = np.zeros(len(shelf), np.float32)
    for history in histories:
        for step in history:
            row = shelf.row(step.item_id)
            unwanted = step.kind == "dismiss" or (step.kind == "rating" and step.value is not None and step.value < 3)
            if row is not None and not unwanted:
                counts[row] += 1.0
    shelf.popularity = shelf.popularity + counts


def log_prior(popularity: NDArray[np.float32]) -> NDArray[np.float32]:
    """Log of the add-one smoothed share of each item, (N,)."""
    smoothed = popularity.astype(np.float64) + 1.0
    shares: NDArray[np.float32] = np.log(smoothed / smoothed.sum()).astype(np.float32)
    return shares
