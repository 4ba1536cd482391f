"""Rows of one product brought together on disk, so that variants may stand anywhere in a file of any size."""

from __future__ import annotations

import json
import sqlite3
import tempfile
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

Row = tuple[int, dict[str, str]]  # line number, cells by column


class Groups:
    """Put rows in under keys, say which key belongs to which parent, then read them group by group."""

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

    def add(self, key: str, line: int, row: dict[str, str]) -> None:
        kept = {column: value for column, value in row.items() if value}
        self._base.execute("INSERT INTO rows VALUES (?, ?, ?)", (line, _safe(key), json.dumps(kept)))

    def link(self, key: str, parent: str) -> None:
        """The rows under ``key`` belong to the group of ``parent``; the first parent named counts."""
        if key != parent:
            self._base.execute("INSERT OR IGNORE INTO parents VALUES (?, ?)", (_safe(key), _safe(parent)))

    def read(self) -> Iterator[list[Row]]:
        """Group by group in the order of their first lines; rows of a group in theirs."""
        self._base.executescript(
            """
            CREATE TABLE grouped AS
                SELECT coalesce(parents.parent, rows.key) AS grp, rows.line AS line, rows.body AS body
                FROM rows LEFT JOIN parents ON parents.key = rows.key;
            CREATE TABLE firsts AS SELECT grp, min(line) AS first FROM grouped GROUP BY grp;
            CREATE UNIQUE INDEX firsts_grp ON firsts (grp);
            """
        )
        found = self._base.execute(
            "SELECT grp, line, body FROM grouped JOIN firsts USING (grp) ORDER BY first, grp, line"
        )
        for _, rows in groupby(found, key=lambda row: row[0]):
            yield [(line, json.loads(body)) for _, line, body in rows]


def _safe(key: str) -> str:
    return key.encode("utf-8", "replace").decode()
