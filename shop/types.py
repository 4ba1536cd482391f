"""The words that every room speaks: plain immutable data, no behaviour beyond what follows from the fields.

Money is ``Decimal`` in the currency's major unit (19.99, not 1999); times are timezone-aware UTC.
"""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


def now() -> datetime:
    return datetime.now(UTC)


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


# ── catalogue ─────────────────────────────────────────────────────────────────────────────────


class Sale(Frozen):
    """A reduced ``price`` that holds from ``starts`` until ``ends`` only; outside of them it is ``regular``.

    ``before`` is the list price that stands beside the regular one.
    """

    price: Decimal
    regular: Decimal
    before: Decimal | None = None
    starts: datetime | None = None
    ends: datetime | None = None

    def holds(self, moment: datetime) -> bool:
        return (self.starts is None or self.starts <= moment) and (self.ends is None or moment < self.ends)

    def prices(self, moment: datetime) -> tuple[Decimal, Decimal | None]:
        """Price and list price at a moment."""
        if self.holds(moment):
            return self.price, max(self.regular, self.before or self.regular)
        return self.regular, self.before


class Variant(Frozen):
    """One buyable version of an item: ``options`` maps an option's name to its value (colour → blue).

    ``ref`` is the id that a live shop's platform knows it by.
    """

    sku: str
    options: dict[str, str] = {}
    price: Decimal | None = None
    list_price: Decimal | None = None
    stock: int = 0
    sale: Sale | None = None
    ref: str = ""

    def at(self, moment: datetime) -> Variant:
        """The variant as it is sold at a moment."""
        if self.sale is None:
            return self
        price, before = self.sale.prices(moment)
        return self.model_copy(update={"price": price, "list_price": before})


class Item(Frozen):
    """One thing on the shelf; its variants are folded into it. ``attributes`` holds whatever else is known."""

    id: str
    title: str
    description: str = ""
    brand: str | None = None
    category: str | None = None  # the leaf a shopper would say: "Hiking boots"
    categories: tuple[str, ...] = ()  # the path from the root, leaf last
    price: Decimal | None = None
    list_price: Decimal | None = None  # before a discount, if there is one
    currency: str = "EUR"
    colours: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    materials: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    attributes: dict[str, Any] = {}
    weight_g: float | None = None
    stock: int = 0
    rating: float | None = None  # 0 to 5
    rating_count: int = 0
    image: str | None = None
    url: str | None = None
    variants: tuple[Variant, ...] = ()
    consumable: bool = False
    sale: Sale | None = None  # one with dates; ``price`` is as of the reading, see :meth:`at`
    ref: str = ""  # of an item without variants, see :class:`Variant`
    evidence: dict[str, str] = {}  # attribute → the sentence of its text that it was read from at import

    def at(self, moment: datetime) -> Item:
        """The item as it is sold at a moment: sales with dates begin and end by the clock, and of versions that have
        prices the cheapest one that can be had sets the item's."""
        price, before = (self.price, self.list_price) if self.sale is None else self.sale.prices(moment)
        variants = self.variants
        if any(variant.price is not None for variant in variants):
            variants = tuple(variant.at(moment) for variant in variants)
            own = {"price": price, "list_price": before}  # of versions that have no price of their own
            whole = tuple(one if one.price is not None else one.model_copy(update=own) for one in variants)
            priced = [one for one in whole if one.price is not None]
            best = min([one for one in priced if one.stock > 0] or priced, key=lambda one: one.price or Decimal(0))
            if best.price != price or best.list_price not in (None, before):
                price, before, variants = best.price, best.list_price, whole
        if (price, before, variants) == (self.price, self.list_price, self.variants):
            return self
        return self.model_copy(update={"price": price, "list_price": before, "variants": variants})

    def changes_after(self, moment: datetime) -> datetime | None:
        """When its price changes next by the clock alone."""
        sales = [sale for sale in (self.sale, *(variant.sale for variant in self.variants)) if sale is not None]
        ends = [end for sale in sales for end in (sale.starts, sale.ends) if end is not None and end > moment]
        return min(ends, default=None)

    @property
    def in_stock(self) -> bool:
        return self.stock > 0

    @property
    def text(self) -> str:
        """What an encoder or a lexical index reads; stock and price are left out, since they change."""
        parts = [self.title, self.brand, " ".join(self.categories) or self.category]
        for values in (self.colours, self.materials, self.uses):
            parts.append(", ".join(values))
        parts += [said for name, value in self.attributes.items() if (said := _said(name, value))]
        parts.append(self.description)
        return ". ".join(part for part in parts if part)


def _said(name: str, value: Any) -> str:
    """An attribute in words; what is absent, false or nested is not worth reading."""
    if value is True:
        return name
    if isinstance(value, (list, tuple)):
        value = ", ".join(str(part) for part in value if isinstance(part, (str, int, float)))
    return "" if value in (None, False, "") or isinstance(value, dict) else f"{name}: {value}"


class FaqEntry(Frozen):
    id: str
    question: str
    answer: str
    topic: str | None = None
    language: str = "en"
    paraphrases: tuple[str, ...] = ()


# ── shoppers ──────────────────────────────────────────────────────────────────────────────────

EventType = Literal["view", "search", "cart", "purchase", "rating", "dismiss"]


class Event(Frozen):
    """Something a shopper did. ``value`` is a rating (1 to 5) or a quantity; ``query`` belongs to a search; ``basket``
    names the order or visit that it was part of."""

    type: EventType
    item_id: str | None = None
    query: str | None = None
    value: float | None = None
    ts: datetime = Field(default_factory=now)
    basket: str | None = None


