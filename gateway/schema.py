"""What goes over HTTP between browsers and the gateway. Money is a JSON number here."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer

from shop.types import Card, EventType, Item, Message, Owner, Variant

Money = Annotated[Decimal, PlainSerializer(float, return_type=float, when_used="json")]
Price = Money | None


class Body(BaseModel):
    """What we are sent: an unknown field is an error, so that a typing mistake does not pass in silence."""

    model_config = ConfigDict(extra="forbid")


# ── sessions ──────────────────────────────────────────────────────────────────────────────────


class SessionRequest(Body):
    user_token: str | None = Field(default=None, max_length=4096)
    language: str = Field(default="en", pattern=r"^[A-Za-z]{2,3}([_-][A-Za-z0-9]{2,8})?$")


class ShopperView(BaseModel):
    known: bool
    email: str | None = None


class ShopView(BaseModel):
    name: str
    currency: str


class SessionResponse(BaseModel):
    token: str
    conversation_id: str
    expires_at: datetime
    shopper: ShopperView
    consent: bool | None
    shop: ShopView


# ── messages ──────────────────────────────────────────────────────────────────────────────────


class MessageRequest(Body):
    """``text`` is what was typed, or the title of the quick reply whose ``payload`` came with it; ``about`` the id of
    the item whose page it is asked from."""

    text: str | None = None
    payload: str | None = Field(default=None, max_length=200)
    client_id: str | None = Field(default=None, min_length=1, max_length=100, pattern=r"^[\x21-\x7e]+$")
    attachment: str | None = Field(default=None, max_length=100)
    about: str | None = Field(default=None, min_length=1, max_length=200)


class CardView(Card):
    price: Price = None
    list_price: Price = None


class MessageView(Message):
    cards: tuple[CardView, ...] = ()


class MessageAccepted(BaseModel):
    message_id: str


class MessageAnswered(MessageAccepted):
    replies: list[MessageView]


class MessageList(BaseModel):
    messages: list[MessageView]


class UploadView(BaseModel):
    """``width`` and ``height`` are pixels, so that a page can keep the picture's place."""

    id: str
    url: str
    type: str
    width: int
    height: int


# ── events ────────────────────────────────────────────────────────────────────────────────────


class EventEntry(Body):
    type: EventType
    item_id: str | None = Field(default=None, min_length=1, max_length=200)
    query: str | None = Field(default=None, min_length=1, max_length=500)
    value: float | None = Field(default=None, allow_inf_nan=False)
    ts: datetime | None = None
    basket: str | None = Field(default=None, min_length=1, max_length=200, description="the order that it was part of")


class EventsRequest(Body):
    """``user`` names a customer by the shop's own id; only a call with the shop's server key may use it."""

    events: list[EventEntry] = Field(min_length=1, max_length=500)
    user: str | None = Field(default=None, min_length=1, max_length=200)


class EventsAccepted(BaseModel):
    accepted: int
    kept: Literal["profile", "session"]


# ── items and recommendations ─────────────────────────────────────────────────────────────────


class VariantView(Variant):
    price: Price = None


class ItemView(Item):
    price: Price = None
    list_price: Price = None
    variants: tuple[VariantView, ...] = ()


class ItemList(BaseModel):
    items: list[ItemView]
    total: int


class Category(BaseModel):
    name: str
    count: int


class CategoryList(BaseModel):
    categories: list[Category]


class PickView(BaseModel):
    item: ItemView
    score: float
    reasons: list[str]


class Recommendations(BaseModel):
    picks: list[PickView]
    origin: str  # the model's name and version, or "popular" when no model answered


# ── cart ──────────────────────────────────────────────────────────────────────────────────────


OptionText = Annotated[str, Field(max_length=200)]


class CartRequest(Body):
    item_id: str = Field(min_length=1, max_length=200)
    quantity: int = Field(default=1, ge=0, le=99)
    options: dict[OptionText, OptionText] = Field(default={}, max_length=20)


class CartLineView(BaseModel):
    item_id: str
    title: str
    quantity: int
    options: dict[str, str]
    unit_price: Money
    price: Money
    image: str | None = None


class CartView(BaseModel):
    lines: list[CartLineView]
    coupon: str | None
    discount: Money
    shipping: Money
    total: Money
    currency: str
    notes: list[str]
    checkout_url: str


# ── the shopper ───────────────────────────────────────────────────────────────────────────────


class ConsentRequest(Body):
    tracking: bool


class ConsentView(BaseModel):
    tracking: bool


class Kept(BaseModel):
    kind: str
    ids: list[str]
    why: str


class Erased(BaseModel):
    erased: dict[str, int]
    kept: list[Kept]


# ── handoff ───────────────────────────────────────────────────────────────────────────────────


class HandoffRequest(Body):
    to: Literal["person", "bot"]
    email: str | None = Field(default=None, max_length=254)
    question: str | None = None


class RatingRequest(Body):
    rating: int = Field(ge=1, le=5)
    comment: str | None = None


class AgentName(BaseModel):
    name: str


class OwnerView(BaseModel):
    """Who answers the shopper now; place in the queue and expected wait while waiting for a person."""

    owner: Owner
    agent: AgentName | None = None
    position: int | None = None
    wait_seconds: int | None = None


# ── errors and health ─────────────────────────────────────────────────────────────────────────


class ErrorBody(BaseModel):
    code: str
    message: str
    field: str | None = None


class ErrorView(BaseModel):
    error: ErrorBody


class Ready(BaseModel):
    ready: bool
    parts: dict[str, str]  # part → "ok", or what is wrong with it


def message_view(message: Message) -> MessageView:
    return MessageView.model_validate(message.model_dump())


def item_view(item: Item) -> ItemView:
    return ItemView.model_validate(item.model_dump())


def message_json(message: Message) -> dict[str, Any]:
    """A message as it stands in a WebSocket frame."""
    return message_view(message).model_dump(mode="json")


# ── the demo shop ─────────────────────────────────────────────────────────────────────────────


class DemoShopper(BaseModel):
    sub: str
    name: str
    user_token: str


class DemoShoppers(BaseModel):
    shoppers: list[DemoShopper]


class Ordered(BaseModel):
    order: str
