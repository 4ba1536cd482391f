"""Carts: lines, coupons, and a total that can be believed to the cent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from urllib.parse import urlencode

from pydantic import Field
from sqlalchemy import delete
from sqlalchemy.orm import Session

from shop.catalogue import Catalogue
from shop.connectors import connected
from shop.errors import BadInput, NotFound
from shop.orders.rules import Rules, cents
from shop.policy import load_policy
from shop.settings import Settings
from shop.shoppers import find_shopper, required_shopper
from shop.sql import upsert
from shop.store import Store
from shop.tables import CartRow, CouponRow
from shop.types import Cart, CartLine, Frozen, Item, now
from shop.versions import cheapest, fitting

MOST = 99  # of one line
LINES = 100  # of a cart


class Coupon(Frozen):
    """``percent`` off the items, or ``amount`` of money; from ``min_total`` on, until ``expires_at``."""

    code: str
    percent: Decimal | None = Field(default=None, gt=0, le=100)
    amount: Decimal | None = Field(default=None, gt=0)
    min_total: Decimal = Decimal(0)
    expires_at: datetime | None = None


@dataclass(frozen=True)
class PricedLine:
    line: CartLine
    title: str
    unit_price: Decimal
    price: Decimal  # of the whole line


@dataclass(frozen=True)
class CartTotal:
    """``total`` = items' sum - ``discount`` + ``shipping``, in ``currency``; ``notes`` says what did not count."""

    lines: tuple[PricedLine, ...]
    discount: Decimal
    shipping: Decimal
    total: Decimal
    currency: str
    notes: tuple[str, ...] = ()

    @property
    def subtotal(self) -> Decimal:
        return sum((line.price for line in self.lines), Decimal(0))


class Carts:
    def __init__(self, store: Store, catalogue: Catalogue, settings: Settings) -> None:
        self._store = store
        self._catalogue = catalogue
        self._rules = Rules(load_policy(settings.orders.policy))
        self._shop = settings.shop
        self._platform = connected(settings.connector)

    def get(self, shopper_id: str) -> Cart:
        with self._store.reading() as session:
            shopper = find_shopper(session, shopper_id)
            return Cart(shopper_id=shopper_id) if shopper is None else _cart(session, shopper.id)

    def add(self, shopper_id: str, item_id: str, quantity: int = 1, options: Mapping[str, str] | None = None) -> Cart:
        """Put an item in; the same item with the same options makes its line larger."""
        wanted = dict(options or {})
        item = self._catalogue.get(item_id)
        with self._store.session() as session:
            cart = _cart(session, required_shopper(session, shopper_id, lock=True).id)
            old = next((line for line in cart.lines if _same(line, item_id, wanted)), None)
            new = CartLine(item_id=item_id, quantity=(old.quantity if old else 0) + quantity, options=wanted)
            _check(item, new)
            if old is None and len(cart.lines) >= LINES:
                raise BadInput(f"the cart holds {LINES} lines already; take one out first", field="item_id")
            lines = [new if line is old else line for line in cart.lines]
            return _save(session, cart, lines if old else [*lines, new])

    def set_quantity(
        self, shopper_id: str, item_id: str, quantity: int, options: Mapping[str, str] | None = None
    ) -> Cart:
        """Zero takes the line out. Without ``options`` the first line of the item is meant."""
        if quantity == 0:
            return self.remove(shopper_id, item_id, options)
        item = self._catalogue.get(item_id)
        with self._store.session() as session:
            cart = _cart(session, required_shopper(session, shopper_id, lock=True).id)
            place = _place(cart, item_id, options)
            new = cart.lines[place].model_copy(update={"quantity": quantity})
            _check(item, new)
            return _save(session, cart, [*cart.lines[:place], new, *cart.lines[place + 1 :]])

    def remove(self, shopper_id: str, item_id: str, options: Mapping[str, str] | None = None) -> Cart:
        with self._store.session() as session:
            cart = _cart(session, required_shopper(session, shopper_id, lock=True).id)
            place = _place(cart, item_id, options)
            return _save(session, cart, [*cart.lines[:place], *cart.lines[place + 1 :]])

    def clear(self, shopper_id: str) -> Cart:
        with self._store.session() as session:
            shopper = required_shopper(session, shopper_id, lock=True)
            session.execute(delete(CartRow).where(CartRow.shopper_id == shopper.id))
            return Cart(shopper_id=shopper.id)

    def with_coupon(self, cart: Cart, code: str) -> CartTotal:
        """What the cart would come to with a coupon, nothing changed; or :class:`BadInput` with the reason."""
        subtotal = self.total(cart).subtotal
        with self._store.session() as session:
            coupon = _coupon(session, code)
            if coupon is None:
                raise BadInput(f"There is no coupon “{code.strip()[:40]}”.", field="code")
            why = _refusal(coupon, subtotal, self._shop.currency)
            if why is not None:
                raise BadInput(why, field="code")
            coupon_code = coupon.code
        return self.total(cart.model_copy(update={"coupon": coupon_code}))

    def apply_coupon(self, shopper_id: str, code: str) -> Cart:
        """Note a coupon on the cart, or :class:`BadInput` with the reason, as one may tell the shopper."""
        cart = self.get(shopper_id)
        subtotal = self.total(cart).subtotal
        with self._store.session() as session:
            shopper = required_shopper(session, shopper_id, lock=True)
            coupon = _coupon(session, code)
            if coupon is None:
                raise BadInput(f"There is no coupon “{code.strip()[:40]}”.", field="code")
            why = _refusal(coupon, subtotal, self._shop.currency)
            if why is not None:
                raise BadInput(why, field="code")
            cart = _cart(session, shopper.id).model_copy(update={"coupon": coupon.code})
            return _save(session, cart, cart.lines)

    def total(self, cart: Cart, method: str = "standard") -> CartTotal:
        """What the cart costs now, by today's prices; items gone from the catalogue do not count."""
        items = self._catalogue.get_many(line.item_id for line in cart.lines)
        lines, notes = [], []
        for line in cart.lines:
            item = items.get(line.item_id)
            price = None if item is None else unit_price(item, line.options)
            if item is None or price is None:
                notes.append(f"{item.title if item else line.item_id} is not sold at the moment.")
                continue
            lines.append(PricedLine(line, item.title, price, price * line.quantity))
        subtotal = sum((line.price for line in lines), Decimal(0))
        discount = Decimal(0)
        if cart.coupon is not None:
            with self._store.reading() as session:
                coupon = _coupon(session, cart.coupon)
            why = (
                f"There is no coupon “{cart.coupon}”."
                if coupon is None
                else _refusal(coupon, subtotal, self._shop.currency)
            )
            if why is not None:
                notes.append(why)
            elif coupon is not None:
                discount = _discount(coupon, subtotal)
        shipping = self._rules.shipping_price(subtotal - discount, method)
        known = [items[line.line.item_id].currency for line in lines]
        currency = known[0] if known else self._shop.currency
        total = subtotal - discount + shipping
        return CartTotal(tuple(lines), discount, shipping, total, currency, tuple(notes))

    def checkout_url(self, cart: Cart) -> str:
        """Where the shop takes the cart over: the cart of the platform that is followed, else
        ``{shop.url}/checkout?line=item:quantity…&coupon=…``.
        """
        if self._platform is not None:
            items = self._catalogue.get_many(line.item_id for line in cart.lines)
            lines = [(items[one.item_id], one.options, one.quantity) for one in cart.lines if one.item_id in items]
            if (there := self._platform.cart_url(lines, cart.coupon)) is not None:
                return there
        query = [("line", f"{line.item_id}:{line.quantity}") for line in cart.lines]
        query += [("coupon", cart.coupon)] if cart.coupon else []
        return f"{self._shop.url.rstrip('/')}/checkout?{urlencode(query)}"

    def put_coupons(self, coupons: Iterable[Coupon]) -> None:
        """Add or replace coupons."""
        rows = [{**coupon.model_dump(), "code": _fold(coupon.code)} for coupon in coupons]
        with self._store.session() as session:
            upsert(session, CouponRow, rows, keys=["code"])


