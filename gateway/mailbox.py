"""Everything said in a conversation passes here: stored first, then sent to whoever listens."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import uuid4

from gateway.metrics import Metrics
from gateway.schema import OwnerView, message_json
from gateway.stream import Hub, conversation, watch
from shop.conversations import Conversations
from shop.pending import Claim
from shop.types import Author, Card, Message, QuickReply, Source


class Mailbox:
    def __init__(self, conversations: Conversations, hub: Hub, metrics: Metrics) -> None:
        self._conversations = conversations
        self._hub = hub
        self._metrics = metrics

    async def post(
        self,
        conversation_id: str,
        author: Author,
        text: str = "",
        *,
        message_id: str | None = None,
        client_id: str | None = None,
        cards: tuple[Card, ...] = (),
        quick_replies: tuple[QuickReply, ...] = (),
        sources: tuple[Source, ...] = (),
        data: dict[str, Any] | None = None,
        claim: Claim | None = None,
    ) -> tuple[Message, bool]:
        """Store the message, then push it. A ``client_id`` seen before gives the message of then, and False."""
        message = Message(
            id=message_id or new_id(),
            conversation_id=conversation_id,
            author=author,
            text=text,
            cards=cards,
            quick_replies=quick_replies,
            sources=sources,
            data=data or {},
        )
        stored, is_new = await asyncio.to_thread(self._conversations.append, message, client_id, claim)
        if is_new:
            self._metrics.messages.labels(author).inc()
            frame = {"type": "message", "message": message_json(stored)}
            if client_id is not None:
                frame["client_id"] = client_id
            await self._both(conversation_id, frame)
        return stored, is_new

    async def delta(self, conversation_id: str, message_id: str, text: str) -> None:
        """A piece of a message that is still being written."""
        await self._both(conversation_id, {"type": "delta", "message_id": message_id, "text": text})

    async def typing(self, conversation_id: str, author: Author, on: bool) -> None:
        await self._both(conversation_id, {"type": "typing", "author": author, "on": on})

    async def shopper_typing(self, conversation_id: str, on: bool) -> None:
        """For the agent who has the conversation open."""
        frame = {"type": "typing", "author": "shopper", "on": on, "conversation_id": conversation_id}
        await self._hub.publish(watch(conversation_id), frame)

    async def owner(self, conversation_id: str, view: OwnerView) -> None:
        """Tell who answers now."""
        await self._both(conversation_id, {"type": "owner", **view.model_dump(mode="json", exclude_none=True)})

    def is_there(self, conversation_id: str) -> bool:
        """Whether one of the shopper's browsers listens."""
        return self._hub.listeners(conversation(conversation_id)) > 0

    async def _both(self, conversation_id: str, frame: dict[str, Any]) -> None:
        await self._hub.publish(conversation(conversation_id), frame)
        await self._hub.publish(watch(conversation_id), {**frame, "conversation_id": conversation_id})


def new_id() -> str:
    return uuid4().hex
