"""Which lines of the cart are meant."""

from __future__ import annotations

from collections.abc import Sequence

from dialogue.commands import Reference
from dialogue.readers.cart_lines import foremost, narrowed
from dialogue.readers.scene import Scene
from retrieval.text import fold
from shop.types import CartLine

Options = tuple[tuple[str, str], ...]

OPTIONS = ("colour", "size")


def line_meant(scene: Scene, *, named: bool = False) -> Reference | None:
    """The line that is meant: pointed at, else the one changed last, else the only one. ``named``: pointed at only."""
    lines = ids_in(scene)
    kinds = of_kinds(scene) if scene.wishes.kinds else ()
    pointed = scene.view.link("item", "ordinal", "code")
    reference = Reference(ids=kinds, how="kind") if kinds and not pointed else meeting(scene) or scene.cart_reference
    if reference is None or not set(reference.ids) & lines:
        reference = line_at(scene) or extreme_line(scene) or reference
    if reference is not None and set(reference.ids) & lines:
        return in_cart(scene, reference)
    if named or (reference is not None and reference.how not in ("focus", "all")):
        return None
    last = scene.context.state.changes[-1].item_id if scene.context.state.changes else ""
    if last in lines:
        return Reference(ids=(last,))
    return Reference(ids=tuple(lines)) if len(lines) == 1 else None


def in_cart(scene: Scene, reference: Reference) -> Reference:
    """Of the items pointed at those in the cart that have all that is said of them."""
    ids = tuple(dict.fromkeys(id_ for id_ in reference.ids if id_ in ids_in(scene)))
    if len(ids) > 1 and reference.how in ("value", "kind"):
        ids = narrowed(scene, reference.model_copy(update={"ids": ids})).ids
    return reference.model_copy(update={"ids": ids, "ambiguous": len(ids) > 1})


def meeting(scene: Scene) -> Reference | None:
    """ "The cranberry one from Trailcrumb": the lines that have all that is said, if some have not."""
    told = [one for one in scene.wishes.filters if one.field not in OPTIONS and one.op not in ("is_not", "without")]
    if not told or scene.view.link("item", "ordinal", "code"):
        return None
    ids = tuple(ids_in(scene))
    kept = narrowed(scene, Reference(ids=ids, how="value", ambiguous=True)).ids
    return Reference(ids=kept, how="value", ambiguous=len(kept) > 1) if 0 < len(kept) < len(ids) else None


def line_at(scene: Scene) -> Reference | None:
    """ "remove the second": a line by its place in the cart."""
    ordinal, cart = scene.view.link("ordinal"), scene.context.cart
    if ordinal is None or not 0 < ordinal.number <= len(cart):
        return None
    return Reference(ids=(cart[ordinal.number - 1][1].id,), words=ordinal.words, how="ordinal")


def extreme_line(scene: Scene) -> Reference | None:
    """ "Take the expensive one out": the line that has most or least of what is said."""
    ends = foremost(scene, [item.id for _, item in scene.context.cart])
    if len(scene.context.cart) < 2 or not ends:
        return None
    return Reference(ids=ends, how="superlative", ambiguous=len(ends) > 1)


def ids_in(scene: Scene) -> set[str]:
    return {item.id for _, item in scene.context.cart}


def lines_held(scene: Scene, ids: Sequence[str]) -> list[CartLine]:
    return [line for line, item in scene.context.cart if item.id in ids]


def held_options(scene: Scene, ids: Sequence[str]) -> Options:
    """The options that tell which line is meant: those that a line of these items has."""
    lines = lines_held(scene, ids)
    return tuple(one for one in scene.wishes.options if any(has_options(line, (one,)) for line in lines))


def has_options(line: CartLine, options: Options) -> bool:
    return {fold(value) for _, value in options} <= {fold(value) for value in line.options.values()}


def of_kinds(scene: Scene) -> tuple[str, ...]:
    kinds = scene.wishes.kinds or scene.wishes.not_kinds
    return tuple(dict.fromkeys(item.id for _, item in scene.context.cart if item.category in kinds))
