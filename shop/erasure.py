"""Forgetting a shopper: everything held on them goes in one transaction, save what the law keeps."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from shop.conversations import erase_conversations
from shop.profiles import erase_profile
from shop.shoppers import find_shopper
from shop.store import Store
from shop.tables import CartRow, OrderRow, OutboxRow, ShopperRow, WatchRow
from shop.types import now

KEPT_BECAUSE = "Orders and their invoices must be kept by law; they no longer point at your profile."


@dataclass(frozen=True)
class Erasure:
    """What went: rows by table. ``conversation_ids`` are the senders whose rows Rasa's tracker store must lose too."""

    shopper_ids: tuple[str, ...] = ()
    conversation_ids: tuple[str, ...] = ()
    deleted: dict[str, int] = field(default_factory=dict)
    orders_kept: tuple[str, ...] = ()
    why_kept: str = ""


def erase(store: Store, shopper_id: str) -> Erasure:
    """Erase a shopper, with all the anonymous ones merged into them. Unknown or erased already: an empty report."""
    with store.session() as session:
        shopper = find_shopper(session, shopper_id, lock=True)
        if shopper is None:
            return Erasure()
        ids = _merged(session, shopper.id)
        numbers = list(session.scalars(select(OrderRow.number).where(OrderRow.shopper_id.in_(ids))))
        unlink = update(OrderRow).where(OrderRow.shopper_id.in_(ids)).values(shopper_id=None, unlinked_at=now())
        session.execute(unlink)
        deleted: dict[str, int] = {}
        conversations: list[str] = []
        for one in ids:
            conversations += erase_conversations(session, one)
            for table, gone in erase_profile(session, one).items():
                deleted[table] = deleted.get(table, 0) + gone
        letters = or_(
            OutboxRow.shopper_id.in_(ids),
            OutboxRow.recipient == shopper.email,  # those that name only the address
        )
        for name, condition in (
            ("outbox", delete(OutboxRow).where(letters)),
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
    )


def _merged(session: Session, shopper_id: str) -> list[str]:
    """The shopper, and all who were merged into them."""
    ids, fresh = [shopper_id], [shopper_id]
    while fresh:
        fresh = list(session.scalars(select(ShopperRow.id).where(ShopperRow.merged_into.in_(fresh))))
        ids += fresh
    return ids
