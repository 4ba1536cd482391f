"""Whose things the shop carries: "which brands do you have", "what makes of headphones are there"."""

from __future__ import annotations

import re
from collections import Counter

from actions.reading import read
from actions.reply import Quick, Reply
from actions.summary import apart, phrase
from actions.turn import Turn
from shop.types import Constraints

MOST = 8  # makers named
_ASKS = re.compile(
    r"\b(?:what|which)(?: other| kinds? of| sorts? of)? (?:brands|makes|makers|labels|manufacturers)\b"
    r"|(?:哪些|什么|有几个)(?:品牌|牌子)(?!的)",
    re.IGNORECASE,
)


async def brands(turn: Turn) -> Reply | None:
    """The makers of most things, of the kind that is named beside; ``None`` for another question, or where the
    catalogue knows no makers."""
    if not _ASKS.search(turn.text):
        return None
    kinds = Constraints(categories=(await read(turn)).constraints.categories)
    makers = Counter(item.brand for item in turn.house.retrieval.mirror.under(kinds) if item.brand)
    if not makers:
        return None
    named = [maker for maker, _ in makers.most_common(MOST)]
    more = [turn.say("departments.more")] if len(makers) > len(named) else []
    what = phrase(turn, kinds) if kinds.categories else ""
    said = turn.all_of([*named, *more])
    text = turn.say("brands.of", kind=what, what=said) if what else turn.say("brands.all", what=said)
    words = " ".join(apart(kinds.categories[:1]))
    quick = [Quick(maker[:40], "search_item", {"words": f"{words} by {maker}".strip()}) for maker in named[:4]]
    return Reply(text, quick=quick)
