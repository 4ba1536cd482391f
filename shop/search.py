"""Conversations found by what was said in them, by the shopper's name or address, and by an order's number.

An index of word hashes, filled as messages are stored, rather than a database's own full text: it is the same on SQLite
and PostgreSQL, knows scripts without blanks, goes with its message when that is erased, and holds no text itself.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable

from sqlalchemy import ColumnElement, Select, Text, delete, exists, func, or_, select, type_coerce
from sqlalchemy.orm import Session, aliased

from shop.ids import fold_email
from shop.keys import Keys, keys_of
from shop.sql import insert_new
from shop.tables import ConversationRow, DeskRow, MessageRow, MessageWordRow, OrderRow, ShopperRow, ShopperWordRow

LONGEST = 400  # words of one message that are found
OFTEN = 2_000  # messages with a word from which on conversations are looked through latest first
_PARTS = re.compile(r"[぀-ヿ㐀-鿿豈-﫿]+|[^\W_]+")
_UNSPACED = re.compile(r"[぀-ヿ㐀-鿿豈-﫿]")


def words(text: str) -> list[str]:
    """Words in lower case without accents, each once; of scripts without blanks every two characters side by side.

    >>> words("Où est AF-1042?")
    ['ou', 'est', 'af', '1042']
    >>> words("怎么退货")
    ['怎么', '么退', '退货']
    """
    bare = "".join(one for one in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(one))
    found: dict[str, None] = {}
    for part in _PARTS.findall(unicodedata.normalize("NFC", bare)):
        if _UNSPACED.match(part) and len(part) > 1:
            found.update(dict.fromkeys(part[at : at + 2] for at in range(len(part) - 1)))
        else:
            found[part] = None
    return list(found)


def hashes(text: str, keys: Keys | None = None) -> list[int]:
    """A number of 63 bits for each word of a text, as the index has it; with ``keys`` nobody guesses the word back."""
    return [hash_of(word, keys) for word in words(text)[:LONGEST]]


def hash_of(word: str, keys: Keys | None) -> int:
    if keys is not None:
        return keys.word(word)
    return int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest()) >> 1


def email_key(session: Session, email: str | None) -> int | None:
    """What an e-mail address is found by, however it is written."""
    return hash_of(fold_email(email), keys_of(session)) if email else None


def index_shoppers(session: Session, named: Iterable[tuple[str, str | None, str | None]]) -> None:
    """Have shoppers found by their e-mail address and the words of their name: (id, e-mail, name)."""
    keys, rows, ids = keys_of(session), list[dict[str, object]](), list[str]()
    for shopper_id, email, name in named:
        ids.append(shopper_id)
        found = {*hashes(name or "", keys), *([hash_of(fold_email(email), keys)] if email else [])}
        rows += [{"word": word, "shopper_id": shopper_id} for word in found]
    session.execute(delete(ShopperWordRow).where(ShopperWordRow.shopper_id.in_(ids)))
    insert_new(session, ShopperWordRow, rows, keys=["word", "shopper_id"])


def shoppers_named(session: Session, *, email: str = "", name: str = "") -> Select[str]:
    """Ids of those with this address, or with all words of this name; whose row still stands open, by it as it is."""
    keys = keys_of(session)
    asked = [hash_of(fold_email(email), keys)] if email else hashes(name, keys)
    query = select(ShopperWordRow.shopper_id).where(ShopperWordRow.word.in_(asked))
    by_words = query.group_by(ShopperWordRow.shopper_id).having(func.count() == len(asked))
    column, said = (ShopperRow.email, fold_email(email)) if email else (ShopperRow.name, name.strip().lower())
    as_it_is = func.lower(type_coerce(column, Text)) == said
    return select(ShopperRow.id).where(or_(ShopperRow.id.in_(by_words), as_it_is))


def index(session: Session, said: Iterable[tuple[int, str]]) -> None:
    """Have messages found by their words, within the transaction that stores them: (number, text)."""
    keys = keys_of(session)
    rows = [{"word": word, "seq": seq} for seq, text in said for word in hashes(text, keys)]
    insert_new(session, MessageWordRow, rows, keys=["word", "seq"])


def matching(session: Session, query: str) -> ColumnElement[bool]:
    """What is asked of :class:`ConversationRow`: all words of the query stand in what was said, or in the shopper's
    name;
    or it is the shopper's e-mail address, or the number of an order of theirs."""
    email = query.strip() if "@" in query else ""
    named = shoppers_named(session, email=email, name=query)
    number = query.strip().upper().lstrip("#")
    ways: list[ColumnElement[bool]] = [
        ConversationRow.shopper_id.in_(named),
        ConversationRow.id.in_(select(DeskRow.conversation_id).where(DeskRow.email_key == email_key(session, email))),
        ConversationRow.shopper_id.in_(select(OrderRow.shopper_id).where(func.upper(OrderRow.number) == number)),
    ]
    if asked := hashes(query, keys_of(session)):
        ways.append(_said(session, asked))
    return or_(*ways)


def _said(session: Session, asked: Iterable[int]) -> ColumnElement[bool]:
    """The rarest word chooses the conversations, the others are looked for in these alone. Where even that one is said
    all the time, the database looks through conversations in the order of the list, and soon has a page."""
    ranked = sorted(asked, key=lambda word: _count(session, word))
    rarest = ranked[0]
    if _count(session, rarest) >= OFTEN:
        return _all(ranked)
    ids = select(MessageRow.conversation_id).join(MessageWordRow, MessageWordRow.seq == MessageRow.seq)
    return ConversationRow.id.in_(ids.where(MessageWordRow.word == rarest)) & _all(ranked[1:])


def _all(asked: Iterable[int]) -> ColumnElement[bool]:
    condition: ColumnElement[bool] = ConversationRow.id.is_not(None)
    for word in asked:
        message, spoken = aliased(MessageRow), aliased(MessageWordRow)
        here = select(message.seq).join(spoken, spoken.seq == message.seq)
        condition &= exists(here.where(message.conversation_id == ConversationRow.id, spoken.word == word))
    return condition


def _count(session: Session, word: int) -> int:
    """How many messages have it, counted no further than matters."""
    some = select(MessageWordRow.seq).where(MessageWordRow.word == word).limit(OFTEN).subquery()
    return session.scalar(select(func.count()).select_from(some)) or 0
