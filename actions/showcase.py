"""What a shop has in its window: what sells best, what is reduced, what is new."""

from __future__ import annotations

import re

from actions.cards import card
from actions.listing import PAGE, categories_to_tap, refinements, show
from actions.reading import has_limits, read
from actions.reply import Reply
from actions.summary import phrase
from actions.turn import Turn
from shop.types import Constraints, Item

_BEST = re.compile(
    r"\bbest[- ]?sell(?:ers?|ing)\b|\b(?:most|what'?s|what is) popular\b|\btrending\b"
    r"|\bwhat(?:'?s| is) (?:hot|good here)\b|\bselling best\b|\btop (?:sellers|products|items)\b"
    r"|热门|畅销|爆款|卖得最好",
    re.IGNORECASE,
)
_REDUCED = re.compile(
    r"\b(?:on|in the|for the|a|any|the) sale\b(?! here)|\b(?:discounted|reduced|marked down)\b"
    r"|\b(?:special )?offers\b|\bdeals\b|\bclearance\b"
    r"|打折|特价|促销|降价",
    re.IGNORECASE,
)


async def showcase(turn: Turn) -> Reply | None:
    """ "your best sellers", "jackets on sale", "what's new"; ``None`` for anything else."""
    constraints = (await read(turn)).constraints
    if constraints.sort == "newest":
        return await newest(turn, constraints)
    if not _REDUCED.search(turn.text) and not _BEST.search(turn.text):
        return None
    kind = "reduced" if _REDUCED.search(turn.text) else "best"
    ranked = await turn.budget.store(turn.house.catalogue.popular, len(turn.house.retrieval.mirror))
    return await _shown(turn, constraints, kind, ranked)


async def newest(turn: Turn, constraints: Constraints) -> Reply:
    """What came in last; where that is not known of anything within the limits, it is said so, with favourites."""
    arrived = await turn.budget.store(turn.house.catalogue.arrivals)
    if (new := await _shown(turn, constraints, "new", arrived)).cards:
        return new
    ranked = await turn.budget.store(turn.house.catalogue.popular, len(turn.house.retrieval.mirror))
    return await _shown(turn, constraints, "undated", ranked)


async def _shown(turn: Turn, constraints: Constraints, kind: str, ranked: list[str]) -> Reply:
    """The first of these ids that are in stock and within the limits that were named beside it."""
    limits = constraints.model_copy(update={"text": "", "in_stock": True, "sort": "relevance"})
    mirror = turn.house.retrieval.mirror
    within = set(mirror.item_ids(mirror.ids(limits)))
    items = [item for item_id in ranked if item_id in within and (item := mirror.get(item_id))]
    items = [item for item in items if kind != "reduced" or _reduced(item)][:PAGE]
    named = limits.model_copy(update={"in_stock": False})
    what = phrase(turn, named) if has_limits(named) else ""
    if not items:
        key = "showcase.none" if kind == "reduced" else "recommend.none"
        text = turn.say(key, what=what or turn.say("showcase.things"))
        return Reply(text, quick=await categories_to_tap(turn))
    show(turn, items, offset=len(items))
    turn.state.constraints = limits if what else None
    key = f"showcase.{kind}_of" if what else f"showcase.{kind}"
    return Reply(turn.say(key, what=what), cards=[card(item) for item in items], quick=refinements(turn, items, 0))


def _reduced(item: Item) -> bool:
    return item.price is not None and item.list_price is not None and item.list_price > item.price
