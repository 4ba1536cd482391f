"""What is to be put into the cart: each line's item, number and options, in the order they were said."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dialogue.commands import AddToCart, Reference
from dialogue.linking.links import View
from dialogue.readers.scene import Scene
from retrieval.limits import value_meets
from retrieval.text import fold
from shop.dialogue import Filter
from shop.types import Item

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_MOST = 200  # pieces of one line
_SURE, _LIKELY = 0.95, 0.8
_SHORT = 4  # words of a wish that needs no more to mean what is talked about
_SIZED = 15  # numbers from here on are a size where the kind has such sizes, and no number of pieces
_OPTIONS = ("colour", "size")
_POINTS = frozenset({"title", "ordinal", "superlative", "other"})  # ways of pointing that need no narrowing


def additions_of(scene: Scene) -> Iterator[AddToCart]:
    """A command for each line. A line without an item of its own is of the item before it: "2 in black, 1 in red"."""
    if whole := list(_set(scene)):
        yield from whole
        return
    yield from _without_sum(list(_additions(scene)))


def _additions(scene: Scene) -> Iterator[AddToCart]:
    before: Reference | None = None
    told: AddToCart | None = None  # the line so far: a further part may only tell how many of it
    for inner in lines_of(scene):
        reference = _reference(scene, inner, before)
        if reference is None or not reference.ids:
            continue
        item = _item(scene, reference)
        inner = _of_kind(inner, item)
        count, options = quantity(inner), _as_before(inner, item)
        if told is not None and reference is before and not options and not inner.has("another", "more"):
            told = told.model_copy(update={"quantity": count or told.quantity})
            continue
        if told is not None:
            yield told
        told = AddToCart(
            item=reference, quantity=count or 1, options=options, words=inner.text,
            confidence=_SURE if scene.has("cart") or reference.how != "focus" else _LIKELY,
        )  # fmt: skip
        before = reference
    if told is not None:
        yield told


def _without_sum(made: list[AddToCart]) -> list[AddToCart]:
    """ "Two of the mugs, one in cream, one in mint": the first names only how many there are in all."""
    first, rest = made[:1], made[1:]
    parts = sum(one.quantity for one in rest if one.options and one.item.ids == first[0].item.ids) if first else 0
    return rest if first and len(rest) > 1 and not first[0].options and parts == first[0].quantity else made


def _set(scene: Scene) -> Iterator[AddToCart]:
    """ "put all of it in": the set that was put together last, each with its number."""
    state = scene.context.state
    shown = state.results[-1] if state.results else None
    if shown is None or shown.source != "bundle" or not scene.has("all", "everything", "them", "both"):
        return
    if scene.view.link("item", "ordinal", "code") or scene.wishes.kinds or scene.wishes.filters:
        return
    for id_, count in state.bundle:
        yield AddToCart(item=Reference(ids=(id_,), how="all"), quantity=count, words=scene.text, confidence=_SURE)


def lines_of(scene: Scene) -> list[Scene]:
    """The parts of a request that are a line each: "the first in M and two of the second"."""
    first, *rest = _pieces(scene.view)
    if not rest:
        return [scene]
    parts, kinds = [first], scene.kinds
    for piece in rest:
        current = part_of(scene, parts[-1], kinds)
        current = _of_kind(current, _named(current))
        own = part_of(scene, piece, current.kinds)
        if (_points(current) or _counted(current)) and (_heads(own) or _counted(own) or _other_value(current, own)):
            parts.append(piece)
            kinds = current.kinds
        else:
            parts[-1] = View(piece.linked, parts[-1].start, piece.end)
    return [part_of(scene, part, scene.kinds) for part in parts] if len(parts) > 1 else [scene]


def options_of(scene: Scene, item: Item | None = None) -> tuple[tuple[str, str], ...]:
    """Colour and size as said; of several colours that a word means those that the item has. "In a 10" is a size too
    that the shop does not write so."""
    found: dict[str, str] = {}
    for one in scene.wishes.filters:
        if one.field not in _OPTIONS or one.op != "is" or not one.values or one.field in found:
            continue
        own = item.colours if item is not None and one.field == "colour" else ()
        there = [value for value in one.values if fold(value) in {fold(colour) for colour in own}]
        if len(there) > 1:
            continue  # which of them is asked
        found[one.field] = there[0] if there else one.values[0]
    if item is not None and "size" not in found and (size := _range_of(scene, item)):
        found["size"] = size
    for link in scene.wishes.bare:
        before = scene.view.at(link.start - 1) if link.start > scene.view.start else frozenset()
        bare = link.measure is not None and not link.measure.dimension and not link.measure.bound
        if "size" not in found and bare and (before & {"in", "size_word"} or _like_size(scene, link.words)):
            found["size"] = link.words
    return tuple(found.items())


def told_beside(command: AddToCart, message: Scene) -> AddToCart:
    """ "41 it is. Navy, one pair in the basket": what another part of the message says of size and colour."""
    item = _item(message, command.item) if len(command.item.ids) == 1 else None
    if item is None or message.view.has("negation", "unwanted"):
        return command
    there = dict(command.options)
    told = {name: value for name, value in _own(item, options_of(message, item)).items() if name not in there}
    told = {name: value for name, value in told.items() if any(name in one.options for one in item.variants)}
    return command.model_copy(update={"options": tuple({**there, **told}.items())}) if told else command


def _range_of(scene: Scene, item: Item) -> str:
    """ "39 to 41": the item's size that is so written."""
    for link in scene.view.links("measure"):
        if link.measure is None or link.measure.low >= link.measure.high:
            continue
        ends = {f"{link.measure.low:g}", f"{link.measure.high:g}"}
        if found := next((size for size in item.sizes if set(_NUMBER.findall(size)) == ends), ""):
            return found
    return ""


