"""Finds items: hard constraints first, then words and meaning fused over everything that passes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from retrieval.columns import PATH, Mask, Rows
from retrieval.dislikes import bearing
from retrieval.encoding import QueryEncoder
from retrieval.fusion import Floats, highest
from retrieval.kinship import Kinship
from retrieval.relaxing import relaxations
from retrieval.relevance import Relevance
from retrieval.reranking import WINDOW, Reranker
from retrieval.shelves import Shelves
from retrieval.store import VectorStore
from retrieval.wording import text as item_text
from shop.errors import NotFound
from shop.types import Constraints


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
        self._relevance = Relevance(shelves, encoder, store)
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
        scores = await self._relevance.scores(ranking_text(wanted), rows, named=wanted.text)
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
            order = self._relevance.relevant(constraints.text, rows, order)
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


def ranking_text(constraints: Constraints) -> str:
    """The words that results are ranked by: what was left of the text, and the names of what is wanted."""
    named = [value.split(PATH)[-1] for value in constraints.categories[:2]]
    limits = constraints
    for values in (limits.audiences, limits.colours, limits.brands, limits.materials, limits.uses, limits.features):
        named += values[:2]
    return " ".join(part for part in (constraints.text, *named) if part)


_FEW = 5_000  # so many a full sort costs nothing


def _distance(price: NDArray[np.float64], constraints: Constraints) -> NDArray[np.float64]:
    """How far each price lies outside the range asked for; the closest are shown first."""
    low = float(constraints.price_min) if constraints.price_min is not None else -np.inf
    high = float(constraints.price_max) if constraints.price_max is not None else np.inf
    away = np.maximum(np.maximum(price - high, low - price), 0.0)
    return np.nan_to_num(away, nan=np.inf)
