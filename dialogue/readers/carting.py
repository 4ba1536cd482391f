"""What is said of the cart → cart commands. Nothing is put in without a verb for it and an item that is pointed at."""

from __future__ import annotations

from dialogue.commands import (
    Checkout,
    Command,
    EmptyCart,
    Notify,
    Reference,
    UndoCart,
    ViewCart,
)
from dialogue.readers.cart_changes import change_of, rows_of, scales
from dialogue.readers.cart_lines import additions_of, quantity
from dialogue.readers.cart_removals import goes_on_removing, removal_of
from dialogue.readers.cart_swaps import swap_of
from dialogue.readers.coupons import coupons_of
from dialogue.readers.parts import set_shown
from dialogue.readers.scene import Scene

_LIKELY = 0.8
_HOW = ("what", "which", "why", "where", "when", "how", "how_much", "is_it", "who")
_LINE = 8  # words of a line without a verb
_FEW = 3  # words of a message that asks of the cart though nothing is in it


def read_cart(scene: Scene) -> list[Command]:
    view = scene.view
    said = scene.text
    cart = view.has("cart")
    if found := coupons_of(scene):
        return found
    whole = scene.word("everything") or cart or (scene.context.state.last == "cart" and view.has("it", "them"))
    if view.has("empty") and whole and not view.has("erase"):
        return [EmptyCart(words=said)]
    if view.has("undo") and scene.length <= 8:
        return [UndoCart(words=said)]
    if view.has("notify") and not view.has("what") and (scene.reference or scene.context.focus):
        reference = scene.reference or Reference(ids=(scene.context.focus.id,) if scene.context.focus else ())
        return [Notify(item=reference, options=scene.wishes.options, words=said)]
    if view.has("checkout") and not scene.wishes.kinds:
        return [Checkout(words=said)]
    adding = scene.verb("add") and not _asks_how(scene)
    removing = (
        (scene.verb("remove") or (view.has("take", "add") and view.has("out")))
        and not view.has("order", "erase")
        and not view.link("code")
    )
    if removing and (scene.context.cart or cart) and (found := removal_of(scene)):
        return found
    if removing and adding:  # "take one out": never one more
        return [ViewCart(words=said, confidence=_LIKELY)] if scene.context.state.last == "cart" else []
    if found := goes_on_removing(scene):
        return found
    if not adding and (found := swap_of(scene)):
        return found
    if scales(scene) and (found := change_of(scene)):
        return found
    changing = view.has("change", "change_line") and not view.has("order", "past", "address")
    if scene.context.cart and changing and (found := change_of(scene)):
        return found
    if _sets_number(scene) and (found := change_of(scene)):
        return found
    if adding and (added := additions_of(scene)):
        return [*added]
    if (
        (not scene.asking or view.starts_with("polite", skip=("filler", "greet", "ack")) is not None)
        and view.has("times", "of_them", "of")
        and scene.reference
        and scene.reference.how in ("ordinal", "title", "value", "focus", "superlative")
        and not _looks(scene)
        and not view.has("seek", "have_you", "shop_topic")
        and quantity(scene)
    ):
        return list(additions_of(scene))  # "3 bags of the first"
    if (
        cart
        and not adding
        and not removing
        and not scene.asking
        and not view.has("view")
        and scene.reference is not None
    ):
        return list(additions_of(scene))  # "the linen tee in navy, into the cart"
    if cart and not (adding or removing or scene.asking) and _into(scene):
        return list(additions_of(scene))
    if _again(scene) or _order_line(scene) or _counted(scene):
        return list(additions_of(scene))
    if _corrects_line(scene) and (found := change_of(scene)):
        return found
    if _says_lines(scene) and (found := rows_of(scene)):
        return found
    if (
        cart
        and not adding
        and not removing
        and (view.has("view", "sum", "tell") or scene.question or scene.length <= 3)
    ):
        return [ViewCart(total=view.has("sum"), words=said)]
    due = view.has("sum") or (view.has("joint") and scene.asking)
    if (
        due
        and (scene.context.cart or set_shown(scene) is not None or scene.length <= _FEW)
        and (set_shown(scene) is not None or not (scene.reference and scene.reference.how != "all"))
        and not scene.wishes.goods
        and not view.has("order")
    ):
        return [ViewCart(total=True, words=said, confidence=_LIKELY)]
    return []


def _looks(scene: Scene) -> bool:
    """Whether goods are looked for; an order that only points one out, as "4x the cheapest of these", is no search."""
    wishes = scene.wishes
    points = scene.reference is not None and scene.reference.how == "superlative"
    return wishes.goods and not (points and not (wishes.kinds or wishes.filters or wishes.unknown or wishes.drop))


