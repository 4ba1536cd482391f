"""Looking for goods: the search in force is changed by what is said, run, shown, and told in few words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import structlog

from dialogue.commands import Search
from dialogue.formatting import label, limit_phrase, phrase_of, said_value
from dialogue.handlers.absent import kinds_to_tap, not_carried, nothing_fits
from dialogue.handlers.relative import beyond, extreme
from dialogue.handlers.results import PAGE, in_force, joined, lines, listing, safety_note
from dialogue.memory import note, profile_of
from dialogue.query_summary import kinds_phrase, limits_phrase, receiver_phrase
from dialogue.query_update import EXCLUDES, NUMERIC, combined, updated, without
from dialogue.reply import Reply
from retrieval.dislikes import ruled_out
from shop.dialogue import Filter, Query, Sort
from shop.errors import Unavailable
from shop.types import Event, Item

if TYPE_CHECKING:
    from dialogue.turn import Turn
    from retrieval.catalogue_index import Found

log = structlog.get_logger(__name__)


async def search(turn: Turn, command: Search) -> Reply:
    """Look for goods: anew, a change of the search in force, or among some that were shown."""
    if command.among is not None and command.among.ids:
        return await _among(turn, command)
    if command.unknown and not (command.kinds or command.filters or command.text):
        return await not_carried(turn, command.unknown)
    query = await changed(turn, command)
    if query.empty:
        return await what_then(turn)
    if command.relative:
        return await _further(turn, query, command.relative)
    reply = await run(turn, query, new=command)
    if command.unknown:
        lead = turn.say("find.not_carried", what=turn.one_of([f"“{name}”" for name in command.unknown]))
        reply = replace(reply, text=joined(lead, reply.text))
    return reply


async def what_then(turn: Turn) -> Reply:
    """What should it be? With kinds of things to tap."""
    return Reply(turn.say("find.what"), taps=await kinds_to_tap(turn))


# ── the query ─────────────────────────────────────────────────────────────────────────────────


async def changed(turn: Turn, command: Search) -> Query:
    """The query after the command. Limits that the new kinds cannot meet at all fall away."""
    old = turn.state.query
    if old.kinds and not _names_anything(command):  # "which has the longest battery": of what is looked for
        command = command.model_copy(update={"fresh": False})
    alive = set(old.filters)
    if not command.fresh and command.kinds and set(command.kinds) != set(old.kinds):
        alive = {limit for limit in old.filters if await _can_meet(turn, limit, command.kinds)}
    return updated(old, command, lambda limit, kinds: limit in alive)


def _names_anything(command: Search) -> bool:
    """Whether a new search says of what: an order alone does not."""
    return bool(command.kinds or command.text or command.filters or command.purpose or command.receiver)


async def _can_meet(turn: Turn, limit: Filter, kinds: tuple[str, ...]) -> bool:
    if limit.field == "price" or limit.op in EXCLUDES:
        return True
    if limit.op in NUMERIC:
        return any(field.name == limit.field for field in turn.services.index.fields.of_kinds(kinds))
    return (await turn.services.index.find(Query(kinds=kinds, filters=(limit,)), limit=1)).total > 0


async def find(
    turn: Turn, query: Query, *, limit: int = PAGE, offset: int = 0, among: Sequence[str] | None = None
) -> Found:
    """Items under the limits that apply; what the shopper said no to is left out as long as anything else is left."""
    index, searched = turn.services.index, await in_force(turn, query)
    gone = set() if among is not None else await _unwelcome(turn, query)
    work = index.find(searched, limit, offset, among=among, exclude=gone)
    found = await turn.call("retrieval", work)
    if gone and not found.items and not offset:
        found = await turn.call("retrieval", index.find(searched, limit, offset, among=among))
    return found


async def _unwelcome(turn: Turn, query: Query) -> set[str]:
    """Ids of what was waved away or ruled out by a stated dislike, unless it is what is asked for. A present is for
    somebody else."""
    profile = await profile_of(turn)
    dismissed = {event.item_id for event in profile.events if event.type == "dismiss" and event.item_id}
    if query.receiver is not None:
        return dismissed
    wanted = [value for limit in query.filters if limit.op not in EXCLUDES for value in limit.values]
    asked = " ".join((turn.text, query.text, *query.kinds, *wanted))
    return dismissed | ruled_out(turn.services.retrieval.shelves, profile.tastes, asked)


# ── running it ────────────────────────────────────────────────────────────────────────────────


async def run(turn: Turn, query: Query, new: Search | None = None) -> Reply:
    """Search, remember, and tell: what is kept in force, what comes first, what does not state a limit."""
    turn.update(query=query)
    try:
        found = await find(turn, query)
    except Unavailable as error:
        log.warning("search gave way to what is popular", error=str(error))
        return await _popular(turn, query)
    words = query.text or kinds_phrase(turn, query)
    if query.kinds or query.text:
        await note(turn, Event(type="search", query=words[:200]))
    limited = bool(query.filters or query.kinds)
    if query.text and not limited and not found.text_matched:
        return await not_carried(turn, (query.text,))
    if not found.items:
        return await nothing_fits(turn, query)
    items = list(found.items)
    turn.show(items, query, offset=len(items), total=found.total, focus=items[0].id if query.sort else None)
    text = lines(
        joined(_lead(turn, query, found, items), _unspoken(turn, query, found), _silent(turn, found)),
        safety_note(turn, await in_force(turn, query)),
    )
    return listing(turn, items, text, total=found.total, sort=query.sort)


def _lead(turn: Turn, query: Query, found: Found, items: list[Item]) -> str:
    """How many fit what, and which comes first in the order that was asked for."""
    limits = limits_phrase(turn, query, samples=items)
    what = joined(kinds_phrase(turn, query, found.total), receiver_phrase(turn, query.receiver))
    sold_out = turn.say("find.all_sold_out") if not any(item.in_stock for item in items) else ""
    if found.total == 1:
        key = "find.one_within" if limits else "find.one"
        lead = turn.say(key, title=items[0].title, what=what, limits=limits)
        value = phrase_of(turn, items[0], query.sort.field) if query.sort else ""
        return joined(lead, turn.say("find.value", value=value) if value else "", sold_out)
    key = "find.many_within" if limits else "find.many"
    lead = turn.say(key, count=found.total, what=what, limits=limits, shown=len(items))
    return joined(winner(turn, query.sort, items), lead, sold_out) if query.sort else joined(lead, sold_out)


def winner(turn: Turn, sort: Sort, items: Sequence[Item]) -> str:
    """ "Warmest first: the Alta, comfortable down to −19 °C." """
    value = phrase_of(turn, items[0], sort.field)
    if sort.field in ("relevance", "newest"):
        return ""
    if not value:
        return turn.say("find.no_values", label=label(turn, sort.field))
    words = sort.words.strip() or turn.say("find.order", label=label(turn, sort.field))
    tied = [item for item in items[1:] if said_value(turn, item, sort.field) == said_value(turn, items[0], sort.field)]
    key = "find.sorted_tied" if tied else "find.sorted"
    return turn.say(key, words=words[:1].upper() + words[1:], title=items[0].title, value=value, others=len(tied))


def _unspoken(turn: Turn, query: Query, found: Found) -> str:
    if not query.text or found.text_matched or not (query.filters or query.kinds):
        return ""
    return turn.say("find.unspoken", own=query.text)


def _silent(turn: Turn, found: Found) -> str:
    """How many fit otherwise, but do not say whether they do here."""
    said = [
        turn.say("find.silent", count=count, label=label(turn, field)) for field, count in found.silent[:2] if count
    ]
    return joined(*said)


# ── relative to what is shown ─────────────────────────────────────────────────────────────────


async def _further(turn: Turn, query: Query, directions: Sequence[Sort]) -> Reply:
    """Beyond the item talked about, or beyond all that is shown; the nearest first."""
    shown = turn.items(turn.state.shown)
    focus = turn.items([turn.state.focus]) if turn.state.focus else []
    than = focus or shown
    if not than:
        return await run(turn, query.model_copy(update={"sort": directions[0]}))
    if not query.kinds:
        query = query.model_copy(update={"kinds": tuple(dict.fromkeys(one.category for one in than if one.category))})
    bounds = [bound for direction in directions if (bound := beyond(turn, direction, than)) is not None]
    if not bounds:
        return Reply(turn.say("find.no_values", label=label(turn, directions[0].field)))
    first = directions[0]
    nearest = (
        None if first.field == "price" else first.model_copy(update={"descending": not first.descending, "words": ""})
    )
    fields = {bound.field for bound in bounds}
    narrow = query.model_copy(update={"filters": combined(query.filters, bounds), "sort": nearest})
    rest = without(query, *(one for one in query.filters if one.field in fields and one.op not in EXCLUDES))
    wide = rest.model_copy(update={"filters": (*rest.filters, *bounds), "sort": nearest})
    for attempt in dict.fromkeys((narrow, wide)):
        found = await find(turn, attempt)
        if found.items:
            return _told_further(turn, attempt, found, first, bounds[0])
    last = extreme(turn, first, than) or than[0]
    turn.update(query=query.model_copy(update={"sort": turn.state.query.sort}), focus=last.id)
    value = phrase_of(turn, last, first.field)
    return Reply(turn.say("find.furthest", title=last.title, value=value, words=first.words), cards=[turn.card(last)])


def _told_further(turn: Turn, query: Query, found: Found, direction: Sort, bound: Filter) -> Reply:
    items = list(found.items)
    kept = query.model_copy(update={"sort": None})
    turn.update(query=kept)
    turn.show(items, query, offset=len(items), total=found.total)
    limits = limits_phrase(turn, query, samples=items)
    value = phrase_of(turn, items[0], direction.field)
    what = kinds_phrase(turn, query, found.total)
    key = "find.further_one" if found.total == 1 else "find.further"
    text = turn.say(key, count=found.total, what=what, limits=limits, title=items[0].title, value=value)
    return listing(turn, items, text, total=found.total, sort=direction)


# ── among those shown ─────────────────────────────────────────────────────────────────────────


async def _among(turn: Turn, command: Search) -> Reply:
    """ "The loudest of those", "which of them are blue": only what was pointed at."""
    assert command.among is not None
    query = await changed(turn, command.model_copy(update={"fresh": False, "relative": ()}))
    sort = command.sort or (command.relative[0] if command.relative else None)
    asked = Query(filters=command.filters, text=command.text, sort=sort)
    found = await find(turn, asked, limit=len(command.among.ids), among=command.among.ids)
    if not found.items:
        return _none_of(turn, command, asked)
    items = list(found.items)
    if sort is not None:
        stated = [item for item in items if said_value(turn, item, sort.field)]
        if not stated:
            return Reply(turn.say("find.no_values", label=label(turn, sort.field)))
        turn.update(focus=stated[0].id)
        others = [phrase for item in stated[1:3] if (phrase := _beside(turn, item, sort))]
        text = joined(winner(turn, sort, stated), turn.say("find.then", others=turn.all_of(others)) if others else "")
        turn.show(stated, turn.state.query, offset=len(stated), focus=stated[0].id)
        return listing(turn, stated[:PAGE], text, sort=sort)
    turn.update(query=query)
    turn.show(items[:PAGE], query, offset=len(items), total=len(items))
    limits = limits_phrase(turn, asked, samples=items)
    titles = turn.all_of([item.title for item in items[:PAGE]])
    key = "find.among_one" if len(items) == 1 else "find.among"
    text = turn.say(key, titles=titles, limits=limits or command.words, count=len(items))
    return listing(turn, items[:PAGE], joined(text, _silent(turn, found)))


def _beside(turn: Turn, item: Item, sort: Sort) -> str:
    said = said_value(turn, item, sort.field)
    return turn.say("find.beside", title=item.title, value=said) if said else ""


def _none_of(turn: Turn, command: Search, asked: Query) -> Reply:
    """None of those: each with what it says instead, where one limit was asked for."""
    assert command.among is not None
    items = turn.items(command.among.ids)
    limits = limits_phrase(turn, asked, samples=items)
    told = ""
    if len(command.filters) == 1:
        limit = command.filters[0]
        told = lines(
            *(
                turn.say("ask.line", title=item.title, value=said_value(turn, item, limit.field))
                for item in items[:PAGE]
                if said_value(turn, item, limit.field)
            )
        )
        limits = limit_phrase(turn, limit, items)
    return Reply(lines(turn.say("find.none_of", limits=limits or command.words), told))


# ── without a search ──────────────────────────────────────────────────────────────────────────


async def _popular(turn: Turn, query: Query) -> Reply:
    """Search does not answer: what sells well of the kind asked for, said openly."""
    category = query.kinds[0] if query.kinds else None
    ids = await turn.store(turn.services.catalogue.popular, PAGE, category)
    items = turn.items(ids)
    if not items or any(limit.safety for limit in query.filters):
        raise Unavailable("retrieval", "no answer, and nothing popular to show instead")
    turn.show(items)
    return Reply(turn.say("find.slow"), cards=[turn.card(item) for item in items])
