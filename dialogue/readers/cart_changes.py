"""Other numbers, sizes and colours of lines of the cart."""

from __future__ import annotations

from dialogue.commands import AddToCart, ChangeCart, Command, Reference
from dialogue.linking.links import View
from dialogue.readers.cart_lines import lines_of, quantity
from dialogue.readers.cart_places import OPTIONS, Options, has_options, ids_in, line_meant, lines_held, of_kinds
from dialogue.readers.scene import Scene
from retrieval.text import fold

_FACTORS = (("twice", 2.0), ("thrice", 3.0), ("halved", 0.5))
_SHORT = 5  # words of "halve that"


def change_of(scene: Scene) -> list[Command]:
    """ "Make it 2", "change the size to 8", "the mug in blue instead", "halve the curry"."""
    if rows := _parted(scene) or rows_of(scene):
        return rows
    reference = line_meant(scene)
    if reference is None:
        return []
    options, line = _new_and_old(scene, reference)
    if line and not any(has_options(one, line) for one in lines_held(scene, reference.ids)):
        return []
    line = line or _changed_last(scene, reference)
    held = sum(one.quantity for one in lines_held(scene, reference.ids) if has_options(one, line))
    count = scaled(scene, held) if _factor(scene) is not None or scene.has("fewer") else quantity(scene)
    if line and options and {name for name, _ in options} <= {name for name, _ in line}:
        count = None  # "the 42 for a 43"
    if count is None and not options:
        return []
    return [ChangeCart(item=reference, quantity=count, options=options, line_options=line, words=scene.text)]


def _changed_last(scene: Scene, reference: Reference) -> Options:
    """Of two lines of one item that is only talked about the one that was changed last."""
    lines, changes = lines_held(scene, reference.ids), scene.context.state.changes
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
        rest = ids_in(scene) - {id_ for one in found for id_ in one.item.ids}
        other = part.has("other") and len(rest) == 1
        reference = Reference(ids=tuple(rest), how="other") if other else line_meant(part, named=True)
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
    named = pointed is not None and bool(set(pointed.ids) & ids_in(scene)) and pointed.how != "focus"
    short = scene.context.state.last == "cart" and scene.length <= _SHORT and not wishes.kinds and not wishes.left
    return (named or short or bool(of_kinds(scene))) and not (wishes.sort or wishes.relative)


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
    held = lines_held(scene, item.ids)
    return [
        ChangeCart(item=item, quantity=count, line_options=options, words=scene.text)
        if any(has_options(line, options) for line in held)
        else AddToCart(item=item, quantity=count or 1, options=options, words=scene.text)
        for count, options in told
    ]


def _new_and_old(scene: Scene, reference: Reference) -> tuple[Options, Options]:
    """Of the sizes and colours said those that are to be, and those that tell which line is meant."""
    held, told = lines_held(scene, reference.ids), scene.wishes.options
    for name in OPTIONS:
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
    old = old or tuple(one for one in told if any(has_options(line, (one,)) for line in held))
    new = tuple(one for one in told if one not in old)
    if old and new:
        return new, old
    return (told, ()) if not old or quantity(scene) is None else ((), old)


def _with(scene: Scene, view: View) -> bool:
    return any(token.word in scene.words.wishes.grammar.withs for token in view.tokens)
