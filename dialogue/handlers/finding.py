"""Looking for goods: a search, a change of it, beyond what is shown, or among some that were shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from dialogue.commands import Bundle, Compare, Reference, Search
from dialogue.formatting import label, limit_phrase, phrase_of, said_value, shortened
from dialogue.handlers.absent import not_carried
from dialogue.handlers.asking import told_of
from dialogue.handlers.bundles import bundle
from dialogue.handlers.comparing import compare
from dialogue.handlers.lookup import changed, find, others_that, run, silent, what_then, winner
from dialogue.handlers.recommending import suggest
from dialogue.handlers.relative import beyond, extreme
from dialogue.handlers.results import PAGE, joined, lines, listing
from dialogue.query_summary import capital, limits_phrase
from dialogue.query_update import EXCLUDES, combined, without
from dialogue.reply import Reply
from shop.dialogue import Filter, Query, Sort
from shop.types import Item

if TYPE_CHECKING:
    from dialogue.turn import Turn
    from retrieval.catalogue_index import Found


async def search(turn: Turn, command: Search) -> Reply:
    """Look for goods: anew, a change of the search in force, or among some that were shown; with what was asked of the
    one that comes first."""
    reply = await _found(turn, command)
    first = turn.items([turn.state.focus]) if command.asked and reply.cards and turn.state.focus else []
    if first and first[0].id == reply.cards[0].item_id:
        told = [await told_of(turn, first[0], field) for field in command.asked]
        reply = replace(reply, text=joined(reply.text, *told))
    return reply


async def _found(turn: Turn, command: Search) -> Reply:
    if command.among is not None and command.among.ids:
        return await _among(turn, command)
    if command.unknown and not (command.kinds or command.filters or command.text):
        return await not_carried(turn, command.unknown)
    if together := await _of_compared(turn, command):
        return together
    query = await changed(turn, command)
    if query.empty:
        return await what_then(turn)
    if not command.fresh and not query.kinds and not query.text and not command.relative:
        last = turn.state.results[-1].source if turn.state.results else "search"
        if last == "picks":  # suggestions stay suggestions: "nothing red"
            return await suggest(turn, query)
        if last == "bundle" and query.purpose and not command.filters:  # "no tent, I have one"
            turn.update(query=query)
            return await bundle(turn, Bundle(not_kinds=command.not_kinds, budget=command.budget))
    if command.relative:
        return await _further(turn, query, command.relative)
    reply = await run(turn, query, new=command)
    if command.unknown:
        lead = turn.say("find.not_carried", what=turn.one_of([turn.quoted(name) for name in command.unknown]))
        reply = replace(reply, text=joined(lead, reply.text))
    return reply


async def _of_compared(turn: Turn, command: Search) -> Reply | None:
    """ "And which is smaller", "I need 110 cm" right behind a comparison: of those two."""
    ids = turn.state.compared
    named = command.fresh and (command.kinds or command.unknown)
    if len(ids) < 2 or named or command.kinds or command.drop or not turn.state.query.empty:
        return None
    items = Reference(ids=ids, how="all")
    if command.relative or command.sort:
        orders = (*([command.sort] if command.sort else []), *command.relative)
        fields = tuple(one.field for one in orders)
        return await compare(turn, Compare(items=items, fields=fields, orders=orders, choose=True, words=command.words))
    passes, own = turn.services.index.passes, turn.items(ids)
    stated = [one for one in command.filters if any(passes(item, one) is not None for item in own)]
    if command.filters and len(stated) == len(command.filters):
        return await _among(turn, command.model_copy(update={"among": items}))
    return None


# ── relative to what is shown ─────────────────────────────────────────────────────────────────


async def _further(turn: Turn, query: Query, directions: Sequence[Sort]) -> Reply:
    """Beyond the item talked about, or beyond all that is shown; the nearest first."""
    shown = turn.items(turn.state.shown)
    focus = turn.items([turn.state.focus]) if turn.state.focus else []
    leaves = turn.services.index.fields.leaves(query.kinds)
    than = focus or [item for item in shown if item.category in leaves] or shown  # "a cheaper tent", of tents and bags
    if not than:
        return await run(turn, query.model_copy(update={"sort": directions[0]}))
    if not query.kinds:
        query = query.model_copy(update={"kinds": tuple(dict.fromkeys(one.category for one in than if one.category))})
    bounds = [bound for direction in directions if (bound := beyond(turn, direction, than)) is not None]
    if not bounds and not {item.category for item in than} & leaves and leaves:  # "a warmer bag", beside tents
        return await run(turn, query.model_copy(update={"sort": directions[0]}))
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
    key = "find.further_one" if found.total == 1 else "find.further"
    words = capital(direction.words or label(turn, direction.field))
    text = turn.say(key, words=words, count=found.total, limits=limits, title=items[0].title, value=value)
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
        return await _none_of(turn, command, asked)
    items = list(found.items)
    if sort is not None:
        stated = [item for item in items if said_value(turn, item, sort.field)]
        if not stated:
            return Reply(turn.say("find.no_values", label=label(turn, sort.field)))
        turn.update(focus=stated[0].id)
        others = [phrase for item in shortened(stated)[1:3] if (phrase := _beside(turn, item, sort))]
        text = joined(winner(turn, sort, stated), turn.say("find.then", others=turn.all_of(others)) if others else "")
        turn.show(stated, turn.state.query, offset=len(stated), focus=stated[0].id)
        return listing(turn, stated[:PAGE], text, sort=sort)
    turn.update(query=query)
    turn.show(items[:PAGE], query, offset=len(items), total=len(items))
    limits = limits_phrase(turn, asked, samples=items)
    titles = turn.all_of([item.title for item in items[:PAGE]])
    key = "find.among_one" if len(items) == 1 else "find.among"
    text = turn.say(key, title=titles, titles=titles, limits=limits or command.words, count=len(items))
    return listing(turn, items[:PAGE], joined(text, silent(turn, found)))


def _beside(turn: Turn, item: Item, sort: Sort) -> str:
    said = said_value(turn, item, sort.field)
    return turn.say("find.beside", title=item.title, value=said) if said else ""


async def _none_of(turn: Turn, command: Search, asked: Query) -> Reply:
    """None of those: each with what it says instead, where one limit was asked for; and others that do."""
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
    text = lines(turn.say("find.none_of", limits=limits or command.words), told)
    if command.filters and (others := await others_that(turn, items, command.filters)) is not None:
        return replace(others, text=lines(text, others.text))
    return Reply(text)
