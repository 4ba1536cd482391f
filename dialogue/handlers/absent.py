"""What is not there: goods that the shop does not carry, and limits that nothing meets together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from dialogue.cards import short
from dialogue.commands import Search
from dialogue.formatting import Amounts, label, limit_phrase, money, said_value
from dialogue.handlers.results import in_force, lines, listing, safety_note
from dialogue.query_summary import kind_name, kinds_phrase, limits_phrase
from dialogue.reply import Reply, Tap
from shop.dialogue import Filter, Offer, Query

if TYPE_CHECKING:
    from dialogue.turn import Turn
    from retrieval.catalogue_index import Miss, Near

NEAR = 0.45  # how close a kind must come to words to be offered in their place
MEANT = 0.55  # and from here on to be shown
SHOWN = 3
TAPS = 4
NEAREST = 4
SAMPLE = 20  # items of a kind that are looked at


async def not_carried(turn: Turn, names: Sequence[str]) -> Reply:
    """Said plainly, with the nearest kinds to tap."""
    what = turn.one_of([turn.quoted(name) for name in names])
    near: dict[str, float] = {}
    for name in names[:2]:
        for kind, score in await turn.call("retrieval", turn.services.index.kinds_named(name)):
            near[kind] = max(score, near.get(kind, 0.0))
    close = [kind for kind, score in sorted(near.items(), key=lambda entry: -entry[1]) if score >= NEAR][:TAPS]
    if not close:
        return Reply(turn.say("find.not_carried", what=what), taps=await kinds_to_tap(turn))
    kinds = turn.all_of([kind_name(kind, turn) for kind in close])
    reply = Reply(turn.say("find.not_carried_near", what=what, kinds=kinds), taps=_taps(close))
    if near[close[0]] >= MEANT:  # most likely the same under another name
        query = Query(kinds=(close[0],))
        found = await turn.call("retrieval", turn.services.index.find(query, SHOWN))
        turn.show(found.items, query, total=found.total)
        reply.cards = [turn.card(item) for item in found.items]
    return reply


async def kinds_to_tap(turn: Turn) -> list[Tap]:
    """The kinds of which the shop has most."""
    shelves = turn.services.retrieval.mirror.by_row()
    most = Counter(item.category for item in shelves if item is not None and item.category)
    return _taps([kind for kind, _ in most.most_common(TAPS)])


def _taps(kinds: Sequence[str]) -> list[Tap]:
    return [Tap(short(kind.split(">")[-1].strip()), Search(kinds=(kind,))) for kind in kinds]


async def nothing_fits(turn: Turn, query: Query, said: Collection[Filter] = ()) -> Reply:
    """Which limit is the hard one, and the nearest with what is off by how much. Safety gives way to nothing, what was
    ``said`` just now to nothing that was said before."""
    searched, index = in_force(turn, query), turn.services.index
    near = await turn.call("retrieval", index.nearest(searched, NEAREST, held=said))
    hard = index.hard_one(searched, held=said)
    items = [one.item for one in near]
    what = kinds_phrase(turn, query)
    limits = limits_phrase(turn, query, samples=items)
    lead = turn.say("find.none_within" if limits else "find.none", what=what, limits=limits)
    note = safety_note(turn, searched)
    if hard is None and not near:
        unknown = turn.say("safety.unknown") if await _unknown(turn, searched) else ""
        return Reply(lines(lead, unknown), taps=await kinds_to_tap(turn))
    parts = [lead]
    taps = []
    if hard is not None and not hard.safety:
        phrase = limit_phrase(turn, hard, items)
        parts.append(turn.say("find.hard_one", limit=phrase))
        relaxed = query.model_copy(update={"filters": tuple(one for one in query.filters if one != hard)})
        turn.update(offer=Offer(kind="relax", query=relaxed))
        taps.append(Tap(short(turn.say("tap.without", limit=phrase), 40), Search(fresh=False, drop=(hard.field,))))
    if near:
        parts.append(turn.say("find.nearest"))
        parts += [turn.say("find.near_line", title=one.item.title, off=_off(turn, one)) for one in near]
        turn.show(items, query, total=len(items))
    reply = listing(turn, items, lines(*parts, note))
    reply.taps = [*taps, *reply.taps]
    return reply


async def _unknown(turn: Turn, query: Query) -> bool:
    """Whether things of these kinds do not say if they are safe in that respect."""
    limits = [limit for limit in query.filters if limit.safety]
    found = await turn.services.index.find(Query(kinds=query.kinds), SAMPLE) if limits else None
    items = found.items if found is not None else ()
    return any(turn.services.index.passes(item, limit) is None for item in items for limit in limits)


def _off(turn: Turn, near: Near) -> str:
    """What is off, by how much: "€4 over", "capacity 28 l, 2 l less"."""
    return turn.all_of([said for miss in near.misses if (said := missed(turn, miss, near))])


def missed(turn: Turn, miss: Miss, near: Near) -> str:
    limit, item = miss.filter, near.item
    said = said_value(turn, item, limit.field) if limit.field else ""
    if not said:
        return turn.say("miss.silent", label=label(turn, limit.field)) if limit.field else _without(turn, limit)
    if miss.off and limit.field == "price":
        key = "miss.price_over" if _over(miss) else "miss.price_under"
        return turn.say(key, value=said, off=money(turn, abs(miss.off)))
    amounts = Amounts(turn, limit.field, [item])
    if miss.off and not amounts.prefix:
        off = amounts.said(abs(miss.off))
        return turn.say(
            "miss.more" if _over(miss) else "miss.less", label=label(turn, limit.field), value=said, off=off
        )
    if limit.op in ("without", "mentions"):
        return _without(turn, limit)
    values = turn.say("miss.named", label=label(turn, limit.field), value=said)
    if limit.field in ("colour", "size", "brand"):
        return turn.say("miss.value", wanted=turn.one_of(limit.values), value=said)
    return values


def _without(turn: Turn, limit: Filter) -> str:
    key = "miss.holds" if limit.op == "without" else "miss.says_not"
    return turn.say(key, values=turn.one_of(limit.values))


def _over(miss: Miss) -> bool:
    """Whether the item has more than was asked for."""
    limit, value = miss.filter, miss.item_value
    amount = None if value is None else value.least
    if amount is None:
        return limit.op == "at_most"
    return limit.high is not None and amount > limit.high
