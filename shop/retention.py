"""What is old is let go: events, idle conversations, what was said, letters, and shoppers of whom nothing is left."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, exists, select, update

from shop.store import Store
from shop.tables import (
    AgentSessionRow,
    AttemptRow,
    CartRow,
    CodeRow,
    ConversationRow,
    EventRow,
    MessageRow,
    OrderRow,
    OutboxRow,
    ReviewRow,
    ShopperRow,
    ShownPickRow,
    TasteRow,
    WatchRow,
)
from shop.types import now

FORGOTTEN = timedelta(days=2)  # after which no attempt counts any more


def retain(store: Store, days: int, moment: datetime | None = None) -> dict[str, int]:
    """Delete what is older than ``days``; returns how many rows of each table went.

    A shopper goes when nothing newer is left of them, known or not; a known one also has no order within that time.
    What was said goes message by message, whether the conversation goes on or not.
    """
    today = moment or now()
    limit = today - timedelta(days=days)
    gone = {}
    with store.session() as session:
        for name, statement in (
            ("events", delete(EventRow).where(EventRow.ts < limit)),
            ("conversations", delete(ConversationRow).where(ConversationRow.updated_at < limit)),
            ("messages", delete(MessageRow).where(MessageRow.created_at < limit)),
            ("tastes", delete(TasteRow).where(TasteRow.ts < limit)),
            ("carts", delete(CartRow).where(CartRow.updated_at < limit)),
            ("watches", delete(WatchRow).where(WatchRow.created_at < limit)),
            ("outbox", delete(OutboxRow).where(OutboxRow.created_at < limit)),
            ("shown_picks", delete(ShownPickRow).where(ShownPickRow.shown_at < limit)),
            ("attempts", delete(AttemptRow).where(AttemptRow.last_at < today - FORGOTTEN)),
            ("codes", delete(CodeRow).where(CodeRow.expires_at < today)),
            ("agent_sessions", delete(AgentSessionRow).where(AgentSessionRow.expires_at < today)),
        ):
            gone[name] = session.execute(statement).rowcount  # type: ignore[attr-defined]
        idle = list(session.scalars(select(ShopperRow.id).where(_idle(limit))))
        unlink = update(OrderRow).where(OrderRow.shopper_id.in_(idle)).values(shopper_id=None, unlinked_at=today)
        session.execute(unlink)
        gone["shoppers"] = session.execute(delete(ShopperRow).where(ShopperRow.id.in_(idle))).rowcount  # type: ignore[attr-defined]
    return gone


def filed_before(store: Store, days: int) -> list[str]:
    """The texts among what :func:`retain` lets go that an admin filed as examples for the bot."""
    limit = now() - timedelta(days=days)
    old = (ConversationRow.updated_at < limit) | (MessageRow.created_at < limit)
    query = (
        select(MessageRow.text)
        .join(ReviewRow, ReviewRow.message_id == MessageRow.id)
        .join(ConversationRow, ConversationRow.id == MessageRow.conversation_id)
        .where(old, ReviewRow.intent.is_not(None))
    )
    with store.reading() as session:
        return list(session.scalars(query))


def _idle(limit: datetime) -> ColumnElement[bool]:
    """Shoppers of whom nothing is left after everything old is gone."""
    alone = ShopperRow.merged_into.is_(None) & (ShopperRow.created_at < limit)
    for table in (EventRow, ConversationRow, TasteRow, CartRow, WatchRow, OutboxRow):
        alone &= ~exists().where(table.shopper_id == ShopperRow.id)
    return alone & ~exists().where(OrderRow.shopper_id == ShopperRow.id, OrderRow.placed_at >= limit)
