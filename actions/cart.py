"""The cart: put in, look, change, pay, coupons."""

from __future__ import annotations

import re
from typing import Any

import structlog

from actions.answers import everything
from actions.base import ShopAction
from actions.cards import card, money, short
from actions.details import which_one
from actions.faq import answer_from_faq
from actions.options import chosen_options, open_option, option_names, value_meant, value_unknown, values_of
from actions.reply import Quick, Reply
from actions.stock import one_item, sizes_there, sold_out
from actions.turn import Turn
from shop.carts import CartTotal, stock_of
from shop.errors import BadInput, ShopkeeperError
from shop.types import Cart, CartLine, Event, Item

log = structlog.get_logger(__name__)

_CODE = re.compile(r"\b(?=[A-Za-z]*\d|[A-Z]{4,})[A-Za-z0-9][A-Za-z0-9_-]{3,19}\b")
_CALLED = re.compile(r"\b(?:code|coupon|voucher|promo)\s+(?:code\s+)?[\"']?([A-Za-z0-9_-]{3,20})\b", re.IGNORECASE)
_NO_CODES = frozenset(
    "a the for is are do can have work works here please codes code coupon voucher this that and today there".split()
)
_REMOVE = re.compile(
    r"\b(remove|delete|take (it |that |them )?out|take out|drop|without|get rid|don'?t want)\b|删|去掉|移除|不要",
    re.IGNORECASE,
)
_SEVERAL = re.compile(r"\b(?:both|all|(?:first|last|these|those) (?:two|three|[2-9]))\b", re.IGNORECASE)
_CLEAR = re.compile(r"\b(empty|clear)\b|清空", re.IGNORECASE)


class AddToCart(ShopAction):
    action_name = "action_add_to_cart"
    takes_asides = True

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


async def take_option(turn: Turn) -> Reply | None:
    """The answer to "which size?", whatever intent its words were taken for; ``None`` if it is something else."""
    question = turn.state.pending.get("add")
    if not question or turn.entity("item_id"):
        return None
    value = await value_meant(turn, question["values"])
    strange = None if value else await value_unknown(turn)
    if value is None and strange is None:
        return None
    items = await turn.items([question["item"]])
    if not items:
        return None
    item = items[0]
    if strange is not None:
        names = [name for name in option_names(item) if strange.casefold() in map(str.casefold, values_of(item, name))]
        return ask_option(turn, item, question) if not names else None
    return await add(turn, item, {**question["options"], question["option"]: str(value)})


def ask_option(turn: Turn, item: Item, question: dict[str, Any]) -> Reply:
    """Ask for the one option of ``question`` that is missing, and remember that it was asked."""
    turn.state.pending["add"] = question
    values, options = question["values"], question["options"]
    return Reply(
        turn.say(
            "cart.which_size" if question["option"].lower() == "size" else "cart.which_option",
            title=item.title,
            option=question["option"],
            values=turn.one_of(values[:10]),
        ),
        quick=[
            Quick(value, "add_to_cart", {"item_id": item.id, "words": _with(options, value)}) for value in values[:6]
        ],
    )


async def add(turn: Turn, item: Item, options: dict[str, str] | None = None) -> Reply:
    """Put an item in, once its size is known where it has sizes; ``options`` have been chosen already."""
    turn.state.focus = item.id
    question = turn.state.pending.pop("add", None) or {}
    wanted = quantity_of(turn) or (question.get("quantity") if question.get("item") == item.id else None) or 1
    if not item.in_stock:
        return sold_out(turn, item)
    options = options or await chosen_options(turn, item)
    missing = open_option(item, options)
    if missing is not None:
        name, values = missing
        turn.state.pending["about"] = {"item": item.id, "options": list(options.values())}
        asked = {"item": item.id, "option": name, "values": values, "options": options, "quantity": wanted}
        return ask_option(turn, item, asked)
    there = stock_of(item, options)
    if there < wanted:
        if there < 1:
            return Reply(
                turn.say(
                    "cart.option_gone",
                    title=item.title,
                    options=", ".join(map(turn.named, options.values())),
                    others=turn.all_of(sizes_there(item)),
                ),
                quick=[Quick(turn.say("tap.notify"), "notify_restock", {"item_id": item.id})],
            )
        return Reply(
            turn.say("cart.only", title=item.title, count=there),
            quick=[
                Quick(
                    turn.say("tap.take", count=there),
                    "add_to_cart",
                    {"item_id": item.id, "quantity": there, "words": " ".join(options.values())},
                )
            ],
        )
    cart = await turn.budget.store(turn.house.carts.add, turn.shopper_id, item.id, wanted, options)
    turn.state.pending["added"] = {"item": item.id, "options": options}
    await _carted(turn, item, wanted)
    total = await turn.budget.store(turn.house.carts.total, cart)
    key = "cart.added_many" if wanted > 1 else "cart.added"
    chosen = f" ({', '.join(map(turn.named, options.values()))})" if options else ""
    text = turn.say(key, title=item.title + chosen, count=wanted, total=money(total.subtotal, total.currency))
    left = turn.house.settings.orders.free_shipping_over - total.subtotal
    if 0 < left <= 20:
        text += " " + turn.say("cart.free_shipping_near", left=money(left, total.currency))
    return Reply(text, cards=[card(item)], data=cart_data(total, cart), quick=_after(turn))


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
                return await swap_option(turn, line) or Reply(turn.say("cart.how_change"), quick=_after(turn))
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