class Taste(Frozen):
    """A stated or inferred taste. ``weight`` in [-1, 1], below zero is a dislike; ``source`` says where from."""

    text: str  # "hiking", "blue", "size 42", "shoes"
    kind: Literal["like", "dislike", "brand", "colour", "size", "material", "category", "use", "budget"] = "like"
    weight: float = 1.0
    source: str = "chat"  # chat, events, or shopper (edited by hand)
    evidence: tuple[str, ...] = ()  # an inferred one's item ids and searches, newest first
    ts: datetime = Field(default_factory=now)


class Profile(Frozen):
    """What is known of one shopper. ``events`` oldest first, bounded; ``tastes`` strongest first."""

    shopper_id: str
    events: tuple[Event, ...] = ()
    tastes: tuple[Taste, ...] = ()
    price_low: Decimal | None = None
    price_high: Decimal | None = None
    brands: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    last_seen: datetime | None = None


class Reason(Frozen):
    """Why an item was picked: the event or taste whose removal lowers its score by ``drop``."""

    kind: Literal["view", "search", "cart", "purchase", "rating", "dismiss", "taste", "popular", "context"]
    text: str  # as a shopper would say it, to follow "because": "you looked at the Alta tent"
    ref: str | None = None  # item id of the event, or the taste's text
    drop: float = 0.0


class Pick(Frozen):
    item_id: str
    score: float
    reasons: tuple[Reason, ...] = ()


# ── orders ────────────────────────────────────────────────────────────────────────────────────


class OrderStatus(StrEnum):
    PLACED = "placed"
    PAID = "paid"
    PACKED = "packed"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"
    RETURNED = "returned"
    PARTLY_RETURNED = "partly_returned"


class Address(Frozen):
    name: str
    street: str
    postcode: str
    city: str
    country: str


class Means(Frozen):
    """A means of payment of a customer, as the order system names it; ``balance`` is a gift card's."""

    id: str
    kind: Literal["card", "paypal", "bank_transfer", "gift_card", "invoice"]
    brand: str = ""
    last_four: str = ""
    balance: Decimal | None = None


class Customer(Frozen):
    """Whoever orders belong to. ``id`` is the order system's own name, the ``sub`` of a token where there is one."""

    id: str
    name: str
    email: str
    address: Address
    means: tuple[Means, ...] = ()


class OrderLine(Frozen):
    item_id: str
    title: str
    quantity: int = 1
    unit_price: Decimal
    options: dict[str, str] = {}
    returned: int = 0


class Order(Frozen):
    number: str
    shopper_id: str | None
    email: str
    status: OrderStatus
    lines: tuple[OrderLine, ...]
    address: Address
    total: Decimal
    shipping: Decimal = Decimal(0)
    currency: str = "EUR"
    placed_at: datetime
    shipped_at: datetime | None = None
    delivered_at: datetime | None = None
    expected_at: datetime | None = None
    carrier: str | None = None
    tracking: str | None = None
    paid_by: str = ""  # id of the customer's means of payment


class CaseKind(StrEnum):
    RETURN = "return"
    EXCHANGE = "exchange"
    CANCELLATION = "cancellation"
    ADDRESS = "address"
    MISSING = "missing"
    DAMAGED = "damaged"
    WRONG_ITEM = "wrong_item"
    WARRANTY = "warranty"  # it failed within the guarantee
    MISSING_PIECE = "missing_piece"  # something of a parcel that came was not in it
    LATE = "late"  # the carrier is asked
    PAYMENT = "payment"  # another way to pay
    CHANGE = "change"  # another size or colour before dispatch


class Case(Frozen):
    """What was done about an order. ``key`` makes it safe to repeat: the same key is the same case."""

    id: str
    key: str
    kind: CaseKind
    order_number: str
    status: Literal["open", "approved", "refused", "refunded", "done"] = "open"
    lines: dict[str, int] = {}  # item id → quantity
    options: dict[str, str] = {}  # what was wanted: {"size": "43"}, {"wanted": "replacement"}
    detail: str = ""
    amount: Decimal | None = None  # to be refunded
    currency: str = "EUR"
    created_at: datetime = Field(default_factory=now)


class CartLine(Frozen):
    item_id: str
    quantity: int = 1
    options: dict[str, str] = {}


class Cart(Frozen):
    shopper_id: str
    lines: tuple[CartLine, ...] = ()
    coupon: str | None = None


# ── conversations ─────────────────────────────────────────────────────────────────────────────


class Card(Frozen):
    item_id: str
    title: str
    price: Decimal | None = None
    list_price: Decimal | None = None
    currency: str = "EUR"
    image: str | None = None
    url: str | None = None
    text: str = ""
    reasons: tuple[str, ...] = ()
    in_stock: bool = True
    rating: float | None = None
    rating_count: int = 0


class QuickReply(Frozen):
    """``payload`` is opaque to the browser; the store knows what it means."""

    title: str
    payload: str


class Source(Frozen):
    kind: Literal["faq", "item", "policy"]
    id: str
    title: str


Author = Literal["shopper", "bot", "agent", "system"]


class Message(Frozen):
    id: str
    conversation_id: str
    author: Author
    text: str = ""
    cards: tuple[Card, ...] = ()
    quick_replies: tuple[QuickReply, ...] = ()
    sources: tuple[Source, ...] = ()
    data: dict[str, Any] = {}  # typed extras: {"compare": …}, {"order": …}
    created_at: datetime = Field(default_factory=now)


class Owner(StrEnum):
    BOT = "bot"
    WAITING = "waiting"
    AGENT = "agent"
    CLOSED = "closed"


class Conversation(Frozen):
    id: str
    shopper_id: str
    owner: Owner = Owner.BOT
    agent_id: str | None = None
    language: str = "en"
    created_at: datetime = Field(default_factory=now)
    updated_at: datetime = Field(default_factory=now)
