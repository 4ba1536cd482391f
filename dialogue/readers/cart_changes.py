"""What becomes of lines of the cart: another number, size or colour, out again, or another item in its place."""

from __future__ import annotations

from collections.abc import Sequence

from dialogue.commands import AddToCart, ChangeCart, Command, Reference
from dialogue.linking.links import View
from dialogue.readers.cart_lines import additions_of, lines_of, narrowed, part_of, quantity
from dialogue.readers.scene import Scene
from retrieval.text import fold
from shop.types import CartLine

Options = tuple[tuple[str, str], ...]

_OPTIONS = ("colour", "size")
_FACTORS = (("twice", 2.0), ("thrice", 3.0), ("halved", 0.5))
_SHORT = 5  # words of "and the mug"


# ── out ───────────────────────────────────────────────────────────────────────────────────────


def removal_of(scene: Scene) -> list[Command]:
    """ "Remove the second", "take one of the black ones out"; of what is not in the cart it is said so."""
    reference = _out(scene)
    if reference is None:
        return _absent(scene)
    ids = reference.ids
    told = _held_options(scene, ids)
    count = _one_of(scene) or quantity(scene)
    held = sum(line.quantity for line in _lines(scene, ids) if _has(line, told))
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
    named = pointed is not None and pointed.how in ("title", "kind", "value") and set(pointed.ids) & _ids(scene)
    return removal_of(scene) if named else []


def _out(scene: Scene) -> Reference | None:
    """The lines that are to go."""
    lines, reference = _ids(scene), _meeting(scene) or scene.cart_reference
    if reference is None or not set(reference.ids) & lines or reference.how in ("focus", "all"):
        reference = _line_at(scene) or _extreme_line(scene) or reference
    if reference is not None and not set(reference.ids) & lines:
        if reference.how == "title":
            return None
        reference = None
    if reference is None:
        ids = _of_kinds(scene) or _with_options(scene)
        if not ids and scene.has("cart", "it", "mine", "them") and len(lines) == 1:
            ids = tuple(lines)
        if not ids and scene.context.state.changes and scene.has("it", "mine"):
            ids = (scene.context.state.changes[-1].item_id,)
        reference = Reference(ids=ids, how="kind") if ids else None
    return _in_cart(scene, reference) if reference is not None else None


def _of_kinds(scene: Scene) -> tuple[str, ...]:
    kinds = scene.wishes.kinds or scene.wishes.not_kinds
    return tuple(dict.fromkeys(item.id for _, item in scene.context.cart if item.category in kinds))


def _with_options(scene: Scene) -> tuple[str, ...]:
    """Lines told by their colour or size alone."""
    if scene.wishes.kinds or scene.wishes.not_kinds:
        return ()
    told = scene.wishes.options
    return tuple(item.id for line, item in scene.context.cart if any(_has(line, (one,)) for one in told))


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


# ── other numbers, sizes and colours ──────────────────────────────────────────────────────────


def change_of(scene: Scene) -> list[Command]:
    """ "Make it 2", "change the size to 8", "the mug in blue instead", "halve the curry"."""
    if rows := _parted(scene) or rows_of(scene):
        return rows
    reference = _line(scene)
    if reference is None:
        return []
    options, line = _new_and_old(scene, reference)
    if line and not any(_has(one, line) for one in _lines(scene, reference.ids)):
        return []
    line = line or _changed_last(scene, reference)
    held = sum(one.quantity for one in _lines(scene, reference.ids) if _has(one, line))
    count = scaled(scene, held) if _factor(scene) is not None or scene.has("fewer") else quantity(scene)
    if line and options and {name for name, _ in options} <= {name for name, _ in line}:
        count = None  # "the 42 for a 43"
    if count is None and not options:
        return []
    return [ChangeCart(item=reference, quantity=count, options=options, line_options=line, words=scene.text)]


def _changed_last(scene: Scene, reference: Reference) -> Options:
    """Of two lines of one item that is only talked about the one that was changed last."""
    lines, changes = _lines(scene, reference.ids), scene.context.state.changes
    if len(lines) < 2 or not changes or reference.how not in ("focus", "other"):
        return ()
    last = changes[-1]
    return last.options if any(line.options == dict(last.options) for line in lines) else ()


