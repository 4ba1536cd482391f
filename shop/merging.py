"""Two shoppers turn out to be one: everything of the first moves to the second."""

from __future__ import annotations

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from shop.deriving import derive
from shop.keys import owned
from shop.search import index_shoppers
from shop.sql import insert_new
from shop.tables import (
    BlockedTasteRow,
    CartRow,
    ConversationRow,
    EventRow,
    KeyRow,
    OrderRow,
    OutboxRow,
    ProfileRow,
    ShopperRow,
    ShownPickRow,
    TasteRow,
    WatchRow,
)
from shop.types import now


def merge(session: Session, source: str, target: str) -> None:
    """Move all that ``source`` has to ``target``; what both have is kept once, the target's own first."""
    if source == target:
        return
    _events(session, source, target)
    _tastes(session, source, target)
    _cart(session, source, target)
    _watches(session, source, target)
    for row in (ConversationRow, OrderRow, OutboxRow, ShownPickRow, KeyRow):
        session.execute(update(row).where(row.shopper_id == source).values(shopper_id=target))
    session.execute(delete(ProfileRow).where(ProfileRow.shopper_id == source))
    old = session.get_one(ShopperRow, source)
    new = session.get_one(ShopperRow, target)
    email = new.email or old.email
    new.email = owned(session, target, email) if email else None
    new.consent = old.consent if new.consent is None else new.consent
    old.merged_into, old.subject, old.email, old.name, old.address = target, None, None, None, None
    session.flush()
    index_shoppers(session, [(source, None, None), (target, new.email, new.name)])
    derive(session, target, now())


def _events(session: Session, source: str, target: str) -> None:
    theirs = select(EventRow.digest).where(EventRow.shopper_id == target)
    session.execute(delete(EventRow).where(EventRow.shopper_id == source, EventRow.digest.in_(theirs)))
    session.execute(update(EventRow).where(EventRow.shopper_id == source).values(shopper_id=target))


def _tastes(session: Session, source: str, target: str) -> None:
    theirs = select(TasteRow.norm).where(TasteRow.shopper_id == target, TasteRow.source != "events")
    doubled = TasteRow.norm.in_(theirs) | (TasteRow.source == "events")  # inferred ones are derived anew
    session.execute(delete(TasteRow).where(TasteRow.shopper_id == source, doubled))
    session.execute(delete(TasteRow).where(TasteRow.shopper_id == target, TasteRow.source == "events"))
    session.execute(update(TasteRow).where(TasteRow.shopper_id == source).values(shopper_id=target))
    blocked = session.scalars(select(BlockedTasteRow.norm).where(BlockedTasteRow.shopper_id == source)).all()
    rows = [{"shopper_id": target, "norm": norm} for norm in blocked]
    insert_new(session, BlockedTasteRow, rows, keys=["shopper_id", "norm"])
    session.execute(delete(BlockedTasteRow).where(BlockedTasteRow.shopper_id == source))


def _cart(session: Session, source: str, target: str) -> None:
    old = session.get(CartRow, source)
    if old is None:
        return
    new = session.get(CartRow, target)
    if new is None:
        session.add(CartRow(shopper_id=target, lines=old.lines, coupon=old.coupon, updated_at=old.updated_at))
    else:
        lines = [dict(line) for line in new.lines]
        same = {(line["item_id"], str(sorted(line["options"].items()))): line for line in lines}
        for line in old.lines:
            key = (line["item_id"], str(sorted(line["options"].items())))
            if key in same:
                same[key]["quantity"] = max(same[key]["quantity"], line["quantity"])
            else:
                lines.append(dict(line))
        new.lines, new.coupon = lines, new.coupon or old.coupon
    session.delete(old)


def _watches(session: Session, source: str, target: str) -> None:
    theirs = select(WatchRow.item_id).where(WatchRow.shopper_id == target)
    session.execute(delete(WatchRow).where(WatchRow.shopper_id == source, WatchRow.item_id.in_(theirs)))
    session.execute(update(WatchRow).where(WatchRow.shopper_id == source).values(shopper_id=target))
