"""What Rasa's tracker must know of a conversation that went on without it."""

from __future__ import annotations

import asyncio
from typing import Any

import structlog

from gateway.rasa import Rasa
from shop.conversations import Conversations
from shop.desk import DeskBook
from shop.errors import NotFound, Unavailable
from shop.types import Message

log = structlog.get_logger()
_LOOP_OVER: list[dict[str, Any]] = [
    {"event": "active_loop", "name": None},
    {"event": "slot", "name": "requested_slot", "value": None},
]


class BotMemory:
    def __init__(self, conversations: Conversations, book: DeskBook, rasa: Rasa) -> None:
        self._conversations = conversations
        self._book = book
        self._rasa = rasa
        self._owed: set[str] = set()  # conversations whose bot could not be told yet

    async def tell(self, conversation_id: str) -> None:
        """Write the agents' words into the tracker, each once; a form that was open is over."""
        told = (await asyncio.to_thread(self._book.facts, conversation_id))["told_id"]
        messages = [m for m in await self._since(conversation_id, told) if m.author == "agent"]
        if not messages:
            return
        try:
            await self._rasa.append(conversation_id, [_uttered(m) for m in messages] + _LOOP_OVER)
        except Unavailable as error:
            self._owed.add(conversation_id)
            log.warning("the bot does not know yet what the agent said", why=error.message)
            return
        self._owed.discard(conversation_id)
        await asyncio.to_thread(self._book.note_facts, conversation_id, told_id=messages[-1].id)

    async def catch_up(self, conversation_id: str) -> None:
        """Before a turn of the bot's: what it could not be told when it was time to."""
        if conversation_id in self._owed:
            await self.tell(conversation_id)

    async def forget(self, conversation_id: str) -> None:
        """A fresh start: no half-done form, no failures counted, in Rasa and in the store."""
        await asyncio.to_thread(self._reset, conversation_id)
        try:
            await self._rasa.append(conversation_id, [{"event": "restart"}])
        except Unavailable as error:
            log.warning("the bot could not be restarted", why=error.message)

    def _reset(self, conversation_id: str) -> None:
        state = self._conversations.state(conversation_id)
        fresh = state.model_copy(update={"failures": 0, "flow": None, "question": None, "offer": None, "queued": ()})
        self._conversations.save_state(conversation_id, fresh)

    async def _since(self, conversation_id: str, after: str | None) -> list[Message]:
        try:
            return await asyncio.to_thread(self._conversations.history, conversation_id, after, 500)
        except NotFound:
            return await asyncio.to_thread(self._conversations.history, conversation_id, None, 500)


def _uttered(message: Message) -> dict[str, Any]:
    agent = message.data.get("agent", {}).get("name", "")
    return {
        "event": "bot",
        "text": message.text,
        "timestamp": message.created_at.timestamp(),
        "data": {},
        "metadata": {"author": "agent", "agent": agent, "message_id": message.id},
    }
