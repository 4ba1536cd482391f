"""Streams what `words` writes about an item; where nothing can be written, the action's own text stands."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Protocol

import structlog

from gateway.rasa import Reply
from shop.catalogue import Catalogue
from shop.errors import ShopkeeperError
from shop.profiles import Profiles
from shop.types import Conversation, Item, Profile

log = structlog.get_logger()
Push = Callable[[str], Awaitable[None]]


class Describer(Protocol):
    """What is needed of ``words.Writer``."""

    def stream_description(self, item: Item, profile: Profile | None) -> AsyncIterator[str]: ...


class HasWriter(Protocol):
    @property
    def writer(self) -> Describer | None: ...


class Speaker:
    def __init__(self, catalogue: Catalogue, profiles: Profiles, parts: HasWriter, *, seconds: float) -> None:
        self._catalogue = catalogue
        self._profiles = profiles
        self._parts = parts
        self._seconds = seconds

    async def speak(self, reply: Reply, conversation: Conversation, push: Push) -> str:
        """The text of the whole message, pushed piece by piece: what is written, then the action's own text.

        What was written before a failure or the time limit stays.
        """
        pieces: list[str] = []
        try:
            async with asyncio.timeout(self._seconds):
                async for piece in self._pieces(reply, conversation):
                    pieces.append(piece)
                    await push(piece)
        except (ShopkeeperError, TimeoutError) as error:
            log.warning("stream broke off", conversation_id=conversation.id, why=str(error), pieces=len(pieces))
        if reply.text:
            pieces.append(f"\n{reply.text}" if pieces else reply.text)
            await push(pieces[-1])
        return "".join(pieces).strip()

    async def _pieces(self, reply: Reply, conversation: Conversation) -> AsyncIterator[str]:
        stream = reply.stream or {}
        writer = self._parts.writer
        if writer is None or stream.get("kind") != "description":
            return
        item = await asyncio.to_thread(self._catalogue.get, str(stream.get("item_id", "")))
        profile = await asyncio.to_thread(self._profiles.profile, conversation.shopper_id)
        first = True
        async for sentence in writer.stream_description(item, profile):
            yield sentence if first or sentence[:1].isspace() else f" {sentence}"
            first = False
