"""The commands that a message is read as: a closed union between understanding and doing.

Each holds the words it was read from and how sure the reader is, 0 to 1. Items are ids that linking found among what is
shown, in the cart, in an order or in the catalogue; ``ambiguous`` marks ids of which one is meant.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from shop.dialogue import Filter, Receiver, Sort
from shop.types import Frozen


class Base(Frozen):
    words: str = ""
    confidence: float = 1.0


class Reference(Frozen):
    """Items that words point at."""

    ids: tuple[str, ...] = ()
    words: str = ""
    how: Literal["ordinal", "focus", "all", "value", "superlative", "title", "other", "tap", "kind"] = "focus"
    ambiguous: bool = False  # one of ``ids`` is meant


# ── goods ─────────────────────────────────────────────────────────────────────────────────────


class Search(Base):
    """Look for goods: anew, or the search in force with a change. Unset fields leave what is in force."""

    type: Literal["search"] = "search"
    fresh: bool = True  # False: a change of the search in force
    kinds: tuple[str, ...] = ()
    not_kinds: tuple[str, ...] = ()
    filters: tuple[Filter, ...] = ()
    drop: tuple[str, ...] = ()  # fields whose limits are given up: "forget the price"; "*" is all of them
    text: str = ""
    sort: Sort | None = None
    among: Reference | None = None  # only of these: "the cheapest of those"
    purpose: str = ""
    receiver: Receiver | None = None
    budget: Decimal | None = None
    unknown: tuple[str, ...] = ()  # names of goods that this shop does not carry
    relative: tuple[Sort, ...] = ()  # "cheaper", "a bit smaller": beyond what is shown or in focus, in this direction
    asked: tuple[str, ...] = ()  # fields told of the one that comes first: "how heavy is the cheapest"


class Page(Base):
    """ "show me more", "back to the tents"."""

    type: Literal["page"] = "page"
    to: Literal["next", "previous", "list"] = "next"
    list_index: int | None = None  # in State.results, for "list"


class Similar(Base):
    type: Literal["similar"] = "similar"
    item: Reference
    filters: tuple[Filter, ...] = ()
    relative: tuple[Sort, ...] = ()


class Complements(Base):
    """ "what goes with it"."""

    type: Literal["complements"] = "complements"
    item: Reference


class Select(Base):
    """Look at one: "the second", "tell me more about it"."""

    type: Literal["select"] = "select"
    item: Reference


class AskItem(Base):
    """A question about items in view: the field where one was linked, and the question itself."""

    type: Literal["ask_item"] = "ask_item"
    items: Reference
    question: str
    fields: tuple[str, ...] = ()  # catalogue fields; "price", "stock", "size", "delivery", "reviews" too
    filters: tuple[Filter, ...] = ()  # "is there a red one": the values asked for
    purpose: str = ""  # "is it any good in rain"


class Compare(Base):
    type: Literal["compare"] = "compare"
    items: Reference
    purpose: str = ""
    fields: tuple[str, ...] = ()
    orders: tuple[Sort, ...] = ()  # "which is wider": what is more of it comes first
    choose: bool = False  # "which is better": a winner is wanted


class Recommend(Base):
    """Picks for this shopper, for a gift, or for a moment."""

    type: Literal["recommend"] = "recommend"
    purpose: str = ""
    receiver: Receiver | None = None
    budget: Decimal | None = None
    filters: tuple[Filter, ...] = ()
    kinds: tuple[str, ...] = ()
    not_kinds: tuple[str, ...] = ()


class Bundle(Base):
    """Several kinds at once: a packing list, a set under one budget, one for each of several people."""

    type: Literal["bundle"] = "bundle"
    purpose: str = ""
    parts: tuple[Search, ...] = ()  # none: the kinds follow from the purpose; ``among`` one item keeps that
    counts: tuple[int, ...] = ()  # pieces of each part; one where not said
    not_kinds: tuple[str, ...] = ()
    budget: Decimal | None = None
    receiver: Receiver | None = None


class Why(Base):
    type: Literal["why"] = "why"
    item: Reference | None = None


class Taste(Base):
    type: Literal["taste"] = "taste"
    what: str
    like: bool = True
    forget: bool = False


class Browse(Base):
    """ "what do you sell", "which brands"."""

    type: Literal["browse"] = "browse"
    what: Literal["kinds", "brands", "offers", "new", "popular"] = "kinds"
    kinds: tuple[str, ...] = ()


class Notify(Base):
    """Write when it is back; to ``email``, if one was told for it."""

    type: Literal["notify"] = "notify"
    item: Reference
    options: tuple[tuple[str, str], ...] = ()
    email: str = ""


class StartOver(Base):
    type: Literal["start_over"] = "start_over"


# ── cart ──────────────────────────────────────────────────────────────────────────────────────


class AddToCart(Base):
    type: Literal["add_to_cart"] = "add_to_cart"
    item: Reference
    quantity: int = 1
    options: tuple[tuple[str, str], ...] = ()  # ("colour", "olive"), ("size", "39")
    sure: bool = True  # False: it is asked first whether it was meant
    warned: bool = False  # True: it was said what speaks against it, for somebody's health or age


class ChangeCart(Base):
    """A line of the cart: another quantity or option; quantity 0 takes it out."""

    type: Literal["change_cart"] = "change_cart"
    item: Reference
    quantity: int | None = None
    options: tuple[tuple[str, str], ...] = ()  # the new ones
    line_options: tuple[tuple[str, str], ...] = ()  # which line, where an item has several


class ViewCart(Base):
    type: Literal["view_cart"] = "view_cart"
    total: bool = False


class EmptyCart(Base):
    type: Literal["empty_cart"] = "empty_cart"


class UndoCart(Base):
    type: Literal["undo_cart"] = "undo_cart"


class ApplyCoupon(Base):
    type: Literal["apply_coupon"] = "apply_coupon"
    code: str


class AskCoupon(Base):
    """ "any codes?", "one for new customers?"; with a code, whether that one could be used."""

    type: Literal["ask_coupon"] = "ask_coupon"
    code: str = ""


class Checkout(Base):
    type: Literal["checkout"] = "checkout"


# ── orders and the shop ───────────────────────────────────────────────────────────────────────


class StartFlow(Base):
    """Begin an order process, or go over to it with what is known: "then just the refund"."""

    type: Literal["start_flow"] = "start_flow"
    flow: str  # the name of a file in data/flows
    slots: tuple[tuple[str, str], ...] = ()  # (slot, value) told at once
    told: str = ""  # all that was said of it, where the message says more or other things than its words


class Provide(Base):
    """Values told: an order number, an e-mail, an address, the answer to a flow's question."""

    type: Literal["provide"] = "provide"
    slots: tuple[tuple[str, str], ...]
    corrects: bool = False  # "no, i meant …"


