"""The cart: put in, look, change, pay."""

from __future__ import annotations

import re

from actions.adding import add, quantity_of, swap_option
from actions.answers import everything
from actions.asides import TalkAction
from actions.base import ShopAction
from actions.cards import money, short
from actions.cart_view import after_cart, cart_data, show_cart, suggest
from actions.meant import one_item, which_one
from actions.reply import Quick, Reply
from actions.turn import Turn
from shop.carts import stock_of
from shop.types import Cart, CartLine

_REMOVE = re.compile(
    r"\b(remove|delete|take (it |that |them )?out|take out|drop|without|get rid|don'?t want)\b|删|去掉|移除|不要",
    re.IGNORECASE,
)
_SEVERAL = re.compile(r"\b(?:both|all|(?:first|last|these|those) (?:two|three|[2-9]))\b", re.IGNORECASE)
_CLEAR = re.compile(r"\b(empty|clear)\b|清空", re.IGNORECASE)


class AddToCart(TalkAction):
    action_name = "action_add_to_cart"

    async def answer(self, turn: Turn) -> Reply:
        several = await turn.referred()
        if len(several) > 1 and turn.state.focus and not _SEVERAL.search(turn.plain):
            several = await turn.items([turn.state.focus])  # "3 of those", of the one just looked at
        if len(several) > 1:
            return await which_one(turn, "add_to_cart", several)
        item = several[0] if several else await one_item(turn)
        if item is None and (question := turn.state.pending.get("add")):
            item = next(iter(await turn.items([question["item"]])), None)
        if item is None:
            return await which_one(turn, "add_to_cart")
        return await add(turn, item)


class ViewCart(ShopAction):
    action_name = "action_view_cart"

    async def answer(self, turn: Turn) -> Reply:
        cart = await turn.budget.store(turn.house.carts.get, turn.shopper_id)
        return await show_cart(turn, cart)


class ChangeCart(ShopAction):
    """ "remove the jacket", "make it two", "empty the cart"."""

    action_name = "action_change_cart"

    async def answer(self, turn: Turn) -> Reply:
        carts = turn.house.carts
        cart = await turn.budget.store(carts.get, turn.shopper_id)
        if not cart.lines:
            return Reply(turn.say("cart.empty"))
        if _CLEAR.search(turn.text) or (_REMOVE.search(turn.text) and everything(turn)):
            await turn.budget.store(carts.clear, turn.shopper_id)
            return Reply(turn.say("cart.cleared"))
        line = await self._line(turn, cart)
        if line is None:
            items = await turn.items([line.item_id for line in cart.lines])
            return Reply(
                turn.say("cart.which_line"),
                quick=[
                    Quick(short(item.title), "change_cart", {"item_id": item.id, "words": turn.text})
                    for item in items[:6]
                ],
            )
        quantity = quantity_of(turn)
        if _REMOVE.search(turn.text) or quantity is None:
            if not _REMOVE.search(turn.text):
                return await swap_option(turn, line) or Reply(turn.say("cart.how_change"), quick=after_cart(turn))
            left = line.quantity - (quantity or line.quantity)  # "remove one of them" leaves the other
            if left > 0:
                cart = await turn.budget.store(carts.set_quantity, turn.shopper_id, line.item_id, left, line.options)
            else:
                cart = await turn.budget.store(carts.remove, turn.shopper_id, line.item_id, line.options)
        else:
            item = (await turn.items([line.item_id]))[0]
            there = stock_of(item, line.options)
            if there < quantity:
                return Reply(turn.say("cart.only", title=item.title, count=there))
            cart = await turn.budget.store(carts.set_quantity, turn.shopper_id, line.item_id, quantity, line.options)
        if not cart.lines:
            return Reply(turn.say("cart.now_empty"))
        return await show_cart(turn, cart, changed=True)

    async def _line(self, turn: Turn, cart: Cart) -> CartLine | None:
        """The line that is meant: named, pointed at among the cart's lines, in focus, or the only one."""
        tapped = turn.entity("item_id")
        lines = {line.item_id: line for line in cart.lines}
        if tapped in lines:
            return lines[str(tapped)]
        items = await turn.items(list(lines))
        found = turn.house.retrieval.references.resolve(turn.plain, items, turn.state.focus)
        inside = [item_id for item_id in found if item_id in lines]
        if inside:
            return lines[inside[0]]
        return cart.lines[0] if len(cart.lines) == 1 else None


class Checkout(ShopAction):
    action_name = "action_checkout"

    async def answer(self, turn: Turn) -> Reply:
        cart = await turn.budget.store(turn.house.carts.get, turn.shopper_id)
        if not cart.lines:
            return Reply(turn.say("cart.empty_checkout"), quick=[suggest(turn)])
        total = await turn.budget.store(turn.house.carts.total, cart)
        link = turn.house.carts.checkout_url(cart)
        data = cart_data(total, cart) | {"checkout": {"url": link}}
        return Reply(turn.say("cart.checkout", total=money(total.total, total.currency), url=link), data=data)
