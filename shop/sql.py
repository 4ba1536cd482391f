"""The few statements that SQLAlchemy spells by dialect, spelt once; both databases share the syntax."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Table, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.sql.dml import ReturningInsert

from shop.tables import CounterRow

T = TypeVar("T")
BATCH = 500  # rows a statement; SQLite takes 32,766 parameters


def batches(values: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    """Cut an iterable into lists of at most ``size``."""
    iterator = iter(values)
    while batch := list(islice(iterator, size)):
        yield batch


def upsert(
    session: Session,
    row: type[DeclarativeBase],
    values: Sequence[Mapping[str, Any]],
    *,
    keys: Sequence[str],
    add: Sequence[str] = (),
) -> None:
    """Insert rows, or replace the columns of those whose ``keys`` exist; columns in ``add`` are summed instead."""
    if values:
        statement = _upsert(_dialect(session), row, tuple(values[0]), tuple(keys), tuple(add))
        session.execute(statement, list(values))


def insert_new(
    session: Session, row: type[DeclarativeBase], values: Sequence[Mapping[str, Any]], *, keys: Sequence[str]
) -> int:
    """Insert the rows whose ``keys`` do not exist yet; returns how many were new."""
    if not values:
        return 0
    return len(session.execute(_insert_new(_dialect(session), row, tuple(keys)), list(values)).all())


def next_number(session: Session, name: str) -> int:
    """The counter's next value. The row stays locked until commit, so that readers see numbers in order."""
    insert_new(session, CounterRow, [{"name": name, "value": 0}], keys=["name"])
    statement = (
        update(CounterRow).where(CounterRow.name == name).values(value=CounterRow.value + 1).returning(CounterRow.value)
    )
    return session.execute(statement).scalar_one()


def last_number(session: Session, name: str) -> int:
    return session.scalar(select(CounterRow.value).where(CounterRow.name == name)) or 0


def _dialect(session: Session) -> str:
    return session.get_bind().dialect.name


@cache
def _upsert(
    dialect: str, row: type[DeclarativeBase], columns: tuple[str, ...], keys: tuple[str, ...], add: tuple[str, ...]
) -> sqlite.Insert | postgresql.Insert:
    table = _table(row)
    insert = _insert(dialect, table)
    new = insert.excluded
    changes = {name: table.c[name] + new[name] if name in add else new[name] for name in columns if name not in keys}
    return insert.on_conflict_do_update(index_elements=list(keys), set_=changes)


@cache
def _insert_new(dialect: str, row: type[DeclarativeBase], keys: tuple[str, ...]) -> ReturningInsert[Any]:
    table = _table(row)
    insert = _insert(dialect, table).on_conflict_do_nothing(index_elements=list(keys))
    return insert.returning(table.c[keys[0]])


def _table(row: type[DeclarativeBase]) -> Table:
    assert isinstance(row.__table__, Table)
    return row.__table__


def _insert(dialect: str, table: Table) -> sqlite.Insert | postgresql.Insert:
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
