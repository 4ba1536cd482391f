"""Suggestions with reasons: from the shopper's profile, the moment, or what the one who gets a present likes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import structlog

from dialogue.commands import Page, Recommend, Search, Why
from dialogue.formatting import label, phrase_of, said_value
from dialogue.handlers.absent import kinds_to_tap
from dialogue.handlers.lookup import find, what_then
from dialogue.handlers.picks import (
    POOL,
    Wishes,
    audience_lived,
    explained,
    note_shown,
    picks_for,
    reasons_for,
)
from dialogue.handlers.results import in_force, joined, lines, listing, safety_note, settled
from dialogue.memory import profile_of
from dialogue.query_summary import limits_phrase, receiver_phrase, summary
from dialogue.query_update import updated
from dialogue.reply import Reply, Tap
from retrieval.dislikes import bearing
from retrieval.moments import by_turns
from shop.dialogue import Filter, Query
from shop.errors import ShopkeeperError
from shop.types import Item, Profile

if TYPE_CHECKING:
    from dialogue.turn import Turn

log = structlog.get_logger(__name__)
WHY = 3  # items that are spoken of when none is pointed at
FEW = 3  # things that are liked: fewer are no list of ideas
NEAR = 0.55  # how close a kind must come to what is liked


# ── suggestions ───────────────────────────────────────────────────────────────────────────────


async def recommend(turn: Turn, command: Recommend) -> Reply:
    """Picks for this shopper, for a present, or for a moment; not twice in one turn."""
    nothing = Recommend(words=command.words, confidence=command.confidence)
    last, before = turn.state.results[-1:], turn.context.state.results[-1:]
    if command == nothing and last != before and last[0].source == "picks":
        return Reply()
    return await suggest(turn, await settled(turn, _asked(turn, command), command.filters))


async def more_picks(turn: Turn) -> Reply:
    """The next ones of the suggestions shown last."""
    shown = [result for result in turn.state.results if result.source == "picks"]
    query = shown[-1].query or Query()
    seen = tuple(item_id for result in shown if result.query == shown[-1].query for item_id in result.ids)
    return await suggest(turn, query, seen=seen)


def _asked(turn: Turn, command: Recommend) -> Query:
    """The wishes of this request; what is said of the same receiver is added to what is known of them."""
    old = turn.state.query
    price = [] if command.budget is None else [Filter(field="price", op="at_most", high=float(command.budget))]
    same = command.receiver is not None and old.receiver is not None and command.receiver.who in ("", old.receiver.who)
    search = Search(
        fresh=not same,
        kinds=command.kinds,
        not_kinds=command.not_kinds,
        filters=(*command.filters, *price),
        purpose=command.purpose,
        receiver=command.receiver,
    )
    return updated(old, search)


async def suggest(turn: Turn, query: Query, seen: tuple[str, ...] = ()) -> Reply:
    """Candidates under the limits, ranked by the model; without it, what is popular or what the words find."""
    searched, profile = in_force(turn, query), await profile_of(turn)
    kinds, candidates = await _suiting(turn, searched)
    receiver = query.receiver
    wishes = Wishes(
        query=searched,
        candidates=candidates,
        kinds=kinds,
        seen=seen,
        context=query.purpose if receiver is None else " ".join((query.purpose, *receiver.likes)),
        audience=receiver.audience if receiver else audience_lived(turn, profile),
        banned=_banned(turn, searched),
    )
    picks, model = await picks_for(turn, profile, wishes)
    items = turn.items(pick.item_id for pick in picks)
    items = turn.services.index.order(items, query.sort) if query.sort is not None else items
    turn.update(query=query)
    if not items:
        looser = None if seen else _looser(query)
        if looser is not None:
            none = turn.say("recommend.none", what=summary(turn, query))
            reply = await suggest(turn, looser)
            return replace(reply, text=lines(none, reply.text)) if reply.cards else reply
        return await _none(turn, query, searched, bool(seen))
    by_id = {pick.item_id: pick for pick in picks}
    told = {item.id: reasons_for(turn, by_id[item.id], profile, gift=wishes.gift) for item in items}
    cards = [turn.card(item, reasons=told[item.id]) for item in items]
    turn.show(items, query, "picks", offset=len(seen) + len(items))
    await note_shown(turn, model or "popular", items, first=len(seen) + 1)
    lead = turn.say("recommend.more") if seen else _lead(turn, query, profile, items, modelled=bool(model))
    reply = listing(turn, items, lines(lead, safety_note(turn, searched)))
    reply.cards = cards
    reply.taps = [Tap(turn.say("tap.more_ideas"), Page(to="next")), *reply.taps]
    return reply


async def _suiting(turn: Turn, query: Query) -> tuple[list[list[str]], list[str] | None]:
    """What suits the receiver or the moment, kind by kind; and all of it, ``None`` for whatever there is."""
    kinds: list[list[str]] = []
    if query.receiver is not None and query.receiver.likes and not query.kinds:
        kinds = await _liked(turn, query)
    elif query.purpose and not query.kinds:
        kinds = await suited(turn, query)
    if kinds:
        return kinds, by_turns(kinds)
    if not (query.kinds or query.filters or query.text or query.not_kinds):
        return [], None
    found = await find(turn, query.model_copy(update={"sort": None}), limit=POOL)
    ids = [item.id for item in found.items]
    by_kind = _by_kind(found.items)
    return (by_kind if len(by_kind) > 1 else []), ids


async def suited(turn: Turn, query: Query) -> list[list[str]]:
    """Ids of what suits the purpose, kind by kind, under the limits; none without vectors."""
    limits = Query(not_kinds=query.not_kinds)
    try:
        kinds = await turn.call("retrieval", turn.services.retrieval.moments.suited(query.purpose, limits), share=0.5)
    except ShopkeeperError as error:
        log.warning("the purpose's kinds were not found", error=str(error))
        return []
    return [kept for kind in kinds if (kept := [item.id for item in _under(turn, query, turn.items(kind))])]


async def _liked(turn: Turn, query: Query) -> list[list[str]]:
    """What has to do with each thing the receiver likes, kind by kind; none where that is next to nothing."""
    assert query.receiver is not None
    index = turn.services.index
    parts: list[list[list[str]]] = []
    for like in query.receiver.likes:
        named = [kind for kind, score in await turn.call("retrieval", index.kinds_named(like)) if score >= NEAR]
        found: list[Item] = []
        if named:
            found += (await find(turn, query.model_copy(update={"kinds": tuple(named)}), limit=POOL)).items
        found += _under(turn, query, turn.items(sorted(bearing(turn.services.retrieval.shelves, [like]))))
        parts.append(_by_kind(list({item.id: item for item in found}.values())))
    kinds = by_turns(parts)  # of camping and coffee some of each
    return kinds if sum(map(len, kinds)) >= FEW else []


def _under(turn: Turn, query: Query, items: Sequence[Item]) -> list[Item]:
    hard = [limit for limit in query.filters if limit.hard]
    unwanted = {kind.casefold() for kind in query.not_kinds}
    return [
        item
        for item in items
        if item.in_stock
        and all(turn.services.index.passes(item, limit) for limit in hard)
        and not unwanted & {part.casefold() for part in (*item.categories, item.category or "")}
    ]


def _by_kind(items: Sequence[Item]) -> list[list[str]]:
    kinds: dict[str | None, list[str]] = {}
    for item in items:
        kinds.setdefault(item.category, []).append(item.id)
    return list(kinds.values())


def _banned(turn: Turn, query: Query) -> set[str]:
    """What the receiver does not like."""
    dislikes = query.receiver.dislikes if query.receiver else ()
    return bearing(turn.services.retrieval.shelves, list(dislikes)) if dislikes else set()


def _looser(query: Query) -> Query | None:
    """A present's wishes without what nothing has: for whom, for how much, and what must not be inside stay."""
    kept = tuple(one for one in query.filters if one.safety or one.field in ("price", "audience"))
    if query.receiver is None or kept == query.filters:
        return None
    gone = [one.words for one in query.filters if one not in kept]
    return query.model_copy(update={"filters": kept, "purpose": " ".join(filter(None, (query.purpose, *gone)))})


