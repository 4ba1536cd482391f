"""Whose order it is: nothing of an order is told before this says so.

Either it belongs to the signed-in shopper of the conversation, or its number and e-mail were told together in this
conversation. A wrong pair and a missing order look the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from dialogue.flows.words import FlowWords
from dialogue.turn import Turn
from shop.types import Order

EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
_TOKEN = re.compile(r"(?<![\w@.])#?[A-Za-z0-9]+(?:[-_/][A-Za-z0-9]+)*(?![\w@])", re.ASCII)
_SPACED = re.compile(r"\b([A-Za-z]{1,4})[ .](\d{4,12})\b", re.ASCII)
LEAST_DIGITS = 4  # of what can only be an order number once one was asked for
MOST = 20  # characters of one: longer ones are bank accounts and tracking numbers


async def verify(turn: Turn, number: str, email: str) -> Order | None:
    """The order where number and e-mail belong together, remembered as proven; :class:`TooMany` after many tries."""
    order = await turn.store(turn.services.lookups.find, turn.conversation.id, number, email)
    if order is not None and order.number not in turn.state.proven:
        turn.update(proven=(*turn.state.proven, order.number), email=email)
    return order


def email_in(text: str) -> str | None:
    found = EMAIL.search(text)
    return found.group().rstrip(".").lower() if found else None


def number_in(text: str, turn: Turn, words: FlowWords, *, asked: bool, like: str | None = None) -> str | None:
    """The order number in a text, as the shop writes it.

    ``asked``: a bare number answers the question for one. ``like``: one told before, whose letters may be left out.
    """
    plain = EMAIL.sub(" ", unicodedata.normalize("NFKC", text))
    prefix = turn.services.policy.identity.number_prefix
    plain = _SPACED.sub(lambda found: _joined(found, prefix), plain)
    by_person = not {"email", "name_postcode"}.isdisjoint(turn.services.policy.identity.accepted)
    for match in _TOKEN.finditer(plain):
        token = match.group().lstrip("#").upper()
        digits = sum(char.isdigit() for char in token)
        if len(token) > MOST:
            continue
        if digits < LEAST_DIGITS and not (asked and digits and plain.strip().lstrip("#").upper() == token):
            continue
        known = own_number(token, turn.context.orders)
        if known is not None:
            return known
        named = match.group().startswith("#") or words.has(
            "order_word", plain[max(0, match.start() - 24) : match.start()]
        )
        if prefix and _bare(token).startswith(_bare(prefix)) and token[-1].isdigit():
            return completed(token, prefix, like)
        if named or (asked and not (by_person and not alone(token, plain))):  # beside a name it is a postcode
            return completed(token, prefix, like)
    return None


def alone(token: str, text: str) -> bool:
    return text.strip().lstrip("#").upper() == token


def _joined(found: re.Match[str], prefix: str) -> str:
    """ "af 108733" is one word where the shop's numbers begin so, "zip 80218" is two."""
    same = not prefix or _bare(found[1]) == _bare(prefix)
    return f"{found[1]}-{found[2]}" if same else found[0]


def own_number(token: str, orders: Iterable[Order]) -> str | None:
    """The order of these with that number, or with its digits alone."""
    for order in orders:
        if _bare(token) in (_bare(order.number), digits(order.number)):
            return order.number
    return None


def completed(token: str, prefix: str, like: str | None) -> str:
    """A number without its letters gets those of the one told before, or the shop's own."""
    if like and token.isdigit() and (letters := re.match(r"\D+", like)):
        return letters.group() + token
    if prefix and token.isdigit():
        return prefix + token
    if prefix and _bare(token).startswith(_bare(prefix)) and not token.startswith(prefix):
        return prefix + _bare(token)[len(_bare(prefix)) :]
    return token


def digits(number: str) -> str:
    return "".join(char for char in number if char.isdigit())


def _bare(number: str) -> str:
    return "".join(char for char in number.upper() if char.isalnum())
