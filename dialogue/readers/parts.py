"""The parts of a set: each kind with the limits said of it and how many of it; and a set with one part exchanged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import islice, pairwise

from dialogue.commands import Bundle, Reference, Search
from dialogue.linking.links import Link, Measure, View
from dialogue.linking.people import together
from dialogue.linking.wishes import Wishes
from dialogue.readers.cart_lines import quantity
from dialogue.readers.scene import Scene
from shop.dialogue import Filter, ResultList

_LISTS = frozenset({"and", "plus"})
_BREAKS = frozenset(",+.;:\n!?")
_PHRASES = 16  # of one message that are read as parts
_CROWD = 12  # people that one buys for
_LIMITS = ("at_most", "around")


def bundle_of(scene: Scene) -> Bundle | None:
    """The set that a clause asks for, ``None`` if neither kinds nor a purpose are said."""
    wishes = scene.wishes
    parts = parts_of(scene)
    if not parts and not wishes.purpose:
        return None
    budget, _ = budget_of(wishes)
    prices = [one for part, _ in parts for one in part.filters if one.field == "price"]
    last = parts and any(one.field == "price" for one in parts[-1][0].filters)
    if len(prices) == 1 and last and prices[0].op in _LIMITS and not scene.has("each"):  # said once, of all of it
        parts = [(_without_price(part), count) for part, count in parts]
        budget = budget if budget is not None else _amount(prices[0])
    elif prices and wishes.budget is None:
        budget = None
    return Bundle(
        purpose=wishes.purpose, not_kinds=wishes.not_kinds, budget=budget, receiver=wishes.receiver,
        parts=tuple(part for part, _ in parts), counts=tuple(count for _, count in parts), words=scene.text,
    )  # fmt: skip


def budget_of(wishes: Wishes) -> tuple[Decimal | None, tuple[Filter, ...]]:
    """A limit on the price of a gift or a set is one for all of it."""
    filters = tuple(wishes.filters)
    price = next((one for one in filters if one.field == "price" and one.op in ("at_most", "around")), None)
    if price is None or price.high is None or wishes.budget is not None:
        return wishes.budget, filters
    return Decimal(f"{round(price.high, 2):g}"), tuple(one for one in filters if one is not price)


def parts_of(scene: Scene) -> list[tuple[Search, int]]:
    """A search and a number of pieces for each kind that is named, in order."""
    people = people_of(scene.view.linked.all)
    wanted = set(scene.wishes.kinds)
    refused = set(scene.wishes.not_kinds)
    found: dict[tuple[str, ...], tuple[Search, int]] = {}
    last: tuple[str, ...] = ()
    for inner in islice(_phrases(scene), _PHRASES):
        wishes = inner.wishes
        kinds = tuple(kind for kind in _kinds(inner) if kind not in refused)
        kinds = tuple(kind for kind in kinds if kind in wanted) or kinds
        told = scene.words.wishes.read(inner.view, last) if last and kinds else None
        if told is not None and not told.kinds and _own_limits(scene, inner, last):
            kinds = ()  # "8 cups", of a press
        if kinds and kinds not in found:
            found[kinds] = (_part(inner, wishes, kinds, people), quantity(inner) or 1)
            last = kinds
        elif last and not kinds and (limits := _own_limits(scene, inner, last)):
            part, count = found[last]
            found[last] = part.model_copy(update={"filters": (*part.filters, *limits)}), count
    parts = _alike(scene, list(found.values()))
    if people is not None and people.measure is not None:
        parts = [(part, _for_each(scene, part, count, int(people.measure.low))) for part, count in parts]
    return parts


def exchanged(scene: Scene) -> Bundle | None:
    """The set shown last with one part exchanged for what is said, left out, or added to: "swap the press for a
    dripper, everything else the same"."""
    shown = set_shown(scene)
    if shown is None or not scene.has("change", "exchange", "instead", "remove", "add", "unwanted", "negation"):
        return None
    state = scene.context.state
    counts = dict(state.bundle) or dict.fromkeys(shown.ids, 1)
    items = scene.words.wishes.gazetteer.names.items
    asked = scene.has(
        "change", "exchange", "instead", "remove", "add"
    )  # "the bags first, nothing arctic" is only denied
    out = set(scene.reference.ids) & set(counts) if scene.reference is not None and asked else set()
    out |= {id_ for id_ in counts if items[id_].category in scene.wishes.not_kinds}
    if not out and not asked:
        return None
    new = _instead(scene, {items[id_].category or "" for id_ in out})
    if not (out or new):
        return None
    alike = {id_ for id_ in counts if new is not None and items[id_].category in new.kinds}
    if alike and scene.has("change", "exchange", "instead"):
        out = out & alike or alike
    if len(out) > 1:
        return None
    parts: list[tuple[Search, int]] = []
    for id_, count in counts.items():
        category = items[id_].category or ""
        if id_ not in out:
            parts.append((Search(kinds=(category,), among=Reference(ids=(id_,))), count))
        elif new is not None:
            parts.append((new if new.kinds else new.model_copy(update={"kinds": (category,)}), count))
            new = None
    if new is not None:
        parts.append((new, 1))
    return Bundle(
        parts=tuple(part for part, _ in parts), counts=tuple(count for _, count in parts),
        budget=state.query.budget, receiver=state.query.receiver, words=scene.text,
    )  # fmt: skip


