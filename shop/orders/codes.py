"""A code by e-mail: the stronger proof that changing an order needs, where mail is set up.

>>> codes = Codes(store, settings)
>>> if codes.needed():
...     code = codes.issue(conversation_id, order.number, order.email)    # put it into a letter
...     codes.verify(conversation_id, order.number, "482 911")            # True once, and for this conversation only
"""

from __future__ import annotations

import secrets
import unicodedata
from datetime import timedelta

from sqlalchemy import delete, select

from shop.attempts import Attempts, Limit
from shop.ids import fold_email
from shop.keyed import keyed
from shop.settings import Settings
from shop.sql import upsert
from shop.store import Store
from shop.tables import CodeRow
from shop.types import now

DIGITS = 6
LIFE = timedelta(minutes=10)
TRIES = 5
HOLDS = timedelta(hours=1)
PROVEN = "proven"  # in the place of a digest: the code was given
LETTERS = Limit(free=3, first=timedelta(minutes=1), longest=timedelta(hours=1), forget=timedelta(hours=6))


class Codes:
    """Codes are kept as keyed hashes. One is good for one order in one conversation, once, within ten minutes; what it
    proved holds for :data:`HOLDS`."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store = store
        self._secret = settings.secrets.session
        self._mail = settings.mail.smtp_url is not None
        self._letters = Attempts(store, "codes")

    def needed(self) -> bool:
        """Whether a code can be asked for at all: where letters only become files, nobody could read it."""
        return self._mail

    def issue(self, conversation_id: str, number: str, email: str) -> str:
        """A new code for the order's own address; the one before is worth nothing from now on.

        Raises :class:`TooMany` where this address or this order was sent too many: nobody's mailbox is to be filled.
        """
        self._letters.begin(
            {
                f"code:email:{keyed(self._secret, 'code-email', fold_email(email))}": LETTERS,
                f"code:order:{keyed(self._secret, 'code-order', number)}": LETTERS,
            }
        )
        code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
        row = {
            "key": self._key(conversation_id, number),
            "conversation_id": conversation_id,
            "digest": self._digest(conversation_id, number, code),
            "tries": 0,
            "expires_at": now() + LIFE,
        }
        with self._store.session() as session:
            session.execute(delete(CodeRow).where(CodeRow.expires_at < now()))
            upsert(session, CodeRow, [row], keys=["key"])
        return code

    def pending(self, conversation_id: str, number: str) -> bool:
        """Whether a code was sent that can still be given."""
        with self._store.reading() as session:
            row = session.get(CodeRow, self._key(conversation_id, number))
            return row is not None and row.expires_at > now() and row.tries < TRIES and row.digest != PROVEN

    def proven(self, conversation_id: str, number: str) -> bool:
        """Whether a code for this order was given in this conversation not long ago."""
        with self._store.reading() as session:
            row = session.get(CodeRow, self._key(conversation_id, number))
            return row is not None and row.digest == PROVEN and row.expires_at > now()

    def verify(self, conversation_id: str, number: str, said: str) -> bool:
        """Whether what the shopper said is the code. A right one is used up; after five wrong ones it is void."""
        digits = "".join(str(unicodedata.decimal(char)) for char in said if char.isdecimal())
        with self._store.session() as session:
            query = select(CodeRow).where(CodeRow.key == self._key(conversation_id, number)).with_for_update()
            row = session.scalar(query)
            if row is None or row.expires_at <= now() or row.tries >= TRIES or row.digest == PROVEN:
                return False
            row.tries += 1
            right = secrets.compare_digest(row.digest, self._digest(conversation_id, number, digits))
            if right:
                row.digest, row.expires_at = PROVEN, now() + HOLDS
            return right

    def _key(self, conversation_id: str, number: str) -> str:
        return keyed(self._secret, "code-key", conversation_id, number)

    def _digest(self, conversation_id: str, number: str, code: str) -> str:
        return keyed(self._secret, "code", conversation_id, number, code)
