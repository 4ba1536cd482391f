"""Putting things into the cart, once every option is known: no variant is guessed."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from dialogue.commands import (
    AddToCart,
    Notify,
    Similar,
)
from dialogue.handlers.cart_view import after_cart, cart_data, remember, this, titled
from dialogue.handlers.results import joined, which_one
from dialogue.handlers.safety import shall_i, warning
from dialogue.handlers.variants import (
    in_stock,
    option_called,
    option_names,
    options_phrase,
    others,
    value_called,
    values_of,
)
from dialogue.memory import note
from dialogue.reply import Reply, Tap
from shop.carts import MOST, stock_of
from shop.dialogue import Choice, Offer, Question
from shop.types import Event, Item
from shop.versions import as_version, fitting, ordered_only

if TYPE_CHECKING:
    from dialogue.turn import Turn

NEAR_FREE = Decimal(20)  # short of free delivery by no more than this, it is worth saying
AT_ONCE = 3  # of "them" that are put in together; of more it is asked which
CHOICES = 12


async def add_to_cart(turn: Turn, command: AddToCart) -> Reply:
    """Put in what is meant, once every option is known; ask for the one that is missing."""
    items = turn.items(command.item.ids)
    if not items and turn.state.focus and command.item.how == "focus":
        items = turn.items([turn.state.focus])
    if not items:
        return await _add_which(turn, turn.items(turn.state.shown), command)
    if len(items) > 1 and (command.item.ambiguous or command.item.how != "all" or len(items) > AT_ONCE):
        return await _add_which(turn, items, command)
    reply = Reply()
    for item in items:
        said = await _add(turn, item, command)
        reply = said if reply.empty else reply + said
    return reply


async def _add_which(turn: Turn, items: list[Item], command: AddToCart) -> Reply:
    if not items:
        return Reply(turn.say("cart.add_what"))
    choices = tuple(Choice(label=title, value=item.id) for title, item in which_one(turn, items[:6]))
    turn.update(
        question=Question(
            kind="item",
            choices=choices,
            then="add",
            quantity=command.quantity,
            options=command.options,
            words=command.words,
        )
    )
    taps = [Tap(title, command.model_copy(update={"item": this(item)})) for title, item in which_one(turn, items[:6])]
    return Reply(turn.say("cart.which"), taps=taps)


async def _add(turn: Turn, item: Item, command: AddToCart) -> Reply:
    turn.update(focus=item.id)
    wanted = command.quantity
    if not 1 <= wanted <= MOST:
        return Reply(turn.say("cart.quantity", most=MOST))
    if not item.in_stock:
        return _sold_out(turn, item)
    chosen, refused = chosen_options(turn, item, _offered(turn, item, command))
    if refused:
        return refused
    chosen |= _looked_for(turn, item, chosen)
    if chosen and not any(variant.stock > 0 for variant in fitting(item, chosen)):
        return _option_gone(turn, item, chosen)
    if (missing := _missing(item, chosen)) is not None:
        return _ask_option(turn, item, chosen, missing, command)
    before = _quantity(turn, item.id, chosen)
    left = stock_of(item, chosen) - before
    if left < wanted:
        return _too_many(turn, item, chosen, left, before)
    if not command.warned and (told := warning(turn, item)):
        return shall_i(
            turn, item, told, command.model_copy(update={"item": this(item), "options": tuple(chosen.items())})
        )
    if not command.sure:
        return _shall_i(turn, item, chosen, wanted)
    cart = await turn.store(turn.services.carts.add, turn.shopper_id, item.id, wanted, chosen)
    remember(turn, item.id, chosen, before, before + wanted)
    await note(turn, Event(type="cart", item_id=item.id, value=float(wanted)))
    total = await turn.store(turn.services.carts.total, cart)
    title = titled(turn, item.title, chosen)
    key = "cart.added" if wanted == 1 else "cart.added_many"
    text = turn.say(key, title=title, count=wanted, total=turn.money(total.subtotal, total.currency))
    if (state := ordered_only(item, fitting(item, chosen) if chosen else ())) is not None:
        text = joined(text, turn.say(f"stock.{state}", title=item.title))
    free = turn.services.policy.delivery.free_from
    short_of = free - (total.subtotal - total.discount) if free is not None else Decimal(0)
    if 0 < short_of <= NEAR_FREE:
        text = joined(text, turn.say("cart.free_shipping_near", left=turn.money(short_of, total.currency)))
    version = as_version(item, fitting(item, chosen)) if chosen else item
    return Reply(text, cards=[turn.card(version)], data=cart_data(total, cart), taps=after_cart(turn))


def _shall_i(turn: Turn, item: Item, chosen: dict[str, str], count: int) -> Reply:
    """It may have been meant: a yes puts it in."""
    options = tuple(chosen.items())
    turn.update(offer=Offer(kind="add", item_id=item.id, quantity=count, options=options))
    title = titled(turn, item.title, chosen)
    said = turn.say("bundle.counted", count=count, title=title) if count > 1 else title
    tap = Tap(turn.say("tap.add"), AddToCart(item=this(item), quantity=count, options=options))
    return Reply(turn.say("cart.shall_i", title=said), cards=[turn.card(item)], taps=[tap])


def _offered(turn: Turn, item: Item, command: AddToCart) -> tuple[tuple[str, str], ...]:
    """The options said, and beside them those that were asked about just before, in this message or the one before it:
    "does it come in a long version?" – "ok, add that one"."""
    for offer in (turn.state.offer, turn.context.state.offer):
        if offer is not None and offer.kind == "add" and offer.item_id == item.id:
            return tuple({**dict(offer.options), **_own_names(item, command.options)}.items())
    return command.options


def _own_names(item: Item, options: tuple[tuple[str, str], ...]) -> dict[str, str]:
    return {option_called(item, name) or name: value for name, value in options}


def chosen_options(turn: Turn, item: Item, options: tuple[tuple[str, str], ...]) -> tuple[dict[str, str], Reply | None]:
    """The options in the item's own spelling, and the only value of those that leave no choice; or why not."""
    chosen: dict[str, str] = {}
    for name, value in options:
        own = option_called(item, name)
        if own is None:
            listed = item.sizes if name == "size" else item.colours if name == "colour" else ()
            if listed and value.casefold() not in {one.casefold() for one in listed}:
                return {}, _no_such(turn, item, value, list(listed))
            continue  # it comes in one only
        found = value_called(item, own, value)
        if found is None:  # asked for the colour, told the size
            own, found = _of_another_option(item, own, value)
        if found is None:
            return {}, _no_such(turn, item, value, in_stock(item, own, {}), own)
        chosen[own] = found
    for own in option_names(item):
        values = values_of(item, own)
        if own not in chosen and len(values) == 1:
            chosen[own] = values[0]
    return chosen, None


