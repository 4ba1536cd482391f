"""The cart as it is shown, in words and as data."""

from __future__ import annotations

from typing import Any

from actions.cards import card, money
from actions.reply import Quick, Reply
from actions.turn import Turn
from shop.carts import CartTotal
from shop.types import Cart


async def show_cart(turn: Turn, cart: Cart, *, changed: bool = False) -> Reply:
    if not cart.lines:
        return Reply(turn.say("cart.empty"), quick=[suggest(turn)])
    total = await turn.budget.store(turn.house.carts.total, cart)
    items = await turn.items([line.line.item_id for line in total.lines])
    lines = []
    for priced in total.lines:
        options = f" ({', '.join(map(turn.named, priced.line.options.values()))})" if priced.line.options else ""
        lines.append(
            turn.say(
                "cart.line",
                count=priced.line.quantity,
                title=priced.title + options,
                price=money(priced.price, total.currency),
            )
        )
    shipping = money(total.shipping, total.currency) if total.shipping else turn.say("cart.free")
    sums = turn.say("cart.sums", shipping=shipping, total=money(total.total, total.currency))
    if total.discount:
        sums = turn.say("cart.discount", discount=money(total.discount, total.currency)) + " " + sums
    notes = list(total.notes) if turn.language == "en" else []
    text = "\n".join([turn.say("cart.changed" if changed else "cart.lead"), *lines, *notes, sums])
    return Reply(
        text,
        cards=[card(item) for item in items],
        data=cart_data(total, cart),
        quick=after_cart(turn, viewing=True),
    )


def cart_data(total: CartTotal, cart: Cart) -> dict[str, Any]:
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


def after_cart(turn: Turn, *, viewing: bool = False) -> list[Quick]:
    quick = [] if viewing else [Quick(turn.say("tap.view_cart"), "view_cart")]
    quick.append(Quick(turn.say("tap.checkout"), "checkout"))
    return [*quick, Quick(turn.say("tap.delivery"), "ask_shipping")] if viewing else quick


def suggest(turn: Turn) -> Quick:
    return Quick(turn.say("tap.suggest"), "ask_recommendation", {"words": turn.say("words.suggest")})
