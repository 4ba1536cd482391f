"""The one interface of every recommender; one file an algorithm stands beside this one."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from shop.types import EventType, Pick, Reason

Progress = Callable[[str, float], None]  # (what, share done in [0, 1])


@dataclass(frozen=True)
class Step:
    """One step of a shopper's history: an event on an item, a search, or a stated taste (``kind='taste'``)."""

    kind: EventType | str
    item_id: str | None = None
    text: str | None = None  # a search's words, or a taste's
    value: float | None = None  # rating 1 to 5; for a taste its weight in [-1, 1]
    ts: datetime | None = None


History = Sequence[Step]  # oldest first


@dataclass(frozen=True)
class CatalogueItem:
    """An item as a recommender sees it. ``vector`` is the encoder's embedding of its text, shape (d,), unit norm."""

    id: str
    title: str
    vector: NDArray[np.float32]
    attributes: dict[str, Any] = field(default_factory=dict)
    popularity: float = 0.0


class Recommender(ABC):
    """p(item | shopper) over a catalogue of N items."""

    name: ClassVar[str]

    @abstractmethod
    def fit(
        self, items: Sequence[CatalogueItem], histories: Sequence[History], *, progress: Progress | None = None
    ) -> None: ...

    @abstractmethod
    def add_items(self, items: Sequence[CatalogueItem]) -> None:
        """Put in or replace items without refitting: a new item works from its text."""

    @abstractmethod
    def remove_items(self, ids: Sequence[str]) -> None: ...

    @property
    @abstractmethod
    def ids(self) -> Sequence[str]:
        """The N item ids, in the order of :meth:`score`'s columns."""

    @abstractmethod
    def score(self, histories: Sequence[History]) -> NDArray[np.float32]:
        """Log-probabilities (or scores of the same order) of all items, shape (B, N)."""

    @abstractmethod
    def recommend(
        self,
        history: History,
        limit: int,
        *,
        candidates: Sequence[str] | None = None,
        exclude: Sequence[str] = (),
        adventurous: float = 0.0,
    ) -> list[Pick]: ...

    @abstractmethod
    def explain(self, history: History, item_id: str, limit: int = 2) -> list[Reason]:
        """The steps whose removal lowers the item's score most, by actually removing them."""

    @abstractmethod
    def save(self, folder: Path) -> None: ...

    @classmethod
    @abstractmethod
    def load(cls, folder: Path) -> Recommender: ...
