"""A live shop followed: read whole once, then what its webhooks tell, then a sweep for what none told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

import structlog
from sqlalchemy import select

from shop.catalogue import Catalogue, Changes
from shop.connectors.base import Change, Platform
from shop.connectors.hooks import Hooks
from shop.errors import BadInput, ShopkeeperError
from shop.importers.kinds import Kinds, placed
from shop.importers.report import Report
from shop.item_rows import prepare
from shop.orders.store import StoreOrders
from shop.shoppers import Shopper, Shoppers
from shop.sql import upsert
from shop.store import Store
from shop.tables import SweepRow
from shop.types import Item, Order, now

log = structlog.get_logger()

OVERLAP = timedelta(minutes=2)  # that a sweep looks back over: clocks differ, and changes are noted late
T = TypeVar("T")
Tell = Callable[[str, int], None]  # (what, how many so far)


@dataclass(frozen=True)
class Synced:
    """What a look at the whole shop, or at what has changed, came to."""

    items: Changes
    orders: int
    report: Report


class Sync:
    """Safe to run twice and beside itself: what is written is always what the platform says now."""

    def __init__(self, platform: Platform, store: Store, orders: StoreOrders) -> None:
        self.platform = platform
        self._store = store
        self._catalogue = Catalogue(store)
        self._orders = orders
        self._shoppers = Shoppers(store)
        self.hooks = Hooks(store)

    def full(self, tell: Tell = lambda what, count: None) -> Synced:
        """Everything: what the shop does not have any more goes.

        Raises :class:`BadInput` where not one item could be read: then nothing has changed.
        """
        began, report = now(), Report(format=self.platform.name)
        rows, kinds = [], Kinds()
        for item in _told(self.platform.products(None, report), tell, "items"):
            kinds.learn(item)
            rows.append(prepare(item))
        if not rows:
            first = f"; the first refused: {report.refused[0].message}" if report.refused else ""
            raise BadInput(f"{self.platform.name}: no item could be read of {report.rows} products{first}")
        changes = self._catalogue.put([placed(row, kinds) for row in rows], replace=True)
        count = self._put(_told(self.platform.orders(None), tell, "orders"))
        self._note(began)
        return Synced(changes, count, report)

    def sweep(self) -> Synced:
        """What has changed since the last look; what was deleted meanwhile is found by :meth:`full`."""
        since = self._since()
        if since is None:
            return self.full()
        began, report = now(), Report(format=self.platform.name)
        found = [self._as_before(item) for item in self.platform.products(since - OVERLAP, report)]
        changes = self._catalogue.upsert(found) if found else Changes()
        count = self._put(self.platform.orders(since - OVERLAP))
        self._note(began)
        return Synced(changes, count, report)

    def drain(self) -> int:
        """Look into what the webhooks told; what fails is tried again later. Returns how many things were looked at."""
        waiting = self.hooks.due()
        for one in waiting:
            try:
                self.look(one.change)
            except ShopkeeperError as error:
                log.warning("hook failed", kind=one.change.kind, subject=one.change.id, why=error.message)
                self.hooks.failed(one, error.message)
            else:
                self.hooks.done(one.ids)
        return len(waiting)

    def look(self, change: Change) -> None:
        """Take over one thing as it is now."""
        if change.kind == "order":
            order = self.platform.order(change.id)
            if order is not None:
                self._put(iter([order]))
            return
        number = change.id if change.kind == "product" else self.platform.product_of(change.id)
        if number is None:
            return
        report = Report()
        item = self.platform.product(number, report)
        if item is not None:
            self._catalogue.upsert([self._as_before(item)])
        elif report.refused:
            log.warning("item cannot be read", item=number, why=report.refused[0].message)
        else:
            self._catalogue.delete([number])

    def _as_before(self, item: Item) -> Item:
        """The item with the kind that it was given when the shop was read whole."""
        before = self._catalogue.get_many([item.id]).get(item.id)
        if before is None or before.title != item.title or before.categories[:-1] != item.categories:
            return item
        return item.model_copy(update={"category": before.category, "categories": before.categories})

    def _put(self, orders: Iterator[Order]) -> int:
        """Orders with the customers that they belong to; of a customer the newest order tells the address."""
        found = list(orders)
        there = set(self._shoppers.existing({order.shopper_id for order in found if order.shopper_id}))
        known = {
            order.shopper_id: Shopper(
                id=order.shopper_id, email=order.email or None, name=order.address.name, address=order.address
            )
            for order in sorted(found, key=lambda order: order.placed_at)
            if order.shopper_id and order.shopper_id not in there
        }
        self._shoppers.put(known.values())
        return self._orders.put(found)

    def _since(self) -> datetime | None:
        with self._store.reading() as session:
            return session.scalar(select(SweepRow.until).where(SweepRow.name == self._name))

    def _note(self, until: datetime) -> None:
        with self._store.session() as session:
            upsert(session, SweepRow, [{"name": self._name, "until": until}], keys=["name"])

    @property
    def _name(self) -> str:
        return f"{self.platform.name} {self.platform.url}"[:80]


def _told(things: Iterator[T], tell: Tell, what: str) -> Iterator[T]:
    for count, one in enumerate(things, start=1):
        tell(what, count)
        yield one
