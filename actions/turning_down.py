"""A kind of thing turned down beside a list: the list goes on without it."""

from __future__ import annotations

import re
from dataclasses import replace

from actions.finding import search
from actions.likes import liked
from actions.reading import has_limits, read
from actions.refusals import read_with_refusals
from actions.reply import Reply
from actions.suggesting import recommend, shows_gifts
from actions.turn import Turn
from retrieval.dislikes import bearing
from retrieval.understanding.phrases import stems
from retrieval.understanding.refusals import refused
from shop.types import Constraints

_FOR_SOMEONE = re.compile(
    r"^\W*(?:(?:it|that|this)(?:'s| is)\s+|its\s+)?for (?:an?|my|our|his|her|their) [\w ,'-]{2,40}\W*$", re.IGNORECASE
)


async def turned_down(turn: Turn) -> Reply | None:
    """ "not a machine, he has one"; ``None`` where there is no list, or nothing is turned down.

    What is said of a gift's receiver is no taste of the shopper's; their own dislikes are noted elsewhere.
    """
    if not turn.state.shown or turn.ordinal is not None or turn.entity("item_id"):
        return None
    suggested = turn.state.pending.get("list") == "recommendation"
    if turn.intent == "state_dislike" and not shows_gifts(turn):
        return None
    before = turn.state.constraints or Constraints()
    understood, things = await read_with_refusals(turn, before)
    if not things:
        if not suggested or not (things := await _unheard_of(turn)):
            return None
        understood = replace(understood, constraints=before, changes=(), fresh=False)
    if not suggested:
        looked_for = set(stems(" ".join((before.text, *before.categories))))
        if understood.fresh or any(set(stems(thing)) <= looked_for for thing in things):
            return None  # of headphones, no headphones: nothing would be left
        return await search(turn, understood)
    reply = None
    if not understood.changes and not await _meets(turn, understood.constraints):  # none of these: others, then
        turn.state.constraints = understood.constraints
        reply = await recommend(turn, more=True)
    if reply is None or not reply.cards:
        turn.state.constraints = before
        reply = await recommend(turn, understood=understood)
    key = "recommend.refused"
    if not reply.cards:  # of what suits music nothing but headphones and speakers: anything else, then
        key, wider = "recommend.refused_all", understood.constraints.model_copy(update={"text": "", "uses": ()})
        reply = await recommend(turn, understood=replace(understood, constraints=wider))
    if reply.cards:
        reply.text = turn.say(key, what=turn.one_of(things))
    return reply


async def told_of_receiver(turn: Turn) -> Reply | None:
    """ "she loves tea", "for a colleague", beside ideas for a gift: ideas of that kind, for that person. It is no taste
    of the shopper's."""
    if not shows_gifts(turn) or turn.form or not (liked(turn.plain) or _FOR_SOMEONE.match(turn.plain)):
        return None
    return await recommend(turn, understood=await read(turn, turn.state.constraints or Constraints(), ""))


async def _meets(turn: Turn, constraints: Constraints) -> bool:
    """Whether any of the items shown is kept out now."""
    gone = bearing(turn.house.retrieval.shelves, constraints.without)
    shown = await turn.shown()
    return any(item.id in gone or set(item.categories) & set(constraints.not_categories) for item in shown)


async def _unheard_of(turn: Turn) -> tuple[str, ...]:
    """ "no books please", where the shop has none: those words, if they name things and nothing else is said."""
    said = refused(turn.plain)
    if said is None or said.rest or not all(thing.endswith("s") for thing in said.things):
        return ()
    limits = [(await read(turn, text=thing)).constraints for thing in said.things]
    return said.things if not any(map(has_limits, limits)) else ()
