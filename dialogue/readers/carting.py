"""What is said of the cart → cart commands. Nothing is put in without a verb for it and an item that is pointed at."""

from __future__ import annotations

import re
from collections.abc import Iterator

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
from dialogue.linking.links import View
from dialogue.readers.scene import Scene

_CODE = re.compile(r"(?=[A-Za-z]+\d|[A-Z0-9]{5,})[A-Za-z][A-Za-z0-9_-]{3,19}")
_MOST = 200  # pieces of one line
_SURE, _LIKELY = 0.95, 0.8


def read_cart(scene: Scene) -> list[Command]:
    view = scene.view
    said = scene.text
    cart = view.has("cart")
    if found := coupons_of(scene):
        return found
    if view.has("empty") and (scene.word("everything") or cart) and not view.has("erase"):
        return [EmptyCart(words=said)]
    if view.has("undo") and scene.length <= 8:
        return [UndoCart(words=said)]
    if view.has("notify") and (scene.reference or scene.context.focus):
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
    changing = view.has("change", "change_line") and not view.has("order", "past", "address")
    if scene.context.cart and changing and (found := change_of(scene)):
        return found
    if adding and (found := list(additions_of(scene))):
        return found
    if (
        not scene.asking
        and view.has("times", "of_them", "of")
        and scene.reference
        and scene.reference.how in ("ordinal", "title", "value", "focus", "superlative")
        and not scene.wishes.goods
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
    if _again(scene):
        return list(additions_of(scene))
    if (
        cart
        and not adding
        and not removing
        and (view.has("view", "sum", "tell") or scene.question or scene.length <= 3)
    ):
        return [ViewCart(total=view.has("sum"), words=said)]
    if (
        view.has("sum")
        and scene.context.cart
        and not scene.reference
        and not scene.wishes.goods
        and not view.has("order")
    ):
        return [ViewCart(total=True, words=said, confidence=_LIKELY)]
    return []


def _asks_how(scene: Scene) -> bool:
    """ "can I take it on a plane", "how do I buy": no order to add."""
    view = scene.view
    return view.has("suit", "unwanted", "negation", "conditional") or (
        scene.asking
        and not view.has("cart")
        and view.starts_with("what", "which", "why", "where", "when", "how", "how_much", "is_it", "who") is not None
    )


def _again(scene: Scene) -> bool:
    """ "and one XL for my boyfriend too", right after something was put in: one more in another size or colour."""
    wishes = scene.wishes
    return (
        bool(scene.context.state.changes)
        and scene.context.focus is not None
        and scene.view.has("and", "then", "another")
        and scene.view.has("one")
        and bool(wishes.options)
        and not scene.asking
        and len(wishes.options) == len(wishes.filters)
    )


# ── coupons ───────────────────────────────────────────────────────────────────────────────────


def coupons_of(scene: Scene) -> list[Command]:
    view = scene.view
    code = next((said for said in _codes(scene)), None)
    alone = scene.length <= 3 or len(scene.text) <= 24
    if code and view.has("negation") and scene.context.state.flow is None:
        return [AskShop(question=scene.text, words=scene.text)]  # "TRAIL15 doesn't work"
    if (
        code
        and (view.has("coupon", "apply") or alone or _written_as_code(code))
        and not (scene.wishes.kinds and not view.has("coupon"))
    ):
        return [ApplyCoupon(code=code, words=scene.text)]
    if (
        view.has("coupon")
        and not view.has("add", "order")
        and (scene.question or view.has("have_you", "seek", "any") or alone)
    ):
        return [AskCoupon(words=scene.text)]
    return []


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
    for word in re.finditer(r"[^\s,;:!?\"“”]+", scene.text):
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


def additions_of(scene: Scene) -> Iterator[Command]:
    for part in _lines(scene.view):
        inner = Scene(part, scene.words, scene.context, scene.utterance, scene.kinds, alone=False)
        reference = inner.reference
        if reference is None and part is not scene.view and inner.view.start > scene.view.start:
            continue
        if reference is None:
            reference = _implied(scene, inner)
        if reference is None or not reference.ids:
            continue
        yield AddToCart(
            item=reference, quantity=quantity(inner) or 1, options=_options(inner), words=inner.text,
            confidence=_SURE if scene.has("cart") or reference.how != "focus" else _LIKELY,
        )  # fmt: skip


def _options(scene: Scene) -> tuple[tuple[str, str], ...]:
    """Colour and size as said; "in a 10" is a size too that the shop does not write so."""
    found = dict(scene.wishes.options)
    for link in scene.wishes.bare:
        before = scene.view.at(link.start - 1) if link.start > scene.view.start else frozenset()
        if "size" not in found and before & {"in", "size_word"} and link.measure and not link.measure.dimension:
            found["size"] = link.words
    return tuple(found.items())


def _implied(scene: Scene, inner: Scene) -> Reference | None:
    """ "put mine in the cart, olive 39", "add 2": the item talked about, or of the kind said one in view."""
    context, wishes = scene.context, inner.wishes
    named = wishes.kinds
    if named:
        fitting = [
            item for item in ([context.focus] if context.focus else []) + list(context.shown) if item.category in named
        ]
        ids = tuple(dict.fromkeys(item.id for item in fitting))
        if not ids or not (scene.has("cart") or scene.has("mine")):
            return None
        if context.focus is not None and context.focus.id in ids:
            return Reference(ids=(context.focus.id,), how="kind")
        return Reference(ids=ids, how="kind", ambiguous=len(ids) > 1)
    bare = scene.has("cart") or inner.length <= 4 or scene.has("mine", "one")
    if not bare or wishes.unknown or any(one.field not in ("colour", "size") for one in wishes.filters):
        return None
    if context.focus is not None:
        return Reference(ids=(context.focus.id,))
    ids = tuple(item.id for item in context.shown)
    return Reference(ids=ids, ambiguous=len(ids) > 1) if ids else None


def _lines(view: View) -> list[View]:
    """The parts of one request that point at an item each: "the first in M and two of the second"."""
    cuts = [view.start]
    for place in range(view.start + 1, view.end):
        token = view.linked.tokens[place]
        span = view.linked.covering.get(place)
        joint = token.word == "," or (span is not None and span.start == place and "and" in span.names)
        if joint and place not in view.linked.inside:
            rest = View(view.linked, place + 1, view.end)
            if _points(rest) and _points(View(view.linked, cuts[-1], place)):
                cuts.append(place + 1)
    return [View(view.linked, start, end) for start, end in zip(cuts, [*cuts[1:], view.end], strict=True)]


def _points(view: View) -> bool:
    """Whether an item may be pointed at here: an ordinal, a name, "one in …", a kind behind an article."""
    return bool(view.link("ordinal", "item", "kind")) or view.has("one", "other", "it")


def quantity(scene: Scene) -> int | None:
    """How many pieces: a number that is no size, price, place or measure."""
    view = scene.view
    for link in view.links("measure"):
        measure = link.measure
        assert measure is not None
        if (
            measure.dimension not in ("", "people")
            or measure.low != measure.high
            or measure.low % 1
            or not 1 <= measure.low <= _MOST
        ):
            continue
        if any(one.words == link.words for one in scene.wishes.filters) or measure.suffix:
            continue
        before = view.at(link.start - 1) if link.start > view.start else frozenset()
        behind = view.at(link.end) if link.end < view.end else frozenset()
        if (
            before & {"size_word", "in", "ordinal_number"}
            and "add" not in before
            and not behind & {"times"}
            and "change" not in before
        ):
            continue
        if (
            measure.spelled
            and measure.low == 1
            and ("article" in before or not behind & {"times", "cart"})
            and not any(other.start == link.end for other in view.links("kind", "item", "colour", "value"))
        ):
            continue
        if any(other.type == "ordinal" and other.end == link.start for other in view.links("ordinal")):
            continue
        return int(measure.low)
    return None


def removal_of(scene: Scene) -> list[Command]:
    reference = scene.cart_reference
    lines = {item.id for _, item in scene.context.cart}
    count = quantity(scene)
    if reference is None or not set(reference.ids) & lines:
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
    if count:
        held = sum(line.quantity for line, item in scene.context.cart if item.id in ids)
        return [
            ChangeCart(
                item=reference, quantity=max(0, held - count), line_options=scene.wishes.options, words=scene.text
            )
        ]
    return [ChangeCart(item=reference, quantity=0, line_options=scene.wishes.options, words=scene.text)]


def change_of(scene: Scene) -> list[Command]:
    """ "make it 2", "change the size to 8", "the mug in blue instead": of a line of the cart."""
    lines = [item.id for _, item in scene.context.cart]
    reference = scene.cart_reference
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
    swapped = [link.name for link in scene.view.links("size")]
    if len(swapped) == 2 and scene.view.has("for"):  # "the 42 for a 43"
        line, options, count = (("size", swapped[0]),), (("size", swapped[1]),), None
    if count is None and not options:
        return []
    return [ChangeCart(item=reference, quantity=count, options=options, line_options=line, words=scene.text)]
