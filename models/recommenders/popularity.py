"""Popularity: the same ranking for everyone; what cold shoppers get and what others are measured against."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from models.recommenders.base import Embed, History, Progress, Step
from models.recommenders.history import when
from models.recommenders.ranker import Ranker, Rows, Scores
from models.recommenders.shelf import Shelf


class Popularity(Ranker):
    """log p(item) from counts: the items' own ``popularity`` plus their events in the histories, add-one smoothed.

    ``days``: with it only the last weeks count, events of so many days before the newest half.
    """

    name = "popularity"

    def __init__(self, *, embed: Embed | None = None, days: float | None = None) -> None:
        super().__init__(embed=embed, days=days)
        self.days = days

    def learn(self, histories: Sequence[History], progress: Progress) -> None:
        if self.days is None:
            count(self.shelf, histories)
        else:
            self.shelf.popularity = lately(self.shelf, histories, self.days)

    def scores(self, histories: Sequence[History], rows: Rows | None = None) -> Scores:
        prior = log_prior(self.shelf.popularity)
        return np.repeat((prior if rows is None else prior[rows])[None], len(histories), axis=0)


def count(shelf: Shelf, histories: Sequence[History]) -> None:
    """Add each item's wanted events (everything but a dismissal or a rating below 3) to its popularity."""
    counts = np.zeros(len(shelf), np.float32)
    np.add.at(counts, np.array([row for row, _ in _wanted(shelf, histories)], np.int64), 1.0)
    shelf.popularity = shelf.popularity + counts


def lately(shelf: Shelf, histories: Sequence[History], days: float) -> NDArray[np.float32]:
    """How often each item was wanted, (N,), what is ``days`` older than the newest event of all counting half; zeros
    where no event has a time."""
    counts = np.zeros(len(shelf), np.float64)
    timed = [(row, when(step).timestamp()) for row, step in _wanted(shelf, histories) if step.ts]
    if timed:
        rows, at = np.array([row for row, _ in timed]), np.array([ts for _, ts in timed])
        np.add.at(counts, rows, 0.5 ** ((at.max() - at) / 86400 / days))
    return counts.astype(np.float32)


def _wanted(shelf: Shelf, histories: Sequence[History]) -> Iterator[tuple[int, Step]]:
    for history in histories:
        for step in history:
            row = shelf.row(step.item_id)
            unwanted = step.kind == "dismiss" or (step.kind == "rating" and step.value is not None and step.value < 3)
            if row is not None and not unwanted:
                yield row, step


def log_prior(popularity: NDArray[np.float32]) -> NDArray[np.float32]:
    """Log of the add-one smoothed share of each item, (N,)."""
    smoothed = popularity.astype(np.float64) + 1.0
    shares: NDArray[np.float32] = np.log(smoothed / smoothed.sum()).astype(np.float32)
    return shares
