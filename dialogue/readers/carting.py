"""What is said of the cart → cart commands. Nothing is put in without a verb for it and an item that is pointed at."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dialogue.commands import (
    AddToCart,
    ApplyCoupon,
    AskCoupon,
    AskShop,
    ChangeCart,
    Checkout,
    Command,
    EmptyCart,
    Notify,
    Reference,
    UndoCart,
    ViewCart,
)
from dialogue.linking.tokens import WIDE_LETTERS
from dialogue.readers.cart_lines import additions_of, lines_of, quantity
from dialogue.readers.parts import set_shown
from dialogue.readers.scene import Scene
from retrieval.text import fold
from shop.types import CartLine

_CODE = re.compile(r"(?=[A-Za-z]+\d|[A-Z0-9]{5,})[A-Za-z][A-Za-z0-9_-]{3,19}")
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
        (scene.verb("remove") or (view.has("take") and view.has("out")))
        and not view.has("order", "erase")
        and not view.link("code")
    )
    if removing and (scene.context.cart or cart) and (found := removal_of(scene)):
        return found
    if removing and adding:  # "take one out": never one more
        return [ViewCart(words=said, confidence=_LIKELY)] if scene.context.state.last == "cart" else []
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
    """ "Brilliant, in the trolley": nothing but where to, of the one item that is talked about."""
    words = ("cart", "praise", "affirm", "ack", "thank", "in", "into", "my", "polite")
    return scene.context.focus is not None and scene.has("in", "into") and scene.only(*words)


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
    """ "hm no, grey actually", right after something was put in: that line, in another colour or size."""
    wishes, state = scene.wishes, scene.context.state
    options = bool(wishes.options) and all(one.field in ("colour", "size") for one in wishes.filters)
    item = scene.words.wishes.gazetteer.names.items.get(state.changes[-1].item_id) if state.changes else None
    return (
        state.last == "cart"
        and item is not None
        and options
        and not (wishes.kinds or scene.question or scene.has("seek", "have_you", "add", "more"))
        and scene.has("deny", "negation", "instead", "correct", "rather")
        and any(item.id == held.id for _, held in scene.context.cart)
    )


# ── coupons ───────────────────────────────────────────────────────────────────────────────────


def coupons_of(scene: Scene) -> list[Command]:
    view = scene.view
    code = next((said for said in _codes(scene)), None)
    alone = scene.length <= 3 or len(scene.text) <= 24
    if code and _asks_of_code(scene):
        return [AskCoupon(code=code, words=scene.text)]
    if code and view.has("negation") and scene.context.state.flow is None:
        return [AskShop(question=scene.text, words=scene.text)]  # "TRAIL15 doesn't work"
    if (
        code
        and (view.has("coupon", "apply") or alone or _written_as_code(code))
        and not (scene.wishes.kinds and not view.has("coupon"))
    ):
        return [ApplyCoupon(code=code, words=scene.text)]
    follows = bool(scene.context.state.topic) and view.has("conditional")  # "and if I use my coupon?"
    if (
        view.has("coupon")
        and not follows
        and not view.has("add", "order")
        and (scene.question or view.has("have_you", "seek", "any") or alone)
    ):
        return [AskCoupon(words=scene.text)]
    return []


def _asks_of_code(scene: Scene) -> bool:
    """ "does WELCOME10 work on top": a question about a code, no wish to use it."""
    return scene.asking and bool(scene.context.cart) and not scene.view.has("polite", "have_you", "apply")


def _written_as_code(code: str) -> bool:
    """ "WELCOME10": capitals that end on a number."""
    return code.isupper() and len(code) >= 6 and code[-1].isdigit()


def _codes(scene: Scene) -> Iterator[str]:
    """Words of letters and digits that name nothing else: "SUMMER20", "finch5"."""
    tokens = scene.view.tokens
    taken = [
        link
        for link in scene.view.links("item", "email", "size", "measure")
        if link.type != "measure" or (link.measure and link.measure.dimension)
    ]
    for word in re.finditer(rf"[^\s,;:!?\"“”{WIDE_LETTERS}]+", scene.text):
        said = word[0].rstrip(".")
        at = scene.view.linked.tokens[scene.view.start].start + word.start()
        if not _CODE.fullmatch(said) or not any(token.start == at for token in tokens):
            continue
        if any(
            scene.view.linked.tokens[link.start].start <= at < scene.view.linked.tokens[link.end - 1].end
            for link in taken
        ):
            continue
        if any(char.isdigit() for char in said) or (said.isupper() and scene.has("coupon")):
            yield said


# ── lines ─────────────────────────────────────────────────────────────────────────────────────


def removal_of(scene: Scene) -> list[Command]:
    reference = scene.cart_reference
    lines = {item.id for _, item in scene.context.cart}
    count = quantity(scene) or _one_of(scene)
    if reference is None or not set(reference.ids) & lines or reference.how in ("focus", "all"):
        reference = _line_at(scene) or _extreme_line(scene) or reference
    if reference is not None and not set(reference.ids) & lines:
        reference = None
    if reference is None:
        kinds = scene.wishes.kinds or scene.wishes.not_kinds
        ids = tuple(item.id for _, item in scene.context.cart if item.category in kinds)
        options = dict(scene.wishes.options)
        if not ids and options:
            ids = tuple(
                item.id
                for line, item in scene.context.cart
                if any(line.options.get(name) == value for name, value in options.items())
            )
        if not ids and scene.has("cart", "it", "mine", "them") and len(lines) == 1:
            ids = tuple(lines)
        if not ids and scene.context.state.changes and scene.has("it", "mine"):
            ids = (scene.context.state.changes[-1].item_id,)
        if not ids:
            return []
        reference = Reference(ids=ids, how="kind", ambiguous=len(set(ids)) > 1)
    ids = tuple(dict.fromkeys(id_ for id_ in reference.ids if id_ in lines))
    reference = reference.model_copy(update={"ids": ids, "ambiguous": len(ids) > 1})
    told = _line_options(scene, ids)
    held = sum(line.quantity for line, item in scene.context.cart if item.id in ids and _has(line, told))
    left = max(0, held - count) if count else 0
    return [ChangeCart(item=reference, quantity=left, line_options=told, words=scene.text)]


def _line_at(scene: Scene) -> Reference | None:
    """ "remove the second": a line by its place in the cart."""
    ordinal, cart = scene.view.link("ordinal"), scene.context.cart
    if ordinal is None or not 0 < ordinal.number <= len(cart):
        return None
    return Reference(ids=(cart[ordinal.number - 1][1].id,), words=ordinal.words, how="ordinal")


def _one_of(scene: Scene) -> int | None:
    """ "remove one of the black ones": one piece, not the line."""
    tokens, grammar = scene.view.linked.tokens, scene.words.wishes.grammar
    for place in range(scene.view.start, scene.view.end - 1):
        number = grammar.numbers.get(tokens[place].word)
        if number is not None and number % 1 == 0 and "of" in grammar.classes.get((tokens[place + 1].word,)):
            return int(number)
    return None


def _line_options(scene: Scene, ids: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """The options that tell which line is meant: those that a line of these items has."""
    lines = [line for line, item in scene.context.cart if item.id in ids]
    return tuple(one for one in scene.wishes.options if any(_has(line, (one,)) for line in lines))


def _has(line: CartLine, options: Sequence[tuple[str, str]]) -> bool:
    return {fold(value) for _, value in options} <= {fold(value) for value in line.options.values()}


def _parted(scene: Scene) -> list[Command]:
    """ "I meant 2 mint and 3 grey": each a line of the item that comes in all of them."""
    told = [(quantity(part), part.wishes.options) for part in lines_of(scene)]
    if len(told) < 2 or not all(count and options for count, options in told):
        return []
    values = {fold(value) for _, options in told for _, value in options}
    fitting = [
        item
        for _, item in reversed(scene.context.cart)
        if values <= {fold(value) for variant in item.variants for value in variant.options.values()}
    ]
    if not fitting:
        return []
    item = Reference(ids=(fitting[0].id,), how="title")
    held = [line for line, one in scene.context.cart if one.id == fitting[0].id]
    return [
        ChangeCart(item=item, quantity=count, line_options=options, words=scene.text)
        if any(_has(line, options) for line in held)
        else AddToCart(item=item, quantity=count or 1, options=options, words=scene.text)
        for count, options in told
    ]


def _of_kind(scene: Scene) -> Reference | None:
    """ "Make it five mugs": the lines of the kind that is named."""
    kinds = scene.wishes.kinds
    ids = tuple(dict.fromkeys(item.id for _, item in scene.context.cart if item.category in kinds))
    pointed = scene.view.link("item", "ordinal", "code")
    return Reference(ids=ids, how="kind", ambiguous=len(ids) > 1) if ids and not pointed else None


def _extreme_line(scene: Scene) -> Reference | None:
    """ "Take the expensive one out": the line that has most or least of what is said."""
    order = scene.wishes.sort or next(iter(scene.wishes.relative), None)
    if order is None or len(scene.context.cart) < 2:
        return None
    fields = scene.words.wishes.fields
    told = [(value.least, item.id) for _, item in scene.context.cart if (value := fields.value(item, order.field))]
    known = sorted((least, id_) for least, id_ in told if least is not None)
    return Reference(ids=(known[-1 if order.descending else 0][1],), how="superlative") if known else None


def change_of(scene: Scene) -> list[Command]:
    """ "make it 2", "change the size to 8", "the mug in blue instead": of a line of the cart."""
    if parts := _parted(scene):
        return parts
    lines = [item.id for _, item in scene.context.cart]
    reference = _of_kind(scene) or scene.cart_reference
    if reference is not None and reference.how not in ("focus", "all") and not set(reference.ids) & set(lines):
        return []
    if reference is None or not set(reference.ids) & set(lines):
        last = scene.context.state.changes[-1].item_id if scene.context.state.changes else ""
        if last in lines:
            reference = Reference(ids=(last,))
        elif len(set(lines)) == 1:
            reference = Reference(ids=(lines[0],))
        else:
            return []
    else:
        ids = tuple(id_ for id_ in reference.ids if id_ in lines)
        reference = reference.model_copy(update={"ids": ids, "ambiguous": len(ids) > 1})
    count, options = quantity(scene), scene.wishes.options
    line: tuple[tuple[str, str], ...] = ()
    for name in ("size", "colour"):
        said = [link.name for link in scene.view.links(name)]
        if len(said) == 2 and scene.view.has("for", "to", "instead", "unwanted", "company"):  # "the 42 for a 43"
            old, new = reversed(said) if scene.view.has("unwanted") else said
            line, options, count = ((name, old),), ((name, new),), None
    if count is None and not options:
        return []
    return [ChangeCart(item=reference, quantity=count, options=options, line_options=line, words=scene.text)]
