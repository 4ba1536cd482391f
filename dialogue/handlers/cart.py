"""The cart: put in, look, change, take out, undo, coupons, pay. No variant is guessed, no line is added unasked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from dialogue.cards import short
from dialogue.commands import (
    AddToCart,
    ApplyCoupon,
    AskCoupon,
    AskItem,
    ChangeCart,
    Checkout,
    EmptyCart,
    Notify,
    Recommend,
    Reference,
    Similar,
    UndoCart,
    ViewCart,
)
from dialogue.handlers.results import joined, lines, which_one
from dialogue.handlers.variants import (
    fitting,
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
from shop.carts import MOST, CartTotal, stock_of
from shop.dialogue import CartChange, Choice, Offer, Question
from shop.errors import BadInput
from shop.types import Cart, CartLine, Event, Item, Source

if TYPE_CHECKING:
    from dialogue.turn import Turn

CHANGES = 10  # kept to be undone
NEAR_FREE = Decimal(20)  # short of free delivery by no more than this, it is worth saying
CHOICES = 12


# ── putting in ────────────────────────────────────────────────────────────────────────────────


async def add_to_cart(turn: Turn, command: AddToCart) -> Reply:
    """Put in what is meant, once every option is known; ask for the one that is missing."""
    items = turn.items(command.item.ids)
    if not items and turn.state.focus and command.item.how == "focus":
        items = turn.items([turn.state.focus])
    if not items:
        return await _add_which(turn, turn.items(turn.state.shown), command)
    if len(items) > 1 and (command.item.ambiguous or command.item.how != "all"):
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
    taps = [Tap(title, command.model_copy(update={"item": _this(item)})) for title, item in which_one(turn, items[:6])]
    return Reply(turn.say("cart.which"), taps=taps)


async def _add(turn: Turn, item: Item, command: AddToCart) -> Reply:
    turn.update(focus=item.id)
    wanted = command.quantity
    if not 1 <= wanted <= MOST:
        return Reply(turn.say("cart.quantity", most=MOST))
    if not item.in_stock:
        return _sold_out(turn, item)
    chosen, refused = _chosen(turn, item, command.options)
    if refused:
        return refused
    if chosen and not any(variant.stock > 0 for variant in fitting(item, chosen)):
        return _option_gone(turn, item, chosen)
    if (missing := _missing(item, chosen)) is not None:
        return _ask_option(turn, item, chosen, missing, command)
    before = _quantity(turn, item.id, chosen)
    left = stock_of(item, chosen) - before
    if left < wanted:
        return _too_many(turn, item, chosen, left, before)
    cart = await turn.store(turn.services.carts.add, turn.shopper_id, item.id, wanted, chosen)
    _remember(turn, item.id, chosen, before, before + wanted)
    await note(turn, Event(type="cart", item_id=item.id, value=float(wanted)))
    total = await turn.store(turn.services.carts.total, cart)
    title = titled(turn, item.title, chosen)
    key = "cart.added" if wanted == 1 else "cart.added_many"
    text = turn.say(key, title=title, count=wanted, total=turn.money(total.subtotal, total.currency))
    free = turn.services.policy.delivery.free_from
    short_of = free - (total.subtotal - total.discount) if free is not None else Decimal(0)
    if 0 < short_of <= NEAR_FREE:
        text = joined(text, turn.say("cart.free_shipping_near", left=turn.money(short_of, total.currency)))
    return Reply(text, cards=[turn.card(item)], data=cart_data(total, cart), taps=_after(turn))


def _chosen(turn: Turn, item: Item, options: tuple[tuple[str, str], ...]) -> tuple[dict[str, str], Reply | None]:
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
        if found is None:
            return {}, _no_such(turn, item, value, in_stock(item, own, {}), own)
        chosen[own] = found
    for own in option_names(item):
        values = values_of(item, own)
        if own not in chosen and len(values) == 1:
            chosen[own] = values[0]
    return chosen, None


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
    taps = [
        Tap(value, command.model_copy(update={"item": _this(item), "options": (*options, (name, value))}))
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
    taps = [Tap(one, AddToCart(item=_this(item), options=((name, one),))) for one in there[:6] if name]
    return Reply(turn.say(key, title=item.title, value=value, values=values), cards=[turn.card(item)], taps=taps)


def _option_gone(turn: Turn, item: Item, chosen: dict[str, str]) -> Reply:
    """Sold out in these: said so with what is there; nothing is put in."""
    options = tuple(chosen.items())
    turn.update(offer=Offer(kind="notify", item_id=item.id, options=options))
    text = turn.say("stock.variant_gone", title=item.title, options=options_phrase(turn, chosen))
    text = joined(text, others(turn, item, chosen), turn.say("cart.nothing_added"))
    return Reply(
        text, cards=[turn.card(item)], taps=[Tap(turn.say("tap.notify"), Notify(item=_this(item), options=options))]
    )


def _sold_out(turn: Turn, item: Item) -> Reply:
    turn.update(offer=Offer(kind="notify", item_id=item.id))
    taps = [
        Tap(turn.say("tap.notify"), Notify(item=_this(item))),
        Tap(turn.say("tap.similar"), Similar(item=_this(item))),
    ]
    return Reply(turn.say("cart.sold_out", title=item.title), cards=[turn.card(item)], taps=taps)


def _too_many(turn: Turn, item: Item, chosen: dict[str, str], left: int, before: int) -> Reply:
    title = titled(turn, item.title, chosen)
    if left < 1:
        return Reply(turn.say("cart.all_of_them", title=title, count=before), taps=_after(turn))
    options = tuple(chosen.items())
    turn.update(offer=Offer(kind="add", item_id=item.id, quantity=left, options=options))
    tap = Tap(turn.say("tap.take", count=left), AddToCart(item=_this(item), quantity=left, options=options))
    return Reply(turn.say("cart.only", title=title, count=left), taps=[tap])


# ── looking ───────────────────────────────────────────────────────────────────────────────────


async def view_cart(turn: Turn, command: ViewCart) -> Reply:
    cart = await turn.store(turn.services.carts.get, turn.shopper_id)
    return await show_cart(turn, cart, turn.say("cart.lead"))


async def show_cart(turn: Turn, cart: Cart, lead: str) -> Reply:
    """Its lines, and the total with discount and delivery."""
    if not cart.lines:
        return Reply(turn.say("cart.empty"), taps=[_suggest(turn)])
    total = await turn.store(turn.services.carts.total, cart)
    told = [
        turn.say(
            "cart.line",
            count=priced.line.quantity,
            title=titled(turn, priced.title, priced.line.options),
            price=turn.money(priced.price, total.currency),
        )
        for priced in total.lines
    ]
    items = turn.items(priced.line.item_id for priced in total.lines)
    text = lines(lead, *told, *total.notes, _sums(turn, total, cart))
    return Reply(
        text, cards=[turn.card(item) for item in items], data=cart_data(total, cart), taps=_after(turn, viewing=True)
    )


def _sums(turn: Turn, total: CartTotal, cart: Cart) -> str:
    shipping = turn.money(total.shipping, total.currency) if total.shipping else turn.say("cart.free")
    discount = ""
    if total.discount:
        discount = turn.say("cart.discount", code=cart.coupon, discount=turn.money(total.discount, total.currency))
    return joined(discount, turn.say("cart.sums", shipping=shipping, total=turn.money(total.total, total.currency)))


def cart_data(total: CartTotal, cart: Cart) -> dict[str, Any]:
    """The cart as the widget draws it."""
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


# ── changing ──────────────────────────────────────────────────────────────────────────────────


async def change_cart(turn: Turn, command: ChangeCart) -> Reply:
    """Another quantity or option of a line; quantity 0 takes it out."""
    cart = await turn.store(turn.services.carts.get, turn.shopper_id)
    if not cart.lines:
        return Reply(turn.say("cart.empty"), taps=[_suggest(turn)])
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
        chosen = {"item": _this(item), "line_options": tuple(line.options.items())}
        taps.append(Tap(short(title, 40), command.model_copy(update=chosen)))
    return Reply(turn.say("cart.which_line", titles=turn.one_of(titles)), taps=taps)


async def _change(turn: Turn, line: CartLine, command: ChangeCart) -> Reply:
    item = turn.services.index.item(line.item_id)
    options = dict(line.options)
    if command.options and item is not None:
        chosen, refused = _chosen(turn, item, command.options)
        if refused:
            return refused
        options |= {name: value for name, value in chosen.items() if name in dict(_own_names(item, command.options))}
    quantity = line.quantity if command.quantity is None else command.quantity
    if quantity == line.quantity and options == line.options:
        return Reply(turn.say("cart.how_change"), taps=_after(turn))
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
            return Reply(joined(text, others(turn, item, options), turn.say("cart.unchanged")), taps=_after(turn))
        return Reply(turn.say("cart.only", title=titled(turn, item.title, options), count=left), taps=_after(turn))
    if options != line.options:
        await _set(turn, line, 0)
        cart = await turn.store(turn.services.carts.add, turn.shopper_id, line.item_id, quantity, options)
        _remember(turn, line.item_id, options, 0, quantity)
    else:
        cart = await _set(turn, line, quantity)
    turn.update(focus=line.item_id)
    return await _shown_after(turn, cart, turn.say("cart.changed"))


def _own_names(item: Item, options: tuple[tuple[str, str], ...]) -> list[tuple[str, str]]:
    return [(own, value) for name, value in options if (own := option_called(item, name)) is not None]


async def _set(turn: Turn, line: CartLine, quantity: int) -> Cart:
    carts = turn.services.carts
    cart = await turn.store(carts.set_quantity, turn.shopper_id, line.item_id, quantity, line.options)
    _remember(turn, line.item_id, line.options, line.quantity, quantity)
    return cart


async def _shown_after(turn: Turn, cart: Cart, lead: str) -> Reply:
    if not cart.lines:
        return Reply(joined(lead, turn.say("cart.now_empty")), data={"cart": _empty(turn)})
    return await show_cart(turn, cart, joined(lead, turn.say("cart.lead")))


async def empty_cart(turn: Turn, command: EmptyCart) -> Reply:
    cart = await turn.store(turn.services.carts.get, turn.shopper_id)
    if not cart.lines:
        return Reply(turn.say("cart.empty"))
    await turn.store(turn.services.carts.clear, turn.shopper_id)
    for line in cart.lines:
        _remember(turn, line.item_id, line.options, line.quantity, 0)
    return Reply(turn.say("cart.cleared"), data={"cart": _empty(turn)})


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


# ── coupons and paying ────────────────────────────────────────────────────────────────────────


async def apply_coupon(turn: Turn, command: ApplyCoupon) -> Reply:
    """Put a code on the cart, or say why not."""
    code = command.code.strip().upper()
    carts = turn.services.carts
    cart = await turn.store(carts.get, turn.shopper_id)
    if not cart.lines:
        return Reply(turn.say("coupon.empty_cart", code=code), taps=[_suggest(turn)])
    try:
        cart = await turn.store(carts.apply_coupon, turn.shopper_id, code)
    except BadInput as refused:
        total = await turn.store(carts.total, cart)
        why = refused.message if turn.language == "en" else turn.say("coupon.refused", code=code)
        return Reply(lines(why, _sums(turn, total, cart)), data=cart_data(total, cart))
    total = await turn.store(carts.total, cart)
    text = turn.say(
        "coupon.applied",
        code=code,
        discount=turn.money(total.discount, total.currency),
        total=turn.money(total.total, total.currency),
        shipping=turn.money(total.shipping, total.currency) if total.shipping else turn.say("cart.free"),
    )
    return Reply(text, data=cart_data(total, cart), taps=[Tap(turn.say("tap.checkout"), Checkout())])


async def ask_coupon(turn: Turn, command: AskCoupon) -> Reply:
    """Whether there are codes: what the shop's answers say, and nothing else."""
    found = await turn.call("faq", turn.services.retrieval.faq.answer(command.words or turn.text), share=0.5)
    if found is None:
        return Reply(turn.say("coupon.how"))
    source = Source(kind="faq", id=found.entry.id, title=found.entry.question)
    return Reply(found.passage, sources=[source])


