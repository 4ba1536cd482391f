"""What is old is let go: old events, idle conversations, sent letters, and shoppers of whom nothing is left."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, exists, select

from shop.store import Store
from shop.tables import AttemptRow, CartRow, ConversationRow, EventRow, OutboxRow, ShopperRow, ShownPickRow, TasteRow
from shop.types import now

FORGOTTEN = timedelta(days=2)  # after which no attempt counts any more


def retain(store: Store, days: int, moment: datetime | None = None) -> dict[str, int]:
    """Delete what is older than ``days``; returns how many rows of each table went."""
    today = moment or now()
    limit = today - timedelta(days=days)
    idle = (
        ShopperRow.subject.is_(None)
        & (ShopperRow.created_at < limit)
        & ~exists().where(EventRow.shopper_id == ShopperRow.id)
        & ~exists().where(ConversationRow.shopper_id == ShopperRow.id)
        & ~exists().where(TasteRow.shopper_id == ShopperRow.id)
        & ~exists().where(CartRow.shopper_id == ShopperRow.id)
        & ShopperRow.merged_into.is_(None)
    )
    gone = {}
    with store.session() as session:
        for name, statement in (
            ("events", delete(EventRow).where(EventRow.ts < limit)),
            ("conversations", delete(ConversationRow).where(ConversationRow.updated_at < limit)),
            ("carts", delete(CartRow).where(CartRow.updated_at < limit)),
            ("outbox", delete(OutboxRow).where(OutboxRow.sent_at < limit)),
            ("shown_picks", delete(ShownPickRow).where(ShownPickRow.shown_at < limit)),
            ("attempts", delete(AttemptRow).where(AttemptRow.last_at < today - FORGOTTEN)),
            ("shoppers", delete(ShopperRow).where(ShopperRow.id.in_(select(ShopperRow.id).where(idle)))),
        ):
            gone[name] = session.execute(statement).rowcount  # type: ignore[attr-defined]
    return gone
