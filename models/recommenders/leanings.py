"""All that a shopper's trail tells of their leanings: a channel of the blend for each kind of leaning and field."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from models.recommenders.affinity import Preference, affinity
from models.recommenders.attributes import Vocabulary, kind_of
from models.recommenders.blend import Dot
from models.recommenders.levels import Levels
from models.recommenders.moves import Moves
from models.recommenders.shares import Array, Shares, Trail
from models.recommenders.shelf import Shelf

Chosen: TypeAlias = Sequence[tuple[str, str]]  # (kind of leaning, field)

KINDS = ("affinity", "preference", "devotion", "moves", "levels")


class Leanings:
    """The leanings over a shelf as it stands; ``moves`` and ``spread`` (of :class:`Levels`) were learnt before."""

    def __init__(self, vocabulary: Vocabulary, shelf: Shelf, moves: Moves, spread: Mapping[str, float]) -> None:
        self.shares = Shares(vocabulary, vocabulary.encode(shelf.attributes))
        self.moves, self.levels = moves, Levels(shelf.attributes, spread)
        self.preference = Preference(self.shares, [kind_of(own) for own in shelf.attributes], shelf.popularity)

    def fields(self, kind: str) -> list[str]:
        return list(self.levels.spread) if kind == "levels" else self.shares.common()

    def dots(self, trails: Sequence[Trail], chosen: Chosen, rows: NDArray[np.int64] | None = None) -> list[Dot]:
        """A channel for each of the chosen, over all items or some rows."""
        at = slice(None) if rows is None else rows
        shared = self.shares.items[at] if chosen else self.shares.items
        levels = self.levels.keys[at]
        read: dict[str, Callable[[Sequence[Trail], Sequence[str]], list[Array]]] = {
            "affinity": lambda t, f: affinity(self.shares, t, f),
            "preference": self.preference,
            "devotion": self.preference.devotion,
            "moves": lambda t, f: self.moves(self.shares, t, f),
            "levels": self.levels,
        }
        dots: dict[tuple[str, str], Dot] = {}
        for kind in KINDS:
            fields = [field for own, field in chosen if own == kind]
            if fields:
                keys, columns = (levels, self.levels.columns) if kind == "levels" else (shared, self.shares.columns)
                for field, query in zip(fields, read[kind](trails, fields), strict=True):
                    dots[kind, field] = Dot(query, keys, columns[field])
        return [dots[own] for own in chosen]

    def telling(self, trails: Sequence[Trail], targets: NDArray[np.int64], most: int) -> list[tuple[str, str]]:
        """The leanings that like what came next better than the shelf as a whole; of each kind the ``most`` that
        do so most. In deviations, so that fields of many and of few values compare. ``targets``: (B,) rows."""
        found: list[tuple[str, str]] = []
        for kind in KINDS:
            fields = self.fields(kind)
            lifts = []
            for dot in self.dots(trails, [(kind, field) for field in fields]):
                liked = dot.dense()  # (B, N)
                own = liked[np.arange(len(targets)), targets]
                lifts.append(float(((own - liked.mean(axis=1)) / (liked.std(axis=1) + 1e-6)).mean()))
            best = sorted(zip(lifts, fields, strict=True), reverse=True)[:most]
            found += [(kind, field) for lift, field in best if lift > 0]
        return found