def _of_another_option(item: Item, name: str, value: str) -> tuple[str, str | None]:
    others = [(own, found) for own in option_names(item) if (found := value_called(item, own, value)) is not None]
    return others[0] if len(others) == 1 else (name, None)


def _looked_for(turn: Turn, item: Item, chosen: Mapping[str, str]) -> dict[str, str]:
    """Options that the search in force asks for, of an item that it found: who looked for blue wants a blue one."""
    found: dict[str, str] = {}
    if item.id not in turn.state.shown:
        return found
    for limit in turn.state.query.filters:
        own = option_called(item, limit.field) if limit.op == "is" and limit.hard else None
        if own is None or own in chosen:
            continue
        values = {called for value in limit.values if (called := value_called(item, own, value)) is not None}
        there = [value for value in in_stock(item, own, {**chosen, **found}) if value in values]
        if len(values) == 1 and there:
            found[own] = there[0]
    return found


def _missing(item: Item, chosen: Mapping[str, str]) -> str | None:
    """The first option that is still open: more than one value is in stock."""
    for name in option_names(item):
        if name not in chosen and any(name in variant.options for variant in fitting(item, chosen)):
            return name
    return None


def _ask_option(turn: Turn, item: Item, chosen: dict[str, str], name: str, command: AddToCart) -> Reply:
    there = in_stock(item, name, chosen)
    if turn.state.question is not None and turn.state.question.item_id != item.id:  # one question at a time
        return Reply(turn.say("cart.later_option", title=item.title, option=name, values=turn.one_of(there)))
    options = tuple(chosen.items())
    question = Question(
        kind="option",
        about=name,
        choices=tuple(Choice(label=value, value=value) for value in there[:CHOICES]),
        item_id=item.id,
        quantity=command.quantity,
        options=options,
        then="add",
        words=command.words,
    )
    turn.update(question=question)
    own = f"cart.which_{name.casefold()}"
    key = own if turn.services.wording.has(own) else "cart.which_option"
    if len(there) == 1:
        key = "cart.only_option"
        all_options = (*options, (name, there[0]))
        turn.update(offer=Offer(kind="add", item_id=item.id, quantity=command.quantity, options=all_options))
    title = titled(turn, item.title, chosen) if command.options else item.title
    called = turn.labels.value
    taps = [
        Tap(called(name, value), command.model_copy(update={"item": this(item), "options": (*options, (name, value))}))
        for value in there[:6]
    ]
    text = turn.say(key, title=title, option=name, values=turn.one_of(there))
    return Reply(text, cards=[turn.card(item)], taps=taps)


