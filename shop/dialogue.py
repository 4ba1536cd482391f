"""What a conversation is about right now: the search in force, what was shown, what was asked, the open order flow.

Plain immutable data, one :class:`State` a conversation, kept in the store. Numbers of a :class:`Filter` stand in the
base unit of their field (``retrieval.fields``): gram, millimetre, millilitre, degree Celsius, minute, piece.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Literal

from pydantic import model_validator

from shop.types import Frozen

# ── what is looked for ────────────────────────────────────────────────────────────────────────

Op = Literal[
    "is",  # carries one of ``values``
    "is_not",  # carries none of ``values``
    "has",  # says yes to the field ("waterproof: yes, membrane"), or states it as a number above zero
    "has_not",  # says no to the field; silence is not a no
    "at_most",  # number <= high
    "at_least",  # number >= low
    "between",  # low <= number <= high
    "around",  # near low (= high): within 15 %
    "covers",  # the item's range holds low: "2 to 6 players" covers 4, "from 8" covers 9
    "mentions",  # title, description or attributes hold one of ``values``
    "without",  # neither title, description nor attributes hold one of ``values``; used for what must not be inside
]


class Filter(Frozen):
    """One limit on one field. What does not state the field does not pass, but for ``is_not`` and ``without``."""

    field: str  # "price", "category", "colour", "size", "brand", "weight", or any attribute's folded name
    op: Op
    values: tuple[str, ...] = ()  # the catalogue's own values, any of them
    low: float | None = None
    high: float | None = None
    words: str = ""  # as the shopper said it
    hard: bool = True  # False: a leaning ("ideally"), which ranks but does not exclude
    safety: bool = False  # an allergy, an age: never relaxed, and silence never passes


class Sort(Frozen):
    """An order of the results: "warmest" is the lowest comfort temperature first."""

    field: str  # as in Filter; "relevance", "rating", "newest" too
    descending: bool = False
    words: str = ""


class Receiver(Frozen):
    """For whom it is, if not for the shopper."""

    who: str = ""  # "nephew"
    age: float | None = None  # years
    audience: str = ""  # men, women, kids
    likes: tuple[str, ...] = ()
    dislikes: tuple[str, ...] = ()


class Query(Frozen):
    """What is looked for: everything said that is still in force."""

    kinds: tuple[str, ...] = ()  # names of categories, any of them
    not_kinds: tuple[str, ...] = ()
    text: str = ""  # words without a field, for ranking
    filters: tuple[Filter, ...] = ()
    set_aside: tuple[Filter, ...] = ()  # for someone's safety, and of no concern to the kinds: no nuts, while in tents
    sort: Sort | None = None
    purpose: str = ""  # "a rainy week in Scotland"
    receiver: Receiver | None = None
    budget: Decimal | None = None  # for everything together, in the shop's currency

    @property
    def empty(self) -> bool:
        return self == Query()


class ResultList(Frozen):
    """A list that was shown. ``ids`` in the order shown; ``offset`` is how far paging has come."""

    ids: tuple[str, ...]
    query: Query | None = None
    source: Literal["search", "picks", "similar", "bundle", "compare", "complements"] = "search"
    offset: int = 0
    total: int = 0


# ── what the bot asked or offered ─────────────────────────────────────────────────────────────


class Choice(Frozen):
    """One answer that can be tapped: what is shown and what it stands for."""

    label: str
    value: str


class Question(Frozen):
    """What the bot asked last. ``about`` names what is asked for; ``choices`` are the answers it knows of."""

    kind: Literal["item", "option", "kind", "detail", "flow", "email", "order", "clarify"]
    about: str = ""  # the option ("size"), the slot of the flow, the field
    choices: tuple[Choice, ...] = ()
    item_id: str | None = None
    quantity: int = 1
    options: tuple[tuple[str, str], ...] = ()  # (name, value) chosen so far
    then: Literal["add", "show", "ask", "compare", "notify", "search"] = "show"  # what the answer completes
    words: str = ""  # the message that led to it
    tries: int = 0


class Offer(Frozen):
    """What the bot offered last: a "yes" in the next turn accepts it. One turn long."""

    kind: Literal["person", "add", "notify", "flow", "search", "show", "relax", "undo", "coupon"]
    item_id: str | None = None
    quantity: int = 1
    options: tuple[tuple[str, str], ...] = ()
    flow: str = ""
    query: Query | None = None
    warned: bool = False  # a warning was said with it


class Slot(Frozen):
    """A value that a flow has: which, and from which words."""

    name: str
    value: str
    words: str = ""


class Person(Frozen):
    """What was told of who writes, until it is enough to find them."""

    name: str = ""
    postcode: str = ""


class Request(Frozen):
    """One thing that is wanted of one order: the process, the order's number where it is known, and the words."""

    flow: str
    order: str = ""
    text: str = ""
    if_refused: bool = False  # only where the one before could not be done


