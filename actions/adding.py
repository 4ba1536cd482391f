"""Putting an item into the cart, once its size and colour are known."""

from __future__ import annotations

from typing import Any

from actions.availability import sizes_there, sold_out
from actions.cards import card, money
from actions.cart_view import after_cart, cart_data, show_cart
from actions.events import note
from actions.options import chosen_options, open_option, option_names, value_meant, value_unknown, values_of
from actions.reply import Quick, Reply
from actions.turn import Turn
from shop.carts import stock_of
from shop.types import CartLine, Event, Item


async def take_option(turn: Turn) -> Reply | None:
    """The answer to "which size?", whatever intent its words were taken for; ``None`` if it is something else."""
    question = turn.state.pending.get("add")
    if not question or turn.entity("item_id"):
        return None
    items = await turn.items([question["item"]])
    if not items:
        return None
    item, value = items[0], await value_meant(turn, question["values"])
    if value is None:  # asked for the colour, told the size
        for name in option_names(item):
            if name != question["option"] and (other := await value_meant(turn, values_of(item, name))):
                return await add(turn, item, {**question["options"], name: other})
    strange = None if value else await value_unknown(turn)
    if value is None and strange is None:
        return None
    if strange is not None:
        names = [name for name in option_names(item) if strange.casefold() in map(str.casefold, values_of(item, name))]
        if names:
            return None
        asked = ask_option(turn, item, question)
        asked.text = f"{turn.say('returns.option_unclear')} {asked.text}"
        return asked
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
            Quick(turn.named(value), "add_to_cart", {"item_id": item.id, "words": _with(options, value)})
            for value in values[:6]
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
    await note(turn, Event(type="cart", item_id=item.id, value=float(wanted)))
    total = await turn.budget.store(turn.house.carts.total, cart)
    key = "cart.added_many" if wanted > 1 else "cart.added"
    chosen = f" ({', '.join(map(turn.named, options.values()))})" if options else ""
    text = turn.say(key, title=item.title + chosen, count=wanted, total=money(total.subtotal, total.currency))
    left = (turn.house.rules.policy.delivery.free_from or 0) - total.subtotal
    if 0 < left <= 20:
        text += " " + turn.say("cart.free_shipping_near", left=money(left, total.currency))
    return Reply(text, cards=[card(item)], data=cart_data(total, cart), quick=after_cart(turn))


def quantity_of(turn: Turn) -> int | None:
    """How many; "42" beside a shoe is a size, so only the extractor's quantity counts."""
    value = str(turn.entity("quantity") or "")
    return int(value) if value.isdigit() and 0 < int(value) < 100 else None


def _with(options: dict[str, str], value: str) -> str:
    return ", ".join([*options.values(), value])


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
            return Reply(text, quick=after_cart(turn))
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
