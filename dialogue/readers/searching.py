"""Wishes for goods → Search, Recommend, Bundle and what goes with a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dialogue.commands import (
    Browse,
    Bundle,
    Command,
    Complements,
    Page,
    Recommend,
    Reference,
    Search,
    Select,
    Similar,
    StartOver,
)
from dialogue.formatting import above, below
from dialogue.linking.wishes import Wishes
from dialogue.readers.parts import budget_of, bundle_of, exchanged, set_shown
from dialogue.readers.scene import Scene
from shop.dialogue import Filter, Sort

_SEARCHES = ("search_item", "refine_search")
_REFUSAL = 5  # words of "not a puzzle either"
_PHRASES = 2  # names of kinds and values from which on a list of things may be meant
_SURE, _LIKELY, _GUESS = 0.95, 0.8, 0.6


def read_lists(scene: Scene) -> list[Command]:
    """Turning pages, starting over, asking what there is: no wish of its own."""
    view, wishes = scene.view, scene.wishes
    state = scene.context.state
    if view.has("too_dear") and not view.has("similar") and not wishes.kinds and (state.results or scene.context.focus):
        cheaper = [Sort(field="price", descending=False, words=scene.text)]
        named = any(one.field == "price" for one in wishes.filters)  # "too dear, under 250"
        made = Wishes(relative=[] if named else cheaper, filters=wishes.filters, sort=wishes.sort)
        return [search_of(scene, made, fresh=False)]
    if view.has("closest") and not state.query.empty and not wishes.goods and scene.reference is None:
        return [Search(fresh=False, words=scene.text, confidence=_LIKELY)]
    if view.has("restart") and not view.has("cart"):
        return [StartOver(words=scene.text), *([search_of(scene, wishes, fresh=True)] if wishes.kinds else [])]
    if view.has("new") and not (wishes.kinds or wishes.filters or wishes.relative) and scene.length <= 5:
        return [Browse(what="new", words=scene.text)]
    if wishes.goods and not (view.has("similar") or view.has("goes_with")):
        kinds = list(wishes.kinds)
        if (
            view.starts_with("back", skip=("filler", "then", "and"))
            and kinds
            and (at := _list_of(scene, kinds)) is not None
        ):
            return _back_to(scene, wishes, at)
        if view.has("offers") and not state.query.kinds and not wishes.filters and kinds:
            return [Browse(what="offers", kinds=tuple(kinds), words=scene.text)]
        if view.has("brands") and kinds and not wishes.filters:
            return [Browse(what="brands", kinds=tuple(kinds), words=scene.text)]
        if view.has("popular") and kinds and not wishes.filters:
            return [Browse(what="popular", kinds=tuple(kinds), words=scene.text)]
        return []
    reference = scene.reference
    if view.has("goes_with") and (reference or scene.context.focus):
        return [Complements(item=reference or _focus(scene), words=scene.text)]
    if (
        view.has("similar")
        and (reference or scene.context.focus or scene.context.shown)
        and not (scene.asking and view.has("which"))
        and view.starts_with("how", "how_much", "why", "when", "how_to", skip=("filler", "then", "and")) is None
    ):
        return [
            Similar(
                item=reference or _focus(scene),
                filters=tuple(wishes.filters),
                relative=tuple(wishes.relative),
                words=scene.text,
            )
        ]
    if wishes.goods:
        return []
    if view.has("offers") and not reference:
        return [Browse(what="offers", kinds=tuple(scene.kinds if scene.context.shown else ()), words=scene.text)]
    if view.has("brands"):
        return [Browse(what="brands", kinds=tuple(scene.kinds), words=scene.text)]
    if view.has("new") and not reference and scene.length <= 6:
        return [Browse(what="new", words=scene.text)]
    if view.has("popular") and not reference:
        return [Browse(what="popular", kinds=tuple(scene.kinds), words=scene.text)]
    if view.has("browse") and not reference:
        return [Browse(what="kinds", words=scene.text)]
    if state.results and not reference:
        if (
            view.starts_with("more", "another", skip=("filler", "seek", "have_you", "then", "offer", "any"))
            and scene.length <= 6
        ):
            return [Page(to="next", words=scene.text)]
        if view.starts_with("back", skip=("filler", "then", "seek")) and scene.length <= 6:
            return [Page(to="previous", words=scene.text)]
    return []


def _back_to(scene: Scene, wishes: Wishes, at: int) -> list[Command]:
    """An earlier list again; with what is said of it the one item that it tells, or a search with it."""
    listed = scene.context.state.results[at]
    items = scene.words.wishes.gazetteer.names.items
    there = replace(scene.context, shown=tuple(items[id_] for id_ in listed.ids if id_ in items), focus=None)
    reference = scene.words.references.read(scene.view, there)
    if reference is not None and len(reference.ids) == 1 and reference.how in ("value", "ordinal", "superlative"):
        return [Select(item=reference, words=scene.text)]
    if (wishes.filters or wishes.sort) and listed.query is not None:
        old = [one for one in listed.query.filters if one.field not in {new.field for new in wishes.filters}]
        return [
            search_of(scene, replace(wishes, kinds=listed.query.kinds, filters=[*old, *wishes.filters]), fresh=True)
        ]
    return [Page(to="list", list_index=at, words=scene.text)]


def _list_of(scene: Scene, kinds: Sequence[str]) -> int | None:
    for at, shown in reversed(list(enumerate(scene.context.state.results))):
        if shown.query and set(shown.query.kinds) & set(kinds):
            return at
    return None


def _focus(scene: Scene) -> Reference:
    context = scene.context
    if context.focus is not None:
        return Reference(ids=(context.focus.id,))
    return Reference(
        ids=tuple(item.id for item in context.shown[:1])
        if len(context.shown) == 1
        else tuple(item.id for item in context.shown),
        ambiguous=len(context.shown) > 1,
    )


def read_picks(scene: Scene) -> list[Command]:
    """Suggestions, gifts, packing lists and sets."""
    view, wishes = scene.view, scene.wishes
    pack = view.has("pack") and bool(wishes.purpose or not wishes.kinds or len(wishes.kinds) > 1)
    gift = view.has("gift")
    changes = scene.has("change", "exchange", "instead", "remove", "unwanted", "negation")
    if changes and (other := exchanged(scene)) is not None:
        return [other]
    if scene.reference is not None and scene.context.shown and not gift and not pack:
        return []
    if pack and not (scene.context.shown and not wishes.purpose):
        made = bundle_of(scene) or Bundle(not_kinds=wishes.not_kinds, receiver=wishes.receiver, words=scene.text)
        return [made]
    if gift and (not wishes.kinds or wishes.receiver is not None):
        return [recommend_of(scene, wishes)]
    someone = wishes.receiver is not None and view.has("offer") and not (wishes.filters or wishes.relative)
    if someone and not wishes.kinds and not wishes.unknown:
        return [recommend_of(scene, wishes)]
    if (
        view.has("recommend")
        and not wishes.kinds
        and not (scene.kinds and (wishes.filters or wishes.relative or wishes.sort))
    ):
        return [recommend_of(scene, wishes)]
    listed = len(wishes.kinds) > 1 or (bool(wishes.kinds) and len(list(view.links("kind", "value"))) > _PHRASES)
    several = bundle_of(scene) if listed or set_shown(scene) is not None else None
    if several is not None and len(several.parts) > 1 and _as_set(scene, several):
        return [several]
    return []


def _as_set(scene: Scene, made: Bundle) -> bool:
    """Whether several kinds are wanted together, not one of them: by a sum, by numbers, or by how many they are."""
    counted = any(count > 1 for count in made.counts)
    listed = not scene.has("or") and not scene.asking
    joint = made.budget is not None and scene.has("joint", "budget", "and")
    return joint or (listed and (counted or len(made.parts) > 2)) or scene.has("everything")


def _liked(scene: Scene, place: int) -> bool:
    """ "he lives on coffee": a kind behind a word of liking, in the same breath."""
    return any(0 <= place - span.end <= 2 for span in scene.view.spans("like"))


def recommend_of(scene: Scene, wishes: Wishes) -> Recommend:
    budget, filters = budget_of(wishes)
    receiver = wishes.receiver
    if receiver is not None:
        likes = [link.words for link in wishes.kind_links if _liked(scene, link.start)]
        vague = [link for link in wishes.kind_links if _liked(scene, link.start) and link.entry and link.entry.part]
        only = {kind for link in vague if link.entry for kind in link.entry.kinds}
        wishes = replace(wishes, kinds=tuple(kind for kind in wishes.kinds if kind not in only))
        receiver = receiver.model_copy(update={"likes": tuple(likes)})
    wishes = replace(wishes, budget=budget, filters=list(filters), receiver=receiver)
    if not (wishes.kinds or wishes.receiver or wishes.purpose or scene.has("gift")) and _of_these(scene, wishes):
        wishes = replace(wishes, kinds=tuple(scene.kinds))
    return Recommend(
        purpose=wishes.purpose, receiver=wishes.receiver, budget=wishes.budget, filters=tuple(wishes.filters),
        kinds=wishes.kinds, not_kinds=wishes.not_kinds, words=scene.text, confidence=_LIKELY,
    )  # fmt: skip


def _of_these(scene: Scene, wishes: Wishes) -> bool:
    """Whether all limits are on fields of the kinds talked about: "what would be ok for 8 years", of a game."""
    own = {field.name for field in scene.words.wishes.fields.of_kinds(scene.kinds)} if scene.kinds else set()
    return bool(wishes.filters) and all(one.field in own for one in wishes.filters)


def read_search(scene: Scene) -> list[Command]:
    """What is left that names goods or limits them is a search, fresh for new kinds."""
    wishes = scene.wishes
    if (refused := _refused(scene)) is not None:
        return [Search(fresh=False, filters=(refused,), words=scene.text, confidence=_SURE)]
    if not wishes.goods and not wishes.text and not wishes.purpose and not wishes.budget and not wishes.receiver:
        return []
    how = scene.view.starts_with("how", "how_much", "why", skip=("and", "then", "but", "filler"))
    if how is not None and wishes.left and not (wishes.kinds or wishes.filters or wishes.unknown):
        return []  # "how often do I have to descale it, our water is hard": nothing is looked for
    if not wishes.goods and wishes.purpose and not scene.kinds:
        return [recommend_of(scene, wishes)]
    if not wishes.goods and not scene.kinds and not scene.has("seek", "have_you", "offer", "recommend"):
        return []
    if (
        not wishes.goods
        and not (wishes.budget or wishes.receiver or wishes.purpose)
        and not scene.has("seek", "have_you", "offer")
    ):
        return []
    return [search_of(scene, wishes)]


def _refused(scene: Scene) -> Filter | None:
    """ "Not a puzzle", "no jigsaws", of ideas that were shown: goods of a name that the catalogue does not know."""
    results, left = scene.context.state.results, scene.wishes.left
    picks = bool(results) and results[-1].source == "picks"
    if not picks or len(left) != 1 or scene.wishes.goods or scene.question or scene.length > _REFUSAL:
        return None
    denied = scene.view.starts_with("negation", "unwanted", skip=("filler", "and", "but", "then")) is not None
    named = scene.has("article", "any") or any(
        left[0].endswith(one) for one in scene.words.wishes.grammar.plural_suffixes
    )
    if not (denied and named) or scene.words.wishes.fields.get("type") is None:
        return None
    return Filter(field="type", op="is_not", values=(left.pop(),), words=scene.text)  # read so, it is left no more


def search_of(scene: Scene, wishes: Wishes, *, fresh: bool | None = None) -> Search:
    state = scene.context.state
    kinds = set(wishes.kinds)
    in_force = set(state.query.kinds) or set(scene.kinds)
    if fresh is None:
        known = bool(in_force or state.results or not state.query.empty)
        same = not kinds or bool(kinds <= in_force)
        again = bool(kinds) and same and not scene.has("same", "instead", "only", "then") and _whole(scene, wishes)
        fresh = not known or not same or (bool(wishes.unknown) and not wishes.filters) or again
    receiver = wishes.receiver
    picks = bool(state.results) and state.results[-1].source == "picks"
    if fresh and receiver is None and picks and state.query.receiver is not None and not state.query.kinds:
        fresh = False  # of the ideas for somebody one kind: for whom and for how much stay
    if fresh and receiver is None and (shown := set_shown(scene)) is not None and kinds <= set(scene.kinds):
        receiver = shown.query.receiver if shown.query else None  # of a set for somebody one part
    among = None
    relative = tuple(wishes.relative)
    sort = wishes.sort
    further = than_those(scene, relative)
    if further:
        wishes = replace(wishes, kinds=wishes.kinds or tuple(scene.kinds), filters=[*wishes.filters, *further])
        kinds, relative = set(wishes.kinds), ()
    elif (
        relative and not sort and not fresh and wishes.filters and scene.view.starts_with("which", skip=("and", "then"))
    ):
        sort, relative = relative[0], ()  # "which of the blue ones is cheaper"
    if (
        not fresh
        and scene.context.shown
        and (reference := scene.reference) is not None
        and reference.how == "all"
        and (sort or relative or scene.asking)
        and not kinds
        and not further
    ):
        among = reference
    if among is not None and sort is None and relative:
        sort, relative = Sort(field=relative[0].field, descending=relative[0].descending, words=relative[0].words), ()
    if among is None and sort is None and scene.has("better") and not relative and kinds:
        sort = Sort(field="rating", descending=True, words="")
    asked = tuple(dict.fromkeys(name for name in wishes.asked if sort is not None and name != sort.field))
    return Search(
        fresh=fresh, kinds=wishes.kinds or _of_focus(scene, wishes, fresh=fresh), asked=asked,
        not_kinds=wishes.not_kinds, filters=tuple(wishes.filters),
        drop=tuple(wishes.drop), text=" ".join(wishes.text), sort=sort, among=among, purpose=wishes.purpose,
        receiver=receiver, budget=wishes.budget, unknown=tuple(wishes.unknown), relative=relative,
        words=scene.text, confidence=_SURE if wishes.kinds or wishes.filters else _LIKELY,
    )  # fmt: skip


def than_those(scene: Scene, relative: Sequence[Sort]) -> list[Filter]:
    """ "Is there a cheaper one than both": beyond all that is pointed at."""
    pointed = scene.reference
    than = any(
        span.start > scene.view.start and "than" in scene.view.at(span.start - 1)
        for span in scene.view.spans("both", "them")
    )
    if not than or pointed is None or len(pointed.ids) < 2:
        return []
    found = []
    items = [scene.words.wishes.gazetteer.names.items[id_] for id_ in pointed.ids]
    for way in relative:
        values = [value for item in items if (value := scene.words.wishes.fields.value(item, way.field)) is not None]
        numbers = [value.low for value in values if value.low is not None]
        if numbers and way.descending:
            found.append(Filter(field=way.field, op="at_least", low=above(max(numbers)), words=way.words))
        elif numbers:
            found.append(Filter(field=way.field, op="at_most", high=below(min(numbers)), words=way.words))
    return found


def _of_focus(scene: Scene, wishes: Wishes, *, fresh: bool) -> tuple[str, ...]:
    """The kinds of what was talked about where none is searched for: "then a larger one in red" behind one suitcase."""
    state = scene.context.state
    ideas = bool(state.results) and state.results[-1].source in ("picks", "bundle")
    compared = len(state.compared) > 1 and state.query.empty  # of those two, then
    beside = state.query.kinds or ideas or compared or wishes.unknown
    if beside or scene.context.focus is None or fresh:
        return ()
    return tuple(scene.kinds) if wishes.filters or wishes.sort or wishes.relative else ()


def strange(scene: Scene, found: Sequence[Command]) -> list[Command]:
    """Unknown words that open a search within the goods talked about may name others: "kayak paddle under 50"."""
    wishes = scene.wishes
    narrowing = [one for one in found if isinstance(one, Search) and not one.fresh]
    if len(narrowing) != 1 or len(found) != 1 or not wishes.strange or scene.reference is not None:
        return []
    named = replace(wishes, unknown=[*wishes.unknown, *wishes.strange])
    return [search_of(scene, named, fresh=True)]


def _whole(scene: Scene, wishes: Wishes) -> bool:
    """Whether a message that names the kind in force anew is a search of its own: with a verb of wanting."""
    return scene.has("seek", "have_you") and len(wishes.filters) >= 2
