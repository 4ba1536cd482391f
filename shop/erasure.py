"""Forgetting a shopper: everything held on them goes in one transaction, save what the law keeps."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.orm import Session

from shop.conversations import erase_conversations
from shop.letters import letter_name
from shop.profiles import erase_profile
from shop.search import email_key
from shop.shoppers import find_shopper
from shop.store import Store
from shop.tables import (
    CartRow,
    CaseRow,
    ConversationRow,
    MessageRow,
    OrderRow,
    OutboxRow,
    ReviewRow,
    ShopperRow,
    WatchRow,
)
from shop.types import now

KEPT_BECAUSE = "Orders and their invoices must be kept by law; they no longer point at your profile."


@dataclass(frozen=True)
class Traces:
    """What leads to the shopper's things outside the store: ``letters`` by name, the ``email`` that the shop vouches
    for, ``filed`` texts that became examples for the bot."""

    letters: tuple[str, ...] = ()
    email: str | None = None
    filed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Erasure:
    """What went: rows by table. ``conversation_ids`` are the senders whose rows Rasa's tracker store must lose too."""

    shopper_ids: tuple[str, ...] = ()
    conversation_ids: tuple[str, ...] = ()
    deleted: dict[str, int] = field(default_factory=dict)
    orders_kept: tuple[str, ...] = ()
    why_kept: str = ""
    traces: Traces = Traces()


def erase(store: Store, shopper_id: str) -> Erasure:
    """Erase a shopper, with all the anonymous ones merged into them. Unknown or erased already: an empty report."""
    with store.session() as session:
        shopper = find_shopper(session, shopper_id, lock=True)
        if shopper is None:
            return Erasure()
        ids = _merged(session, shopper.id)
        traces = _traces(session, ids, shopper.email)
        numbers = list(session.scalars(select(OrderRow.number).where(OrderRow.shopper_id.in_(ids))))
        unlink = update(OrderRow).where(OrderRow.shopper_id.in_(ids)).values(shopper_id=None, unlinked_at=now())
        session.execute(unlink)
        # the deed is kept with its order; the shopper's own words about it are not
        session.execute(update(CaseRow).where(CaseRow.order_number.in_(numbers)).values(detail=""))
        deleted: dict[str, int] = {}
        conversations: list[str] = []
        for one in ids:
            conversations += erase_conversations(session, one)
            for table, gone in erase_profile(session, one).items():
                deleted[table] = deleted.get(table, 0) + gone
        for name, condition in (
            ("outbox", delete(OutboxRow).where(_letters(session, ids, shopper.email))),
            ("watches", delete(WatchRow).where(WatchRow.shopper_id.in_(ids))),
            ("carts", delete(CartRow).where(CartRow.shopper_id.in_(ids))),
            ("shoppers", delete(ShopperRow).where(ShopperRow.id.in_(ids))),
        ):
            deleted[name] = session.execute(condition).rowcount  # type: ignore[attr-defined]
    return Erasure(
        shopper_ids=tuple(ids),
        conversation_ids=tuple(conversations),
        deleted={**deleted, "conversations": len(conversations)},
        orders_kept=tuple(sorted(numbers)),
        why_kept=KEPT_BECAUSE if numbers else "",
        traces=traces,
    )


def traces_of(store: Store, shopper_id: str) -> Traces:
    """What leads to a shopper's things outside the store."""
    with store.reading() as session:
        shopper = find_shopper(session, shopper_id)
        return Traces() if shopper is None else _traces(session, _merged(session, shopper.id), shopper.email)


def _traces(session: Session, ids: list[str], email: str | None) -> Traces:
    letters = select(OutboxRow.kind, OutboxRow.key).where(_letters(session, ids, email))
    filed = (
        select(MessageRow.text)
        .join(ReviewRow, ReviewRow.message_id == MessageRow.id)
        .join(ConversationRow, ConversationRow.id == MessageRow.conversation_id)
        .where(ConversationRow.shopper_id.in_(ids), ReviewRow.intent.is_not(None))
    )
    return Traces(
        letters=tuple(letter_name(kind, key) for kind, key in session.execute(letters)),
        email=email,
        filed=tuple(session.scalars(filed)),
    )


def _letters(session: Session, ids: list[str], email: str | None) -> ColumnElement[bool]:
    to = OutboxRow.recipient_key == email_key(session, email)  # some name only the address
    return or_(OutboxRow.shopper_id.in_(ids), to) if email else OutboxRow.shopper_id.in_(ids)


def _merged(session: Session, shopper_id: str) -> list[str]:
    """The shopper, and all who were merged into them."""
    ids, fresh = [shopper_id], [shopper_id]
    while fresh:
        fresh = list(session.scalars(select(ShopperRow.id).where(ShopperRow.merged_into.in_(fresh))))
        ids += fresh
    return ids
