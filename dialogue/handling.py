"""Which handler does which command."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from dialogue import commands as c
from dialogue.handlers import (
    adding,
    asking,
    browsing,
    bundles,
    cart,
    comparing,
    details,
    finding,
    near,
    paying,
    people,
    recommending,
    safety,
    shop_questions,
    talk,
    tastes,
)
from dialogue.reply import Reply
from dialogue.turn import Turn

Handler = Callable[[Turn, Any], Awaitable[Reply]]

HANDLERS: dict[type[c.Base], Handler] = {
    c.Search: finding.search,
    c.Page: browsing.page,
    c.Similar: near.similar,
    c.Complements: near.complements,
    c.Select: details.select,
    c.AskItem: asking.ask_item,
    c.Compare: comparing.compare,
    c.Recommend: recommending.recommend,
    c.Bundle: bundles.bundle,
    c.Why: recommending.why,
    c.Taste: tastes.taste,
    c.Browse: browsing.browse,
    c.Notify: details.notify,
    c.StartOver: browsing.start_over,
    c.AddToCart: adding.add_to_cart,
    c.ChangeCart: cart.change_cart,
    c.ViewCart: cart.view_cart,
    c.EmptyCart: cart.empty_cart,
    c.UndoCart: cart.undo_cart,
    c.ApplyCoupon: paying.apply_coupon,
    c.AskCoupon: paying.ask_coupon,
    c.Checkout: paying.checkout,
    c.AskShop: shop_questions.ask_shop,
    c.StartFlow: shop_questions.ask_instead,  # only what the engine does not take
    c.Affirm: talk.affirm,
    c.Deny: talk.deny,
    c.Answer: talk.answer,
    c.Person: people.person,
    c.BackToBot: people.back_to_bot,
    c.Emergency: safety.emergency,
    c.Danger: safety.danger,
    c.Social: talk.social,
    c.Unknown: talk.unknown,
}
