"""What goes with an item: things of other kinds, not the same again."""

from __future__ import annotations

import re

from actions.cards import card
from actions.listing import PAGE, refinements, show
from actions.reply import Reply
from actions.turn import Turn
from shop.errors import ShopkeeperError

_GOES_WITH = re.compile(
    r"\b(?:go(?:es)?|work(?:s)?|wear|use)(?: well| nicely)?(?: together)? with\b|\baccessor(?:y|ies)\b"
    r"|\bwhat (?:else )?(?:do|will|would) i need\b|搭配|配什么|还需要什么",
    re.IGNORECASE,
)


async def goes_with(turn: Turn) -> Reply | None:
    """ "what goes with it?", of the item pointed at or last talked about; ``None`` if the text asks something else."""
    if not _GOES_WITH.search(turn.text):
        return None
    items = await turn.referred() or (await turn.items([turn.state.focus]) if turn.state.focus else [])
    items = items or (await turn.shown())[:1]
    if not items:
        return None
    item = items[0]
    try:
        work = turn.house.retrieval.search.complementary(item.id, PAGE)
        hits = await turn.budget.call("retrieval", work)
    except ShopkeeperError:
        return None
    found = await turn.items([hit.item_id for hit in hits])
    if not found:
        return None
    show(turn, found, offset=len(found))
    turn.state.constraints = None
    turn.state.focus = item.id
    text = turn.say("similar.goes_with", title=item.title)
    return Reply(text, cards=[card(one) for one in found], quick=refinements(turn, found, 0))
