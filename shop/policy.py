"""What the shop allows and promises, as data: one TOML file, every key typed.

Nothing that the bot says or does may go beyond it. The file that ``orders.policy`` names is read once at start; a wrong
key is a :class:`BadSettings` that says where it stands and what was expected. ``shop.policy_check`` compares the FAQ's
figures with it.

Money is in the shop's currency, days are calendar days unless a key says working days, countries are ISO 3166 codes.
"""

from __future__ import annotations

import tomllib
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shop.errors import BadSettings
from shop.types import OrderStatus

Asked = Literal["never", "optional", "required"]
Remedy = Literal["replacement", "refund", "repair", "trace"]
Proof = Literal["signed_in", "number_email", "email", "name_postcode"]
RefundMethod = Literal["original", "gift_card"]
PaymentMethod = Literal["card", "paypal", "bank_transfer", "gift_card", "invoice"]
BEFORE_DISPATCH = (OrderStatus.PLACED, OrderStatus.PAID, OrderStatus.PACKED)
ARRIVED = (OrderStatus.DELIVERED, OrderStatus.PARTLY_RETURNED)


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Returns(Part):
    """Sending goods back for money."""

    days: int = Field(30, ge=0, description="days from delivery in which a return may be registered")
    states: tuple[OrderStatus, ...] = Field(ARRIVED, description="states of an order that allow a return")
    postage: Literal["shop", "shopper"] = Field("shop", description="who pays the way back, with the shop's label")
    used: bool = Field(False, description="whether goods that were used are taken back without a fault")
    reason: Asked = Field("optional", description="whether a reason is asked for; optional: kept where one is told")
    reasons: tuple[str, ...] = Field(
        ("fit", "mind", "quality", "description"), description="reasons by name; languages/ has their words"
    )
    in_store: bool = Field(True, description="whether the shop's stores take parcels back")


class Exchanges(Part):
    """The same thing in another size or colour."""

    days: int = Field(30, ge=0, description="days from delivery in which an exchange may be registered")
    states: tuple[OrderStatus, ...] = Field(ARRIVED, description="states of an order that allow an exchange")
    postage: Literal["shop", "shopper"] = Field("shop", description="who pays the way back and the new parcel")
    price_difference: bool = Field(False, description="whether a difference in price is paid or paid back")
    times: int = Field(0, ge=0, description="how often an order may be exchanged from; 0: as often as one likes")


class Refunds(Part):
    """Money back, for whatever reason."""

    methods: tuple[RefundMethod, ...] = Field(
        ("original",), description="where it may go; several: the shopper is asked"
    )
    working_days: int = Field(5, ge=0, description="working days from the parcel's arrival at the shop to the payment")
    person_above: Decimal = Field(Decimal(200), ge=0, description="a refund above this sum is decided by a person")
    gift_card_part: RefundMethod = Field("gift_card", description="where goes what was paid with a gift card")


class Cancellation(Part):
    states: tuple[OrderStatus, ...] = Field(BEFORE_DISPATCH, description="states of an order that allow cancelling it")
    lines: bool = Field(False, description="whether single lines may be taken out of an order")
    reason: Asked = Field("never", description="whether a reason is asked for")
    reasons: tuple[str, ...] = Field((), description="reasons accepted, by name; none: any")
    working_days: int = Field(5, ge=0, description="working days until what was paid is back")


class AddressChange(Part):
    states: tuple[OrderStatus, ...] = Field(BEFORE_DISPATCH, description="states that allow another delivery address")
    times: int = Field(0, ge=0, description="how often an order's address may be changed; 0: as often as one likes")


class LineChange(Part):
    """Another size or colour of what was ordered, before it leaves."""

    states: tuple[OrderStatus, ...] = Field((), description="states that allow it; none: an order cannot be changed")
    times: int = Field(1, ge=0, description="how often; 0: as often as one likes")


class Payment(Part):
    methods: tuple[PaymentMethod, ...] = Field(
        ("card", "paypal", "bank_transfer", "gift_card", "invoice"), description="how one can pay"
    )
    change_states: tuple[OrderStatus, ...] = Field(
        (OrderStatus.PLACED,), description="states of an order that allow another way to pay"
    )
    charged: Literal["order", "dispatch"] = Field("dispatch", description="when a card is charged")
    invoice_limit: Decimal = Field(Decimal(300), ge=0, description="the most that can be paid on invoice")
    invoice_after_orders: int = Field(1, ge=0, description="orders that come before the first one on invoice")
    invoice_days: int = Field(14, ge=0, description="days in which an invoice is to be paid")
    instalments: bool = Field(False, description="whether one can pay in instalments")


class Faults(Part):
    """What came damaged or was the wrong thing."""

    days: int = Field(14, ge=0, description="days from delivery in which it is reported; later the guarantee counts")
    remedies: tuple[Remedy, ...] = Field(("replacement", "refund"), description="what the shopper may choose")
    photo: Literal["no", "welcome", "needed"] = Field("needed", description="whether a photo is asked for")


class Missing(Part):
    """A parcel, or a part of it, that did not come."""

    days: int = Field(30, ge=0, description="days from delivery in which it can be reported; later a person decides")
    wait_days: int = Field(1, ge=0, description="days after the expected one from which a parcel counts as missing")
    remedies: tuple[Remedy, ...] = Field(("replacement", "refund"), description="what the shopper may choose")
    working_days: int = Field(5, ge=0, description="working days in which it is sent again or paid back")
    person: bool = Field(True, description="whether a person asks the carrier before anything is sent or paid")


