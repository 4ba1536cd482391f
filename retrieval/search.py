"""Finds items: hard constraints first, then words and meaning fused over everything that passes."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from retrieval.columns import PATH, Mask, Rows
from retrieval.dislikes import bearing
from retrieval.encoding import QueryEncoder
from retrieval.fusion import Floats, convex, highest
from retrieval.kinship import Kinship
from retrieval.relaxing import relaxations
from retrieval.reranking import WINDOW, Reranker
from retrieval.shelves import Shelves
from retrieval.store import Shelf, Vectors, VectorStore
from retrieval.text import fold
from retrieval.understanding.synonyms import counted
from retrieval.wording import text as item_text
from shop.errors import NotFound, Unavailable
from shop.types import Constraints

_PRIOR = 0.03  # what ratings may add to a relevance in [0, 1]: enough to part equals
_SORTED = 100  # of this many most relevant items an order by price or rating is made


@dataclass(frozen=True)
class Hit:
    item_id: str
    score: float


@dataclass(frozen=True)
class Found:
    """``total`` items meet the constraints; ``relaxed`` says in words which limits had to be given up."""

    hits: list[Hit] = field(default_factory=list)
    total: int = 0
    relaxed: list[str] = field(default_factory=list)


class Search:
    def __init__(
        self,
        shelves: Shelves,
        encoder: QueryEncoder,
        store: VectorStore | None = None,
        reranker: Reranker | None = None,
    ) -> None:
        """``store`` answers dense queries until the vectors are in memory; without either, words alone do."""
        self._shelves = shelves
        self._encoder = encoder
        self._store = store
        self._reranker = reranker
        self._kinship = Kinship(shelves)

    async def find(
        self, constraints: Constraints, limit: int = 10, offset: int = 0, exclude: Iterable[str] = ()
    ) -> Found:
        """The best items that meet every constraint; where none does, the mildest open relaxation of them.

        A slow or dead model service or vector store leaves the words; the constraints hold all the same.
        """
        await self._shelves.follow()
        mirror = self._shelves.mirror
        kept_out = (*exclude, *bearing(self._shelves, constraints.without))
        excluded = [row for item_id in kept_out if (row := mirror.row(item_id)) is not None]
        mask = self._allowed(constraints, excluded)
        relaxed: list[str] = []
        wanted = constraints
        if not mask.any():
            for weaker, given_up in relaxations(constraints):
                mask = self._allowed(weaker, excluded)
                if mask.any():
                    wanted, relaxed = weaker, given_up
                    break
        rows = np.flatnonzero(mask)
        if not len(rows):
            return Found(relaxed=relaxed)
        scores = await self._relevance(wanted, rows)
        order = self._order(constraints if relaxed else wanted, rows, scores, bool(relaxed), offset + limit)
        if self._reranker is not None and constraints.text and constraints.sort == "relevance" and not relaxed:
            order = await self._reranked(self._reranker, constraints, rows, order)
        kept = order[offset : offset + limit]
        ids = mirror.item_ids(rows[kept])
        hits = [Hit(item_id, float(score)) for item_id, score in zip(ids, scores[kept], strict=True)]
        ranked = bool(constraints.text) and constraints.sort != "relevance"  # only what holds the words is in order
        return Found(hits, total=len(order) if ranked else len(rows), relaxed=relaxed)

    async def alike(self, words: str, limit: int) -> list[Hit]:
        """Items that come nearest to the words by meaning alone, each with its cosine; none without vectors."""
        await self._shelves.follow()
        vectors, rows = self._shelves.vectors, self._shelves.mirror.ids(Constraints())
        vector = await self._encoder.encode(words)
        if vector is None or vectors is None or not vectors.ready or not len(rows):
            return []
        cosines, _ = vectors.nearly(vector, rows)
        first = highest(cosines, limit)
        exact = vectors.scores(vector, rows[first])
        return self._hits([(int(rows[first[place]]), float(exact[place])) for place in np.argsort(-exact)], limit)

    async def similar(self, item_id: str, limit: int, constraints: Constraints | None = None) -> list[Hit]:
        """Items like this one, within the constraints; :class:`NotFound` for an unknown id."""
        await self._shelves.follow()
        rows = self._shelves.mirror.ids(constraints or Constraints())
        return self._hits(self._kinship.similar(self._row(item_id), rows), limit)

    async def complementary(self, item_id: str, limit: int) -> list[Hit]:
        """Items of other kinds that go with this one, in stock; :class:`NotFound` for an unknown id."""
        await self._shelves.follow()
        rows = self._shelves.mirror.ids(Constraints(in_stock=True))
        return self._hits(self._kinship.complementary(self._row(item_id), rows), limit)

    def _row(self, item_id: str) -> int:
        row = self._shelves.mirror.row(item_id)
        if row is None:
            raise NotFound(f"there is no item {item_id!r}", field="item_id")
        return row

    def _hits(self, ranked: list[tuple[int, float]], limit: int) -> list[Hit]:
        found = []
        for row, score in ranked[:limit]:
            item = self._shelves.mirror.item(row)
            if item is not None:
                found.append(Hit(item.id, score))
        return found

    def _allowed(self, constraints: Constraints, excluded: list[int]) -> Mask:
        mask = self._shelves.mirror.mask(constraints)
        mask[excluded] = False
        return mask

    async def _relevance(self, constraints: Constraints, rows: Rows) -> Floats:
        """Relevance of the rows that passed, shape (len(rows),)."""
        prior = self._prior(rows)
        text = ranking_text(constraints)
        if not text:
            return prior
        vector = await self._encoder.encode(text)
        words = _at(self._shelves.lexical.scores(text), rows)
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
        for row in self._named(constraints.text):
            scores[rows == row] += 1.0
        return scores

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

    async def _reranked(
        self, reranker: Reranker, constraints: Constraints, rows: Rows, order: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        """The first hits in the cross-encoder's order, the rest as they were."""
        first, rest = order[:WINDOW], order[WINDOW:]
        items = [self._shelves.mirror.item(int(row)) for row in rows[first]]
        again = await reranker.scores(ranking_text(constraints), [item_text(item) for item in items if item])
        if again is None or len(again) != len(first):
            return order
        return np.concatenate([first[np.argsort(-np.asarray(again), kind="stable")], rest])

    def _order(
        self, constraints: Constraints, rows: Rows, scores: Floats, relaxed: bool, wanted: int
    ) -> NDArray[np.int64]:
        """Positions in ``rows``, best first; by relevance alone, at least the first ``wanted``."""
        order: NDArray[np.int64] = np.arange(len(scores))
        if constraints.sort == "relevance" and not relaxed and len(scores) > _FEW:
            order = np.sort(highest(scores, max(wanted, WINDOW)))
        order = order[np.argsort(-scores[order], kind="stable")]
        columns = self._shelves.mirror.columns
        if constraints.text and constraints.sort != "relevance":
            order = self._relevant(constraints.text, rows, order)
        price, rating = columns.price[rows[order]], columns.rating[rows[order]]
        if relaxed and (constraints.price_max is not None or constraints.price_min is not None):
            order = order[np.argsort(_distance(price, constraints), kind="stable")]
        elif constraints.sort == "price_asc":
            order = order[np.argsort(np.nan_to_num(price, nan=np.inf), kind="stable")]
        elif constraints.sort == "price_desc":
            order = order[np.argsort(-np.nan_to_num(price, nan=-np.inf), kind="stable")]
        elif constraints.sort == "rating":
            order = order[np.argsort(-np.nan_to_num(rating, nan=-1.0), kind="stable")]
        return order

    def _relevant(self, text: str, rows: Rows, order: NDArray[np.int64]) -> NDArray[np.int64]:
        """Those that hold every word of the text, or else the most relevant: what an order by price is made of."""
        lexical = self._shelves.lexical
        terms = [term for term in lexical.query_terms(text) if lexical.knows(term)]
        if terms:
            either = [[term, *([other] if (other := counted(term)) else [])] for term in terms]  # "two" or "2"
            holding = np.logical_and.reduce(
                [np.logical_or.reduce([_at(lexical.holding(form), rows) for form in forms]) for forms in either]
            )
            if holding.any():
                kept: NDArray[np.int64] = order[holding[order]]
                return kept
        return order[:_SORTED]

    def _prior(self, rows: Rows) -> Floats:
        """Ratings in [0, 1], shrunk towards 3.5 by ten imagined votes."""
        columns = self._shelves.mirror.columns
        count = columns.rating_count[rows]
        rating = np.nan_to_num(columns.rating[rows], nan=3.5)
        prior: Floats = ((rating * count + 35.0) / (count + 10.0) / 5.0).astype(np.float32)
        return prior

    def _named(self, text: str) -> list[int]:
        """Rows whose title, id or SKU is exactly the text."""
        return self._shelves.named(fold(text)) if text else []


