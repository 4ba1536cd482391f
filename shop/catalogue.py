"""The catalogue: items by id, every change numbered so that mirrors and indexes can follow."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from shop.errors import BadInput, NotFound
from shop.item_rows import Prepared, item_of, prepare
from shop.origin import Origin, note_origin
from shop.sql import batches, last_number, next_number, upsert
from shop.store import Store
from shop.tables import ItemRow, PopularityRow
from shop.types import Item, now

COUNTER = "catalogue"


@dataclass(frozen=True)
class Changes:
    """What an upsert did, in item counts; ``version`` is the catalogue's after it."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    deleted: int = 0
    version: int = 0


class ChangedSince(NamedTuple):
    version: int
    upserted: list[str]
    deleted: list[str]


class Catalogue:
    def __init__(self, store: Store) -> None:
        self._store = store

    def get(self, item_id: str) -> Item:
        """One item, or :class:`NotFound`."""
        found = self.get_many([item_id])
        if item_id not in found:
            raise NotFound(f"there is no item {item_id!r}", field="item_id")
        return found[item_id]

    def get_many(self, ids: Iterable[str]) -> dict[str, Item]:
        """The items that exist, in the order asked for."""
        wanted = list(dict.fromkeys(ids))
        found: dict[str, Item] = {}
        with self._store.reading() as session:
            for batch in batches(wanted):
                rows = session.scalars(select(ItemRow).where(ItemRow.id.in_(batch), ~ItemRow.deleted))
                found.update((row.id, item_of(row)) for row in rows)
        return {item_id: found[item_id] for item_id in wanted if item_id in found}

    def all(self, batch: int = 1000) -> Iterator[Item]:
        """Every item by id, a batch a transaction, so that a long read holds nothing open."""
        last = ""
        while True:
            with self._store.reading() as session:
                query = select(ItemRow).where(ItemRow.id > last, ~ItemRow.deleted).order_by(ItemRow.id).limit(batch)
                items = [item_of(row) for row in session.scalars(query)]
            if not items:
                return
            yield from items
            last = items[-1].id

    def ids(self) -> list[str]:
        with self._store.reading() as session:
            return list(session.scalars(select(ItemRow.id).where(~ItemRow.deleted).order_by(ItemRow.id)))

    def count(self) -> int:
        with self._store.reading() as session:
            return session.scalar(select(func.count()).select_from(ItemRow).where(~ItemRow.deleted)) or 0

    def categories(self) -> list[tuple[str, int]]:
        """Names and how many items each has, biggest first."""
        count = func.count().label("count")
        query = select(ItemRow.category, count).where(~ItemRow.deleted, ItemRow.category.is_not(None))
        with self._store.reading() as session:
            rows = session.execute(query.group_by(ItemRow.category).order_by(count.desc(), ItemRow.category))
            return [(name, number) for name, number in rows if name]

    def upsert(self, items: Iterable[Item]) -> Changes:
        """Add or replace items in one transaction; those that are as they were keep their version."""
        return self.put(map(prepare, items))

    def replace(self, items: Iterable[Item]) -> Changes:
        """Make these the whole catalogue, in one transaction: readers see the old one or the new one."""
        return self.put(map(prepare, items), replace=True)

    def put(self, rows: Iterable[Prepared], *, replace: bool = False, own: bool = True) -> Changes:
        """The same with the rows prepared, so that the transaction is short. Only the demo's are not ``own``."""
        seen: set[str] = set()

        def noted() -> Iterator[Prepared]:
            for row in rows:
                seen.add(row.id)
                yield row

        with self._store.session() as session:
            if own:
                note_origin(session, Origin.OWN)
            if not replace:
                return _upsert(session, rows)
            changes = _upsert(session, noted())
            existing = session.scalars(select(ItemRow.id).where(~ItemRow.deleted)).all()
            deleted = _delete(session, [item_id for item_id in existing if item_id not in seen])
            return dataclasses.replace(changes, deleted=deleted, version=last_number(session, COUNTER))

    def delete(self, ids: Iterable[str]) -> int:
        """Take items off the shelf; returns how many were there."""
        with self._store.session() as session:
            return _delete(session, list(ids))

    def set_stock(self, item_id: str, stock: int, *, sku: str | None = None) -> None:
        """Stock of the item, or of one variant (the item's is then their sum). Zero empties every variant."""
        if stock < 0:
            raise BadInput(f"stock {stock} is below zero", field="stock")
        with self._store.session() as session:
            row = _locked(session, item_id)
            variants: list[dict[str, Any]] = [dict(variant) for variant in row.body.get("variants", [])]
            if sku is not None:
                if sku not in {variant["sku"] for variant in variants}:
                    raise NotFound(f"item {item_id!r} has no variant {sku!r}", field="sku")
                for variant in variants:
                    variant["stock"] = stock if variant["sku"] == sku else variant.get("stock", 0)
                stock = sum(variant["stock"] for variant in variants)
            elif stock == 0:
                variants = [{**variant, "stock": 0} for variant in variants]
            _rewrite(session, row, {**row.body, "variants": variants} if variants else row.body)
            row.stock = stock

    def set_price(self, item_id: str, price: Decimal) -> None:
        """The price of the item and of every variant; a sale that it had is over."""
        if not price.is_finite() or price < 0:
            raise BadInput(f"price {price} is not an amount of money", field="price")
        with self._store.session() as session:
            row = _locked(session, item_id)
            variants = [_without(variant, "sale", "price", "list_price") for variant in row.body.get("variants", [])]
            body = _without(row.body, "sale")
            _rewrite(session, row, {**body, "variants": variants} if variants else body)
            row.price = price

    def changed_since(self, version: int) -> ChangedSince:
        """What changed after ``version`` (0 for everything), and the version to ask with next time."""
        with self._store.reading() as session:
            current = last_number(session, COUNTER)
            query = select(ItemRow.id, ItemRow.deleted).where(ItemRow.version > version, ItemRow.version <= current)
            rows = session.execute(query.order_by(ItemRow.version, ItemRow.id)).all()
        return ChangedSince(
            current, [row.id for row in rows if not row.deleted], [row.id for row in rows if row.deleted]
        )

    def popular(self, limit: int, category: str | None = None) -> list[str]:
        """Ids of the most wanted items in stock: by shoppers' events, then by rating and its count."""
        with self._store.reading() as session:
            query = (
                select(ItemRow.id, ItemRow.body["rating"].as_float(), ItemRow.body["rating_count"].as_integer())
                .add_columns(func.coalesce(PopularityRow.score, 0.0))
                .outerjoin(PopularityRow, PopularityRow.item_id == ItemRow.id)
                .where(~ItemRow.deleted, ItemRow.stock > 0)
            )
            if category is not None:
                query = query.where(ItemRow.category == category)
            rows = session.execute(query).all()
        # rating shrunk towards 3.5 by ten imagined votes (Bayesian average)
        ranked = sorted(
            rows,
            key=lambda row: (-row[3], -((row[1] or 3.5) * (row[2] or 0) + 35.0) / ((row[2] or 0) + 10), row[0]),
        )
        return [row[0] for row in ranked[:limit]]

    def arrivals(self) -> list[str]:
        """Ids of the items in stock that came in after the catalogue's first ones, the newest first."""
        with self._store.reading() as session:
            there = select(ItemRow.id, ItemRow.added_at).where(~ItemRow.deleted, ItemRow.stock > 0)
            undated = session.scalar(select(func.count()).where(ItemRow.added_at.is_(None)).select_from(ItemRow))
            first = None if undated else session.scalar(select(func.min(ItemRow.added_at)))
            later = ItemRow.added_at.is_not(None) if first is None else ItemRow.added_at > first
            rows = session.execute(there.where(later).order_by(ItemRow.added_at.desc(), ItemRow.id))
            return [row.id for row in rows]

    def popularity(self) -> dict[str, float]:
        """Weighted count of shoppers' events an item."""
        with self._store.reading() as session:
            rows = session.execute(select(PopularityRow.item_id, PopularityRow.score))
            return {row.item_id: row.score for row in rows}


