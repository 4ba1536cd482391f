"""What the bot's message was about, once a command was done: the context of the next message."""

from __future__ import annotations

from dialogue import commands as c
from shop.dialogue import State

_ABOUT: dict[type[c.Base], str] = {
    c.AskItem: "item",
    c.Select: "item",
    c.Why: "item",
    c.Compare: "compared",
    c.Recommend: "picks",
    c.Bundle: "picks",
    c.Similar: "picks",
    c.Complements: "picks",
    c.AddToCart: "cart",
    c.ChangeCart: "cart",
    c.ViewCart: "cart",
    c.UndoCart: "cart",
    c.ApplyCoupon: "cart",
    c.AskCoupon: "cart",
    c.Checkout: "cart",
    c.EmptyCart: "cart",
    c.AskShop: "policy",
    c.StartFlow: "order",
    c.Provide: "order",
    c.LeaveFlow: "order",
    c.ListOrders: "order",
    c.Danger: "danger",
    c.Person: "person",
    c.BackToBot: "none",
    c.StartOver: "none",
}


def about(command: c.Base, before: State, after: State) -> str:
    """The short name of what was just talked about; talk beside the matter changes nothing."""
    if isinstance(command, (c.Search, c.Page)):
        return "list" if after.results and after.results is not before.results else "nothing"
    if before.flow is not None and isinstance(command, (c.Affirm, c.Deny, c.Answer)):
        return "order"
    return _ABOUT.get(type(command), before.last)
