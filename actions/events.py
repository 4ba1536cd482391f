"""What a shopper does in the chat, and what is known of them: kept where they agreed to it, else for this visit."""

from __future__ import annotations

import structlog

from actions.turn import Turn
from shop.errors import ShopkeeperError
from shop.types import Event, Profile

log = structlog.get_logger(__name__)
NEWEST = 200  # events of a profile


async def note(turn: Turn, *events: Event) -> None:
    """Into the profile of a shopper who agreed to be remembered; of any other it counts for this conversation and is
    never stored. Losing it must not cost the reply."""
    try:
        if await turn.budget.store(turn.house.shoppers.consented, turn.shopper_id):
            await turn.budget.store(turn.house.profiles.record, turn.shopper_id, events)
        else:
            turn.house.visits.add(turn.conversation.id, events)
    except ShopkeeperError as error:
        log.warning("event not recorded", kinds=[event.type for event in events], error=str(error))


async def profile_of(turn: Turn) -> Profile:
    """The profile, and beside it what was done in this visit alone."""
    profile = await turn.budget.store(turn.house.profiles.profile, turn.shopper_id)
    visit = turn.house.visits.events(turn.conversation.id)
    if not visit:
        return profile
    events = sorted((*profile.events, *visit), key=lambda event: event.ts)[-NEWEST:]
    return profile.model_copy(update={"events": tuple(events)})
