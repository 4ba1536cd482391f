"""What agents, admins and commands did: written once, in a chain that shows when something of it was changed.

>>> audit = Audit(store, settings.secrets.audit)
>>> audit.add("a_bea", "close", {"conversation": audit.alias(conversation_id)})
>>> audit.verify().broken is None
True

Each row's digest (HMAC-SHA-256) covers the row and the digest before it, so that who can write to the database and
does not have the key cannot change, take out or slip in a row unnoticed; rows cut off at the end are told by the
counter that gave them their numbers. The database refuses changes and deletions of its own accord.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from shop.keyed import keyed
from shop.sql import last_number, next_number
from shop.store import Store
from shop.tables import AuditRow
from shop.types import Frozen, now

COUNTER = "audit"
PAGE = 1000


class Deed(Frozen):
    """``who`` is an agent's id, or ``command`` for one on the machine; ``about`` names nobody's words."""

    number: int
    at: datetime
    who: str
    deed: str
    about: dict[str, Any]
    digest: str = ""


class Verdict(Frozen):
    """``broken`` says where the chain breaks, and is None where it holds; ``last`` is the end of the chain."""

    checked: int
    last: str = ""
    broken: str | None = None


class Audit:
    def __init__(self, store: Store, secret: str) -> None:
        self._store = store
        self._secret = secret

    def add(self, who: str, deed: str, about: Mapping[str, Any] | None = None) -> Deed:
        """Write it down, behind all others."""
        with self._store.session() as session:
            number = next_number(session, COUNTER)  # holds back whoever else writes until this is committed
            before = session.scalar(select(AuditRow.digest).where(AuditRow.number == number - 1)) or ""
            made = Deed(number=number, at=now(), who=who[:80], deed=deed[:80], about=dict(about or {}))
            made = made.model_copy(update={"digest": self._digest(before, made)})
            session.add(AuditRow(**made.model_dump()))
            return made

    def deeds(self, limit: int = 100, *, before: int | None = None, who: str | None = None) -> list[Deed]:
        """The latest first; ``before`` a number, for the next page."""
        query = select(AuditRow).order_by(AuditRow.number.desc()).limit(limit)
        if before is not None:
            query = query.where(AuditRow.number < before)
        if who is not None:
            query = query.where(AuditRow.who == who)
        with self._store.reading() as session:
            return [_deed(row) for row in session.scalars(query)]

    def verify(self) -> Verdict:
        """Go through the whole chain."""
        checked, last = 0, ""
        with self._store.reading() as session:
            given = last_number(session, COUNTER)
            while True:
                query = select(AuditRow).where(AuditRow.number > checked).order_by(AuditRow.number).limit(PAGE)
                rows = [_deed(row) for row in session.scalars(query)]
                for deed in rows:
                    if deed.number != checked + 1:
                        return Verdict(checked=checked, last=last, broken=f"number {checked + 1} is missing")
                    if not hmac.compare_digest(deed.digest, self._digest(last, deed)):
                        return Verdict(checked=checked, last=last, broken=f"number {deed.number} was changed")
                    checked, last = deed.number, deed.digest
                if len(rows) < PAGE:
                    break
        missing = f"numbers {checked + 1} to {given} are missing" if given > checked else None
        return Verdict(checked=checked, last=last, broken=missing)

    def alias(self, identifier: str) -> str:
        """What a conversation or a shopper is called here: the same each time, and nothing once they are erased."""
        return keyed(self._secret, "audit-alias", identifier)

    def _digest(self, before: str, deed: Deed) -> str:
        fields = [before, deed.number, deed.at.astimezone(UTC).isoformat(), deed.who, deed.deed, deed.about]
        text = json.dumps(fields, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
        return hmac.new(f"audit {self._secret}".encode(), text.encode(), hashlib.sha256).hexdigest()


def _deed(row: AuditRow) -> Deed:
    return Deed(number=row.number, at=row.at, who=row.who, deed=row.deed, about=row.about, digest=row.digest)
