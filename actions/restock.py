"""A notice when something is back."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rasa_sdk.events import FollowupAction

from actions.cards import card, short
from actions.forms import REQUESTED, Ask, Filled, Finish, Form
from actions.meant import one_item
from actions.reply import Quick, Reply
from actions.turn import Turn

SLOTS = ("restock_item", "email")
_TELL_ME = re.compile(
    r"\b(?:tell|notify|inform|message|e?-?mail|text|alert|ping|write|remind|contact|let)(?: to)? me\b.*"
    r"\b(?:when|once|as soon as|after|if)\b.*\b(?:back|again|restocked|in stock)\b"
    r"|(?:到货|来货|补货|有货).*(?:告诉|通知|提醒|叫|喊|发|说)",
    re.IGNORECASE,
)


class RestockForm(Form):
    """Which item, and where to write to unless the shop knows already."""

    form = "restock_form"
    slots = SLOTS
    triggers = ("notify_restock",)

    async def wanted(self, turn: Turn) -> Sequence[str]:
        item_id = turn.slot("restock_item")
        if item_id is None:
            return ["restock_item"]
        items = await turn.items([item_id])
        if not items or (items[0].in_stock and not _size_gone(items[0].sizes, turn)):
            return []
        return [] if await self._address(turn) else ["email"]

    async def read(self, turn: Turn, *, starting: bool, strict: bool) -> Filled:
        asked = None if starting else turn.slot(REQUESTED)
        slots: dict[str, str] = {}
        if turn.email:
            slots["email"] = turn.email
        if turn.slot("restock_item") is None:
            offered = (turn.offer or {}).get("item_id")
            items = await turn.items([str(offered)]) if offered and starting and not turn.text else []
            item = items[0] if items else (None if strict else await one_item(turn))
            if item is not None:
                slots["restock_item"] = item.id
        problem = None
        if not slots and not strict:
            problem = {"email": "order.email_unclear", "restock_item": "restock.item_unclear"}.get(asked or "")
        return Filled(dict(slots), problem)

    async def _address(self, turn: Turn) -> str | None:
        typed = turn.slot("email")
        return str(typed) if typed else await turn.budget.store(turn.house.shoppers.email, turn.shopper_id)


class AskRestockItem(Ask):
    action_name = "action_ask_restock_item"

    async def question(self, turn: Turn) -> Reply:
        shown = [item for item in await turn.shown() if not item.in_stock] or await turn.shown()
        quick = [Quick(short(item.title), "choose", {"item_id": item.id, "words": item.title}) for item in shown[:4]]
        return Reply(turn.say("restock.ask_item"), quick=quick)


class NotifyRestock(Finish):
    action_name = "action_notify_restock"
    slots = SLOTS

    async def finish(self, turn: Turn) -> Reply:
        items = await turn.items([str(turn.slot("restock_item") or "")])
        if not items:
            return Reply(turn.say("error.not_found"))
        item = items[0]
        email = turn.slot("email") or await turn.budget.store(turn.house.shoppers.email, turn.shopper_id)
        if email is None or (item.in_stock and turn.slot("email") is None and not _size_gone(item.sizes, turn)):
            # it is on the shelf: nothing to wait for
            add = Quick(turn.say("tap.add"), "add_to_cart", {"item_id": item.id})
            return Reply(turn.say("restock.there", title=item.title), cards=[card(item)], quick=[add])
        await turn.budget.store(turn.house.restock.watch, turn.shopper_id, item.id, str(email))
        return Reply(turn.say("restock.done", title=item.title, email=email))


def asks_notice(turn: Turn) -> Reply | None:
    """ "X was sold out, write me once it's back", whatever a long title made of it: the form; else ``None``."""
    rest = turn.state.pending.get("rest") or {}
    if not _TELL_ME.search(turn.text) and not _TELL_ME.search(rest.get("text", "")):
        return None
    if _TELL_ME.search(rest.get("text", "")):
        del turn.state.pending["rest"]
    return Reply(events=[FollowupAction("restock_form")])


def _size_gone(sizes: tuple[str, ...], turn: Turn) -> bool:
    """Whether one size of an item that is otherwise there was asked for."""
    return any(size.casefold() in turn.text.casefold().split() for size in sizes)
