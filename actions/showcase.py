"""What a shop has in its window: what sells best, and what is reduced."""

from __future__ import annotations

import re

from actions.cards import card
from actions.listing import PAGE, categories_to_tap, refinements, show
from actions.reading import has_limits, read
from actions.reply import Reply
from actions.summary import phrase
from actions.turn import Turn
from shop.types import Item

_BEST = re.compile(
    r"\bbest[- ]?sell(?:ers?|ing)\b|\b(?:most|what'?s|what is) popular\b|\btrending\b"
    r"|\bselling best\b|\btop (?:sellers|products|items)\b"
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
    """ "your best sellers", "jackets on sale"; ``None`` for anything else."""
    if _REDUCED.search(turn.text):
        return await _shown(turn, "reduced")
    return await _shown(turn, "best") if _BEST.search(turn.text) else None


async def _shown(turn: Turn, kind: str) -> Reply:
    """The most wanted first, in stock and within the limits that were named beside it."""
    limits = (await read(turn)).constraints.model_copy(update={"text": "", "in_stock": True, "sort": "relevance"})
    mirror = turn.house.retrieval.shelves.mirror
    within = set(mirror.item_ids(mirror.ids(limits)))
    ranked = await turn.budget.store(turn.house.catalogue.popular, len(mirror))
    items = [item for item_id in ranked if item_id in within and (item := mirror.get(item_id))]
    items = [item for item in items if kind == "best" or _reduced(item)][:PAGE]
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