async def _none(turn: Turn, query: Query, searched: Query, seen: bool) -> Reply:
    if seen:
        return Reply(turn.say("recommend.no_more"))
    if query.empty:
        return await what_then(turn)
    text = turn.say("recommend.none", what=summary(turn, query))
    return Reply(lines(text, safety_note(turn, searched)), taps=await kinds_to_tap(turn))


def _lead(turn: Turn, query: Query, profile: Profile, items: Sequence[Item], *, modelled: bool) -> str:
    limits = limits_phrase(turn, query, samples=items)
    if query.receiver is not None:
        who = receiver_phrase(turn, query.receiver)
        likes = turn.all_of(query.receiver.likes) if query.receiver.likes else ""
        about = turn.say("list.comma").join(part for part in (likes, limits) if part)
        key = "recommend.gift_for" if about else "recommend.gift"
        priced = query.budget is not None or any(limit.field == "price" for limit in query.filters)
        asks = (
            turn.say("recommend.gift_likes" if priced else "recommend.gift_ask") if not (likes or query.kinds) else ""
        )
        return joined(turn.say(key, who=who or turn.say("recommend.a_present"), what=about), asks)
    if query.purpose:
        within = turn.say("recommend.limits", limits=limits) if limits else ""
        return turn.say("recommend.for", what=turn.quoted(query.purpose), within=within)
    if limits or query.kinds:
        return turn.say("recommend.within", what=summary(turn, query, samples=items))
    if not modelled:
        return turn.say("recommend.plain")
    return turn.say("recommend.you" if profile.events or profile.tastes else "recommend.newcomer")


