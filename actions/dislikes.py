"""Items of a list that are waved away."""

from __future__ import annotations

import re

from actions.events import note, profile_of
from actions.reply import Quick, Reply
from actions.turn import Turn
from retrieval.dislikes import ruled_out
from shop.types import Constraints, Event, Profile

NAMED = 2  # items of a list that are named one by one
_NOT_THAT = re.compile(r"^\W*(?:no\b\W*)?(?:not|anything but|forget) (?:that|this|the|those)\b|^不要第", re.IGNORECASE)


def waved_away(profile: Profile) -> list[str]:
    """Ids of the items that were dismissed."""
    return [event.item_id for event in profile.events if event.type == "dismiss" and event.item_id]


async def unwelcome(turn: Turn, constraints: Constraints) -> set[str]:
    """Ids of what the shopper waved away or said no to, unless it is what they ask for."""
    profile = await profile_of(turn)
    asked = " ".join(
        (
            turn.plain,
            constraints.text,
            *constraints.categories,
            *constraints.colours,
            *constraints.materials,
            *constraints.brands,
            *constraints.uses,
        )
    )
    return set(waved_away(profile)) | ruled_out(turn.house.retrieval.shelves, profile.tastes, asked)


async def dismissed(turn: Turn) -> Reply | None:
    """Items of the list that the shopper does not want to see again; ``None`` if the text points at none."""
    meant = [item for item in await turn.referred() if item.id in turn.state.shown]
    if not meant:
        return None
    await note(turn, *(Event(type="dismiss", item_id=item.id) for item in meant))
    gone = {item.id for item in meant}
    turn.state.shown = [item_id for item_id in turn.state.shown if item_id not in gone]
    names = turn.all_of([item.title for item in meant])
    text = turn.say("taste.dismissed_all") if len(meant) > NAMED else turn.say("taste.dismissed", what=names)
    return Reply(text, quick=[Quick(turn.say("tap.more_ideas"), "show_more")])


def turns_down(turn: Turn) -> bool:
    """ "not the first one"."""
    return bool(_NOT_THAT.search(turn.plain))