def _no_such(turn: Turn, item: Item, value: str, there: list[str], name: str = "") -> Reply:
    values = turn.all_of(there)
    key = "cart.no_such" if values else "cart.no_such_bare"
    if name and there:
        choices = tuple(Choice(label=one, value=one) for one in there[:CHOICES])
        turn.update(question=Question(kind="option", about=name, choices=choices, item_id=item.id, then="add"))
    called = turn.labels.value
    taps = [Tap(called(name, one), AddToCart(item=this(item), options=((name, one),))) for one in there[:6] if name]
    text = turn.say(key, title=item.title, value=called(name, value), values=values)
    return Reply(text, cards=[turn.card(item)], taps=taps)


def _option_gone(turn: Turn, item: Item, chosen: dict[str, str]) -> Reply:
    """Sold out in these: said so with what is there; nothing is put in."""
    options = tuple(chosen.items())
    turn.update(offer=Offer(kind="notify", item_id=item.id, options=options))
    text = turn.say("stock.variant_gone", title=item.title, options=options_phrase(turn, chosen))
    text = joined(text, others(turn, item, chosen), turn.say("cart.nothing_added"))
    return Reply(
        text, cards=[turn.card(item)], taps=[Tap(turn.say("tap.notify"), Notify(item=this(item), options=options))]
    )


def _sold_out(turn: Turn, item: Item) -> Reply:
    turn.update(offer=Offer(kind="notify", item_id=item.id))
    taps = [
        Tap(turn.say("tap.notify"), Notify(item=this(item))),
        Tap(turn.say("tap.similar"), Similar(item=this(item))),
    ]
    return Reply(turn.say("cart.sold_out", title=item.title), cards=[turn.card(item)], taps=taps)


def _too_many(turn: Turn, item: Item, chosen: dict[str, str], left: int, before: int) -> Reply:
    title = titled(turn, item.title, chosen)
    if left < 1:
        return Reply(turn.say("cart.all_of_them", title=title, count=before), taps=after_cart(turn))
    options = tuple(chosen.items())
    turn.update(offer=Offer(kind="add", item_id=item.id, quantity=left, options=options))
    tap = Tap(turn.say("tap.take", count=left), AddToCart(item=this(item), quantity=left, options=options))
    return Reply(turn.say("cart.only", title=title, count=left), taps=[tap])


def _quantity(turn: Turn, item_id: str, options: Mapping[str, str]) -> int:
    """Pieces that the cart held when the turn began, and what this turn has changed since."""
    before = next(
        (line.quantity for line, item in turn.context.cart if item.id == item_id and line.options == options), 0
    )
    old = len(turn.context.state.changes)
    for change in turn.state.changes[old:]:
        if change.item_id == item_id and dict(change.options) == options:
            before = change.quantity_after
    return before
