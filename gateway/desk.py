"""From bot to person and back: every change of owner passes here, and everyone concerned hears of it."""

from __future__ import annotations

import asyncio

import structlog

from gateway.mailbox import Mailbox
from gateway.metrics import Metrics
from gateway.schema import OwnerView
from gateway.texts import text as say
from shop.conversations import Conversations
from shop.types import Conversation, Message, Owner

log = structlog.get_logger()


class Desk:
    def __init__(self, conversations: Conversations, mailbox: Mailbox, metrics: Metrics) -> None:
        self._conversations = conversations
        self._mailbox = mailbox
        self._metrics = metrics

    async def view(self, conversation: Conversation) -> OwnerView:
        """What the shopper is told of who answers."""
        return OwnerView(owner=conversation.owner)

    async def request(self, conversation: Conversation, *, why: str, reply_to: str | None = None) -> list[Message]:
        """The shopper gets into the queue for a person."""
        await self._set(conversation, Owner.WAITING, who="shopper", why=why)
        now = await asyncio.to_thread(self._conversations.get, conversation.id)
        message, _ = await self._mailbox.post(
            conversation.id,
            "system",
            say("waiting_first", conversation.language),
            data={"reply_to": reply_to} if reply_to else {},
        )
        await self.changed(now)
        return [message]

    async def reopen(self, conversation: Conversation) -> Conversation:
        """A shopper writes into a closed conversation: it starts again with the bot."""
        await self._set(conversation, Owner.BOT, who="shopper", why="reopened")
        now = await asyncio.to_thread(self._conversations.get, conversation.id)
        await self._mailbox.owner(conversation.id, await self.view(now))
        return now

    async def said(self, conversation: Conversation, message: Message) -> None:
        """The shopper said something that a person has to read."""

    async def shopper_typing(self, conversation_id: str, on: bool) -> None:
        await self._mailbox.typing(conversation_id, "shopper", on)

    async def changed(self, conversation: Conversation) -> None:
        """The owner is another than before: tell the shopper and the desk."""
        if conversation.owner is Owner.WAITING:
            self._metrics.handoffs.labels("asked").inc()
        await self._mailbox.owner(conversation.id, await self.view(conversation))

    async def _set(self, conversation: Conversation, owner: Owner, *, who: str, why: str) -> None:
        await asyncio.to_thread(
            self._conversations.set_owner, conversation.id, owner, who=who, why=why, expect=conversation.owner
        )