def set_shown(scene: Scene) -> ResultList | None:
    """The list shown last, if it is a set."""
    results = scene.context.state.results
    return results[-1] if results and results[-1].source == "bundle" else None


def people_of(view: View) -> Link | None:
    """How many people are spoken of, as a link: counted, or "me and my girlfriend"."""
    spans = [(link.start, [link]) for link in view.links()]
    for link in view.links("measure"):
        if link.measure and link.measure.dimension == "people" and 1 <= link.measure.low <= _CROWD:
            return link
    for span in view.spans("people", "people_before"):
        near = [one for one in view.links("measure") if one.end == span.start or one.start == span.end]
        for link in near:
            if link.measure and not link.measure.dimension and 1 <= link.measure.low <= _CROWD:
                return replace(link, measure=replace(link.measure, dimension="people"))
    other = together(view, spans)
    if other is None:
        return None
    return replace(other, measure=Measure(2, 2, "people"))


# ── inside ────────────────────────────────────────────────────────────────────────────────────


def _phrases(scene: Scene) -> Iterator[Scene]:
    """What stands between commas, stops and joining words; what heads a list is none of it: "a coffee set: …"."""
    view = scene.view
    linked = view.linked
    colons = [place for place in range(view.start, view.end) if linked.tokens[place].word == ":"]
    start = colons[-1] + 1 if colons else view.start
    classes = scene.words.wishes.grammar.classes
    begun = start
    for place in range(start, view.end):
        word = linked.tokens[place].word
        joins = word in _BREAKS or not _LISTS.isdisjoint(classes.get((word,)))
        if not joins or place in linked.inside:
            continue
        if place > begun:
            yield _inner(scene, begun, place)
        begun = place + 1
    if begun < view.end:
        yield _inner(scene, begun, view.end)


def _alike(scene: Scene, parts: list[tuple[Search, int]]) -> list[tuple[Search, int]]:
    """Of the kinds that a word may mean those nearest to the other parts': mats beside sleeping bags."""
    paths = scene.words.wishes.gazetteer.paths
    sure = [paths.get(part.kinds[0], frozenset()) for part, _ in parts if len(part.kinds) == 1]
    found = []
    for part, count in parts:
        near = {kind: sum(len(paths.get(kind, frozenset()) & path) for path in sure) for kind in part.kinds}
        kinds = tuple(kind for kind in part.kinds if near[kind] == max(near.values()))
        found.append((part.model_copy(update={"kinds": kinds}), count))
    return found


def _inner(scene: Scene, start: int, end: int) -> Scene:
    return Scene(View(scene.view.linked, start, end), scene.words, scene.context, scene.utterance, (), alone=False)