def _asks_how(scene: Scene) -> bool:
    """ "can I take it on a plane", "how do I buy": no order to add."""
    view = scene.view
    return view.has("suit", "unwanted", "negation", "conditional") or (
        scene.asking
        and not view.has("cart")
        and view.starts_with(*_HOW, skip=("and", "then", "but", "filler")) is not None
    )


def _sets_number(scene: Scene) -> bool:
    """ "3 of them then", right after that thing was put in: the number of that line."""
    state, reference = scene.context.state, scene.cart_reference
    last = state.changes[-1].item_id if state.changes else ""
    return (
        state.last == "cart"
        and any(item.id == last for _, item in scene.context.cart)
        and scene.has("of_them", "times")
        and (reference is None or (reference.how in ("focus", "all") and set(reference.ids) <= {last}))
        and (quantity(scene) or 0) > 1
        and not scene.has("more", "another", "cart", "and", "remove", "negation", "seek")
        and not scene.wishes.goods
    )


def _into(scene: Scene) -> bool:
    """ "Brilliant, in the trolley", "that in L, basket": nothing but where to and in which version, of the one item in
    view. The cart's name alone asks for the cart."""
    context, wishes = scene.context, scene.wishes
    if context.focus is None and len(context.shown) != 1:
        return False
    more = wishes.kinds or wishes.left or wishes.text or wishes.sort or wishes.relative or wishes.purpose
    other = scene.has("view", "tell", "sum", "checkout", "empty", "undo", "negation", "my", "mine", "coupon")
    options = all(one.field in ("colour", "size") and one.op == "is" for one in wishes.filters)
    where = scene.word("in", "into") or scene.has("it") or bool(wishes.options)
    return where and options and not more and not other and not scene.question and scene.length <= _LINE


def _again(scene: Scene) -> bool:
    """ "and one XL for my boyfriend too", right after something was put in: one more in another size or colour."""
    wishes = scene.wishes
    return (
        bool(scene.context.state.changes)
        and scene.context.focus is not None
        and scene.view.has("and", "then", "another", "more", "same")
        and scene.view.has("one", "same")
        and bool(wishes.options)
        and not scene.asking
        and len(wishes.options) == len(wishes.filters)
    )


def _order_line(scene: Scene) -> bool:
    """ "2 of the Hazel mats in black", "I want the Gale 2, black, 42": a name with a number, or wanted with options,
    and nothing else that is said or asked."""
    wishes, reference = scene.wishes, scene.reference
    if reference is None or reference.how != "title" or reference.ambiguous or scene.question:
        return False
    if wishes.left or wishes.text or wishes.relative or wishes.sort or wishes.kinds or wishes.purpose:
        return False
    if any(one.field not in ("colour", "size") or one.op != "is" for one in wishes.filters):
        return False
    if scene.has("view", "tell", "compare", "similar", "goes_with", "reviews", "negation", "unwanted", "order"):
        return False
    return quantity(scene) is not None or (bool(wishes.options) and scene.has("seek"))


def _counted(scene: Scene) -> bool:
    """ "in black pls, 2x": a number of pieces, of the one item that is in view."""
    context, wishes = scene.context, scene.wishes
    one = context.focus is not None or len(context.shown) == 1
    times = scene.has("times") and quantity(scene) is not None
    options = all(one.field in ("colour", "size") and one.op == "is" for one in wishes.filters)
    more = wishes.kinds or wishes.left or wishes.text or wishes.sort or wishes.relative or wishes.purpose
    return one and times and options and not more and not scene.question and scene.length <= _LINE


def _corrects_line(scene: Scene) -> bool:
    """ "hm no, grey actually", "white instead of the navy", "the black one in L instead", right after something was put
    in: that line, in another colour or size."""
    wishes, state, view = scene.wishes, scene.context.state, scene.view
    options = bool(wishes.options) and all(one.field in ("colour", "size") for one in wishes.filters)
    swapped = view.has("replaces") and view.link("colour", "size") is not None
    last = state.changes[-1].item_id if state.changes else ""
    return (
        (state.last == "cart" or swapped)
        and (options or swapped)
        and not (wishes.kinds or scene.question or scene.has("seek", "have_you", "add", "more"))
        and (swapped or scene.has("deny", "negation", "instead", "correct", "rather"))
        and any(item.id == last for _, item in scene.context.cart)
    )


def _says_lines(scene: Scene) -> bool:
    """ "Talus in regular, Osprey in long": lines of the cart, each with another size or colour, right after they were
    put in."""
    if scene.context.state.last != "cart" or not scene.context.cart or scene.question:
        return False
    if scene.has("seek", "have_you", "add", "more", "another", "same", "cart"):
        return False
    return bool(scene.wishes.options) and quantity(scene) is None
