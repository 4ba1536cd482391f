"""Deleted is not gone: what an SQLite file and its log still hold of rows that no query finds any more.

``secure_delete`` overwrites deleted cells, but pages that were split keep stale copies, and the write-ahead log keeps
every page as it was. Rewriting the file and truncating the log leaves nothing.
"""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path

from sqlalchemy.engine import URL

from shop.errors import Unavailable

BUSY_SECONDS = 20.0  # that others are waited for
LARGEST = 256 << 20  # bytes that are rewritten while a shopper waits; what is larger is left to the night


def scrub(url: URL, *, largest: int | None = LARGEST) -> bool:
    """Rewrite the file, unless it is larger than ``largest``, and truncate its log; whether the file was rewritten.

    Of other databases there is nothing to do from here: PostgreSQL's autovacuum reuses the space in its own time.

    Raises:
        Unavailable: somebody held the file for too long.
    """
    if url.get_backend_name() != "sqlite" or not url.database or not Path(url.database).is_file():
        return True
    file = Path(url.database)
    whole = largest is None or file.stat().st_size <= largest
    try:
        with closing(sqlite3.connect(file, timeout=BUSY_SECONDS, isolation_level=None)) as connection:
            connection.execute("PRAGMA secure_delete=ON")
            if whole:
                connection.execute("VACUUM")
            _truncate(connection)
    except sqlite3.OperationalError as error:
        raise Unavailable("store", f"{file.name} could not be cleaned: {error}") from error
    return whole


def _truncate(connection: sqlite3.Connection) -> None:
    """Readers of an older state hold the log; they are short."""
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if not busy:
            return
        if time.monotonic() > deadline:
            raise sqlite3.OperationalError("its log is still being read")
        time.sleep(0.05)
