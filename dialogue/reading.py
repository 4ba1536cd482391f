"""What a reader gets and gives: an utterance in its context, and the commands that it means."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from dialogue.commands import Command
from shop.dialogue import Filter, State
from shop.types import CartLine, Item, Order


@dataclass(frozen=True)
class Utterance:
    """One message. ``intents`` are Rasa's, likeliest first, each with its confidence; ``parts`` the same for the
    clauses of a long message. ``tapped`` carries what a quick reply or a card stands for (name → value); ``about`` the
    item whose page it was asked from."""

    text: str
    language: str = "en"
    intents: tuple[tuple[str, float], ...] = ()
    parts: tuple[tuple[str, str, float], ...] = ()  # (text, intent, confidence)
    tapped: tuple[tuple[str, str], ...] = ()
    about: str = ""

    @property
    def intent(self) -> str:
        return self.intents[0][0] if self.intents else ""

    @property
    def confidence(self) -> float:
        return self.intents[0][1] if self.intents else 0.0


@dataclass(frozen=True)
class Context:
    """What is in view while a message is read, from memory: no reader asks the store.

    ``shown`` are the items of the last list in their order, ``seen`` those of earlier lists, ``cart`` its lines with
    their items, ``orders`` the shopper's own (signed in or proven), newest first.
    """

    state: State
    shown: tuple[Item, ...] = ()
    seen: tuple[Item, ...] = ()
    focus: Item | None = None
    cart: tuple[tuple[CartLine, Item], ...] = ()
    orders: tuple[Order, ...] = ()
    signed_in: bool = False
    waiting: bool = False  # a person was called and has not come yet
    flows: tuple[str, ...] = ()  # names of the flows that can be started


@dataclass(frozen=True)
class Amount:
    """A sum as it was said: its currency's code, or "loose" for a word that may be any; and whether what it is in the
    shop's is ``known``, so that it bounds a price."""

    words: str
    currency: str
    known: bool


@dataclass(frozen=True)
class Reading:
    """The commands, in the order to be done, and what of the message stayed unread."""

    commands: tuple[Command, ...] = ()
    unread: tuple[str, ...] = ()
    confidence: float = 1.0  # that this is all that is meant
    by: str = "rules"
    notes: tuple[str, ...] = field(default=())  # for logs and the review page
    health: tuple[Filter, ...] = ()  # what somebody must not have: it holds from now on, whatever else is read
    amounts: tuple[Amount, ...] = ()  # in other currencies than the shop's, or in a word for any


class Reader(Protocol):
    """Reads a message once. Never raises: what it cannot read is ``unread``."""

    name: str

    async def read(self, utterance: Utterance, context: Context) -> Reading: ...
