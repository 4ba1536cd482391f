"""What is taken out of the cart."""

from __future__ import annotations

from dialogue.commands import ChangeCart, Command, Reference
from dialogue.readers.cart_lines import quantity
from dialogue.readers.cart_places import (
    extreme_line,
    has_options,
    held_options,
    ids_in,
    in_cart,
    line_at,
    lines_held,
    meeting,
    of_kinds,
)
from dialogue.readers.scene import Scene

_SHORT = 5  # words of "and the mug"


def removal_of(scene: Scene) -> list[Command]:
    """ "Remove the second", "take one of the black ones out"; of what is not in the cart it is said so."""
    reference = _out(scene)
    if reference is None:
        return _absent(scene)
    ids = reference.ids
    told = held_options(scene, ids)
    count = _one_of(scene) or quantity(scene)
    held = sum(line.quantity for line in lines_held(scene, ids) if has_options(line, told))
    left = max(0, held - count) if count else 0
    return [ChangeCart(item=reference, quantity=left, line_options=told, words=scene.text)]


def goes_on_removing(scene: Scene) -> list[Command]:
    """ "And the mug", right after another thing was taken out."""
    state = scene.context.state
    removed = bool(state.changes) and state.last == "cart" and state.changes[-1].quantity_after == 0
    begins = scene.view.starts_with("and", skip=("filler", "ack")) is not None
    if not (removed and begins) or scene.asking or scene.length > _SHORT or scene.has("add", "another", "seek"):
        return []
    pointed = scene.cart_reference
    named = pointed is not None and pointed.how in ("title", "kind", "value") and set(pointed.ids) & ids_in(scene)
    return removal_of(scene) if named else []


def _out(scene: Scene) -> Reference | None:
    """The lines that are to go."""
    lines, reference = ids_in(scene), meeting(scene) or scene.cart_reference
    if reference is None or not set(reference.ids) & lines or reference.how in ("focus", "all"):
        reference = line_at(scene) or extreme_line(scene) or reference
    if reference is not None and not set(reference.ids) & lines:
        if reference.how == "title":
            return None
        reference = None
    if reference is None:
        ids = of_kinds(scene) or _with_options(scene)
        if not ids and scene.has("cart", "it", "mine", "them") and len(lines) == 1:
            ids = tuple(lines)
        if not ids and scene.context.state.changes and scene.has("it", "mine"):
            ids = (scene.context.state.changes[-1].item_id,)
        reference = Reference(ids=ids, how="kind") if ids else None
    return in_cart(scene, reference) if reference is not None else None


def _with_options(scene: Scene) -> tuple[str, ...]:
    """Lines told by their colour or size alone."""
    if scene.wishes.kinds or scene.wishes.not_kinds:
        return ()
    told = scene.wishes.options
    return tuple(item.id for line, item in scene.context.cart if any(has_options(line, (one,)) for one in told))


def _absent(scene: Scene) -> list[Command]:
    """ "Remove the mat", and there is none in the cart; not where a search or a set with mats is changed so."""
    first = scene.view.starts_with("remove", "take", skip=("filler", "instead", "correct", "and", "then", "but", "ack"))
    state, view = scene.context.state, scene.view
    if first is None or scene.asking or not scene.context.cart or view.has("sum", "budget", "them"):
        return []
    pointed = scene.cart_reference
    if pointed is not None and pointed.how == "title":
        name = pointed.words
    elif links := scene.wishes.kind_links:
        if set(scene.wishes.kinds) & set(state.query.kinds) and state.last != "cart":
            return []
        name = links[-1].words
    elif scene.wishes.left and not scene.wishes.filters and state.last in ("cart", "item"):
        name = scene.wishes.left[-1]
    else:
        return []
    return [ChangeCart(item=Reference(words=name, how="kind"), quantity=0, words=scene.text)]


def _one_of(scene: Scene) -> int | None:
    """ "remove one of the black ones", "take one out": one piece, not the line; "the red one from Slowpour" counts
    nothing."""
    tokens, grammar = scene.view.linked.tokens, scene.words.wishes.grammar
    named = scene.view.links("colour", "value", "kind", "item", "size")
    ends = {link.end for link in named if "remove" not in scene.view.at(link.start)}
    for place in range(scene.view.start, scene.view.end - 1):
        number = grammar.numbers.get(tokens[place].word)
        counts = "of" in grammar.classes.get((tokens[place + 1].word,))
        counts |= place > scene.view.start and not scene.view.at(place - 1).isdisjoint(("remove", "take"))
        if number is not None and number % 1 == 0 and counts and place not in ends:
            return int(number)
    return None
