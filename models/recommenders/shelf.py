"""The items a recommender knows, in rows: what every algorithm shares about the catalogue."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.recommenders.attributes import kind_of
from models.recommenders.base import CatalogueItem
from shop.errors import BadInput


class Shelf:
    """N items as columns: ``ids``, ``titles``, ``attributes``, ``vectors`` (N, d) and ``popularity`` (N,).

    Rows keep their place when an item is replaced; removal closes the gap, keeping the order.
    """

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.titles: list[str] = []
        self.attributes: list[dict[str, Any]] = []
        self.vectors: NDArray[np.float32] = np.zeros((0, 0), np.float32)
        self.popularity: NDArray[np.float32] = np.zeros(0, np.float32)
        self._rows: dict[str, int] = {}
        self._kinds: dict[str, NDArray[np.int64]] | None = None  # kind → its rows; made anew when the items change

    def __len__(self) -> int:
        return len(self.ids)

    def __contains__(self, item_id: object) -> bool:
        return item_id in self._rows

    def row(self, item_id: str | None) -> int | None:
        return None if item_id is None else self._rows.get(item_id)

    def rows(self, ids: Sequence[str]) -> NDArray[np.int64]:
        """Rows of the known ones among ``ids``, in their order, each once."""
        known = dict.fromkeys(self._rows[i] for i in ids if i in self._rows)
        return np.fromiter(known, np.int64, len(known))

    def of_kind(self, kind: str) -> NDArray[np.int64]:
        """Rows of the items of a kind, in order."""
        if self._kinds is None:
            places: dict[str, list[int]] = {}
            for row, attributes in enumerate(self.attributes):
                places.setdefault(kind_of(attributes), []).append(row)
            self._kinds = {each: np.array(rows, np.int64) for each, rows in places.items()}
        return self._kinds.get(kind, np.zeros(0, np.int64))

    def put(self, items: Sequence[CatalogueItem]) -> None:
        """Add or replace; all or none. Raises :class:`BadInput` for a vector that does not fit the others."""
        if not items:
            return
        width = self.vectors.shape[1] or len(items[0].vector)
        for item in items:
            if item.vector.shape != (width,) or not np.isfinite(item.vector).all():
                raise BadInput(
                    f"item {item.id!r}: vector of shape {item.vector.shape}, expected ({width},), all finite",
                    field="vector",
                )
            if not 0.0 <= item.popularity < np.inf:
                raise BadInput(
                    f"item {item.id!r}: popularity {item.popularity!r}, expected a finite number of 0 or more",
                    field="popularity",
                )
        self._kinds = None
        latest = {item.id: item for item in items}
        fresh = [item for item in latest.values() if item.id not in self._rows]
        changed = [item for item in latest.values() if item.id in self._rows]
        if changed:
            rows = [self._rows[item.id] for item in changed]
            self.vectors = self.vectors.copy()  # a reader that holds the old arrays keeps a consistent view
            self.popularity = self.popularity.copy()
            self.vectors[rows] = [item.vector for item in changed]
            self.popularity[rows] = [item.popularity for item in changed]
            for row, item in zip(rows, changed, strict=True):
                self.titles[row], self.attributes[row] = item.title, dict(item.attributes)
        if fresh:
            new = np.stack([item.vector for item in fresh]).astype(np.float32)  # (n, d)
            self.vectors = np.concatenate([self.vectors.reshape(-1, width), new])
            popularity = np.array([item.popularity for item in fresh], np.float32)
            self.popularity = np.concatenate([self.popularity, popularity])
            for item in fresh:
                self._rows[item.id] = len(self.ids)
                self.ids.append(item.id)
                self.titles.append(item.title)
                self.attributes.append(dict(item.attributes))

    def remove(self, ids: Sequence[str]) -> NDArray[np.int64]:
        """Take items out; unknown ids are passed over. Returns the rows kept, in their old numbers."""
        gone = {self._rows[i] for i in ids if i in self._rows}
        kept = np.array([row for row in range(len(self.ids)) if row not in gone], np.int64)
        if gone:
            self._kinds = None
            self.ids = [self.ids[row] for row in kept]
            self.titles = [self.titles[row] for row in kept]
            self.attributes = [self.attributes[row] for row in kept]
            self.vectors, self.popularity = self.vectors[kept], self.popularity[kept]
            self._rows = {item_id: row for row, item_id in enumerate(self.ids)}
        return kept

    def items(self) -> list[CatalogueItem]:
        return [
            CatalogueItem(self.ids[r], self.titles[r], self.vectors[r], self.attributes[r], float(self.popularity[r]))
            for r in range(len(self))
        ]

    # ── on disk: words in JSON lines, numbers with the model's other tensors ──────────────────

    def save(self, file: Path) -> dict[str, NDArray[Any]]:
        with file.open("w", encoding="utf-8") as out:
            for item_id, title, attributes in zip(self.ids, self.titles, self.attributes, strict=True):
                line = {"id": item_id, "title": title, "attributes": attributes}
                out.write(json.dumps(line, ensure_ascii=False, default=str) + "\n")
        return {"shelf.vectors": self.vectors, "shelf.popularity": self.popularity}

    @classmethod
    def load(cls, file: Path, tensors: dict[str, NDArray[Any]]) -> Shelf:
        shelf = cls()
        with file.open(encoding="utf-8") as lines:
            for line in lines:
                record = json.loads(line)
                shelf.ids.append(record["id"])
                shelf.titles.append(record["title"])
                shelf.attributes.append(record["attributes"])
        shelf.vectors, shelf.popularity = tensors["shelf.vectors"], tensors["shelf.popularity"]
        shelf._rows = {item_id: row for row, item_id in enumerate(shelf.ids)}
        if len(shelf.vectors) != len(shelf.ids):
            raise BadInput(f"{file}: {len(shelf.ids)} items, but {len(shelf.vectors)} vectors beside it")
        return shelf
