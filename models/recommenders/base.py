"""The one interface of every recommender; one file an algorithm stands beside this one.

Callers need four things: ``registry.create`` or ``registry.load``, ``history.merge`` to make a history out of
what is known of a shopper, ``add_items``/``remove_items`` to follow the catalogue, and ``recommend``.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from shop.types import EventType, Pick, Reason

Progress = Callable[[str, float], None]  # (what, share done in [0, 1])
Embed = Callable[[list[str]], NDArray[np.float32]]  # n texts → (n, d), unit norm, the space of the items' vectors

StepKind = EventType | Literal["taste", "context"]


@dataclass(frozen=True)
class Step:
    """One step of a shopper's history: an event on an item, a search, a stated taste, or the moment's context.

    A step with words and no ``vector`` is embedded by the recommender's ``embed``; one that means nothing to a
    recommender (an item it does not know, words without an embedder) is passed over.
    """

    kind: StepKind
    item_id: str | None = None
    text: str | None = None  # a search's words, a taste's, the context's
    value: float | None = None  # rating 1 to 5; for a taste its weight in [-1, 1], below zero a dislike
    ts: datetime | None = None
    vector: NDArray[np.float32] | None = field(default=None, compare=False, repr=False)  # of ``text``, (d,)
    basket: str | None = None  # the order or visit that it was part of, whose events have no order


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
        reasons: int = 0,
    ) -> list[Pick]:
        """At most ``limit`` picks, best first, each with its :meth:`score` and up to ``reasons`` reasons.

        ``candidates``: rank only these; unknown ids are passed over. Never picked: what is in ``exclude``, was
        dismissed, lies in the cart, or was bought (unless its attribute ``consumable`` is true). What was only
        viewed or rated comes after everything else, and right before it what is of a kind just bought
        (:mod:`sated`). ``adventurous`` in [0, 1] trades score against diversity.
        """

    @abstractmethod
    def explain(self, history: History, item_id: str, limit: int = 2) -> list[Reason]:
        """The steps whose removal lowers the item's score most, by actually removing them."""

    @abstractmethod
    def save(self, folder: Path) -> None: ...

    @classmethod
    @abstractmethod
    def load(cls, folder: Path, *, embed: Embed | None = None) -> Recommender: ...
