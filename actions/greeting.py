"""Hello, goodbye, thanks, and what the assistant can do in this shop."""

from __future__ import annotations

import asyncio

from actions import access
from actions.base import ShopAction
from actions.forms import leave_form
from actions.reply import Quick, Reply
from actions.turn import Turn
from shop.errors import ShopkeeperError


class Greet(ShopAction):
    action_name = "action_greet"

    async def answer(self, turn: Turn) -> Reply:
        again = bool(turn.state.shown or turn.state.pending.get("greeted"))
        turn.state.pending["greeted"] = True
        key = "greet.again" if again else "greet.first"
        return Reply(turn.say(key, shop=turn.house.settings.shop.name), quick=await openings(turn))


class Goodbye(ShopAction):
    action_name = "action_goodbye"

    async def answer(self, turn: Turn) -> Reply:
        """Whoever leaves also leaves the form that is running; nothing has been done."""
        events = leave_form(turn) if turn.form else []
        return Reply(turn.say("goodbye"), quick=[Quick(turn.say("tap.feedback"), "give_feedback")], events=events)


class Thank(ShopAction):
    action_name = "action_thank"

    async def answer(self, turn: Turn) -> Reply:
        return Reply(turn.say("thank"))


class Help(ShopAction):
    """Names only what this shop has: without orders or FAQ it does not promise them."""

    action_name = "action_help"

    async def answer(self, turn: Turn) -> Reply:
        parts = [turn.say("help.lead"), turn.say("help.products")]
        if await has_orders(turn):
            parts.append(turn.say("help.orders"))
        if await has_faq(turn):
            parts.append(turn.say("help.faq"))
        return Reply("\n".join([*parts, turn.say("help.person")]), quick=await openings(turn))


async def openings(turn: Turn) -> list[Quick]:
    quick = [Quick(turn.say("tap.suggest"), "ask_recommendation", {"words": turn.say("words.suggest")})]
    try:
        orders = await access.own_orders(turn)
        if orders:
            quick.append(Quick(turn.say("tap.my_orders"), "list_orders"))
        elif await has_orders(turn):
            quick.append(Quick(turn.say("tap.track"), "track_order"))
    except ShopkeeperError:
        pass  # the order system is slow; the greeting is not held up by it
    return [*quick, Quick(turn.say("tap.help"), "ask_help")]


async def has_orders(turn: Turn) -> bool:
    """Whether this shop has any orders for the bot to look into."""
    return await turn.budget.call("orders", asyncio.to_thread(turn.house.orders.any))


async def has_faq(turn: Turn) -> bool:
    return bool(await turn.budget.store(turn.house.faqs.all))
