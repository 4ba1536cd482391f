"""What can be made again is thrown away when it is damaged, before the process that reads it starts.

Rasa's tracker is its log of what stands in the store's conversations too; Chroma's folder is filled again by the
worker. The store itself is never touched: it says that it is damaged, and a backup is put back by a person.
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path


def heal(derived: Path) -> bool:
    """Remove a damaged SQLite file, or a folder that holds one; whether that was so."""
    files = sorted(derived.glob("*.sqlite3")) if derived.is_dir() else [derived]
    if not any(is_damaged(file) for file in files if file.is_file()):
        return False
    if derived.is_dir():
        shutil.rmtree(derived)
    else:
        for name in (derived.name, f"{derived.name}-wal", f"{derived.name}-shm", f"{derived.name}-journal"):
            derived.with_name(name).unlink(missing_ok=True)
    return True


def is_damaged(file: Path) -> bool:
    """Whether SQLite says so; one that is only busy is not."""
    try:
        with closing(sqlite3.connect(file, timeout=5)) as connection:
            return bool(connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",))
    except sqlite3.OperationalError:
        return False
    except sqlite3.DatabaseError:
        return True
