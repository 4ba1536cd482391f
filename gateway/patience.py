"""When the bot has failed often enough that a person should come."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from gateway.rasa import Reply
from gateway.reception import Reception
from shop.conversations import Conversations

PATIENCE = 2  # failures in a row


class Patience:
    """The count stands in the dialogue's state, where the actions keep it: they add to it and begin anew."""

    def __init__(self, conversations: Conversations, reception: Reception) -> None:
        self._conversations = conversations
        self._reception = reception

    async def is_over(self, conversation_id: str, replies: Sequence[Reply]) -> bool:
        """Whether this answer is one failure too many, and somebody is there to do better.

        No answer at all counts as a failure. What no shop can help with does not: there a person is only offered,
        as by the bot's own answer while nobody is at the desk.
        """
        if not replies:
            await asyncio.to_thread(self._add, conversation_id)
        elif not any(reply.data.get("fallback") == "unclear" for reply in replies):
            return False
        state = await asyncio.to_thread(self._conversations.state, conversation_id)
        return state.failures >= PATIENCE and await self._reception.staffed()

    async def renew(self, conversation_id: str) -> None:
        """A person comes: the count begins anew."""
        await asyncio.to_thread(self._set, conversation_id, 0)

    def _add(self, conversation_id: str) -> None:
        self._set(conversation_id, self._conversations.state(conversation_id).failures + 1)

    def _set(self, conversation_id: str, failures: int) -> None:
        state = self._conversations.state(conversation_id)
        self._conversations.save_state(conversation_id, state.model_copy(update={"failures": failures}))
