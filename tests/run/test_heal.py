"""What can be made again is thrown away when it is damaged, and only then."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from run.heal import heal


def database(file: Path) -> Path:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE events (text TEXT)")
        connection.executemany("INSERT INTO events VALUES (?)", [("x" * 500,)] * 500)
        connection.commit()
    return file


def test_a_whole_file_stays_and_a_busy_one_too(tmp_path: Path) -> None:
    file = database(tmp_path / "tracker.db")
    assert not heal(file) and not heal(tmp_path / "nothing.db")
    with closing(sqlite3.connect(file)) as busy:
        busy.execute("BEGIN EXCLUSIVE")
        assert not heal(file)
    assert file.is_file()


def test_a_damaged_file_goes_with_all_that_belongs_to_it(tmp_path: Path) -> None:
    for number, damage in enumerate(("page", "whole")):
        file = database(tmp_path / f"{number}.db")
        content = bytearray(file.read_bytes())
        if damage == "page":
            for place in range(4096, len(content), 333):
                content[place] ^= 0xFF
        else:
            content[:] = b"no database " * 100
        file.write_bytes(content)
        file.with_name(f"{file.name}-wal").write_bytes(b"rest")
        assert heal(file), damage
    assert list(tmp_path.iterdir()) == []


def test_of_a_folder_all_goes(tmp_path: Path) -> None:
    folder = tmp_path / "chroma"
    (folder / "segment").mkdir(parents=True)
    database(folder / "chroma.sqlite3")
    assert not heal(folder)
    (folder / "chroma.sqlite3").write_bytes(b"no database " * 100)
    assert heal(folder) and not folder.exists()
