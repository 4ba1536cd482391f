"""What a store held before it had keys is sealed, and the secret that keys are sealed with is changed.

Both may be broken off and begun again: what is not sealed yet is read as it is, and a key opens with either secret.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing

from sqlalchemy import ColumnElement, Text, cast, delete, func, inspect, or_, select, true, type_coerce
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.orm.attributes import flag_modified

from shop.factors import reseal
from shop.keys import owned, rewrap
from shop.search import email_key, index, index_shoppers
from shop.store import Store
from shop.tables import (
    CaseRow,
    ConversationRow,
    DeskRow,
    MessageRow,
    MessageWordRow,
    NoteRow,
    OrderRow,
    OutboxRow,
    QuickReplyRow,
    RatingRow,
    ShopperRow,
    WatchRow,
)
from shop.tables.base import Base
from shop.tables.sealed import PREFIX, SealedJson

AT_ONCE = 500  # rows a transaction, so that nobody waits long
_COLUMNS: dict[type[Base], tuple[str, ...]] = {
    ShopperRow: ("email", "name", "address"),
    ConversationRow: ("state",),
    MessageRow: ("text", "body"),
    QuickReplyRow: ("title", "entities"),
    NoteRow: ("text",),
    RatingRow: ("comment",),
    WatchRow: ("email",),
    DeskRow: ("email",),
    OutboxRow: ("recipient", "payload", "error"),
    OrderRow: ("email", "address"),
    CaseRow: ("detail",),
}
_FOUND_BY_HASHES = (ShopperRow, MessageRow, DeskRow, OutboxRow)


def seal_rest(store: Store) -> int:
    """Seal every row that stands open; how many. Nothing to do where the store was opened without a secret."""
    if store.keys is None:
        return 0
    count = 0
    for table, columns in _COLUMNS.items():
        is_open = or_(*(_is_open(getattr(table, name)) for name in columns))
        count += _each(store, table, is_open, _seal)
    return count


def rotate(url: str, before: str, after: str) -> int:
    """Seal all keys, and agents' second factors, under another secret, in one transaction; how many keys.

    The hashes that things are found by are keyed with the secret too, and are made anew after that.
    """
    with closing(Store(url)) as store, store.session() as session:  # neither secret need open it: see above
        reseal(session, before, after)
        count = rewrap(session, before, after)
    with closing(Store(url, seal=after)) as store:
        for table in _FOUND_BY_HASHES:
            _each(store, table, true(), _index)
    return count


def _each(
    store: Store, table: type[Base], wanted: ColumnElement[bool], do: Callable[[Session, Sequence[Base]], None]
) -> int:
    """Have all rows that are ``wanted`` done, some in each transaction; how many."""
    (key,) = inspect(table).primary_key
    rest, count = wanted, 0
    while True:
        with store.session() as session:
            rows = session.scalars(select(table).where(rest).order_by(key).limit(AT_ONCE)).all()
            if not rows:
                return count
            do(session, rows)
        count += len(rows)
        rest = wanted & (key > getattr(rows[-1], key.name))


def _is_open(column: InstrumentedAttribute[object]) -> ColumnElement[bool]:
    raw = cast(type_coerce(column, Text), Text)
    is_json = isinstance(column.type, SealedJson)
    sealed = f'"{PREFIX}' if is_json else PREFIX
    there = column.is_not(None) & (raw != "null") if is_json else column.is_not(None)
    return there & (func.substr(raw, 1, len(sealed)) != sealed)


def _seal(session: Session, rows: Sequence[Base]) -> None:
    for row in rows:
        whose = _owner(session, row)
        for name in _COLUMNS[type(row)]:
            value = getattr(row, name)
            if value is not None:
                setattr(row, name, owned(session, whose, value) if whose else value)
                flag_modified(row, name)  # it is the same, and has to be written all the same
    _index(session, rows)


def _owner(session: Session, row: Base) -> str | None:
    """Whose it is: orders and their cases are the shop's own, since they outlive their shopper."""
    if isinstance(row, ShopperRow):
        return row.id
    if isinstance(row, ConversationRow | WatchRow | OutboxRow):
        return row.shopper_id
    if isinstance(row, MessageRow | QuickReplyRow | NoteRow | RatingRow | DeskRow):
        whose = select(ConversationRow.shopper_id).where(ConversationRow.id == row.conversation_id)
        return session.scalar(whose)
    return None


def _index(session: Session, rows: Sequence[Base]) -> None:
    """What is found by hashes is found by those of the store's secret from now on."""
    said = [(row.seq, row.text) for row in rows if isinstance(row, MessageRow)]
    if said:
        session.execute(delete(MessageWordRow).where(MessageWordRow.seq.in_([seq for seq, _ in said])))
        index(session, said)
    shoppers = [(row.id, row.email, row.name) for row in rows if isinstance(row, ShopperRow)]
    if shoppers:
        index_shoppers(session, shoppers)
    for row in rows:
        if isinstance(row, DeskRow):
            row.email_key = email_key(session, row.email)
        elif isinstance(row, OutboxRow):
            row.recipient_key = email_key(session, row.recipient)
