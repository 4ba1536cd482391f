"""Rows of one product brought together on disk, so that variants may stand anywhere in a file of any size."""

from __future__ import annotations

import json
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any


class Cells(dict[str, str]):
    """A row's cells by column, which notes the columns that are looked at."""

    def __init__(self, row: Mapping[str, str], used: set[str]) -> None:
        super().__init__(row)
        self._used = used

    def get(self, column: str, default: Any = None) -> Any:
        self._used.add(column)
        return super().get(column, default)

    def __getitem__(self, column: str) -> str:
        self._used.add(column)
        return super().__getitem__(column)


Row = tuple[int, Cells]  # line number, cells by column


class Groups:
    """Put rows in under keys, say which key belongs to which parent, then read them group by group."""

    def __init__(self, used: set[str] | None = None) -> None:
        self._used: set[str] = set() if used is None else used

    def __enter__(self) -> Groups:
        self._folder = tempfile.TemporaryDirectory(prefix="shopkeeper-import-")
        self._base = sqlite3.connect(Path(self._folder.name) / "rows.db", isolation_level=None)
        self._base.executescript(
            """
            PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; BEGIN;
            CREATE TABLE rows (line INTEGER, key TEXT, body TEXT);
            CREATE TABLE parents (key TEXT PRIMARY KEY, parent TEXT) WITHOUT ROWID;
            """
        )
        return self

    def __exit__(self, *_: object) -> None:
        self._base.close()
        self._folder.cleanup()

    def add(self, key: str, line: int, row: Mapping[str, str]) -> None:
        kept = {column: value for column, value in row.items() if value}
        self._base.execute("INSERT INTO rows VALUES (?, ?, ?)", (line, _safe(key), json.dumps(kept)))

    def link(self, key: str, parent: str) -> None:
        """The rows under ``key`` belong to the group of ``parent`` (or of its parent); the first one named counts."""
        if key != parent:
            self._base.execute("INSERT OR IGNORE INTO parents VALUES (?, ?)", (_safe(key), _safe(parent)))

    def read(self) -> Iterator[list[Row]]:
        """Group by group in the order of their first lines; rows of a group in theirs."""
        self._base.executescript(
            """
            CREATE TABLE grouped AS
                SELECT coalesce(second.parent, first.parent, rows.key) AS grp, rows.line AS line, rows.body AS body
                FROM rows LEFT JOIN parents first ON first.key = rows.key
                LEFT JOIN parents second ON second.key = first.parent;
            CREATE TABLE firsts AS SELECT grp, min(line) AS first FROM grouped GROUP BY grp;
            CREATE UNIQUE INDEX firsts_grp ON firsts (grp);
            """
        )
        found = self._base.execute(
            "SELECT grp, line, body FROM grouped JOIN firsts USING (grp) ORDER BY first, grp, line"
        )
        for _, rows in groupby(found, key=lambda row: row[0]):
            yield [(line, Cells(json.loads(body), self._used)) for _, line, body in rows]


class Keys:
    """Which item a key was first met in; on disk, since a catalogue may be of any size."""

    def __init__(self) -> None:
        self._base = sqlite3.connect("", isolation_level=None)  # a file of its own, gone when it is closed
        self._base.executescript(
            """
            PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; BEGIN;
            CREATE TABLE keys (kind TEXT, key TEXT, item TEXT, PRIMARY KEY (kind, key)) WITHOUT ROWID;
            """
        )

    def close(self) -> None:
        self._base.close()

    def add(self, kind: str, key: str, item: str) -> bool:
        """Note a key; False where it is there already."""
        done = self._base.execute("INSERT OR IGNORE INTO keys VALUES (?, ?, ?)", (kind, _safe(key), _safe(item)))
        return done.rowcount == 1

    def first(self, kind: str, key: str, item: str) -> str:
        """The item that had the key first: this one, if none had."""
        if self.add(kind, key, item):
            return item
        found = self._base.execute("SELECT item FROM keys WHERE kind = ? AND key = ?", (kind, _safe(key))).fetchone()
        return item if found[0] == _safe(item) else str(found[0])


def _safe(key: str) -> str:
    return key.encode("utf-8", "replace").decode()