class Late(Part):
    """A parcel that is on its way and over its day."""

    remedies: tuple[Remedy, ...] = Field(("trace",), description="what may be offered before it counts as missing")


class Guarantee(Part):
    years: int = Field(2, ge=0, description="years from delivery on what is not used up; a brand may give more")
    remedies: tuple[Remedy, ...] = Field(("repair", "replacement", "refund"), description="what may come of a claim")
    photo: Literal["no", "welcome", "needed"] = Field("welcome", description="whether a photo is asked for")
    person: bool = Field(True, description="whether a person decides each claim")


class Delivery(Part):
    countries: tuple[str, ...] = Field((), description="ISO 3166 codes of the countries delivered to; none: anywhere")
    prices: dict[str, Decimal] = Field(
        {"standard": Decimal("4.90"), "express": Decimal("9.90")}, description="price of each way of shipping"
    )
    free_from: Decimal | None = Field(Decimal(50), description="order value from which standard delivery is free")
    working_days: dict[str, tuple[int, int]] = Field(
        {"standard": (2, 4), "express": (1, 1)}, description="fewest and most working days from dispatch"
    )
    cut_off: str = Field(
        "14:00", pattern=r"^([01]\d|2[0-3]):[0-5]\d$", description="orders before it leave the same day"
    )


class Identity(Part):
    accepted: tuple[Proof, ...] = Field(
        ("signed_in", "number_email"), description="what proves that an order is one's own"
    )
    number_prefix: str = Field("", description="what every order number begins with; it may then be left out")


class Invoices(Part):
    states: tuple[OrderStatus, ...] = Field(
        (OrderStatus.SHIPPED, *ARRIVED, OrderStatus.RETURNED), description="states in which there is an invoice"
    )
    years: int = Field(10, ge=0, description="years that invoices are kept, also after an account is erased")


class Prices(Part):
    match: bool = Field(False, description="whether prices of other shops are matched")
    drop_days: int = Field(14, ge=0, description="days in which a lower price here is paid back; 0: never")
    bulk_from: int = Field(20, ge=0, description="more pieces of one item than this get an offer by e-mail; 0: none do")


class Coupons(Part):
    told: tuple[str, ...] = Field((), description="codes that may be told to whoever asks for one")
    per_order: int = Field(1, ge=1, description="codes that count in one order")


class Desk(Part):
    """What may be promised of people."""

    working_days: int = Field(1, ge=0, description="working days in which an e-mail is answered")
    phone: str = Field("", description="number that shoppers may be told; empty: there is none")


class Emergency(Part):
    medical: str = Field("112", description="number that is told where someone is hurt or swallowed something")
    fire: str = Field("112", description="number that is told where something burns")
    poison: str = Field("", description="number of a poison information centre; empty: the medical one")


class GiftCards(Part):
    least: Decimal = Field(Decimal(10), ge=0, description="smallest value")
    most: Decimal = Field(Decimal(250), ge=0, description="largest value")
    years: int = Field(3, ge=0, description="years of validity")


class Policy(Part):
    """All of it. Each section has the defaults that its class states."""

    returns: Returns = Returns()
    exchanges: Exchanges = Exchanges()
    refunds: Refunds = Refunds()
    cancellation: Cancellation = Cancellation()
    address: AddressChange = AddressChange()
    change: LineChange = LineChange()
    payment: Payment = Payment()
    damaged: Faults = Faults()
    wrong_item: Faults = Faults()
    missing: Missing = Missing()
    late: Late = Late()
    guarantee: Guarantee = Guarantee()
    delivery: Delivery = Delivery()
    identity: Identity = Identity()
    invoices: Invoices = Invoices()
    prices: Prices = Prices()
    coupons: Coupons = Coupons()
    desk: Desk = Desk()
    emergency: Emergency = Emergency()
    gift_cards: GiftCards = GiftCards()


def parse_policy(text: str, name: str = "policy") -> Policy:
    """A policy from TOML text; :class:`BadSettings` names every wrong key, its value and what was expected."""
    try:
        return Policy.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise BadSettings(f"{name}: not TOML: {error}") from error
    except ValidationError as error:
        raise BadSettings("; ".join(_told(name, dict(one)) for one in error.errors())) from error


def load_policy(path: Path) -> Policy:
    """The policy in a file; read again when the file changes."""
    try:
        return _read(path, path.stat().st_mtime_ns)
    except OSError as error:
        raise BadSettings(f"orders.policy: cannot read {path}: {error.strerror}") from error


@lru_cache(maxsize=8)
def _read(path: Path, changed_at: int) -> Policy:
    return parse_policy(path.read_text(encoding="utf-8"), path.name)


def _told(name: str, error: dict[str, object]) -> str:
    where = error["loc"]
    place = [str(part) for part in where] if isinstance(where, tuple) else []
    key = f"{name}: {'.'.join(place)}"
    if error["type"] == "extra_forbidden":
        known = _known(place)
        return f"{key}: there is no such key" + (f", expected one of {', '.join(known)}" if known else "")
    shown = repr(error["input"])
    expected = str(error["msg"]).removeprefix("Input should be ").lower()
    return f"{key}: got {shown if len(shown) <= 60 else shown[:57] + '...'}, expected {expected}"


def _known(place: list[str]) -> list[str]:
    """The keys that there are where a wrong one stands."""
    if len(place) == 1:
        return list(Policy.model_fields)
    field = Policy.model_fields.get(place[0])
    part = field.annotation if field else None
    return list(part.model_fields) if isinstance(part, type) and issubclass(part, Part) else []
