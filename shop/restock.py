"""Who waits for which item to be back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update

from shop.ids import fold_email
from shop.keys import owned
from shop.shoppers import required_shopper
from shop.sql import upsert
from shop.store import Store
from shop.tables import ItemRow, ShopperRow, WatchRow
from shop.types import Frozen, now


class Watch(Frozen):
    id: int
    shopper_id: str
    item_id: str
    email: str | None
    created_at: datetime


class Restock:
    def __init__(self, store: Store) -> None:
        self._store = store

    def watch(self, shopper_id: str, item_id: str, email: str | None = None) -> None:
        """Tell the shopper once the item is in stock; asking twice is asking once."""
        with self._store.session() as session:
            shopper = required_shopper(session, shopper_id)
            to = fold_email(email) if email else shopper.email
            row = {
                "shopper_id": shopper.id,
                "item_id": item_id,
                "email": owned(session, shopper.id, to) if to else None,
                "created_at": now(),
                "done_at": None,
            }
            upsert(session, WatchRow, [row], keys=["shopper_id", "item_id"])

    def watching(self, shopper_id: str) -> list[Watch]:
        """What the shopper still waits for."""
        with self._store.reading() as session:
            mine = WatchRow.shopper_id == required_shopper(session, shopper_id).id
            rows = session.scalars(select(WatchRow).where(mine, WatchRow.done_at.is_(None)).order_by(WatchRow.id))
            return [_watch(row, row.email) for row in rows]

    def due(self, limit: int = 500) -> list[Watch]:
        """The open watches whose item is in stock now, oldest first; without an e-mail, to the shopper's own."""
        with self._store.reading() as session:
            query = (
                select(WatchRow, ShopperRow.email)
                .join(ItemRow, ItemRow.id == WatchRow.item_id)
                .join(ShopperRow, ShopperRow.id == WatchRow.shopper_id)
                .where(WatchRow.done_at.is_(None), ItemRow.stock > 0, ~ItemRow.deleted)
                .order_by(WatchRow.id)
                .limit(limit)
            )
            return [_watch(row, row.email or email) for row, email in session.execute(query)]

    def done(self, watch: Watch) -> None:
        with self._store.session() as session:
            session.execute(update(WatchRow).where(WatchRow.id == watch.id).values(done_at=now()))


def _watch(row: WatchRow, email: str | None) -> Watch:
    return Watch(id=row.id, shopper_id=row.shopper_id, item_id=row.item_id, email=email, created_at=row.created_at)
