"""Coupon codes, and the way to pay."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dialogue.commands import ApplyCoupon, AskCoupon, AskShop, Checkout
from dialogue.flows.words import flow_words
from dialogue.formatting import of_shop
from dialogue.handlers.cart_view import cart_data, suggest, sums
from dialogue.handlers.results import joined, lines
from dialogue.handlers.shop_questions import ask_shop, is_bulk
from dialogue.reply import Reply, Tap
from shop.dialogue import Offer
from shop.errors import BadInput
from shop.types import Source

if TYPE_CHECKING:
    from dialogue.turn import Turn

_CODE = re.compile(r"\b[A-Z]{3,}\d{1,3}\b")


async def apply_coupon(turn: Turn, command: ApplyCoupon) -> Reply:
    """Put a code on the cart, or say why not."""
    code = command.code.strip().upper()
    carts = turn.services.carts
    cart = await turn.store(carts.get, turn.shopper_id)
    if not cart.lines:
        return Reply(turn.say("coupon.empty_cart", code=code), taps=[suggest(turn)])
    before = cart.coupon.upper() if cart.coupon else ""
    try:
        cart = await turn.store(carts.apply_coupon, turn.shopper_id, code)
    except BadInput as refused:
        total = await turn.store(carts.total, cart)
        why = refused.message if turn.language == "en" else turn.say("coupon.refused", code=code)
        return Reply(lines(why, sums(turn, total, cart)), data=cart_data(total, cart))
    total = await turn.store(carts.total, cart)
    text = turn.say(
        "coupon.applied",
        code=code,
        discount=turn.money(total.discount, total.currency),
        total=turn.money(total.total, total.currency),
        shipping=turn.money(total.shipping, total.currency) if total.shipping else turn.say("cart.free"),
    )
    if before and before != code:
        text = joined(turn.say("coupon.replaced", code=before), text)
    return Reply(text, data=cart_data(total, cart), taps=[Tap(turn.say("tap.checkout"), Checkout())])


async def ask_coupon(turn: Turn, command: AskCoupon) -> Reply:
    """Whether there are codes: what the shop's answers say, and nothing else. Of one code, whether it can be used."""
    if command.code:
        return await _would_it(turn, command.code.strip().upper())
    if is_bulk(turn, turn.text):
        return await ask_shop(turn, AskShop(question=turn.text, words=command.words))
    claimed = flow_words(turn.language).has("claims", turn.text)
    lead = turn.say("coupon.only_codes") if claimed else ""
    found = await turn.call("faq", turn.services.retrieval.faq.answer(command.words or turn.text), share=0.5)
    if found is None:
        return Reply(joined(lead, turn.say("coupon.how")))
    if turn.context.cart and len(named := set(_CODE.findall(found.passage))) == 1:  # "ok, use that"
        turn.update(offer=Offer(kind="coupon", options=(("code", named.pop()),)))
    source = Source(kind="faq", id=found.entry.id, title=found.entry.question)
    return Reply(joined(lead, of_shop(turn, found.passage, found.entry.language)), sources=[source])


async def _would_it(turn: Turn, code: str) -> Reply:
    """Whether a code could be used for this cart, and what that would come to; nothing is changed."""
    carts = turn.services.carts
    cart = await turn.store(carts.get, turn.shopper_id)
    if not cart.lines:
        return Reply(turn.say("coupon.empty_cart", code=code), taps=[suggest(turn)])
    one_only = turn.say("coupon.one_only", code=cart.coupon) if cart.coupon and cart.coupon.upper() != code else ""
    try:
        total = await turn.store(carts.with_coupon, cart, code)
    except BadInput as refused:
        why = refused.message if turn.language == "en" else turn.say("coupon.refused", code=code)
        return Reply(joined(why, one_only))
    key = "coupon.would_instead" if one_only else "coupon.would"
    said = turn.say(
        key,
        code=code,
        discount=turn.money(total.discount, total.currency),
        total=turn.money(total.total, total.currency),
    )
    return Reply(joined(one_only, said), taps=[Tap(turn.say("tap.apply", code=code), ApplyCoupon(code=code))])


async def checkout(turn: Turn, command: Checkout) -> Reply:
    cart = await turn.store(turn.services.carts.get, turn.shopper_id)
    if not cart.lines:
        return Reply(turn.say("cart.empty_checkout"), taps=[suggest(turn)])
    total = await turn.store(turn.services.carts.total, cart)
    link = turn.services.carts.checkout_url(cart)
    data = cart_data(total, cart) | {"checkout": {"url": link}}
    return Reply(turn.say("cart.checkout", total=turn.money(total.total, total.currency), url=link), data=data)