def unit_price(item: Item, options: Mapping[str, str]) -> Decimal | None:
    """The price of the variant with these options, the cheapest in stock where several have them; else the item's."""
    variant = cheapest(fitting(item, options)) if options else None
    return item.price if variant is None or variant.price is None else variant.price


def stock_of(item: Item, options: Mapping[str, str]) -> int:
    """Pieces there are of the variants with these options, or of the item."""
    if not item.variants or not options:
        return item.stock
    return sum(variant.stock for variant in fitting(item, options))


def _check(item: Item, line: CartLine) -> None:
    if not 1 <= line.quantity <= MOST:
        raise BadInput(f"got {line.quantity}, expected 1 to {MOST}", field="quantity")
    for name, value in line.options.items():
        if not any(variant.options.get(name) == value for variant in item.variants):
            raise BadInput(f"{item.title} is not offered in {name}: {value}", field="options")
    there = stock_of(item, line.options)
    if there < line.quantity:
        chosen = f" in {', '.join(line.options.values())}" if line.options else ""
        message = (
            f"{item.title} is sold out{chosen}." if there < 1 else f"Only {there} of {item.title}{chosen} are left."
        )
        raise BadInput(message, field="quantity")


def _same(line: CartLine, item_id: str, options: Mapping[str, str]) -> bool:
    return line.item_id == item_id and line.options == options


def _place(cart: Cart, item_id: str, options: Mapping[str, str] | None) -> int:
    for place, line in enumerate(cart.lines):
        if line.item_id == item_id and (options is None or line.options == options):
            return place
    raise NotFound(f"item {item_id!r} is not in the cart", field="item_id")


def _cart(session: Session, shopper_id: str) -> Cart:
    row = session.get(CartRow, shopper_id)
    if row is None:
        return Cart(shopper_id=shopper_id)
    lines = tuple(CartLine.model_validate(line) for line in row.lines)
    return Cart(shopper_id=shopper_id, lines=lines, coupon=row.coupon)


def _save(session: Session, cart: Cart, lines: Iterable[CartLine]) -> Cart:
    new = cart.model_copy(update={"lines": tuple(lines)})
    row = {
        "shopper_id": new.shopper_id,
        "lines": [line.model_dump() for line in new.lines],
        "coupon": new.coupon,
        "updated_at": now(),
    }
    upsert(session, CartRow, [row], keys=["shopper_id"])
    return new


def _fold(code: str) -> str:
    return code.strip().upper()


def _coupon(session: Session, code: str) -> Coupon | None:
    row = session.get(CouponRow, _fold(code)[:40])
    return None if row is None else Coupon(**{name: getattr(row, name) for name in Coupon.model_fields})


def _refusal(coupon: Coupon, subtotal: Decimal, currency: str) -> str | None:
    if coupon.expires_at is not None and coupon.expires_at < now():
        return f"Coupon {coupon.code} expired on {coupon.expires_at:%d %B %Y}."
    if subtotal < coupon.min_total:
        return f"Coupon {coupon.code} is for orders from {coupon.min_total:.2f} {currency} on."
    return None


def _discount(coupon: Coupon, subtotal: Decimal) -> Decimal:
    off = subtotal * coupon.percent / 100 if coupon.percent is not None else coupon.amount or Decimal(0)
    return min(cents(off), subtotal)
