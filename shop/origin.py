"""Whose shop the store holds: nobody's yet, the demo's, or someone's own.

The demo plays what a real shop does itself, signing in and paying included, so that it must never play it for real
customers. The first item of an own catalogue settles it, in the transaction that puts it in, and nothing undoes that.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from sqlalchemy.orm import Session

from shop.sql import upsert
from shop.store import Store
from shop.tables import FactRow

_NAME = "origin"


class Origin(StrEnum):
    UNKNOWN = "unknown"
    DEMO = "demo"
    OWN = "own"


def origin(store: Store) -> Origin:
    """Whose shop the store holds; unknown where nothing was put in since this is noted."""
    with store.reading() as session:
        return _read(session)[0]


def demo_subjects(store: Store) -> list[str]:
    """The demo's own shoppers, whom anybody may sign in as; none where the store holds anything else."""
    with store.reading() as session:
        kind, subjects = _read(session)
    return subjects if kind is Origin.DEMO else []


def note_origin(session: Session, kind: Origin, subjects: Sequence[str] = ()) -> None:
    """Note who put something in, within the caller's transaction. What is someone's own stays so."""
    if _read(session)[0] is not Origin.OWN:
        value = {"kind": kind.value, "subjects": list(subjects)}
        upsert(session, FactRow, [{"name": _NAME, "value": value}], keys=["name"])


def _read(session: Session) -> tuple[Origin, list[str]]:
    row = session.get(FactRow, _NAME, populate_existing=True)
    return (Origin(row.value["kind"]), list(row.value["subjects"])) if row else (Origin.UNKNOWN, [])
