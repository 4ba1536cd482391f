"""Putting a conversation into the agents' queue."""

from __future__ import annotations

from contextlib import suppress

from dialogue.turn import Turn
from shop.errors import Conflict
from shop.types import Owner


async def call_person(turn: Turn, why: str) -> None:
    """A person is called; the gateway tells both sides. Twice is once."""
    with suppress(Conflict):  # a person has it already, or is on the way
        await turn.store(
            turn.services.conversations.set_owner,
            turn.conversation.id,
            Owner.WAITING,
            who="bot",
            why=why[:200],
            expect=Owner.BOT,
        )
