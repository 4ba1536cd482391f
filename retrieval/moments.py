"""What suits a moment: "a week long trek in October" is no name of a thing, but some kinds of thing belong to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import zip_longest
from typing import TypeVar

import numpy as np

from retrieval.dislikes import bearing
from retrieval.encoding import QueryEncoder
from retrieval.fusion import highest
from retrieval.shelves import Shelves
from shop.types import Constraints, Item

T = TypeVar("T")

_LOOKED_AT = 1000  # nearest items that tell the kinds
_BEST = 3  # of a kind tell how near it is
_KINDS = 5
_EACH = 20  # items of a kind
_NEAR = 0.6  # of the way from a text like any other to the nearest kind


class Moments:
    def __init__(self, shelves: Shelves, encoder: QueryEncoder) -> None:
        self._shelves = shelves
        self._encoder = encoder

    async def suited(self, words: str, constraints: Constraints) -> list[list[str]]:
        """Ids within the constraints, a list for each kind of thing that suits the words, the most suited first.

        By meaning alone: that a coffee is called "First Light" does not make it one for a first marathon. Empty
        without words, vectors or anything that meets the constraints.
        """
        await self._shelves.follow()
        mirror, vectors = self._shelves.mirror, self._shelves.vectors
        rows = mirror.ids(constraints.model_copy(update={"text": ""}))
        vector = await self._encoder.encode(words)
        if vector is None or vectors is None or not vectors.ready or not len(rows):
            return []
        estimates, exact = vectors.nearly(vector, rows)
        first = highest(estimates, _LOOKED_AT)
        cosines = estimates[first] if exact else vectors.scores(vector, rows[first])
        kept_out = bearing(self._shelves, constraints.without)
        kinds: dict[str, list[tuple[float, str]]] = defaultdict(list)
        for place in np.argsort(-cosines, kind="stable"):
            item = mirror.item(int(rows[first[place]]))
            if item is not None and item.id not in kept_out:
                kinds[item.category or ""].append((float(cosines[place]), item.id))
        if not kinds:
            return []
        usual = float(estimates.mean())
        near = {kind: float(np.mean([cosine for cosine, _ in own[:_BEST]])) for kind, own in kinds.items()}
        least = usual + _NEAR * (max(near.values()) - usual)
        best = sorted((kind for kind in kinds if near[kind] >= least), key=lambda kind: -near[kind])[:_KINDS]
        return [[item_id for _, item_id in kinds[kind][:_EACH]] for kind in best]

    async def within(self, constraints: Constraints) -> list[list[str]]:
        """Ids within the constraints, a list for each kind of thing, that of which there is most first, each kind's
        best rated first. Empty where all are of one kind."""
        await self._shelves.follow()
        mirror = self._shelves.mirror
        found = [mirror.item(int(row)) for row in mirror.ids(constraints.model_copy(update={"text": ""}))]
        kept_out = bearing(self._shelves, constraints.without)
        kinds: dict[str, list[Item]] = defaultdict(list)
        for item in sorted(filter(None, found), key=lambda item: (-(item.rating or 0.0), -item.rating_count)):
            if item.id not in kept_out:
                kinds[item.category or ""].append(item)
        most = sorted(kinds.values(), key=len, reverse=True)[:_KINDS] if len(kinds) > 1 else []
        return [[item.id for item in kind[:_EACH]] for kind in most]


def by_turns(kinds: Iterable[Sequence[T]]) -> list[T]:
    """The first of each kind, the second of each, and so on."""
    return [one for row in zip_longest(*kinds) for one in row if one is not None]