def rows_of(scene: Scene) -> list[Command]:
    """ "4 of the first and 2 of the other", "the red one in S, the blue one in M": each a line of the cart."""
    parts = lines_of(scene)
    if len(parts) < 2:
        return []
    found: list[ChangeCart] = []
    for part in parts:
        rest = _ids(scene) - {id_ for one in found for id_ in one.item.ids}
        other = part.has("other") and len(rest) == 1
        reference = Reference(ids=tuple(rest), how="other") if other else _line(part, named=True)
        if reference is None or len(reference.ids) != 1:
            return []
        options, line = _new_and_old(part, reference)
        count = quantity(part)
        if count is None and not options:
            return []
        found.append(
            ChangeCart(item=reference, quantity=count, options=options, line_options=line, words=part.text),
        )
    return [*found]


def scales(scene: Scene) -> bool:
    """Whether a line's number is to be doubled, halved or lowered: "double that", "one less of the bars"."""
    wishes = scene.wishes
    if not scene.context.cart or scene.asking or (_factor(scene) is None and not scene.has("fewer")):
        return False
    pointed = scene.cart_reference
    named = pointed is not None and bool(set(pointed.ids) & _ids(scene)) and pointed.how != "focus"
    short = scene.context.state.last == "cart" and scene.length <= _SHORT and not wishes.kinds and not wishes.left
    return (named or short or bool(_of_kinds(scene))) and not (wishes.sort or wishes.relative)


def scaled(scene: Scene, held: int) -> int | None:
    """Of the pieces held so many times, or so many fewer; ``None`` where that is no whole number."""
    factor = _factor(scene)
    if factor is None:
        return max(0, held - (quantity(scene) or 1))
    number = held * factor
    return int(number) if number == int(number) else None


def _factor(scene: Scene) -> float | None:
    for name, factor in _FACTORS:
        if scene.verb(name):
            return factor
    for span in scene.view.spans("manifold"):  # "three times as many"
        for link in scene.view.links("measure"):
            if link.end == span.start and link.measure is not None and not link.measure.dimension:
                return link.measure.low
    return None


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
    held = _lines(scene, item.ids)
    return [
        ChangeCart(item=item, quantity=count, line_options=options, words=scene.text)
        if any(_has(line, options) for line in held)
        else AddToCart(item=item, quantity=count or 1, options=options, words=scene.text)
        for count, options in told
    ]


def _new_and_old(scene: Scene, reference: Reference) -> tuple[Options, Options]:
    """Of the sizes and colours said those that are to be, and those that tell which line is meant."""
    held, told = _lines(scene, reference.ids), scene.wishes.options
    for name in _OPTIONS:
        said = [link for link in scene.view.links(name) if link.name]
        if len(said) != 2:
            continue
        between = View(scene.view.linked, said[0].end, said[1].start)
        first, second = ((name, said[0].name),), ((name, said[1].name),)
        rest = tuple(one for one in told if one[0] != name)
        if between.has("replaces", "instead", "wrong", "unwanted", "negation", "company"):
            return first + rest, second
        if between.has("for", "to", "change", "into", "exchange") or _with(scene, between):
            if scene.has("unwanted"):
                return first + rest, second
            return second + rest, first
    if len(held) < 2:
        return told, ()
    pointed = set(fold(reference.words).split()) if reference.how == "value" else set()
    old = tuple(one for one in told if set(fold(one[1]).split()) & pointed)
    old = old or tuple(one for one in told if any(_has(line, (one,)) for line in held))
    new = tuple(one for one in told if one not in old)
    if old and new:
        return new, old
    return (told, ()) if not old or quantity(scene) is None else ((), old)


def _with(scene: Scene, view: View) -> bool:
    return any(token.word in scene.words.wishes.grammar.withs for token in view.tokens)


# ── another item ──────────────────────────────────────────────────────────────────────────────


def swap_of(scene: Scene) -> list[Command]:
    """ "Swap it for the rooibos": what comes in, in the number of what goes; only what is surely meant goes."""
    view = scene.view
    if not scene.context.cart or scene.question or not view.has("change", "exchange", "replaces"):
        return []
    marks = [span.end for span in view.spans("for", "to", "replaces") if span.start > view.start]
    marks += [
        place + 1
        for place in range(view.start + 1, view.end)
        if view.linked.tokens[place].word in scene.words.wishes.grammar.withs
    ]
    for place in marks:
        old, new = (
            part_of(scene, View(view.linked, view.start, place)),
            part_of(scene, View(view.linked, place, view.end)),
        )
        if new.view.start >= new.view.end:
            continue
        if next(view.spans("replaces"), None) is not None:
            old, new = new, old
        gone = _line(old)
        made = [one for one in additions_of(new) if one.item.ids and not set(one.item.ids) & _ids(scene)]
        if gone is None or len(made) != 1 or not (new.wishes.filters or made[0].item.how in ("title", "ordinal")):
            continue
        held = sum(line.quantity for line in _lines(scene, gone.ids))
        count = quantity(new) or held
        added = made[0].model_copy(update={"quantity": count, "words": scene.text})
        if made[0].item.ambiguous or gone.ambiguous:
            return [added]
        return [added, ChangeCart(item=gone, quantity=0, words=scene.text)]
    return []