# ── why ───────────────────────────────────────────────────────────────────────────────────────


async def why(turn: Turn, command: Why) -> Reply:
    """Of suggestions the model's reasons; of a search what was kept; of related items what they relate to."""
    if not turn.state.results:
        return Reply(turn.say("why.nothing"))
    last = turn.state.results[-1]
    pointed = turn.items(command.item.ids) if command.item is not None else []
    items = pointed or turn.items(last.ids)
    if last.source == "picks":
        return await _why_picked(turn, items[:WHY], last.query or Query())
    if last.source in ("similar", "complements") and turn.state.focus:
        about = turn.items([turn.state.focus])
        if about:
            return Reply(turn.say("why.related", title=about[0].title))
    query = last.query or turn.state.query
    limits = limits_phrase(turn, query, samples=items)
    parts = [turn.say("why.search", what=limits)] if limits else []
    if query.sort is not None and items:
        value = phrase_of(turn, items[0], query.sort.field)
        parts.append(turn.say("why.sorted", title=items[0].title, value=value) if value else "")
    elif items:
        facts = [
            turn.say("value.named", label=label(turn, field), value=said)
            if field == "price"
            else phrase_of(turn, items[0], field)
            for field in _matching(query)
            if (said := said_value(turn, items[0], field))
        ]
        parts.append(turn.say("why.first", title=items[0].title, facts=turn.all_of(facts[:4]))) if facts else None
    rating = said_value(turn, items[0], "rating") if items else ""
    if not parts and rating:
        parts.append(turn.say("why.rated", title=items[0].title, value=rating))
    return Reply(joined(*parts) or turn.say("why.words", what=query.text or summary(turn, query)))


def _matching(query: Query) -> list[str]:
    return [limit.field for limit in query.filters if limit.field and limit.op not in ("is_not", "without")]


async def _why_picked(turn: Turn, items: Sequence[Item], query: Query) -> Reply:
    profile = await profile_of(turn)
    wishes = Wishes(query=in_force(turn, query), context=query.purpose)
    picks = await explained(turn, profile, wishes, [item.id for item in items])
    told, personal = [], False
    for item, pick in zip(items, picks, strict=True):
        reasons = reasons_for(turn, pick, profile, gift=wishes.gift, moment=query.purpose)
        if reasons:
            told.append(turn.say("why.item", title=item.title, why=turn.say("list.comma").join(reasons)))
        personal = personal or any(reason.kind not in ("popular", "context") for reason in pick.reasons)
    limits = limits_phrase(turn, query, samples=items)
    within = turn.say("why.within", what=limits) if limits else ""
    parts = [within, *told] if told else [within or turn.say("why.popular")]
    parts.append(turn.say("why.wrong") if personal else "")
    return Reply(lines(*parts), taps=[Tap(turn.say("tap.more_ideas"), Page(to="next"))])
