"""Coupon codes."""

from __future__ import annotations

import re

from actions.base import ShopAction
from actions.cards import money
from actions.cart_view import cart_data
from actions.faq_lookup import answer_from_faq
from actions.reply import Quick, Reply
from actions.turn import Turn
from shop.errors import BadInput

_CODE = re.compile(r"\b(?=[A-Za-z]*\d|[A-Z]{4,})[A-Za-z0-9][A-Za-z0-9_-]{3,19}\b", re.ASCII)
_CALLED = re.compile(r"\b(?:code|coupon|voucher|promo)\s+(?:code\s+)?[\"']?([A-Za-z0-9_-]{3,20})\b", re.IGNORECASE)
_NO_CODES = frozenset(
    "a the for is are do can have work works here please codes code coupon coupons voucher vouchers promo this that "
    "and today where what how when why to there "
    "but it its my your not no was won wont cant doesnt didnt does did isn isnt still says said which "
    "if".split()
)


class Coupon(ShopAction):
    """A code is put on the cart; a question about coupons is answered from the FAQ."""

    action_name = "action_coupon"

    async def answer(self, turn: Turn) -> Reply:
        code = coupon_code(turn.text)
        if code is None:
            found = await answer_from_faq(turn)
            return found or Reply(turn.say("coupon.how"))
        try:
            cart = await turn.budget.store(turn.house.carts.apply_coupon, turn.shopper_id, code)
        except BadInput as refused:
            text = refused.message if turn.language == "en" else turn.say("coupon.refused", code=code)
            return Reply(text)
        total = await turn.budget.store(turn.house.carts.total, cart)
        return Reply(
            turn.say(
                "coupon.applied",
                code=code.upper(),
                discount=money(total.discount, total.currency),
                total=money(total.total, total.currency),
            ),
            data=cart_data(total, cart),
            quick=[Quick(turn.say("tap.checkout"), "checkout")],
        )


def coupon_code(text: str) -> str | None:
    """What looks like a code, with a digit or all in capitals; else the word that follows "code"."""
    found = [match[0] for match in _CODE.finditer(text)] + [match[1] for match in _CALLED.finditer(text)]
    return next((code for code in found if code.lower() not in _NO_CODES), None)
