"""A copy of the catalogue in memory, so that hard constraints cost microseconds and nothing stale is shown.

Rows are items in the order they came; below them lie *units*, an item's variants (or the item itself where it has
none). Colour, size and stock are asked of one unit together (a blue XL in stock, not a blue S and a red XL);
price and rating are asked of the item, since they are what its card shows.
"""

from __future__ import annotations

import heapq
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime

from retrieval.columns import PATH, Columns, Rows, facet_values
from retrieval.wording import text
from shop.catalogue import Catalogue
from shop.types import Item, now

__all__ = ["PATH", "Mirror", "facet_values"]

_REBUILD = 2_000  # more changes than this at once are a rebuild


class Mirror:
    """The catalogue's items by row. A deleted item's row stays, empty; a replaced item keeps its row.

    ``text_version`` grows when what a text index reads has changed. Sales with dates begin and end by ``clock``.
    """

    def __init__(
        self,
        items: Iterable[Item] = (),
        *,
        catalogue: Catalogue | None = None,
        clock: Callable[[], datetime] = now,
    ) -> None:
        self._items: list[Item | None] = []
        self._row: dict[str, int] = {}
        self._columns: Columns | None = None
        self._options: dict[str, tuple[str, ...]] | None = None
        self._catalogue = catalogue
        self._clock = clock
        self._due: list[tuple[datetime, str]] = []  # a heap of when which item's price changes by itself
        self._version = 0
        self._asked = 0.0
        self._lock = threading.RLock()
        self.text_version = 0
        self.put(items)

    # ── content ──────────────────────────────────────────────────────────────

    def follow(self, *, every: float = 0.0) -> bool:
        """Take over what changed in the store, at most once in ``every`` seconds; True if anything had."""
        with self._lock:
            self._by_the_clock()
            if self._catalogue is None:
                return False
            moment = time.monotonic()
            if self._version and moment - self._asked < every:
                return False
            self._asked = moment
            if not self._version:
                version = self._catalogue.changed_since(0).version  # before reading: nothing may slip between
                self.put(self._catalogue.all())
                self._version = version
                return True
            version, upserted, deleted = self._catalogue.changed_since(self._version)
            if version == self._version:
                return False
            found = self._catalogue.get_many(upserted)
            self.put(found.values())
            self.remove([*deleted, *(item_id for item_id in upserted if item_id not in found)])
            self._version = version
            return True

    def _by_the_clock(self) -> None:
        """Items whose sale has begun or ended since, at their prices of now."""
        moment, due = self._clock(), set[str]()
        while self._due and self._due[0][0] <= moment:
            due.add(heapq.heappop(self._due)[1])
        self.put(item for item_id in due if (item := self.get(item_id)) is not None)

    def put(self, items: Iterable[Item]) -> None:
        """Add or replace items."""
        with self._lock:
            moment = self._clock()
            for count, item in enumerate(items):
                item = item.at(moment)
                if (change := item.changes_after(moment)) is not None:
                    heapq.heappush(self._due, (change, item.id))
                if count == _REBUILD:
                    self._columns = None
                row = self._row.get(item.id)
                before = None if row is None else self._items[row]
                if row is None:
                    row = self._row[item.id] = len(self._items)
                    self._items.append(item)
                else:
                    self._items[row] = item
                if before is None or text(before) != text(item) or facet_values(before) != facet_values(item):
                    self.text_version += 1
                if self._columns is not None:
                    self._columns.patch(row, before, item)
                if before is None or list(_options(before)) != list(_options(item)):
                    self._options = None

    def remove(self, ids: Iterable[str]) -> None:
        with self._lock:
            for item_id in ids:
                row = self._row.pop(item_id, None)
                if row is None:
                    continue
                if self._columns is not None:
                    self._columns.patch(row, self._items[row], None)
                self._items[row] = None
                self._options = None
                self.text_version += 1

    def __len__(self) -> int:
        return len(self._row)

    def __contains__(self, item_id: str) -> bool:
        return item_id in self._row

    @property
    def rows(self) -> int:
        """How many rows there are, empty ones too: the length of every mask and score vector."""
        return len(self._items)

    def row(self, item_id: str) -> int | None:
        return self._row.get(item_id)

    def item(self, row: int) -> Item | None:
        return self._items[row]

    def get(self, item_id: str) -> Item | None:
        row = self._row.get(item_id)
        return None if row is None else self._items[row]

    def by_row(self) -> Sequence[Item | None]:
        return self._items

    def items(self) -> Iterator[Item]:
        return (item for item in self._items if item is not None)

    def item_ids(self, rows: Iterable[int] | Rows) -> list[str]:
        return [item.id for row in rows if (item := self._items[int(row)]) is not None]

    @property
    def option_values(self) -> dict[str, tuple[str, ...]]:
        """All values of each option that items have versions by."""
        with self._lock:
            if self._options is None:
                found: dict[str, dict[str, None]] = {}
                for item in self.items():
                    for name, value in _options(item):
                        found.setdefault(name, {})[value] = None
                self._options = {name: tuple(values) for name, values in found.items()}
            return self._options

    @property
    def columns(self) -> Columns:
        with self._lock:
            if self._columns is None:
                self._columns = Columns(self._items)
            return self._columns


def _options(item: Item) -> Iterator[tuple[str, str]]:
    return (pair for variant in item.variants for pair in variant.options.items())
