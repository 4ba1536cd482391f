"""The lists shown before: the last few are kept, so that a shopper can go back."""

from __future__ import annotations

import re
from typing import Any

from actions.base import ShopAction
from actions.cards import card
from actions.finding import search
from actions.listing import PAGE, nothing_named, refinements
from actions.reading import read
from actions.reply import Quick, Reply
from actions.turn import Turn
from shop.types import Constraints

_FIRST = re.compile(r"\b(?:first|beginning|start|original|initial)\b|最(?:初|开始|早)|一开始", re.IGNORECASE)


class ShowPrevious(ShopAction):
    """ "the ones before", "back to the first list"; after a look at one item, the list that it stood in."""

    action_name = "action_show_previous"

    async def answer(self, turn: Turn) -> Reply:
        return await show_previous(turn)


async def show_previous(turn: Turn) -> Reply:
    """An earlier list as it was, and from there on the talk goes on."""
    kept: list[dict[str, Any]] = turn.state.pending.get("lists", [])
    understood = await read(turn)
    if named := set(understood.constraints.categories):  # "back to the tents"
        there = [one for one in kept if (limits := _constraints(one)) and named & set(limits.categories)]
        if not there:
            return await search(turn, understood)
        kept = kept[: kept.index(there[-1]) + 1]
    first = not named and _FIRST.search(turn.plain)
    if not (first or named) and turn.state.pending.get("away") and turn.state.shown:
        lead = "previous.again"  # one item was looked at: its list is what lies behind
    elif kept:
        place = _beginning(turn, kept) if first else len(kept) - 1
        _take_up(turn, kept[place])
        turn.state.pending["lists"] = kept[:place]
        lead = "previous.again"
    else:
        lead = "previous.only"
    items = await turn.shown()
    if not items:
        return await nothing_named(turn)
    turn.state.pending.pop("away", None)
    turn.state.focus = None
    if turn.state.pending.get("list") == "recommendation":
        quick = [Quick(turn.say("tap.more_ideas"), "show_more"), *refinements(turn, items, 0)]
    else:
        quick = refinements(turn, items, int(len(items) >= PAGE))
    return Reply(turn.say(lead), cards=[card(item) for item in items], quick=quick[:4])


def _beginning(turn: Turn, kept: list[dict[str, Any]]) -> int:
    """Where the list began whose pages and refinements are shown now; the one before it where it has no others."""
    about, place = _about(turn.state.constraints, turn.state.pending), len(kept) - 1
    while place > 0 and _about(_constraints(kept[place - 1]), kept[place - 1]["pending"]) == about:
        place -= 1
    return place


def _about(constraints: Constraints | None, pending: dict[str, Any]) -> tuple[str, ...]:
    """What a list is about, however it was narrowed: the words suggestions began with, or the kinds looked for."""
    if pending.get("list") == "recommendation":
        return (str(pending.get("recommendation", {}).get("about")),)
    return constraints.categories or (constraints.text,) if constraints is not None else ()


def _constraints(one: dict[str, Any]) -> Constraints | None:
    return Constraints.model_validate(one["constraints"]) if one["constraints"] is not None else None


def _take_up(turn: Turn, one: dict[str, Any]) -> None:
    turn.state.shown, turn.state.offset = one["shown"], one["offset"]
    turn.state.constraints = _constraints(one)
    turn.state.pending.update(one["pending"])
