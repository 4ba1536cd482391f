"""Why an item was picked, as one would say it."""

from __future__ import annotations

from actions.summary import plain
from actions.turn import Turn
from shop.types import Pick, Profile, Reason


async def reasons_for(turn: Turn, pick: Pick, profile: Profile, gift: bool, moment: str = "") -> list[str]:
    """The model's reasons in the conversation's language, as one would say them: what the shopper did and likes in
    one sentence ("because you looked at the Alta tent and like blue and black"), the others each by itself.

    ``moment``: what the picks are for, in the shopper's own words.
    """
    brands = {taste.text for taste in profile.tastes if taste.kind == "brand"}
    disliked = {taste.text for taste in profile.tastes if taste.weight < 0}
    named: dict[str, dict[str, None]] = {}  # kind → what it is about, each thing once whatever was done with it
    refs: set[str] = set()
    alone = []
    for reason in pick.reasons[:2]:
        if gift and reason.kind == "context":  # that it fits what was asked for goes without saying
            continue
        title = await _title(turn, reason, brands)
        if reason.ref in (*refs, pick.item_id) or title is None:
            continue
        refs |= {reason.ref} if reason.ref else set()
        if reason.kind == "taste" and reason.ref in disliked:
            alone.append(turn.say("reason.avoided", title=title))
        elif reason.kind == "context":
            alone += [turn.say("reason.context", title=moment)] if moment else []
        elif reason.kind in ("popular", "dismiss"):
            alone.append(turn.say(f"reason.{reason.kind}", title=title))
        else:
            named.setdefault(reason.kind, {})[title] = None
    both, two = turn.say("reason.and"), turn.say("list.and")
    # “tea” and “tents”: each search in quotes of its own
    between = {kind: f"”{two}“" if kind == "search" else two for kind in named}
    parts = [turn.say(f"reason.{kind}", title=between[kind].join(titles)) for kind, titles in named.items()]
    said = [turn.say("reason.because", parts=both.join(parts))] if parts else []
    return list(dict.fromkeys([*said, *alone]))


async def _title(turn: Turn, reason: Reason, brands: set[str]) -> str | None:
    """What a reason is about, in words; None for an item that is gone. ``brands`` keep their capitals."""
    if reason.kind in ("view", "cart", "purchase", "rating", "dismiss") and reason.ref:
        items = await turn.items([reason.ref])
        return items[0].title if items else None
    text = reason.ref or reason.text
    return plain(text) if reason.kind == "taste" and text not in brands else text
