"""What a store held before it had keys is sealed, and the secret that keys are sealed with is changed.

Both may be broken off and begun again: what is not sealed yet is read as it is, and a key opens with either secret.
"""

from __future__ import annotations

from sqlalchemy import Text, cast, delete, select, type_coerce
from sqlalchemy.orm import InstrumentedAttribute, Session

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
from shop.tables.sealed import PREFIX

AT_ONCE = 500  # rows a transaction, so that nobody waits long
_COLUMNS: tuple[tuple[type[Base], tuple[str, ...]], ...] = (  # the first column tells whether a row is sealed
    (ShopperRow, ("email", "name", "address")),
    (ConversationRow, ("state",)),
    (MessageRow, ("text", "body")),
    (QuickReplyRow, ("title", "entities")),
    (NoteRow, ("text",)),
    (RatingRow, ("comment",)),
    (WatchRow, ("email",)),
    (DeskRow, ("email",)),
    (OutboxRow, ("recipient", "payload")),
    (OrderRow, ("email", "address")),
    (CaseRow, ("detail",)),
)


def seal_rest(store: Store) -> int:
    """Seal every row that stands open; how many. Nothing to do where the store was opened without a secret."""
    if store.keys is None:
        return 0
    count = 0
    for table, columns in _COLUMNS:
        for column in columns:
            done = -1
            while done:
                with store.session() as session:
                    done = _seal_some(session, table, getattr(table, column), columns)
                count += done
    return count


def rotate(store: Store, before: str, after: str) -> int:
    """Seal all keys, and agents' second factors, under another secret, in one transaction; how many keys."""
    with store.session() as session:
        reseal(session, before, after)
        return rewrap(session, before, after)


def _seal_some(
    session: Session, table: type[Base], column: InstrumentedAttribute[object], columns: tuple[str, ...]
) -> int:
    raw = cast(type_coerce(column, Text), Text)
    is_open = column.is_not(None) & ~raw.like(f"%{PREFIX}%") & (raw != "null")
    rows = session.scalars(select(table).where(is_open).limit(AT_ONCE)).all()
    for row in rows:
        whose = _owner(session, row)
        for name in columns:
            value = getattr(row, name)
            if value is not None:
                made = owned(session, whose, value) if whose else value
                setattr(row, name, made)
                _changed(row, name)
        _index(session, row)
    session.flush()
    return len(rows)


def _changed(row: Base, name: str) -> None:
    """The value is the same, and has to be written all the same."""
    from sqlalchemy.orm.attributes import flag_modified

    flag_modified(row, name)


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


def _index(session: Session, row: Base) -> None:
    """What is found by hashes is found by keyed ones from now on."""
    if isinstance(row, MessageRow):
        session.execute(delete(MessageWordRow).where(MessageWordRow.seq == row.seq))
        index(session, row.seq, row.text)
    elif isinstance(row, ShopperRow):
        index_shoppers(session, [(row.id, row.email, row.name)])
    elif isinstance(row, DeskRow):
        row.email_key = email_key(session, row.email)
    elif isinstance(row, OutboxRow):
        row.recipient_key = email_key(session, row.recipient)
