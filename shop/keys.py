"""A key for every shopper, so that what they wrote is gone when the key is: wherever a copy of the text still lies.

>>> with store.session() as session:
...     row.text = owned(session, shopper_id, "what they wrote")  # doctest: +SKIP

Sealed columns (:mod:`shop.tables.sealed`) seal what is bound to them with AES-256-GCM: an owned value under its
shopper's key, any other under the shop's own. The keys stand in the table ``keys``, each sealed itself under
``secrets.seal`` (envelope encryption), so that a new secret costs one line a shopper, and the hashes of the search:
``shopkeeper keys rotate``. A store opened without the secret sees and writes the sealed texts as they are, as a backup
needs it.
"""

from __future__ import annotations

import base64
import os
from dataclasses import dataclass
from secrets import token_hex
from typing import Any, TypeVar

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Engine, bindparam, create_engine, insert, select
from sqlalchemy.orm import Session

from shop.errors import BadSettings
from shop.keyed import keyed
from shop.seal import seal, unseal
from shop.tables import KeyRow
from shop.tables.sealed import ATTRIBUTE, PREFIX
from shop.types import now

_FIRST = select(KeyRow.id, KeyRow.wrapped).order_by(KeyRow.created_at, KeyRow.id).limit(1)
_SHOPS = _FIRST.where(KeyRow.shopper_id.is_(None))
_SHOPPERS = _FIRST.where(KeyRow.shopper_id == bindparam("shopper"))  # made once: every message asks
T = TypeVar("T", str, dict[str, Any])
_PURPOSE = "shoppers' keys"
_NONCE = 12  # bytes
_MOST = 50_000  # keys that are remembered


@dataclass(frozen=True)
class Key:
    """``id`` stands in every text that was sealed with it."""

    id: str
    cipher: AESGCM

    def seal(self, text: str) -> str:
        nonce = os.urandom(_NONCE)
        sealed = self.cipher.encrypt(nonce, text.encode(), None)
        return f"{PREFIX}{self.id}.{base64.urlsafe_b64encode(nonce + sealed).decode()}"


class OwnedText(str):
    """A text and the key that it is sealed with."""

    key: Key


class OwnedJson(dict[str, Any]):
    """The same for an object."""

    key: Key


class Keys:
    """The keys of one store. Safe for threads."""

    def __init__(self, engine: Engine, secret: str) -> None:
        self._secret = secret
        self._known: dict[str, Key] = {}
        self._shop: Key | None = None
        # keys are looked up while rows are read, and a second connection of the same pool might never come
        self._engine = create_engine(engine.url, pool_size=2, max_overflow=0, pool_pre_ping=True)

    @property
    def ready(self) -> bool:
        """Whether the shop's own key is there: :meth:`prepare` makes it."""
        return self._shop is not None

    def prepare(self, session: Session) -> Key:
        """Find the shop's own key, or make it; :meth:`ready` once the caller has committed and calls :meth:`use`."""
        return self._of(session, None)

    def use(self, key: Key) -> None:
        self._shop = key

    def of(self, session: Session, shopper_id: str) -> Key:
        """The shopper's key, made where there is none; it is looked up each time, since it may have gone."""
        found: dict[str, Key] = session.info.setdefault("keys", {})
        if shopper_id not in found:
            found[shopper_id] = self._of(session, shopper_id)
        return found[shopper_id]

    def seal(self, value: Any, text: str) -> str:
        """``text`` sealed with the key of the ``value`` that it is the form of, or with the shop's own."""
        key = getattr(value, "key", None) or self._shop
        if key is None:
            raise BadSettings("secrets.seal: the store was not prepared for it")  # a programmer's mistake
        sealed: str = key.seal(text)
        return sealed

    def open(self, sealed: str) -> str:
        """The text; an empty one where its key has gone. :class:`BadSettings` for a secret that does not fit."""
        name, _, content = sealed.removeprefix(PREFIX).partition(".")
        key = self._known.get(name) or self._look_up(name)
        if key is None:
            return ""
        raw = base64.urlsafe_b64decode(content)
        try:
            return key.cipher.decrypt(raw[:_NONCE], raw[_NONCE:], None).decode()
        except InvalidTag as error:
            raise BadSettings("secrets.seal: what is in the store was changed, or sealed with another key") from error

    def word(self, word: str) -> int:
        """63 bits for a word of the search: without the secret nobody guesses it back."""
        return int(keyed(self._secret, "search", word)[:16], 16) >> 1

    def close(self) -> None:
        self._engine.dispose()

    def _of(self, session: Session, shopper_id: str | None) -> Key:
        query, values = (_SHOPS, {}) if shopper_id is None else (_SHOPPERS, {"shopper": shopper_id})
        row = session.connection().execute(query, values).first()
        if row is not None:
            return self._unwrapped(row.id, row.wrapped)
        wrapped = seal(self._secret, _PURPOSE, base64.b64encode(AESGCM.generate_key(256)).decode())
        made = {"id": token_hex(8), "shopper_id": shopper_id, "wrapped": wrapped, "created_at": now()}
        session.execute(insert(KeyRow).values(made))
        return self._unwrapped(str(made["id"]), wrapped)

    def _look_up(self, name: str) -> Key | None:
        with self._engine.connect() as connection:
            wrapped = connection.scalar(select(KeyRow.wrapped).where(KeyRow.id == name))
        return self._unwrapped(name, wrapped) if wrapped else None

    def _unwrapped(self, name: str, wrapped: str) -> Key:
        if name not in self._known:
            if len(self._known) >= _MOST:
                self._known.clear()
            self._known[name] = Key(name, AESGCM(base64.b64decode(unseal(self._secret, _PURPOSE, wrapped))))
        return self._known[name]


def keys_of(session: Session) -> Keys | None:
    """The keys of the store that a session is of; None where it was opened without the secret."""
    found: Keys | None = getattr(session.get_bind().dialect, ATTRIBUTE, None)
    return found


def owned(session: Session, shopper_id: str, value: T) -> T:
    """The same value, to be sealed with the shopper's key when it is stored."""
    keys = keys_of(session)
    if keys is None:
        return value
    made = OwnedText(value) if isinstance(value, str) else OwnedJson(value)
    made.key = keys.of(session, shopper_id)
    return made


def rewrap(session: Session, before: str, after: str) -> int:
    """Seal every key anew under another secret; how many. What is sealed with them stays as it is."""
    count = 0
    for row in session.scalars(select(KeyRow).order_by(KeyRow.id)):
        try:
            row.wrapped = seal(after, _PURPOSE, unseal(before, _PURPOSE, row.wrapped))
        except BadSettings:
            unseal(after, _PURPOSE, row.wrapped)  # a rotation that broke off had come so far
        count += 1
    return count