def ranking_text(constraints: Constraints) -> str:
    """The words that results are ranked by: what was left of the text, and the names of what is wanted."""
    named = [value.split(PATH)[-1] for value in constraints.categories[:2]]
    limits = constraints
    for values in (limits.audiences, limits.colours, limits.brands, limits.materials, limits.uses, limits.features):
        named += values[:2]
    return " ".join(part for part in (constraints.text, *named) if part)


Number = TypeVar("Number", bound=np.generic)

_FEW = 5_000  # so many a full sort costs nothing
_SURE = 500  # so many of the best by estimates are looked at again
_IDS = 2_000  # so many ids Chroma takes in a query
_WANTED = 200  # dense candidates asked of it


def _overfetch(shelf: Shelf, vector: Vectors, place: dict[str, int], total: int) -> list[tuple[str, float]]:
    share = len(place) / max(1, total)
    limit = min(total, int(_WANTED / share * 1.5))
    while True:
        found = [(item_id, cosine) for item_id, cosine in shelf.nearest(vector, limit) if item_id in place]
        if len(found) >= min(_WANTED, len(place)) or limit >= total:
            return found
        limit = min(total, limit * 4)


def _at(scores: NDArray[Number], rows: Rows) -> NDArray[Number]:
    """Scores of the rows; rows newer than the scores have none."""
    if len(rows) and rows[-1] < len(scores):
        return scores[rows]
    found = np.zeros(len(rows), dtype=scores.dtype)
    known = rows < len(scores)
    found[known] = scores[rows[known]]
    return found


def _distance(price: NDArray[np.float64], constraints: Constraints) -> NDArray[np.float64]:
    """How far each price lies outside the range asked for; the closest are shown first."""
    low = float(constraints.price_min) if constraints.price_min is not None else -np.inf
    high = float(constraints.price_max) if constraints.price_max is not None else np.inf
    away = np.maximum(np.maximum(price - high, low - price), 0.0)
    return np.nan_to_num(away, nan=np.inf)