def _upsert(session: Session, rows: Iterable[Prepared]) -> Changes:
    version: int | None = None
    moment = now()
    added = updated = unchanged = 0
    for batch in batches(rows):
        wanted = {row.id: row for row in batch}  # a later one of the same id wins
        columns = (ItemRow.id, ItemRow.digest, ItemRow.deleted, ItemRow.added_at)
        query = select(*columns).where(ItemRow.id.in_(wanted))
        old = {row.id: row for row in session.execute(query)}
        changed = []
        for row in wanted.values():
            before = old.get(row.id)
            if before is not None and not before.deleted and before.digest == row.digest:
                unchanged += 1
                continue
            if before is None or before.deleted:
                added += 1
                changed.append((row, moment))
            else:
                updated += 1
                changed.append((row, before.added_at))
        if changed:
            version = version or next_number(session, COUNTER)
            stamp = {"deleted": False, "version": version, "updated_at": moment}
            stamped = [{**vars(row), **stamp, "added_at": added_at} for row, added_at in changed]
            upsert(session, ItemRow, stamped, keys=["id"])
    return Changes(added, updated, unchanged, 0, version or last_number(session, COUNTER))


def _delete(session: Session, ids: Sequence[str]) -> int:
    if not ids:
        return 0
    stamp = {"deleted": True, "version": next_number(session, COUNTER), "updated_at": now()}
    gone = 0
    for batch in batches(ids):
        statement = update(ItemRow).where(ItemRow.id.in_(batch), ~ItemRow.deleted).values(**stamp)
        gone += session.execute(statement).rowcount  # type: ignore[attr-defined]
    return gone


def _without(record: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in record.items() if name not in names}


def _locked(session: Session, item_id: str) -> ItemRow:
    row = session.scalar(select(ItemRow).where(ItemRow.id == item_id, ~ItemRow.deleted).with_for_update())
    if row is None:
        raise NotFound(f"there is no item {item_id!r}", field="item_id")
    return row


def _rewrite(session: Session, row: ItemRow, body: dict[str, Any]) -> None:
    """A change by hand: a new body and version, and no digest, so that the next import is not skipped."""
    row.body = body
    row.digest = ""
    row.version = next_number(session, COUNTER)
    row.updated_at = now()
