"""Who a shopper is: anonymous at first, known once the shop vouches for them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from pydantic import Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from shop.errors import NotFound
from shop.ids import fold_email, new_id
from shop.keys import owned
from shop.merging import merge
from shop.search import index_shoppers
from shop.sql import batches, insert_new, upsert
from shop.store import Store
from shop.tables import ShopperRow
from shop.types import Address, Frozen, now


class Shopper(Frozen):
    """A known shopper as the shop's files hold one; ``id`` is also the subject of the shop's tokens."""

    id: str = Field(min_length=1, max_length=80)
    name: str | None = None
    email: str | None = None
    address: Address | None = None


class Shoppers:
    def __init__(self, store: Store) -> None:
        self._store = store

    def anonymous(self) -> str:
        """A new shopper of whom nothing is known; returns the id."""
        with self._store.session() as session:
            return add_anonymous(session)

    def known(self, subject: str, email: str | None = None) -> str:
        """Id of the shopper whom the shop calls ``subject``, made on first sight; an e-mail given is kept."""
        with self._store.session() as session:
            row = _known(session, subject)
            if email is not None:
                row.email = owned(session, row.id, fold_email(email))
                index_shoppers(session, [(row.id, row.email, row.name)])
            return row.id

    def link(self, anonymous_id: str, subject: str) -> str:
        """The anonymous shopper turns out to be ``subject``: everything theirs moves over; returns the known id.

        Asked again it changes nothing. A shopper who is already known as someone else stays that one, and
        ``subject`` is a different person on the same browser.
        """
        with self._store.session() as session:
            source = find_shopper(session, anonymous_id, lock=True)
            target = session.scalar(select(ShopperRow).where(ShopperRow.subject == subject).with_for_update())
            if source is not None and source.subject is None and target is None:
                source.subject = subject
                return source.id
            known = target or _known(session, subject)
            if source is not None and source.subject is None and source.id != known.id:
                merge(session, source.id, known.id)
            return known.id

    def resolve(self, shopper_id: str) -> str:
        """The id that ``shopper_id`` goes by today (it may have been merged into another), or NotFound."""
        with self._store.reading() as session:
            return required_shopper(session, shopper_id).id

    def exists(self, shopper_id: str) -> bool:
        with self._store.reading() as session:
            return find_shopper(session, shopper_id) is not None

    def subject(self, shopper_id: str) -> str | None:
        """The shop's own name for the shopper; None for an anonymous one."""
        with self._store.reading() as session:
            return required_shopper(session, shopper_id).subject

    def email(self, shopper_id: str) -> str | None:
        with self._store.reading() as session:
            return required_shopper(session, shopper_id).email

    def address(self, shopper_id: str) -> Address | None:
        with self._store.reading() as session:
            address = required_shopper(session, shopper_id).address
            return None if address is None else Address.model_validate(address)

    def details(self, shopper_id: str) -> Shopper:
        """Name, e-mail and address, as far as known."""
        with self._store.reading() as session:
            row = required_shopper(session, shopper_id)
            return Shopper(
                id=row.id,
                name=row.name,
                email=row.email,
                address=None if row.address is None else Address.model_validate(row.address),
            )

    def consent(self, shopper_id: str, given: bool) -> None:
        """Whether events may be kept beyond the session."""
        with self._store.session() as session:
            required_shopper(session, shopper_id, lock=True).consent = given

    def consented(self, shopper_id: str) -> bool | None:
        """What the shopper answered; None as long as they were not asked."""
        with self._store.reading() as session:
            return required_shopper(session, shopper_id).consent

    def put(self, shoppers: Iterable[Shopper]) -> int:
        """Add or renew known shoppers from the shop's own files; returns how many were read."""
        read = 0
        with self._store.session() as session:
            for batch in batches(shoppers):
                rows = {shopper.id: shopper for shopper in batch}
                there = select(ShopperRow.id, ShopperRow.created_at).where(ShopperRow.id.in_(rows))
                kept = {row.id: row.created_at for row in session.execute(there)}
                values = [
                    {
                        "id": shopper.id,
                        "subject": shopper.id,
                        "email": None if shopper.email is None else fold_email(shopper.email),
                        "name": shopper.name,
                        "address": None if shopper.address is None else shopper.address.model_dump(),
                        "created_at": kept.get(shopper.id, now()),
                    }
                    for shopper in rows.values()
                ]
                new = [{"id": one["id"], "created_at": one["created_at"]} for one in values if one["id"] not in kept]
                insert_new(session, ShopperRow, new, keys=["id"])  # a key is somebody's who is there
                upsert(session, ShopperRow, [_owned(session, one) for one in values], keys=["id"])
                index_shoppers(session, [(one.id, one.email, one.name) for one in rows.values()])
                read += len(batch)
        return read

    def ensure(self, ids: Iterable[str]) -> int:
        """Make anonymous shoppers of the ids that do not exist; returns how many were made."""
        with self._store.session() as session:
            rows = [{"id": shopper_id, "created_at": now()} for shopper_id in ids]
            return insert_new(session, ShopperRow, rows, keys=["id"])

    def existing(self, ids: Iterable[str]) -> list[str]:
        """Those of the ids that there are."""
        found: list[str] = []
        with self._store.reading() as session:
            for batch in batches(ids):
                found += session.scalars(select(ShopperRow.id).where(ShopperRow.id.in_(batch)))
        return found

    def subjects(self, among: Collection[str], limit: int = 100) -> list[Shopper]:
        """The first of these known shoppers by id: whom the demo storefront offers to sign in as."""
        with self._store.reading() as session:
            query = select(ShopperRow).where(ShopperRow.subject.in_(among)).order_by(ShopperRow.id).limit(limit)
            return [Shopper(id=row.subject or row.id, name=row.name, email=row.email) for row in session.scalars(query)]


def add_anonymous(session: Session, shopper_id: str | None = None) -> str:
    made = shopper_id or new_id("s")
    insert_new(session, ShopperRow, [{"id": made, "created_at": now()}], keys=["id"])
    return made


def find_shopper(session: Session, shopper_id: str, *, lock: bool = False) -> ShopperRow | None:
    """The row of a shopper, following merges."""
    for _ in range(20):  # merges of merges; more would be a circle
        query = select(ShopperRow).where(ShopperRow.id == shopper_id)
        row = session.scalar(query.with_for_update() if lock else query)
        if row is None or row.merged_into is None:
            return row
        shopper_id = row.merged_into
    return None


def required_shopper(session: Session, shopper_id: str, *, lock: bool = False) -> ShopperRow:
    row = find_shopper(session, shopper_id, lock=lock)
    if row is None:
        raise NotFound(f"there is no shopper {shopper_id!r}", field="shopper_id")
    return row


def _known(session: Session, subject: str) -> ShopperRow:
    row = {"id": new_id("s"), "subject": subject, "created_at": now()}
    insert_new(session, ShopperRow, [row], keys=["subject"])
    query = select(ShopperRow).where(ShopperRow.subject == subject).with_for_update()
    return session.execute(query).scalar_one()


def _owned(session: Session, row: dict[str, Any]) -> dict[str, Any]:
    mine = {name: row[name] for name in ("email", "name", "address") if row[name] is not None}
    return row | {name: owned(session, row["id"], value) for name, value in mine.items()}
