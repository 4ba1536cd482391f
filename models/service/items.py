"""The items that the recommender was told of, with their vectors, on disk: a restart embeds nothing again."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.recommenders.base import CatalogueItem
from models.service.schema import ItemUpsert

_SCHEMA = """
CREATE TABLE IF NOT EXISTS items (
    id TEXT PRIMARY KEY, title TEXT NOT NULL, attributes TEXT NOT NULL, popularity REAL NOT NULL,
    text TEXT NOT NULL, stamp TEXT NOT NULL, vector BLOB NOT NULL
)
"""
Vector = NDArray[np.float32]


class ItemFile:
    """One SQLite file. A vector's ``stamp`` is a digest of its text and its encoder: another stamp, another vector."""

    def __init__(self, folder: Path, encoder: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._encoder = encoder
        self._db = sqlite3.connect(folder / "items.db", check_same_thread=False, isolation_level=None)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.execute(_SCHEMA)

    def stamp(self, text: str) -> str:
        return hashlib.sha256(f"{self._encoder}\0{text}".encode()).hexdigest()

    def vectors(self, items: Sequence[ItemUpsert]) -> dict[str, Vector]:
        """Vectors of those among the items whose text has not changed, by id."""
        found: dict[str, Vector] = {}
        for item in items:
            row = self._db.execute(
                "SELECT vector FROM items WHERE id = ? AND stamp = ?", (item.id, self.stamp(item.text))
            ).fetchone()
            if row is not None:
                found[item.id] = np.frombuffer(row[0], np.float32)
        return found

    def put(self, items: Sequence[ItemUpsert], vectors: Sequence[Vector], gone: Sequence[str]) -> None:
        rows = [
            (i.id, i.title, json.dumps(i.attributes), i.popularity, i.text, self.stamp(i.text), v.tobytes())
            for i, v in zip(items, vectors, strict=True)
        ]
        with self._transaction():
            self._db.executemany("INSERT OR REPLACE INTO items VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
            self._db.executemany("DELETE FROM items WHERE id = ?", [(item_id,) for item_id in gone])

    def all(self) -> list[CatalogueItem]:
        rows = self._db.execute("SELECT id, title, vector, attributes, popularity FROM items ORDER BY id")
        return [CatalogueItem(i, t, np.frombuffer(v, np.float32), json.loads(a), p) for i, t, v, a, p in rows]

    def stale(self) -> list[ItemUpsert]:
        """Items whose vector is another encoder's."""
        rows = self._db.execute("SELECT id, title, text, attributes, popularity, stamp FROM items")
        return [
            ItemUpsert(id=i, title=t, text=text, attributes=json.loads(a), popularity=p)
            for i, t, text, a, p, stamp in rows
            if stamp != self.stamp(text)
        ]

    def close(self) -> None:
        self._db.close()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")
