"""What suits a moment: "a week long trek in October" is no name of a thing, but some kinds of thing belong to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import zip_longest
from typing import TypeVar

import numpy as np

from retrieval.catalogue_index import CatalogueIndex
from retrieval.encoding import QueryEncoder
from retrieval.fusion import highest
from retrieval.shelves import Shelves
from shop.dialogue import Query

T = TypeVar("T")

_LOOKED_AT = 1000  # nearest items that tell the kinds
_BEST = 3  # of a kind tell how near it is
_KINDS = 5
_EACH = 20  # items of a kind
_NEAR = 0.6  # of the way from a text like any other to the nearest kind


class Moments:
    def __init__(self, index: CatalogueIndex, shelves: Shelves, encoder: QueryEncoder) -> None:
        self._index = index
        self._shelves = shelves
        self._encoder = encoder

    async def suited(self, words: str, query: Query) -> list[list[str]]:
        """Ids of what is in stock within the query's limits, a list for each kind that suits the words, the most suited
        first.

        By meaning alone: that a coffee is called "First Light" does not make it one for a first marathon. Empty
        without words, vectors or anything that meets them.
        """
        rows = await self._index.rows(query)
        mirror, vectors = self._shelves.mirror, self._shelves.vectors
        vector = await self._encoder.encode(words)
        if vector is None or vectors is None or not vectors.ready or not len(rows):
            return []
        estimates, exact = vectors.nearly(vector, rows)
        first = highest(estimates, _LOOKED_AT)
        cosines = estimates[first] if exact else vectors.scores(vector, rows[first])
        kinds: dict[str, list[tuple[float, str]]] = defaultdict(list)
        for place in np.argsort(-cosines, kind="stable"):
            item = mirror.item(int(rows[first[place]]))
            if item is not None:
                kinds[item.category or ""].append((float(cosines[place]), item.id))
        if not kinds:
            return []
        usual = float(estimates.mean())
        near = {kind: float(np.mean([cosine for cosine, _ in own[:_BEST]])) for kind, own in kinds.items()}
        least = usual + _NEAR * (max(near.values()) - usual)
        best = sorted((kind for kind in kinds if near[kind] >= least), key=lambda kind: -near[kind])[:_KINDS]
        return [[item_id for _, item_id in kinds[kind][:_EACH]] for kind in best]


def by_turns(kinds: Iterable[Sequence[T]]) -> list[T]:
    """The first of each kind, the second of each, and so on."""
    return [one for row in zip_longest(*kinds) for one in row if one is not None]
