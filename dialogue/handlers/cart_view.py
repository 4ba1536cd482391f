"""The cart as it is shown, in words and as data; and what is remembered of its changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from dialogue.commands import (
    AskItem,
    Checkout,
    Recommend,
    Reference,
    ViewCart,
)
from dialogue.handlers.results import joined, lines
from dialogue.handlers.variants import (
    options_phrase,
)
from dialogue.reply import Reply, Tap
from shop.carts import CartTotal
from shop.dialogue import CartChange
from shop.types import Cart, Item

if TYPE_CHECKING:
    from dialogue.turn import Turn

CHANGES = 10  # kept to be undone


async def show_cart(turn: Turn, cart: Cart, lead: str) -> Reply:
    """Its lines, and the total with discount and delivery."""
    if not cart.lines:
        return Reply(turn.say("cart.empty"), taps=[suggest(turn)])
    total = await turn.store(turn.services.carts.total, cart)
    told = [
        turn.say(
            "cart.line",
            count=priced.line.quantity,
            title=titled(turn, priced.title, priced.line.options),
            price=turn.money(priced.price, total.currency),
        )
        for priced in total.lines
    ]
    items = turn.items(priced.line.item_id for priced in total.lines)
    text = lines(lead, *told, *total.notes, sums(turn, total, cart))
    return Reply(
        text,
        cards=[turn.card(item) for item in items],
        data=cart_data(total, cart),
        taps=after_cart(turn, viewing=True),
    )


def sums(turn: Turn, total: CartTotal, cart: Cart) -> str:
    shipping = turn.money(total.shipping, total.currency) if total.shipping else turn.say("cart.free")
    discount = ""
    if total.discount:
        discount = turn.say("cart.discount", code=cart.coupon, discount=turn.money(total.discount, total.currency))
    return joined(discount, turn.say("cart.sums", shipping=shipping, total=turn.money(total.total, total.currency)))


def cart_data(total: CartTotal, cart: Cart) -> dict[str, Any]:
    """The cart as the widget draws it."""
    return {
        "cart": {
            "lines": [
                {
                    "item_id": priced.line.item_id,
                    "title": priced.title,
                    "quantity": priced.line.quantity,
                    "options": priced.line.options,
                    "price": str(priced.price),
                }
                for priced in total.lines
            ],
            "discount": str(total.discount),
            "shipping": str(total.shipping),
            "total": str(total.total),
            "currency": total.currency,
            "coupon": cart.coupon,
        }
    }


def titled(turn: Turn, title: str, options: Mapping[str, str]) -> str:
    """The title with what was chosen: "Ridge Boot (brown, size 42)"."""
    return turn.say("cart.titled", title=title, options=options_phrase(turn, options)) if options else title


def this(item: Item) -> Reference:
    return Reference(ids=(item.id,), how="tap")


def remember(turn: Turn, item_id: str, options: Mapping[str, str], before: int, after: int) -> None:
    change = CartChange(item_id=item_id, options=tuple(options.items()), quantity_before=before, quantity_after=after)
    turn.update(changes=(*turn.state.changes, change)[-CHANGES:])


def empty_data(turn: Turn) -> dict[str, Any]:
    currency = turn.services.settings.shop.currency
    zero = {"discount": "0", "shipping": "0", "total": "0"}
    return {"lines": [], **zero, "currency": currency, "coupon": None}


def after_cart(turn: Turn, *, viewing: bool = False) -> list[Tap]:
    taps = [] if viewing else [Tap(turn.say("tap.view_cart"), ViewCart())]
    taps.append(Tap(turn.say("tap.checkout"), Checkout()))
    if viewing and turn.state.focus:
        focus = Reference(ids=(turn.state.focus,), how="focus")
        taps.append(Tap(turn.say("tap.delivery"), AskItem(items=focus, question="", fields=("delivery",))))
    return taps


def suggest(turn: Turn) -> Tap:
    return Tap(turn.say("tap.suggest"), Recommend())
