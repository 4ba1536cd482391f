"""The catalogue as the dialogue asks it: a query's items, what comes nearest, facts of an item, orders by any field.

Limits are exact and hold whatever else is down; words and meaning only rank. Without the model service all of it works
by words.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Container, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.columns import Mask, Rows
from retrieval.encoding import QueryEncoder
from retrieval.facts import Fact, Facts
from retrieval.field_columns import FieldColumns
from retrieval.fields import Fields
from retrieval.kinds import Kinds
from retrieval.kinship import Kinship
from retrieval.limits import Floats
from retrieval.masks import OPTIONS, Masks
from retrieval.meeting import limits_of, meeting, ranking_text
from retrieval.mentions import Mentions
from retrieval.nearest import Miss, miss, share_off
from retrieval.relevance import Relevance
from retrieval.reranking import WINDOW, Reranker
from retrieval.safety import Safety
from retrieval.shelves import Shelves
from retrieval.wording import text as item_text
from shop.dialogue import Filter, Query, Sort
from shop.errors import NotFound
from shop.types import Item

__all__ = ["CatalogueIndex", "Fact", "Found", "Miss", "Near"]

_PATIENCE = 0.5  # seconds that a question waits for a changed catalogue's fields
_LEANING = 0.15  # of relevance in [0, 1] that a leaning which is met adds
_LOOKED_AT = 400  # rows with the fewest misses whose distances are reckoned


@dataclass(frozen=True)
class Near:
    item: Item
    misses: tuple[Miss, ...]


@dataclass(frozen=True)
class Found:
    """``total`` items meet the query; ``silent`` counts those that meet all else and do not state a field.

    An item of which versions are asked for ("in gold") has the price and the stock of these.
    """

    items: tuple[Item, ...] = ()
    total: int = 0
    silent: tuple[tuple[str, int], ...] = ()
    text_matched: bool = True


class CatalogueIndex:
    """One a process. Sync methods answer from memory; before the first question they read the catalogue."""

    def __init__(
        self, shelves: Shelves, encoder: QueryEncoder, relevance: Relevance, reranker: Reranker | None = None
    ) -> None:
        self._shelves = shelves
        self._relevance = relevance
        self._reranker = reranker
        self._kinship = Kinship(shelves)
        self._mentions = Mentions()
        self._safety = Safety(self._mentions)
        self._facts = Facts(encoder)
        self._kinds = Kinds(shelves, encoder)
        self._columns: FieldColumns | None = None
        self._version = -1
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Read the catalogue's fields and words, so that the first question need not wait for it."""
        await self.follow()

    # ── items ────────────────────────────────────────────────────────────────

    @property
    def fields(self) -> Fields:
        return self._now().fields

    def item(self, item_id: str) -> Item | None:
        self._shelves.load()
        return self._shelves.mirror.get(item_id)

    def items(self, ids: Iterable[str]) -> list[Item]:
        """Those that there are, in the order asked for."""
        return [item for item_id in ids if (item := self.item(item_id)) is not None]

    # ── finding ──────────────────────────────────────────────────────────────

    async def find(
        self,
        query: Query,
        limit: int = 6,
        offset: int = 0,
        *,
        among: Sequence[str] | None = None,
        exclude: Collection[str] = (),
        in_stock: bool = True,
    ) -> Found:
        """The items that meet every hard limit, best first; with ``in_stock`` those sold out come after all others."""
        await self.follow()
        masks = self._masks()
        limits = limits_of(query)
        shelf = masks.shelf(query)
        if among is not None:
            shelf &= self._rows_of(among)
        if exclude:
            shelf &= ~self._rows_of(exclude)
        mask, available, silent = meeting(masks, shelf, limits)
        rows = np.flatnonzero(mask)
        if not len(rows):
            return Found(silent=silent, text_matched=not query.text)
        versions = masks.versions(limits)
        text = ranking_text(query)
        scores = await self._relevance.scores(text, rows, named=query.text)
        matched = not query.text or await self._relevance.matches(query.text, rows)
        for leaning in (one for one in query.filters if not one.hard):
            scores = scores + _LEANING * masks.of(leaning, mask).met[rows]
        order: NDArray[np.int64] = np.argsort(-scores, kind="stable")
        if query.sort is not None and query.sort.field != "relevance":
            if query.text and matched:
                order = self._relevance.relevant(query.text, rows, order)
            order = order[np.argsort(self._keys(masks, query.sort, versions)[rows[order]], kind="stable")]
        elif self._reranker is not None and query.text:
            order = await self._reranked(self._reranker, text, rows, order)
        if in_stock:
            order = order[np.argsort(~available[rows[order]], kind="stable")]
        chosen = [masks.as_asked(int(row), versions) for row in rows[order[offset : offset + limit]]]
        return Found(tuple(item for item in chosen if item is not None), len(order), silent, matched)

    async def rows(self, query: Query) -> Rows:
        """Rows of the mirror that are in stock and meet every hard limit, ascending."""
        await self.follow()
        masks = self._masks()
        mask, available, _ = meeting(masks, masks.shelf(query), limits_of(query))
        rows: Rows = np.flatnonzero(mask & available)
        return rows

    async def nearest(self, query: Query, limit: int = 4, held: Collection[Filter] = ()) -> tuple[Near, ...]:
        """Where nothing fits: the items with the fewest and smallest misses. Safety limits hold; kinds do too, and so
        do the limits ``held`` where anything meets them."""
        if held and (near := await self._nearest(query, limit, held)):
            return near
        return await self._nearest(query, limit, ())

    async def _nearest(self, query: Query, limit: int, held: Collection[Filter]) -> tuple[Near, ...]:
        await self.follow()
        masks, limits = self._masks(), limits_of(query)
        shelf = masks.shelf(query.model_copy(update={"budget": None}))
        strict = [one for one in limits if one.safety or one in held]
        open_ = [one for one in limits if one not in strict]
        shelf, available, _ = meeting(masks, shelf, strict)
        rows = np.flatnonzero(shelf)
        if not len(rows) or not open_:
            return ()
        found = [masks.of(one, shelf) for one in open_]
        missed = np.sum([~one.met[rows] for one in found], axis=0)
        silent = np.sum([~one.met[rows] & ~one.stated[rows] for one in found], axis=0)
        if (both := masks.together(open_)) is not None:
            missed = missed + ((missed == 0) & ~both[0][rows])  # blue, and XL, but no blue XL
        scores = await self._relevance.scores(ranking_text(query), rows, named=query.text)
        first = np.lexsort((-scores, ~available[rows], silent, missed))[:_LOOKED_AT]
        near = []
        for place in first:
            row = int(rows[place])
            item = self._shelves.mirror.item(row)
            if item is None:
                continue
            missing = [one for one, own in zip(open_, found, strict=True) if not own.met[row]]
            missing = missing or [one for one in open_ if one.field in OPTIONS]
            own = tuple(miss(item, one, self.fields) for one in missing)
            near.append((missed[place], silent[place], sum(map(share_off, own)), Near(item, own)))
        near.sort(key=lambda row: row[:3])
        return tuple(row[3] for row in near[:limit])

    def hard_one(self, query: Query, held: Collection[Filter] = ()) -> Filter | None:
        """The limit whose removal opens most, one ``held`` only where no other does; None where none alone keeps all
        items out. Never one of safety."""
        if held and (best := self._hard_one(query, held)):
            return best
        return self._hard_one(query, ())

    def _hard_one(self, query: Query, held: Collection[Filter]) -> Filter | None:
        masks, limits = self._masks(), limits_of(query)
        shelf = masks.shelf(query)
        best, most = None, 0
        for one in limits:
            if one.safety or one in held:
                continue
            others = [other for other in limits if other is not one]
            count = int(meeting(masks, shelf, others)[0].sum())
            if count > most:
                best, most = one, count
        return best

    def passes(self, item: Item, filter: Filter) -> bool | None:
        """Whether the item meets the limit; None where it does not state what is asked."""
        masks = self._masks()
        row = self._shelves.mirror.row(item.id)
        if row is None:
            return None
        only = np.zeros(self._shelves.mirror.rows, dtype=np.bool_)
        only[row] = True
        found = masks.of(filter, only)
        if found.met[row]:
            return True
        return False if found.stated[row] else None

    def order(self, items: Sequence[Item], sort: Sort) -> list[Item]:
        """Those that state the field first, in its order, all others as they came."""
        if sort.field == "relevance":
            return list(items)
        keys = self._keys(self._masks(), sort)
        rows = [self._shelves.mirror.row(item.id) for item in items]
        own = np.asarray([np.nan if row is None or row >= len(keys) else keys[row] for row in rows], dtype=np.float64)
        return [items[place] for place in np.argsort(own, kind="stable")]

    async def similar(self, item_id: str, query: Query | None = None, limit: int = 6) -> tuple[Item, ...]:
        """Items like this one within the query's limits, in stock first; :class:`NotFound` for an unknown id."""
        await self.follow()
        row = self._shelves.mirror.row(item_id)
        if row is None:
            raise NotFound(f"there is no item {item_id!r}", field="item_id")
        masks = self._masks()
        query = query or Query()
        mask, available, _ = meeting(masks, masks.shelf(query), limits_of(query))
        ranked = [near for near, _ in self._kinship.similar(row, np.flatnonzero(mask))]
        if query.sort is not None and query.sort.field != "relevance":
            keys = self._keys(masks, query.sort)
            ranked = sorted(ranked[: 10 * limit], key=lambda near: (bool(np.isnan(keys[near])), keys[near]))
        ranked.sort(key=lambda near: not available[near])
        chosen = (self._shelves.mirror.item(near) for near in ranked[:limit])
        return tuple(item for item in chosen if item is not None)

    async def complementary(self, item_id: str, limit: int = 6) -> tuple[Item, ...]:
        """Items of other kinds that go with this one, in stock; :class:`NotFound` for an unknown id."""
        rows = await self.rows(Query())
        row = self._shelves.mirror.row(item_id)
        if row is None:
            raise NotFound(f"there is no item {item_id!r}", field="item_id")
        ranked = self._kinship.complementary(row, rows)[:limit]
        chosen = (self._shelves.mirror.item(near) for near, _ in ranked)
        return tuple(item for item in chosen if item is not None)

    # ── words ────────────────────────────────────────────────────────────────

    async def kinds_named(self, words: str, limit: int = 3) -> list[tuple[str, float]]:
        """Categories that the words name, by words or by meaning, best first, each with a score in [0, 1]."""
        await self.follow()
        return await self._kinds.named(words, limit)

    async def facts(self, item: Item, question: str, limit: int = 3) -> list[Fact]:
        """What the item's record says that comes nearest to the question, best first."""
        await self.follow()
        return await self._facts.of(item, question, self.fields, limit)

    # ── parts ────────────────────────────────────────────────────────────────

    def _keys(self, masks: Masks, sort: Sort, versions: Mask | None = None) -> Floats:
        """What rows are ordered by, ascending; NaN, which sorts last, for silence. Shape (rows,)."""
        rows = self._shelves.mirror.rows
        if sort.field == "newest":
            newest: Floats = -np.arange(rows, dtype=np.float64)
            return newest
        numbers = masks.numbers(sort.field, versions)
        if numbers is not None:
            return -numbers if sort.descending else numbers
        column = self._now().column(sort.field)
        return np.full(rows, np.nan) if column is None else column.keys(sort.descending, rows)

    async def _reranked(self, reranker: Reranker, text: str, rows: Rows, order: NDArray[np.int64]) -> NDArray[np.int64]:
        """The first items in the cross-encoder's order, the rest as they were."""
        first, rest = order[:WINDOW], order[WINDOW:]
        items = [self._shelves.mirror.item(int(row)) for row in rows[first]]
        again = await reranker.scores(text, [item_text(item) for item in items if item])
        if again is None or len(again) != len(first):
            return order
        return np.concatenate([first[np.argsort(-np.asarray(again), kind="stable")], rest])

    def _rows_of(self, ids: Iterable[str]) -> Mask:
        mask = np.zeros(self._shelves.mirror.rows, dtype=np.bool_)
        mask[[row for item_id in ids if (row := self._shelves.mirror.row(item_id)) is not None]] = True
        return mask

    def _masks(self) -> Masks:
        return Masks(self._shelves.mirror, self._now(), self._mentions, self._safety)

    def _now(self) -> FieldColumns:
        """The columns as they are; read now, if they never were."""
        if self._columns is None:
            self._shelves.load()
            self._build()
        assert self._columns is not None
        return self._columns

    def _build(self) -> None:
        version = self._shelves.mirror.text_version
        before = self._columns.fields if self._columns is not None else None
        self._columns, self._version = FieldColumns(self._shelves.mirror.by_row(), before), version
        self._mentions.learn(self._shelves.mirror.items())

    @property
    def words(self) -> Container[str]:
        """The folded words of titles and texts."""
        return self._shelves.lexical.vocabulary.counts

    async def follow(self) -> None:
        """Take over what changed; a large change is waited for a moment, then taken by the next question."""
        await self._shelves.follow()
        if self._version == self._shelves.mirror.text_version:
            return
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(asyncio.to_thread(self._build))
        await asyncio.wait({self._task}, timeout=None if self._columns is None else _PATIENCE)
