"""A database as lines of JSON, one file a table, and back: SQLite and PostgreSQL read each other's.

A file's first line names its columns and what each holds, every other line is one row. Times are ISO 8601 in UTC,
bytes Base64, decimals texts, JSON the text that the database holds. All files of a dump are of one moment, and nobody
waits while it is made.
"""

from __future__ import annotations

import base64
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    String,
    Table,
    Text,
    bindparam,
    cast,
    create_engine,
    event,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.pool import NullPool

from shop.database import CONNECT_SECONDS, database
from shop.errors import BadInput
from shop.sql import batches

_AT_ONCE = 1000  # rows


@contextmanager
def snapshot(url: str, key: str) -> Iterator[Connection]:
    """A connection that sees one moment of a database for as long as it is open, without holding anybody up."""
    parsed = database(url, key)
    sqlite = parsed.get_backend_name() == "sqlite"
    options: dict[str, Any] = (
        {"connect_args": {"timeout": 20}}
        if sqlite
        else {"isolation_level": "REPEATABLE READ", "connect_args": {"connect_timeout": CONNECT_SECONDS}}
    )
    engine = create_engine(parsed, poolclass=NullPool, **options)
    if sqlite:
        event.listen(engine, "connect", _ask_for_begin)
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    with engine.connect() as connection:
        yield connection


def _ask_for_begin(connection: sqlite3.Connection, _: object) -> None:
    connection.isolation_level = None  # else Python begins no transaction for what only reads


def dump(connection: Connection, folder: Path, *, but: Iterable[str] = ()) -> dict[str, int]:
    """Write every table but some into ``folder``; rows by the table's name."""
    folder.mkdir(parents=True, exist_ok=True)
    metadata = MetaData()
    metadata.reflect(connection)
    left_out = set(but)
    return {
        table.name: _write(connection, table, folder / f"{table.name}.jsonl")
        for table in metadata.sorted_tables
        if table.name not in left_out
    }


def load(connection: Connection, folder: Path) -> dict[str, int]:
    """Read the files of ``folder`` into tables that are there and empty; rows by the table's name.

    Raises:
        BadInput: a file names a table or a column that is not there.
    """
    metadata = MetaData()
    metadata.reflect(connection)
    files = {file.stem: file for file in folder.glob("*.jsonl")}
    unknown = sorted(files.keys() - metadata.tables.keys())
    if unknown:
        raise BadInput(f"{unknown[0]}.jsonl: there is no such table")
    counts = {}
    for table in metadata.sorted_tables:
        if table.name in files:
            counts[table.name] = _read(connection, table, files[table.name])
            _count_on(connection, table)
    return counts


def _write(connection: Connection, table: Table, file: Path) -> int:
    columns = list(table.columns)
    query = select(*(cast(c, Text) if isinstance(c.type, JSON) else c for c in columns))
    query = query.order_by(*table.primary_key.columns)
    count = 0
    with file.open("w", encoding="utf-8") as out:
        out.write(json.dumps({column.name: _kind(column) for column in columns}) + "\n")
        for row in connection.execution_options(yield_per=_AT_ONCE).execute(query):
            out.write(json.dumps([_plain(value) for value in row], ensure_ascii=False) + "\n")
            count += 1
    return count


def _kind(column: Column[Any]) -> str:
    kinds = ((DateTime, "time"), (LargeBinary, "bytes"), (JSON, "json"))
    return next((name for kind, name in kinds if isinstance(column.type, kind)), "plain")


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return (value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)).isoformat()
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    return format(value, "f") if isinstance(value, Decimal) else value


def _read(connection: Connection, table: Table, file: Path) -> int:
    """A row may name another one of its own table, so such a column is filled once all rows are there."""
    count = 0
    own = {c.name for c in table.columns for key in c.foreign_keys if key.column.table is table}
    later: list[dict[str, Any]] = []
    with file.open(encoding="utf-8") as lines:
        names = list(json.loads(next(lines)))
        missing = [name for name in names if name not in table.columns]
        if missing:
            raise BadInput(f"{table.name}.jsonl: there is no column {missing[0]!r}")
        makers = [_maker(table.columns[name], connection) for name in names]
        statement = insert(table).values({name: _bound(table.columns[name], connection) for name in names})
        for batch in batches(lines, _AT_ONCE):
            rows = []
            for line in batch:
                values = json.loads(line)
                row = {name: make(value) for name, make, value in zip(names, makers, values, strict=True)}
                if any(row[name] is not None for name in own):
                    later.append({f"key_{c.name}": row[c.name] for c in table.primary_key} | {n: row[n] for n in own})
                rows.append(row | dict.fromkeys(own))
            connection.execute(statement, rows)
            count += len(rows)
    if later:
        where = [c == bindparam(f"key_{c.name}") for c in table.primary_key]
        connection.execute(update(table).where(*where).values({name: bindparam(name) for name in own}), later)
    return count


def _bound(column: Column[Any], connection: Connection) -> Any:
    if not isinstance(column.type, JSON):
        return bindparam(column.name)
    raw = bindparam(column.name, type_=Text())  # the text as it was: the order of keys is kept
    return raw if connection.dialect.name == "sqlite" else cast(raw, JSON)


def _maker(column: Column[Any], connection: Connection) -> Callable[[Any], Any]:
    """What makes a column's value of what stands in the file; nothing stays nothing."""
    kind = column.type
    if isinstance(kind, DateTime):
        naive = connection.dialect.name == "sqlite"
        return lambda value: value and _time(value, naive)
    if isinstance(kind, LargeBinary):
        return lambda value: None if value is None else base64.b64decode(value)
    if isinstance(kind, Numeric) and not isinstance(kind, Float):
        return lambda value: None if value is None else Decimal(str(value))
    if isinstance(kind, String):
        return lambda value: None if value is None else str(value)
    return lambda value: value


def _time(value: str, naive: bool) -> datetime:
    moment = datetime.fromisoformat(value)
    return moment.replace(tzinfo=None) if naive else moment


def _count_on(connection: Connection, table: Table) -> None:
    """PostgreSQL's counters go on behind the highest number; SQLite sees to that itself."""
    if connection.dialect.name != "postgresql":
        return
    for column in table.primary_key.columns:
        if isinstance(column.type, Integer):
            name = {"table": table.name, "column": column.name}
            counter = connection.scalar(text("SELECT pg_get_serial_sequence(:table, :column)"), name)
            if counter is not None:
                highest = connection.scalar(select(column).order_by(column.desc()).limit(1))
                connection.execute(
                    text("SELECT setval(CAST(:counter AS regclass), :at, :used)"),
                    {"counter": counter, "at": highest or 1, "used": highest is not None},
                )
