"""The search in force: changed by what is said, run over the whole catalogue, shown, and told in few words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import structlog

from dialogue.commands import Search
from dialogue.formatting import label, phrase_of, said_value
from dialogue.handlers.absent import kinds_to_tap, not_carried, nothing_fits
from dialogue.handlers.results import PAGE, in_force, joined, lines, listing, safety_note, settled
from dialogue.memory import note, profile_of
from dialogue.query_summary import capital, kinds_phrase, limits_phrase, receiver_phrase
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


async def what_then(turn: Turn) -> Reply:
    """What should it be? With kinds of things to tap."""
    return Reply(turn.say("find.what"), taps=await kinds_to_tap(turn))


# ── the query ─────────────────────────────────────────────────────────────────────────────────


async def changed(turn: Turn, command: Search) -> Query:
    """The query after the command. Limits that the new kinds cannot meet at all fall away."""
    old = turn.state.query
    if old.kinds and not names_anything(command):  # "which has the longest battery": of what is looked for
        command = command.model_copy(update={"fresh": False})
    alive = set(old.filters)
    if not command.fresh and command.kinds and set(command.kinds) != set(old.kinds):
        alive = {limit for limit in old.filters if await _can_meet(turn, limit, command.kinds)}
    return await settled(turn, updated(old, command, lambda limit, kinds: limit in alive), command.filters)


def names_anything(command: Search) -> bool:
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
    index, searched = turn.services.index, in_force(turn, query)
    gone = set() if among is not None else await _unwelcome(turn, query)
    work = index.find(searched, limit, offset, among=among, exclude=gone)
    found = await turn.call("retrieval", work)
    if gone and not found.items and not offset:
        found = await turn.call("retrieval", index.find(searched, limit, offset, among=among))
    return found


async def others_that(turn: Turn, items: Sequence[Item], filters: Sequence[Filter]) -> Reply | None:
    """What none of ``items`` has, others of their kind may have: shown as the search in force, with a word before."""
    old = turn.state.query
    kinds = old.kinds or tuple(dict.fromkeys(item.category for item in items if item.category))
    query = old.model_copy(update={"kinds": kinds, "filters": combined(old.filters, filters), "sort": None})
    found = await find(turn, query)
    if not found.items:
        return None
    turn.update(query=query)
    turn.show(list(found.items), query, offset=len(found.items), total=found.total)
    text = lines(turn.say("ask.others_do"), safety_note(turn, in_force(turn, query)))
    return listing(turn, found.items, text, total=found.total)


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
    given_up = ""
    if not found.items and new is not None and new.sort is not None:  # "the cheapest then": no limit on the price
        old = [
            one for one in query.filters if one.field == new.sort.field and one not in new.filters and not one.safety
        ]
        wider = without(query, *old)
        if old and (further := await find(turn, wider)).items:
            given_up = turn.say("find.hard_one", limit=limits_phrase(turn, query, old, further.items))
            query, found = wider, further
            turn.update(query=query)
    if not found.items:
        fields = {one.field for one in new.filters} if new is not None and not new.fresh else set()
        return await nothing_fits(turn, query, [one for one in query.filters if one.field in fields])
    items = list(found.items)
    turn.show(items, query, offset=len(items), total=found.total, focus=items[0].id if query.sort else None)
    text = lines(
        joined(given_up, _lead(turn, query, found, items), _ranked_by(turn, query, found, new), silent(turn, found)),
        safety_note(turn, in_force(turn, query)),
    )
    return listing(turn, items, text, total=found.total, sort=query.sort)


def _lead(turn: Turn, query: Query, found: Found, items: list[Item]) -> str:
    """How many fit what, and which comes first in the order that was asked for."""
    limits = limits_phrase(turn, query, samples=items)
    what, who = kinds_phrase(turn, query, found.total), receiver_phrase(turn, query.receiver)
    what = turn.say("find.what_who", what=what, who=who) if who else what
    sold_out = turn.say("find.all_sold_out") if not any(item.in_stock for item in items) else ""
    if found.total == 1:
        key = "find.one_within" if limits else "find.one"
        lead = turn.say(key, title=items[0].title, what=what, limits=limits)
        value = phrase_of(turn, items[0], query.sort.field) if query.sort else ""
        return joined(lead, turn.say("find.value", value=value) if value else "", sold_out)
    if limits:
        named = what if query.kinds or query.receiver else ""
        whole = turn.say("list.limits").join(part for part in (named, limits) if part)
        lead = turn.say("find.many_within", count=found.total, what=whole)
    else:
        lead = turn.say("find.many", count=found.total, what=capital(what), shown=len(items))
    return joined(winner(turn, query.sort, items), lead, sold_out) if query.sort else joined(lead, sold_out)


def winner(turn: Turn, sort: Sort, items: Sequence[Item]) -> str:
    """ "Warmest first: the Alta, comfortable down to −19 °C." """
    value = phrase_of(turn, items[0], sort.field)
    if sort.field in ("relevance", "newest"):
        return ""
    if not value:
        return turn.say("find.no_values", label=label(turn, sort.field))
    tied = [item for item in items[1:] if said_value(turn, item, sort.field) == said_value(turn, items[0], sort.field)]
    ways = ("find.sorted_tied" if tied else "find.sorted") if sort.words else "find.sorted_by"
    words = capital(sort.words.strip() or label(turn, sort.field))
    return turn.say(ways, words=words, title=items[0].title, value=value, others=len(tied))


def _ranked_by(turn: Turn, query: Query, found: Found, new: Search | None) -> str:
    """What was said beside the limits: it decides the order, or no page holds it."""
    if query.text and not found.text_matched:
        return turn.say("find.unspoken", own=query.text)
    said = [words for words in (new.text, new.purpose) if words] if new is not None else []
    if not said or query.sort is not None or found.total < 2:
        return ""
    return turn.say("find.closest", own=turn.all_of([turn.quoted(words) for words in said]))


def silent(turn: Turn, found: Found) -> str:
    """How many fit otherwise, but do not say whether they do here; of all the shop's things it would say nothing."""
    if not turn.state.query.kinds:
        return ""
    said = [
        turn.say("find.silent", count=count, label=label(turn, field)) for field, count in found.silent[:2] if count
    ]
    return joined(*said)


async def _popular(turn: Turn, query: Query) -> Reply:
    """Search does not answer: what sells well of the kind asked for, said openly."""
    category = query.kinds[0] if query.kinds else None
    ids = await turn.store(turn.services.catalogue.popular, PAGE, category)
    items = turn.items(ids)
    if not items or any(limit.safety for limit in query.filters):
        raise Unavailable("retrieval", "no answer, and nothing popular to show instead")
    turn.show(items)
    return Reply(turn.say("find.slow"), cards=[turn.card(item) for item in items])