class LeaveFlow(Base):
    """ "leave it", "forget it": nothing is done."""

    type: Literal["leave_flow"] = "leave_flow"


class AskShop(Base):
    """A question to the shop: delivery, payment, returns, care."""

    type: Literal["ask_shop"] = "ask_shop"
    question: str
    follows: bool = False  # to be read with what was asked before


class ListOrders(Base):
    type: Literal["list_orders"] = "list_orders"


# ── talk ──────────────────────────────────────────────────────────────────────────────────────


class Affirm(Base):
    type: Literal["affirm"] = "affirm"


class Deny(Base):
    type: Literal["deny"] = "deny"


class Answer(Base):
    """An answer to the bot's question that is one of its choices, or a value of its kind."""

    type: Literal["answer"] = "answer"
    value: str


class Person(Base):
    type: Literal["person"] = "person"
    reason: str = ""  # asked, legal, angry, safety


class BackToBot(Base):
    type: Literal["back_to_bot"] = "back_to_bot"


class Emergency(Base):
    """Swallowed, burning, hurt: the emergency number first. ``kind`` names the wording."""

    type: Literal["emergency"] = "emergency"
    kind: Literal["medical", "fire", "poison"] = "medical"


class Danger(Base):
    """A use that may hurt: a flame in a tent, a medicine's job. The warning, never a yes."""

    type: Literal["danger"] = "danger"
    kind: Literal["flame_indoors", "medical_advice", "child", "traces", "electric", "spoiled", "worn", "other"] = (
        "other"
    )


class Social(Base):
    type: Literal["social"] = "social"
    kind: Literal["greet", "thank", "bye", "praise", "complaint", "bot", "help", "joke", "filler", "ack"] = "greet"


class Unknown(Base):
    """Words that were not understood; said so in plain words, never dropped in silence."""

    type: Literal["unknown"] = "unknown"


Command = Annotated[
    Search
    | Page
    | Similar
    | Complements
    | Select
    | AskItem
    | Compare
    | Recommend
    | Bundle
    | Why
    | Taste
    | Browse
    | Notify
    | StartOver
    | AddToCart
    | ChangeCart
    | ViewCart
    | EmptyCart
    | UndoCart
    | ApplyCoupon
    | AskCoupon
    | Checkout
    | StartFlow
    | Provide
    | LeaveFlow
    | AskShop
    | ListOrders
    | Affirm
    | Deny
    | Answer
    | Person
    | BackToBot
    | Emergency
    | Danger
    | Social
    | Unknown,
    Field(discriminator="type"),
]
SIDE_EFFECTS = (AddToCart, ChangeCart, EmptyCart, UndoCart, ApplyCoupon, Notify, StartFlow, Provide, Affirm, Taste)