async def checkout(turn: Turn, command: Checkout) -> Reply:
    cart = await turn.store(turn.services.carts.get, turn.shopper_id)
    if not cart.lines:
        return Reply(turn.say("cart.empty_checkout"), taps=[_suggest(turn)])
    total = await turn.store(turn.services.carts.total, cart)
    link = turn.services.carts.checkout_url(cart)
    data = cart_data(total, cart) | {"checkout": {"url": link}}
    return Reply(turn.say("cart.checkout", total=turn.money(total.total, total.currency), url=link), data=data)


# ── small ─────────────────────────────────────────────────────────────────────────────────────


def titled(turn: Turn, title: str, options: Mapping[str, str]) -> str:
    """The title with what was chosen: "Ridge Boot (brown, size 42)"."""
    return turn.say("cart.titled", title=title, options=options_phrase(turn, options)) if options else title


def _this(item: Item) -> Reference:
    return Reference(ids=(item.id,), how="tap")


def _remember(turn: Turn, item_id: str, options: Mapping[str, str], before: int, after: int) -> None:
    change = CartChange(item_id=item_id, options=tuple(options.items()), quantity_before=before, quantity_after=after)
    turn.update(changes=(*turn.state.changes, change)[-CHANGES:])


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


def _empty(turn: Turn) -> dict[str, Any]:
    currency = turn.services.settings.shop.currency
    zero = {"discount": "0", "shipping": "0", "total": "0"}
    return {"lines": [], **zero, "currency": currency, "coupon": None}


def _after(turn: Turn, *, viewing: bool = False) -> list[Tap]:
    taps = [] if viewing else [Tap(turn.say("tap.view_cart"), ViewCart())]
    taps.append(Tap(turn.say("tap.checkout"), Checkout()))
    if viewing and turn.state.focus:
        focus = Reference(ids=(turn.state.focus,), how="focus")
        taps.append(Tap(turn.say("tap.delivery"), AskItem(items=focus, question="", fields=("delivery",))))
    return taps


def _suggest(turn: Turn) -> Tap:
    return Tap(turn.say("tap.suggest"), Recommend())