def _as_before(scene: Scene, item: Item | None) -> tuple[tuple[str, str], ...]:
    """The options said; of "one more" and "the same" those of the line that was put in before."""
    said = options_of(scene, item)
    if item is None or not scene.has("more", "another", "same") or (said and not scene.has("same")):
        return said
    before = [one for one in scene.context.state.changes if one.item_id == item.id and one.quantity_after]
    return tuple({**dict(before[-1].options if before else ()), **_own(item, said)}.items())


def _own(item: Item, said: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Options under the names that the item has for them."""
    names = {fold(name): name for variant in item.variants for name in variant.options}
    return {names.get(name, names.get("color", name) if name == "colour" else name): value for name, value in said}


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
        if any(span.start < link.start < span.end for span in view.spans("both", "them")):
            continue  # "of the two"
        before = view.at(link.start - 1) if link.start > view.start else frozenset()
        behind = view.at(link.end) if link.end < view.end else frozenset()
        if "both" in view.at(link.start) or ("them" in before and "add" not in before):
            continue  # "the cheaper of those two"
        if (
            before & {"size_word", "in", "ordinal_number"}
            and "add" not in before
            and not behind & {"times"}
            and "change" not in before
        ):
            continue
        if "times" not in behind and _like_size(scene, link.words):
            continue
        if (
            measure.spelled
            and measure.low == 1
            and ("article" in before or not behind & {"times", "cart"})
            and (not _of(scene, link.end) or any(one.end == link.start for one in view.links("colour", "value")))
            and not any(other.start == link.end for other in view.links("kind", "item", "colour", "value"))
        ):
            continue
        if any(other.type == "ordinal" and other.end == link.start for other in view.links("ordinal")):
            continue
        return int(measure.low)
    return None


# ── parts ─────────────────────────────────────────────────────────────────────────────────────


def _pieces(view: View) -> list[View]:
    """What stands between commas and joining words."""
    starts, ends = [view.start], []
    for place in range(view.start + 1, view.end):
        token = view.linked.tokens[place]
        span = view.linked.covering.get(place)
        joint = token.word in (",", "+", "\n") or (
            span is not None and span.start == place and not span.names.isdisjoint(("and", "plus"))
        )
        if joint and place not in view.linked.inside:
            ends.append(place)
            starts.append(place + 1 if span is None else max(place + 1, span.end))
    ends.append(view.end)
    return [View(view.linked, start, end) for start, end in zip(starts, ends, strict=True) if start < end]


def part_of(scene: Scene, view: View, kinds: Sequence[str] | None = None) -> Scene:
    """A part of a clause, read by itself; ``kinds``: those talked about there."""
    kinds = scene.kinds if kinds is None else tuple(kinds)
    return Scene(view, scene.words, scene.context, scene.utterance, tuple(kinds), alone=False)


def _of_kind(scene: Scene, item: Item | None) -> Scene:
    """The same words, read as said of an item's kind."""
    if item is None or not item.category or scene.kinds == (item.category,):
        return scene
    return part_of(scene, scene.view, (item.category,))


def _named(scene: Scene) -> Item | None:
    reference = scene.reference
    return _item(scene, reference) if reference is not None and reference.how == "title" else scene.context.focus


def _item(scene: Scene, reference: Reference) -> Item | None:
    """The item, or the first of several: they are of one kind."""
    return scene.words.wishes.gazetteer.names.items.get(reference.ids[0]) if reference.ids else None


def _points(scene: Scene) -> bool:
    """Whether an item may be pointed at: an ordinal, a name, "one in …", a kind."""
    return bool(scene.view.link("ordinal", "item", "code", "kind")) or scene.has("one", "other", "it", "them", "same")


def _heads(scene: Scene) -> bool:
    """Whether an item of its own is pointed at; "it" is the one before."""
    if scene.view.link("ordinal", "item", "code"):
        return True
    kinds = scene.wishes.kinds
    return bool(kinds and set(kinds) != set(scene.kinds)) or (
        scene.has("one", "other") and bool(scene.wishes.options or quantity(scene))
    )


def _counted(scene: Scene) -> bool:
    """ "1 in burgundy": a number of pieces with an option."""
    return bool(scene.wishes.options) and (quantity(scene) is not None or scene.has("one", "another"))


def _other_value(current: Scene, own: Scene) -> bool:
    """ "in black and burgundy": another value of an option that the line has already."""
    told = dict(current.wishes.options)
    new = dict(own.wishes.options)
    only = len(own.wishes.filters) == len(new) and not own.has("or")
    return bool(new) and only and all(name in told and told[name] != value for name, value in new.items())


def _of(scene: Scene, place: int) -> bool:
    """Whether "of" follows, inside a longer function word too: "one of the black ones"."""
    if place >= scene.view.end:
        return False
    return "of" in scene.words.wishes.grammar.classes.get((scene.view.linked.tokens[place].word,))


def _like_size(scene: Scene, words: str) -> bool:
    """Whether a bare number is no number of pieces but a size, though perhaps none that the shop has."""
    sized = scene.words.wishes.gazetteer.sized
    numbers = [float(size) for kind in scene.kinds for size in sized.get(kind, ()) if size.replace(".", "").isdigit()]
    said = words.replace(",", ".")
    return bool(numbers) and said.replace(".", "").isdigit() and float(said) >= min(_SIZED, *numbers)


# ── items ─────────────────────────────────────────────────────────────────────────────────────


def _reference(scene: Scene, inner: Scene, before: Reference | None) -> Reference | None:
    found = inner.reference
    if found is not None and len(found.ids) > 1 and (found.ambiguous or found.how == "title"):
        return narrowed(inner, found)
    if found is not None and found.how == "all" and (first := _foremost(inner, found)) is not None:
        return first
    if found is not None and found.how in _POINTS:
        return found
    if found is not None and len(found.ids) == 1 and found.how in ("value", "kind"):
        return found
    if before is not None and not inner.wishes.kinds:
        return before
    if inner.has("same") and scene.context.state.changes:
        return Reference(ids=(scene.context.state.changes[-1].item_id,), how="other")
    if found is not None and found.how == "all":
        return found if not inner.wishes.filters else _picked(inner, scene)
    return _picked(inner, scene)


def _foremost(inner: Scene, found: Reference) -> Reference | None:
    """ "The better rated of the two", "cheaper of them": of those pointed at the one that has most or least of it."""
    ends = foremost(inner, found.ids)
    return Reference(ids=ends, words=found.words, how="superlative", ambiguous=len(ends) > 1) if ends else None


def foremost(scene: Scene, ids: Sequence[str]) -> tuple[str, ...]:
    """Of the items those that have most or least of what is said; several where they are alike."""
    order, wishes = scene.wishes.sort or next(iter(scene.wishes.relative), None), scene.words.wishes
    if order is None:
        return ()
    items = [item for id_ in dict.fromkeys(ids) if (item := wishes.gazetteer.names.items.get(id_)) is not None]
    told = [(wishes.fields.value(item, order.field), item.id) for item in items]
    known = sorted((value.least, id_) for value, id_ in told if value is not None and value.least is not None)
    return tuple(id_ for least, id_ in known if least == known[-1 if order.descending else 0][0])


def narrowed(inner: Scene, found: Reference) -> Reference:
    """Of the items that words may mean those that have what is said of them."""
    items = [item for id_ in found.ids if (item := inner.words.wishes.gazetteer.names.items.get(id_))]
    kept = [item.id for item in items if _fits(inner, item)] or list(found.ids)
    return found.model_copy(update={"ids": tuple(kept), "ambiguous": len(kept) > 1})


def _picked(inner: Scene, scene: Scene) -> Reference | None:
    """Without a name: the item talked about, else those in view that have all that is said: "2 of the navy ones"."""
    context, wishes = inner.context, inner.wishes
    if wishes.unknown:
        return None
    said = bool(wishes.kinds) or any(one.field not in _OPTIONS for one in wishes.filters)
    loose = scene.has("cart", "mine", "one", "them", "it") or inner.length <= _SHORT or bool(wishes.options)
    if not said and not loose and quantity(inner) is None:
        return None
    focus = context.focus
    if focus is not None and not said and not (inner.has("one") and len(context.shown) > 1):
        return Reference(ids=(focus.id,))
    for pool in (context.shown, context.seen):
        fitting = [item for item in pool if _fits(inner, item)]
        if focus is not None and any(item.id == focus.id for item in fitting):
            return Reference(ids=(focus.id,))
        if fitting and (wishes.filters or wishes.kinds or pool is context.shown):
            ids = tuple(dict.fromkeys(item.id for item in fitting))
            return Reference(ids=ids, how="value" if wishes.filters else "focus", ambiguous=len(ids) > 1)
    if focus is not None and (not wishes.kinds or focus.category in wishes.kinds):
        return Reference(ids=(focus.id,))
    return None


def _fits(scene: Scene, item: Item) -> bool:
    """Whether an item is of a kind said, states all limits said, and comes in the options said."""
    kinds, limits = scene.wishes.kinds, scene.wishes.filters
    if kinds and not scene.words.wishes.fields.leaves(kinds) & {item.category, *item.categories}:
        return False
    return all(_meets(scene, item, one) for one in limits) and (
        not item.variants or any(all(_carries(variant.options, one) for one in limits) for variant in item.variants)
    )


def unlike(scene: Scene, made: AddToCart) -> bool:
    """Whether what is only talked about lacks what is said: "then a large one with four wheels" is another."""
    item = _item(scene, made.item) if made.item.how == "focus" else None
    limits = [one for one in scene.wishes.filters if one.field not in _OPTIONS]
    return item is not None and not all(_meets(scene, item, one) for one in limits)


def _meets(scene: Scene, item: Item, limit: Filter) -> bool:
    fields = scene.words.wishes.fields
    value = fields.value(item, limit.field)
    known = fields.get(limit.field)
    if value is None:
        return limit.op in ("is_not", "without")
    return bool(value_meets(limit, value, known.dimension if known else "", fields.ordinal(limit.field)))


def _carries(options: dict[str, str], limit: Filter) -> bool:
    """Whether one variant has the option that a limit asks for."""
    own = next((value for name, value in options.items() if fold(name) in (limit.field, "color")), None)
    if limit.field not in _OPTIONS or limit.op != "is" or own is None:
        return True
    return fold(own) in {fold(value) for value in limit.values}
