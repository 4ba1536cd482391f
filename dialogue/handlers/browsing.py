"""Going about the shop: pages of a list, earlier lists, one item, departments, brands, offers, and notices."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from dialogue.cards import short
from dialogue.commands import Browse, Page, Search, StartOver
from dialogue.handlers.absent import kinds_to_tap
from dialogue.handlers.lookup import find, what_then
from dialogue.handlers.recommending import more_picks
from dialogue.handlers.results import PAGE, in_force, lines, listing, safety_note, settled
from dialogue.query_summary import kind_name, summary
from dialogue.reply import Reply, Tap
from shop.dialogue import Filter, Query

if TYPE_CHECKING:
    from dialogue.turn import Turn

DEPARTMENTS = 8  # named
KINDS = 3  # of each
BRANDS = 8
EXAMPLES = 4  # items named where the categories say little


# ── lists ─────────────────────────────────────────────────────────────────────────────────────


async def page(turn: Turn, command: Page) -> Reply:
    """The next items of the last list, or an earlier list again."""
    if not turn.state.results:
        return await what_then(turn)
    if command.to != "next":
        return _earlier(turn, command)
    last = turn.state.results[-1]
    if last.source == "picks":
        return await more_picks(turn)
    query = last.query or turn.state.query
    seen = {item_id for shown in turn.state.results for item_id in shown.ids if shown.query == last.query}
    if query.empty:
        return Reply(turn.say("find.no_more"), taps=await kinds_to_tap(turn))
    found = await find(turn, query, offset=last.offset)
    items = [item for item in found.items if item.id not in seen] or list(found.items)
    if not items:
        return Reply(turn.say("find.no_more"))
    offset = last.offset + len(found.items)
    turn.show(items, query, last.source, offset=offset, total=found.total)
    left = max(0, found.total - offset)
    text = turn.say("find.more", count=left) if left else turn.say("find.last")
    return listing(turn, items, lines(text, safety_note(turn, in_force(turn, query))), total=left + len(items))


async def start_over(turn: Turn, command: StartOver) -> Reply:
    turn.update(query=Query(), focus=None, compared=(), results=())
    return Reply(turn.say("find.start_over"), taps=await kinds_to_tap(turn))


def _earlier(turn: Turn, command: Page) -> Reply:
    """An earlier list as it was, and its search in force again."""
    results = turn.state.results
    place = command.list_index if command.list_index is not None else len(results) - 2
    if command.to == "list" and command.list_index is None:
        place = len(results) - 1
    again = results[max(0, min(place, len(results) - 1))]
    items = turn.items(again.ids)
    if not items:
        return Reply(turn.say("find.no_more"))
    if again.query is not None:
        turn.update(query=again.query)
    turn.show(items, again.query, again.source, offset=again.offset, total=again.total)
    what = summary(turn, again.query, samples=items) if again.query is not None else ""
    text = turn.say("find.back_to", what=what) if what else turn.say("find.back")
    return listing(turn, items, text, total=again.total)


# ── the shop's window ─────────────────────────────────────────────────────────────────────────


async def browse(turn: Turn, command: Browse) -> Reply:
    """What the shop sells, its brands, what is reduced, new or popular."""
    if command.what == "kinds":
        return await _departments(turn, command.kinds)
    if command.what == "brands":
        return await _brands(turn, command.kinds)
    return await _window(turn, command)


async def _window(turn: Turn, command: Browse) -> Reply:
    """What sells best, what is reduced, what came in last; within the kinds and limits in force."""
    catalogue = turn.services.catalogue
    kinds = command.kinds or turn.state.query.kinds
    old = turn.state.query
    stay = tuple(limit for limit in (*old.filters, *old.set_aside) if limit.safety or not command.kinds)
    query = await settled(turn, Query(kinds=kinds, filters=stay))
    kept = query.filters
    if command.what == "offers":
        query = query.model_copy(update={"filters": (*kept, Filter(field="sale", op="has"))})
    if command.what == "new":
        ranked = await turn.store(catalogue.arrivals)
    else:
        ranked = await turn.store(catalogue.popular, len(turn.services.retrieval.mirror))
    undated = command.what == "new" and not ranked
    if undated:
        ranked = await turn.store(catalogue.popular, len(turn.services.retrieval.mirror))
    found = await find(turn, query, limit=max(1, len(ranked)), among=ranked) if ranked else None
    there = {item.id for item in found.items if item.in_stock} if found else set()
    items = turn.items([item_id for item_id in ranked if item_id in there][:PAGE])
    what = summary(turn, Query(kinds=kinds, filters=kept), samples=items) if kinds or kept else ""
    if not items:
        key = "browse.no_offers" if command.what == "offers" else "browse.nothing"
        return Reply(turn.say(key, what=what or turn.say("find.things")), taps=await kinds_to_tap(turn))
    turn.update(query=query)
    turn.show(items, query, total=len(there))
    key = "undated" if undated else command.what
    text = turn.say(f"browse.{key}_of" if what else f"browse.{key}", what=what)
    return listing(turn, items, lines(text, safety_note(turn, in_force(turn, query))), total=len(items))


async def _departments(turn: Turn, kinds: Sequence[str]) -> Reply:
    """The largest departments with their largest kinds of things; below a department its kinds."""
    paths = Counter(item.categories for item in turn.services.retrieval.mirror.by_row() if item and item.categories)
    wanted = {kind.casefold() for kind in kinds}
    if wanted:
        paths = Counter({path: n for path, n in paths.items() if wanted & {part.casefold() for part in path}})
    while len({path[:1] for path in paths}) == 1 and all(len(path) > 1 for path in paths):
        paths = Counter({path[1:]: count for path, count in paths.items()})  # a root over everything says nothing
    if not paths:
        favourites = turn.items(await turn.store(turn.services.catalogue.popular, EXAMPLES))
        return Reply(turn.say("browse.flat", examples=turn.all_of([item.title for item in favourites])))
    heads: Counter[str] = Counter()
    below: dict[str, Counter[str]] = defaultdict(Counter)
    for path, count in paths.items():
        heads[path[0]] += count
        if len(path) > 1:
            below[path[0]][path[-1]] += count
    named = [head for head, _ in heads.most_common(DEPARTMENTS)]
    taps = [Tap(short(head), Search(kinds=(head,))) for head in named[:4]]
    more = [turn.say("browse.more")]
    if not any(below.values()):
        all_named = [*(kind_name(kind, turn) for kind in named), *(more if len(heads) > len(named) else [])]
        return Reply(turn.say("browse.kinds_flat", what=turn.all_of(all_named)), taps=taps)
    told = [turn.say("browse.lead", shop=turn.services.settings.shop.name)]
    for head in named:
        largest = [kind_name(kind, turn) for kind, _ in below[head].most_common(KINDS)]
        rest = more if len(below[head]) > KINDS else []
        key = "browse.line" if largest else "browse.bare"
        told.append(turn.say(key, name=head, kinds=turn.all_of([*largest, *rest])))
    return Reply("\n".join(told), taps=taps)


async def _brands(turn: Turn, kinds: Sequence[str]) -> Reply:
    """The makers of most things, of the kind that is named."""
    leaves = turn.services.index.fields.leaves(kinds)
    items = (item for item in turn.services.retrieval.mirror.by_row() if item is not None)
    makers = Counter(item.brand for item in items if item.brand and (not kinds or item.category in leaves))
    if not makers:
        return Reply(turn.say("browse.no_brands"))
    named = [maker for maker, _ in makers.most_common(BRANDS)]
    more = [turn.say("browse.more")] if len(makers) > len(named) else []
    what = turn.all_of([kind_name(kind, turn) for kind in kinds])
    text = turn.say("browse.brands_of" if kinds else "browse.brands", kind=what, what=turn.all_of([*named, *more]))
    taps = [
        Tap(short(maker), Search(kinds=tuple(kinds), filters=(Filter(field="brand", op="is", values=(maker,)),)))
        for maker in named[:4]
    ]
    return Reply(text, taps=taps)