# ── lines ─────────────────────────────────────────────────────────────────────────────────────


def _line(scene: Scene, *, named: bool = False) -> Reference | None:
    """The line that is meant: pointed at, else the one changed last, else the only one. ``named``: pointed at only."""
    lines = _ids(scene)
    kinds = _of_kinds(scene) if scene.wishes.kinds else ()
    pointed = scene.view.link("item", "ordinal", "code")
    reference = Reference(ids=kinds, how="kind") if kinds and not pointed else _meeting(scene) or scene.cart_reference
    if reference is None or not set(reference.ids) & lines:
        reference = _line_at(scene) or _extreme_line(scene) or reference
    if reference is not None and set(reference.ids) & lines:
        return _in_cart(scene, reference)
    if named or (reference is not None and reference.how not in ("focus", "all")):
        return None
    last = scene.context.state.changes[-1].item_id if scene.context.state.changes else ""
    if last in lines:
        return Reference(ids=(last,))
    return Reference(ids=tuple(lines)) if len(lines) == 1 else None


def _in_cart(scene: Scene, reference: Reference) -> Reference:
    """Of the items pointed at those in the cart that have all that is said of them."""
    ids = tuple(dict.fromkeys(id_ for id_ in reference.ids if id_ in _ids(scene)))
    if len(ids) > 1 and reference.how in ("value", "kind"):
        ids = narrowed(scene, reference.model_copy(update={"ids": ids})).ids
    return reference.model_copy(update={"ids": ids, "ambiguous": len(ids) > 1})


def _meeting(scene: Scene) -> Reference | None:
    """ "The cranberry one from Trailcrumb": the lines that have all that is said, if some have not."""
    told = [one for one in scene.wishes.filters if one.field not in _OPTIONS and one.op not in ("is_not", "without")]
    if not told or scene.view.link("item", "ordinal", "code"):
        return None
    ids = tuple(_ids(scene))
    kept = narrowed(scene, Reference(ids=ids, how="value", ambiguous=True)).ids
    return Reference(ids=kept, how="value", ambiguous=len(kept) > 1) if 0 < len(kept) < len(ids) else None


def _line_at(scene: Scene) -> Reference | None:
    """ "remove the second": a line by its place in the cart."""
    ordinal, cart = scene.view.link("ordinal"), scene.context.cart
    if ordinal is None or not 0 < ordinal.number <= len(cart):
        return None
    return Reference(ids=(cart[ordinal.number - 1][1].id,), words=ordinal.words, how="ordinal")


def _extreme_line(scene: Scene) -> Reference | None:
    """ "Take the expensive one out": the line that has most or least of what is said."""
    order = scene.wishes.sort or next(iter(scene.wishes.relative), None)
    if order is None or len(scene.context.cart) < 2:
        return None
    fields = scene.words.wishes.fields
    told = [(value.least, item.id) for _, item in scene.context.cart if (value := fields.value(item, order.field))]
    known = sorted((least, id_) for least, id_ in told if least is not None)
    return Reference(ids=(known[-1 if order.descending else 0][1],), how="superlative") if known else None


def _ids(scene: Scene) -> set[str]:
    return {item.id for _, item in scene.context.cart}


def _lines(scene: Scene, ids: Sequence[str]) -> list[CartLine]:
    return [line for line, item in scene.context.cart if item.id in ids]


def _held_options(scene: Scene, ids: Sequence[str]) -> Options:
    """The options that tell which line is meant: those that a line of these items has."""
    lines = _lines(scene, ids)
    return tuple(one for one in scene.wishes.options if any(_has(line, (one,)) for line in lines))


def _has(line: CartLine, options: Options) -> bool:
    return {fold(value) for _, value in options} <= {fold(value) for value in line.options.values()}
