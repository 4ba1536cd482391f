"""What a shopper does in the chat, and what is known of them: kept where they agreed to it, else for this visit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

from shop.errors import ShopkeeperError
from shop.tastes import covered, norm
from shop.types import Event, Profile, Taste

if TYPE_CHECKING:
    from dialogue.turn import Turn

log = structlog.get_logger(__name__)
NEWEST = 200  # events of a profile


async def note(turn: Turn, *events: Event) -> None:
    """Into the profile of a shopper who agreed to be remembered; of any other it counts for this conversation and is
    never stored. Losing it must not cost the reply."""
    services = turn.services
    turn.profile = None
    try:
        if not await turn.store(_recorded, turn, events):
            services.visits.add(turn.conversation.id, events)
    except ShopkeeperError as error:
        log.warning("event not recorded", kinds=[event.type for event in events], error=str(error))


def _recorded(turn: Turn, events: tuple[Event, ...]) -> bool:
    if not turn.services.shoppers.consented(turn.shopper_id):
        return False
    turn.services.profiles.record(turn.shopper_id, events)
    return True


async def keep_taste(turn: Turn, taste: Taste) -> None:
    """As :func:`note`: beyond this conversation only for who agreed to it."""
    services = turn.services
    turn.profile = None  # what was read of it is old
    if await turn.store(services.shoppers.consented, turn.shopper_id):
        await turn.store(services.profiles.add_taste, turn.shopper_id, taste)
    else:
        services.visits.add_taste(turn.conversation.id, taste)


async def forget_taste(turn: Turn, text: str) -> bool:
    """Whether there was one, kept or told in this visit."""
    services = turn.services
    turn.profile = None
    told = services.visits.remove_taste(turn.conversation.id, text)
    if not await turn.store(services.shoppers.consented, turn.shopper_id):
        known = {norm(taste.text) for taste in await turn.store(services.profiles.tastes, turn.shopper_id)}
        if norm(text) not in known:  # nothing more is written down of who did not agree
            return told
    return await turn.store(services.profiles.remove_taste, turn.shopper_id, text) or told


async def profile_of(turn: Turn) -> Profile:
    """The profile, and beside it what was done in this visit alone; read once a turn."""
    if turn.profile is None:
        turn.profile = await _read(turn)
    return turn.profile


async def _read(turn: Turn) -> Profile:
    profile = await turn.store(turn.services.profiles.profile, turn.shopper_id)
    visits, here = turn.services.visits, turn.conversation.id
    visit, told = visits.events(here), visits.tastes(here)
    if not visit and not told:
        return profile
    events = sorted((*profile.events, *visit), key=lambda event: event.ts)[-NEWEST:]
    again = {norm(taste.text) for taste in told}
    disliked = [norm(taste.text) for taste in told if taste.weight < 0]
    kept = [one for one in profile.tastes if norm(one.text) not in again and not covered(one.text, disliked)]
    tastes = (*told, *kept)
    return profile.model_copy(update={"events": tuple(events), "tastes": tastes})


def writes(turn: Turn) -> bool:
    """Whether the writer of texts is there and speaks the conversation's language."""
    return turn.services.writer is not None and turn.services.settings.voice.language[:2] == turn.language[:2]
