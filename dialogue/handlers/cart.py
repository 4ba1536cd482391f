"""The cart: look, change, take out, empty, undo. No line is changed unasked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dialogue.cards import short
from dialogue.commands import (
    ChangeCart,
    EmptyCart,
    UndoCart,
    ViewCart,
)
from dialogue.handlers.adding import chosen_options
from dialogue.handlers.bundles import sum_of_set
from dialogue.handlers.cart_view import after_cart, empty_data, remember, show_cart, suggest, this, titled
from dialogue.handlers.results import joined, lines
from dialogue.handlers.variants import (
    option_called,
    options_phrase,
    others,
)
from dialogue.reply import Reply, Tap
from shop.carts import MOST, stock_of
from shop.dialogue import CartChange
from shop.errors import BadInput
from shop.types import Cart, CartLine, Item

if TYPE_CHECKING:
    from dialogue.turn import Turn


# ── looking ───────────────────────────────────────────────────────────────────────────────────


async def view_cart(turn: Turn, command: ViewCart) -> Reply:
    cart = await turn.store(turn.services.carts.get, turn.shopper_id)
    if not cart.lines and command.total and (told := sum_of_set(turn)):
        return told  # "what is it all together now", of a set that was put together
    return await show_cart(turn, cart, turn.say("cart.lead"))


# ── changing ──────────────────────────────────────────────────────────────────────────────────


async def change_cart(turn: Turn, command: ChangeCart) -> Reply:
    """Another quantity or option of a line; quantity 0 takes it out."""
    cart = await turn.store(turn.services.carts.get, turn.shopper_id)
    if not cart.lines:
        return Reply(turn.say("cart.empty"), taps=[suggest(turn)])
    if command.item.words and not command.item.ids:  # "remove the mat", and there is none
        return await show_cart(
            turn, cart, lines(turn.say("cart.not_there", name=command.item.words), turn.say("cart.lead"))
        )
    meant = _lines_meant(turn, cart, command)
    several = command.item.how == "all" and command.quantity == 0
    if not meant or (len(meant) > 1 and not several):
        return _which_line(turn, meant or list(cart.lines), command)
    for line in meant[1:]:
        await _set(turn, line, 0)
    return await _change(turn, meant[0], command)


def _lines_meant(turn: Turn, cart: Cart, command: ChangeCart) -> list[CartLine]:
    """Lines of the items pointed at; without any, the line changed last, the one talked about, or the only one."""
    found = [line for line in cart.lines if line.item_id in command.item.ids]
    if not command.item.ids:
        last = turn.state.changes[-1] if turn.state.changes else None
        for key in ((last.item_id, dict(last.options)) if last else None, (turn.state.focus, None)):
            if key is not None and not found:
                found = [line for line in cart.lines if line.item_id == key[0] and key[1] in (None, line.options)]
        if not found and len(cart.lines) == 1:
            found = list(cart.lines)
    if command.line_options:
        wanted = {value.casefold() for _, value in command.line_options}
        fits = [line for line in found if wanted <= {value.casefold() for value in line.options.values()}]
        return fits
    if len(found) > 1 and turn.state.changes:  # of two lines of one item the one changed last
        last = turn.state.changes[-1]
        same = [line for line in found if line.item_id == last.item_id and line.options == dict(last.options)]
        if same and len({line.item_id for line in found}) == 1 and command.item.how in ("focus", "other"):
            return same
    return found


def _which_line(turn: Turn, found: list[CartLine], command: ChangeCart) -> Reply:
    taps, titles = [], []
    for line in found[:6]:
        item = turn.services.index.item(line.item_id)
        if item is None:
            continue
        title = titled(turn, item.title, line.options)
        titles.append(title)
        chosen = {"item": this(item), "line_options": tuple(line.options.items())}
        taps.append(Tap(short(title, 40), command.model_copy(update=chosen)))
    return Reply(turn.say("cart.which_line", titles=turn.one_of(titles)), taps=taps)


async def _change(turn: Turn, line: CartLine, command: ChangeCart) -> Reply:
    item = turn.services.index.item(line.item_id)
    options = dict(line.options)
    if command.options and item is not None:
        chosen, refused = chosen_options(turn, item, command.options)
        if refused:
            return refused
        options |= {name: value for name, value in chosen.items() if name in dict(_own_names(item, command.options))}
    quantity = line.quantity if command.quantity is None else command.quantity
    if quantity == line.quantity and options == line.options:
        return Reply(turn.say("cart.how_change"), taps=after_cart(turn))
    if quantity == 0:
        cart = await _set(turn, line, 0)
        gone = titled(turn, item.title if item else line.item_id, line.options)
        return await _shown_after(turn, cart, turn.say("cart.taken_out", title=gone))
    if not 1 <= quantity <= MOST:
        return Reply(turn.say("cart.quantity", most=MOST))
    if item is not None and stock_of(item, options) < quantity:
        left = stock_of(item, options)
        if left < 1:
            text = turn.say("stock.variant_gone", title=item.title, options=options_phrase(turn, options))
            return Reply(joined(text, others(turn, item, options), turn.say("cart.unchanged")), taps=after_cart(turn))
        return Reply(turn.say("cart.only", title=titled(turn, item.title, options), count=left), taps=after_cart(turn))
    if options != line.options:
        await _set(turn, line, 0)
        cart = await turn.store(turn.services.carts.add, turn.shopper_id, line.item_id, quantity, options)
        remember(turn, line.item_id, options, 0, quantity)
    else:
        cart = await _set(turn, line, quantity)
    turn.update(focus=line.item_id)
    return await _shown_after(turn, cart, turn.say("cart.changed"))


def _own_names(item: Item, options: tuple[tuple[str, str], ...]) -> list[tuple[str, str]]:
    return [(own, value) for name, value in options if (own := option_called(item, name)) is not None]


async def _set(turn: Turn, line: CartLine, quantity: int) -> Cart:
    carts = turn.services.carts
    cart = await turn.store(carts.set_quantity, turn.shopper_id, line.item_id, quantity, line.options)
    remember(turn, line.item_id, line.options, line.quantity, quantity)
    return cart


async def _shown_after(turn: Turn, cart: Cart, lead: str) -> Reply:
    if not cart.lines:
        return Reply(joined(lead, turn.say("cart.now_empty")), data={"cart": empty_data(turn)})
    return await show_cart(turn, cart, joined(lead, turn.say("cart.lead")))


async def empty_cart(turn: Turn, command: EmptyCart) -> Reply:
    cart = await turn.store(turn.services.carts.get, turn.shopper_id)
    if not cart.lines:
        return Reply(turn.say("cart.empty"))
    await turn.store(turn.services.carts.clear, turn.shopper_id)
    for line in cart.lines:
        remember(turn, line.item_id, line.options, line.quantity, 0)
    return Reply(turn.say("cart.cleared"), data={"cart": empty_data(turn)})


async def undo_cart(turn: Turn, command: UndoCart) -> Reply:
    """Take the last change back, as far as the stock still allows it."""
    if not turn.state.changes:
        return Reply(turn.say("cart.nothing_to_undo"))
    undone = _last_deed(turn.state.changes)
    try:
        for change in reversed(undone):
            cart = await _reverted(turn, change)
    except BadInput:
        return Reply(turn.say("cart.undo_impossible"))
    turn.update(changes=turn.state.changes[: -len(undone)])
    return await _shown_after(turn, cart, turn.say("cart.undone"))


def _last_deed(changes: Sequence[CartChange]) -> Sequence[CartChange]:
    """The last change; another size or colour is two: one line gone, the other there."""
    if len(changes) < 2:
        return changes[-1:]
    old, new = changes[-2:]
    swapped = old.item_id == new.item_id and old.quantity_after == 0 == new.quantity_before and old.quantity_before
    return changes[-2:] if swapped else changes[-1:]


async def _reverted(turn: Turn, change: CartChange) -> Cart:
    options, carts = dict(change.options), turn.services.carts
    cart = await turn.store(carts.get, turn.shopper_id)
    there = any((line.item_id, line.options) == (change.item_id, options) for line in cart.lines)
    if there:
        return await turn.store(carts.set_quantity, turn.shopper_id, change.item_id, change.quantity_before, options)
    if change.quantity_before:
        return await turn.store(carts.add, turn.shopper_id, change.item_id, change.quantity_before, options)
    return cart
