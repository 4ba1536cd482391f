"""How well items fit words: BM25 and cosine fused over the rows that passed, ratings parting equals."""

from __future__ import annotations

import asyncio
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from retrieval.columns import Rows
from retrieval.encoding import QueryEncoder
from retrieval.fusion import Floats, convex, highest
from retrieval.shelves import Shelves
from retrieval.store import Shelf, Vectors, VectorStore
from retrieval.synonyms import counted
from retrieval.text import FILLER, fold
from shop.errors import Unavailable

_CLOSE = 0.48  # a cosine from which on a text and an item have to do with each other
_PRIOR = 0.03  # what ratings may add to a relevance in [0, 1]: enough to part equals
_SORTED = 100  # of this many most relevant items an order by price or rating is made
_SURE = 500  # so many of the best by estimates are looked at again
_IDS = 2_000  # so many ids Chroma takes in a query
_WANTED = 200  # dense candidates asked of it

Number = TypeVar("Number", bound=np.generic)


class Relevance:
    """A slow or dead model service or vector store leaves the words."""

    def __init__(self, shelves: Shelves, encoder: QueryEncoder, store: VectorStore | None = None) -> None:
        """``store`` answers dense queries until the vectors are in memory; without either, words alone do."""
        self._shelves = shelves
        self._encoder = encoder
        self._store = store

    async def scores(self, text: str, rows: Rows, *, named: str = "") -> Floats:
        """Relevance of the rows to a text, shape (len(rows),); what is called exactly ``named`` comes first."""
        prior = self.prior(rows)
        if not text:
            return prior
        vector = await self._encoder.encode(text)
        words = at(self._shelves.lexical.scores(text), rows)
        dense = None if vector is None else await self._dense(vector, rows)
        if vector is None or dense is None:
            best = float(words.max())
            fused = words / best if best > 0 else words
        else:
            cosines, exact = dense
            fused = convex(words, cosines)
            if not exact:
                fused = self._made_exact(words, cosines, fused, vector, rows)
        scores: Floats = fused + _PRIOR * prior
        for row in self._shelves.named(fold(named)) if named else ():
            scores[rows == row] += 1.0
        return scores

    async def matches(self, text: str, rows: Rows) -> bool:
        """Whether any of the rows has to do with the text: holds half its words, or comes close in meaning."""
        lexical = self._shelves.lexical
        terms = [term for term in lexical.query_terms(text) if term not in FILLER]
        if not terms:
            return True
        held = np.sum([at(lexical.holding(term), rows) for term in terms], axis=0)
        if 2 * int(held.max(initial=0)) >= len(terms):
            return True
        vector = await self._encoder.encode(text)
        dense = None if vector is None else await self._dense(vector, rows)
        return dense is not None and float(dense[0].max(initial=-1.0)) >= _CLOSE

    def relevant(self, text: str, rows: Rows, order: NDArray[np.int64]) -> NDArray[np.int64]:
        """Those that hold every word of the text, or else the most relevant: what an order by price is made of."""
        lexical = self._shelves.lexical
        terms = [term for term in lexical.query_terms(text) if lexical.knows(term)]
        if terms:
            either = [[term, *([other] if (other := counted(term)) else [])] for term in terms]  # "two" or "2"
            holding = np.logical_and.reduce(
                [np.logical_or.reduce([at(lexical.holding(form), rows) for form in forms]) for forms in either]
            )
            if holding.any():
                kept: NDArray[np.int64] = order[holding[order]]
                return kept
        return order[:_SORTED]

    def prior(self, rows: Rows) -> Floats:
        """Ratings in [0, 1], shrunk towards 3.5 by ten imagined votes."""
        columns = self._shelves.mirror.columns
        count = columns.rating_count[rows]
        rating = np.nan_to_num(columns.rating[rows], nan=3.5)
        prior: Floats = ((rating * count + 35.0) / (count + 10.0) / 5.0).astype(np.float32)
        return prior

    async def _dense(self, vector: Vectors, rows: Rows) -> tuple[Floats, bool] | None:
        """Cosines of the rows, and whether they are exact: from memory, or from Chroma while they are not there."""
        vectors = self._shelves.vectors
        if vectors is None:
            return None
        if vectors.ready:
            return vectors.nearly(vector, rows)
        found = await self._from_chroma(vector, rows)
        return None if found is None else (found, True)

    def _made_exact(self, words: Floats, cosines: Floats, fused: Floats, vector: Vectors, rows: Rows) -> Floats:
        """The fusion again, with the cosines made exact of all rows that may come first."""
        vectors = self._shelves.vectors
        if vectors is not None:
            first = np.union1d(highest(fused, _SURE), highest(cosines, _SURE))
            cosines[first] = vectors.scores(vector, rows[first])
        return convex(words, cosines)

    async def _from_chroma(self, vector: Vectors, rows: Rows) -> Floats | None:
        """Small sets go into the query as ids; large ones are over-fetched and grown until enough pass."""
        alias = self._shelves.vectors.alias if self._shelves.vectors is not None else None
        if self._store is None or alias is None:
            return None
        mirror = self._shelves.mirror
        ids = mirror.item_ids(rows)
        place = {item_id: position for position, item_id in enumerate(ids)}
        try:
            shelf = self._store.shelf(alias.collection)
            if len(ids) <= _IDS:
                found = await asyncio.to_thread(shelf.nearest, vector, min(len(ids), _WANTED), ids=ids)
            else:
                found = await asyncio.to_thread(_overfetch, shelf, vector, place, len(mirror))
        except Unavailable:
            return None
        scores = np.full(len(rows), -1.0, dtype=np.float32)
        for item_id, cosine in found:
            if item_id in place:
                scores[place[item_id]] = cosine
        return scores


def _overfetch(shelf: Shelf, vector: Vectors, place: dict[str, int], total: int) -> list[tuple[str, float]]:
    share = len(place) / max(1, total)
    limit = min(total, int(_WANTED / share * 1.5))
    while True:
        found = [(item_id, cosine) for item_id, cosine in shelf.nearest(vector, limit) if item_id in place]
        if len(found) >= min(_WANTED, len(place)) or limit >= total:
            return found
        limit = min(total, limit * 4)


def at(scores: NDArray[Number], rows: Rows) -> NDArray[Number]:
    """Scores of the rows; rows newer than the scores have none."""
    if len(rows) and rows[-1] < len(scores):
        return scores[rows]
    found = np.zeros(len(rows), dtype=scores.dtype)
    known = rows < len(scores)
    found[known] = scores[rows[known]]
    return found