class FlowState(Frozen):
    """An order process that is open: its file in data/flows, and what it has collected."""

    name: str
    slots: tuple[Slot, ...] = ()
    asked: str = ""  # the slot asked for last
    tries: int = 0  # how often in a row
    confirming: bool = False  # the summary was said; a yes does it
    key: str = ""  # of the deed, so that doing it twice does nothing twice
    outcome: Literal["", "done", "left", "refused"] = ""  # of one that is over

    def get(self, name: str) -> str | None:
        return next((slot.value for slot in self.slots if slot.name == name), None)


class CartChange(Frozen):
    """The last change to the cart, for "undo"."""

    item_id: str
    options: tuple[tuple[str, str], ...] = ()
    quantity_before: int = 0
    quantity_after: int = 0


# ── the whole ─────────────────────────────────────────────────────────────────────────────────


class State(Frozen):
    """Everything the bot remembers of one conversation between two messages."""

    query: Query = Query()
    results: tuple[ResultList, ...] = ()  # the last ones, newest last
    focus: str | None = None  # the item talked about
    looked_at: tuple[str, ...] = ()  # the items talked about one by one, newest last: "those two"
    compared: tuple[str, ...] = ()
    bundle: tuple[tuple[str, int], ...] = ()  # the last set that was put together: items and how many of each
    question: Question | None = None
    offer: Offer | None = None
    flow: FlowState | None = None
    closed: FlowState | None = None  # the flow that was over last, for what is asked about it
    last: str = ""  # what the bot's last message was about: list, item, cart, order, policy … (dialogue.acts.labels)
    warned_of: Literal[
        "", "flame_indoors", "medical_advice", "child", "traces", "electric", "spoiled", "worn", "other"
    ] = ""  # of what, the last time
    order: str | None = None  # the order talked about last
    proven: tuple[str, ...] = ()  # numbers of orders that this shopper has proven to be theirs
    email: str | None = None  # told in this conversation
    who: Person = Person()
    customer: str | None = None  # whom this shopper has proven to be, where the policy lets them without an order
    asked: tuple[str, ...] = ()  # the fields that the last question about an item was about: "and the other one?"
    asked_in: str = ""  # and its words
    topic: str = ""  # the question to the shop that was answered last, to read "and if I've worn them?"
    paid_back: tuple[Decimal, ...] = ()  # what was agreed to be paid back in this conversation
    queued: tuple[Request, ...] = ()  # what else is wanted, still to be done
    changes: tuple[CartChange, ...] = ()  # newest last
    failures: int = 0  # messages in a row that were not understood
    told: tuple[str, ...] = ()  # keys of hints that need no second telling

    @property
    def shown(self) -> tuple[str, ...]:
        """Ids of the last list."""
        return self.results[-1].ids if self.results else ()

    @model_validator(mode="before")
    @classmethod
    def _from_old_rows(cls, row: Any) -> Any:
        """Rows of before typed states keep their list, focus and failures."""
        if isinstance(row, dict) and ("pending" in row or "shown" in row or "constraints" in row):
            shown = row.get("shown") or []
            return {
                "results": [{"ids": shown}] if shown else [],
                "focus": row.get("focus"),
                "compared": row.get("compared") or [],
                "failures": row.get("failures") or 0,
            }
        return row