def _kinds(inner: Scene) -> tuple[str, ...]:
    """The kind of a phrase: of "a bag of beans" the beans."""
    links = inner.wishes.kind_links
    grammar = inner.words.wishes.grammar
    for first, second in pairwise(links):
        word = inner.view.linked.tokens[first.end].word
        if second.start == first.end + 1 and "of" in grammar.classes.get((word,)) and second.entry:
            return tuple(second.entry.kinds)
    return inner.wishes.kinds


def _part(inner: Scene, wishes: Wishes, kinds: tuple[str, ...], people: Link | None) -> Search:
    if kinds != wishes.kinds:  # what is said of "a bag" is not said of the beans in it
        wishes = inner.words.wishes.read(inner.view, kinds)
        wishes.filters = [one for one in wishes.filters if _stated(inner, one, kinds)]
    filters = [one for one in wishes.filters if one.field != "price" or one.op in ("at_most", "between", "around")]
    if people is not None and people.measure is not None and not any(one.op == "covers" for one in filters):
        made = inner.words.wishes.limits.filter(people.measure, people, [], kinds)
        filters += [made.model_copy(update={"words": people.words})] if made is not None else []
    return Search(
        kinds=kinds,
        filters=tuple(filters),
        text=" ".join(wishes.text),
        sort=wishes.sort,
        unknown=tuple(wishes.unknown),
        words=inner.text,
    )


def _own_limits(scene: Scene, inner: Scene, kinds: tuple[str, ...]) -> list[Filter]:
    """Limits in a phrase without a kind, of the part before it: "a tent, two-person, under 130"."""
    said = scene.words.wishes.read(inner.view, kinds)
    if said.budget is not None or inner.has("joint", "budget"):
        return []
    return [one for one in said.filters if _stated(scene, one, kinds)]


def _stated(scene: Scene, limit: Filter, kinds: Sequence[str]) -> bool:
    fields = scene.words.wishes.fields
    return limit.field in {field.name for field in fields.of_kinds(kinds)} or limit.field == "price"


def _for_each(scene: Scene, part: Search, count: int, people: int) -> int:
    """One for each of several people where a plural is said without a number, and the kind is for one person each."""
    if count != 1 or people < 2 or any(one.op == "covers" for one in part.filters):
        return count
    suffixes = scene.words.wishes.grammar.plural_suffixes
    word = part.words.split()[-1].lower() if part.words.split() else ""
    known = scene.words.wishes.limits
    counted = known.filter(Measure(people, people, "people"), Link("measure", 0, 1, word), [], part.kinds)
    return people if counted is None and any(word.endswith(suffix) for suffix in suffixes) else 1


def _instead(scene: Scene, kinds: set[str]) -> Search | None:
    """What is to come in: said behind "for", "with" or "instead", else by a kind that is not the one that goes."""
    view = scene.view
    marks = [span for span in view.spans("for", "and", "instead", "to") if span.start > view.start]
    for span in marks:
        inner = _inner(scene, span.end, _until(view, span.end))
        wishes = inner.wishes
        if wishes.kinds or wishes.filters or wishes.text:
            own = wishes.kinds or tuple(sorted(kinds))
            return _part(inner, wishes, own, None) if own else None
    if scene.has("add") or not kinds:
        wanted = [kind for kind in scene.wishes.kinds if kind not in kinds]
        return Search(kinds=tuple(wanted), filters=tuple(scene.wishes.filters), words=scene.text) if wanted else None
    return None


def _until(view: View, start: int) -> int:
    tokens = view.linked.tokens
    return next((place for place in range(start, view.end) if tokens[place].word in _BREAKS), view.end)


def _without_price(part: Search) -> Search:
    return part.model_copy(update={"filters": tuple(one for one in part.filters if one.field != "price")})


def _amount(limit: Filter) -> Decimal | None:
    return Decimal(f"{round(limit.high, 2):g}") if limit.high is not None else None