async def swap_option(turn: Turn, line: CartLine) -> Reply | None:
    """ "no, in L": another size or colour for a line of the cart; ``None`` if the text names no other one."""
    items = await turn.items([line.item_id])
    if not items:
        return None
    for name in option_names(items[0]):
        value = await value_meant(turn, values_of(items[0], name))
        if value is None or value == line.options.get(name):
            continue
        options = {**line.options, name: value}
        if stock_of(items[0], options) < line.quantity:
            text = turn.say(
                "stock.variant_gone", title=items[0].title, options=", ".join(map(turn.named, options.values()))
            )
            return Reply(text, quick=_after(turn))
        await turn.budget.store(turn.house.carts.remove, turn.shopper_id, line.item_id, line.options)
        cart = await turn.budget.store(turn.house.carts.add, turn.shopper_id, line.item_id, line.quantity, options)
        turn.state.pending["added"] = {"item": line.item_id, "options": options}
        return await show_cart(turn, cart, changed=True)
    return None


async def added_last(turn: Turn) -> CartLine | None:
    """The line that was put in last in this conversation, if it is still there."""
    added = turn.state.pending.get("added")
    if not added:
        return None
    cart = await turn.budget.store(turn.house.carts.get, turn.shopper_id)
    same = (line for line in cart.lines if (line.item_id, line.options) == (added["item"], added["options"]))
    return next(same, None)


class Checkout(ShopAction):
    action_name = "action_checkout"

    async def answer(self, turn: Turn) -> Reply:
        cart = await turn.budget.store(turn.house.carts.get, turn.shopper_id)
        if not cart.lines:
            return Reply(turn.say("cart.empty_checkout"), quick=[_suggest(turn)])
        total = await turn.budget.store(turn.house.carts.total, cart)
        link = turn.house.carts.checkout_url(cart)
        data = cart_data(total, cart) | {"checkout": {"url": link}}
        return Reply(turn.say("cart.checkout", total=money(total.total, total.currency), url=link), data=data)


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


async def show_cart(turn: Turn, cart: Cart, *, changed: bool = False) -> Reply:
    if not cart.lines:
        return Reply(turn.say("cart.empty"), quick=[_suggest(turn)])
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
        quick=_after(turn, viewing=True),
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


def quantity_of(turn: Turn) -> int | None:
    """How many; "42" beside a shoe is a size, so only the extractor's quantity counts."""
    value = str(turn.entity("quantity") or "")
    return int(value) if value.isdigit() and 0 < int(value) < 100 else None


def coupon_code(text: str) -> str | None:
    called = _CALLED.search(text)
    if called and called.group(1).lower() not in _NO_CODES:
        return called.group(1)
    found = _CODE.search(text)
    return found.group() if found else None


def _with(options: dict[str, str], value: str) -> str:
    return ", ".join([*options.values(), value])


def _after(turn: Turn, *, viewing: bool = False) -> list[Quick]:
    quick = [] if viewing else [Quick(turn.say("tap.view_cart"), "view_cart")]
    quick.append(Quick(turn.say("tap.checkout"), "checkout"))
    return [*quick, Quick(turn.say("tap.delivery"), "ask_shipping")] if viewing else quick


def _suggest(turn: Turn) -> Quick:
    return Quick(turn.say("tap.suggest"), "ask_recommendation", {"words": turn.say("words.suggest")})


async def _carted(turn: Turn, item: Item, quantity: int) -> None:
    try:
        event = Event(type="cart", item_id=item.id, value=float(quantity))
        await turn.budget.store(turn.house.profiles.record, turn.shopper_id, [event])
    except ShopkeeperError as error:
        log.warning("cart event not recorded", error=str(error))
