"""The hub between whoever has something to say and the browsers that listen."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

Frame = dict[str, Any]
WAITING = 512  # frames that a slow browser may lag behind before it has to reconnect


class Subscription:
    """The frames of the topics one listener asked for, in the order they were published."""

    def __init__(self) -> None:
        self._frames: asyncio.Queue[Frame | None] = asyncio.Queue(WAITING)
        self.topics: set[str] = set()
        self.lagged = False

    def put(self, frame: Frame) -> None:
        if self.lagged:
            return
        try:
            self._frames.put_nowait(frame)
        except asyncio.QueueFull:  # the listener reconnects and asks for what came after its last message
            self.lagged = True

    async def next(self) -> Frame | None:
        """The next frame, or None once this listener has lagged too far behind."""
        if self.lagged:
            return None
        return await self._frames.get()


class Hub:
    """Frames by topic, within this process. Nothing is kept: what must not be lost is in the store first."""

    def __init__(self) -> None:
        self._listeners: defaultdict[str, set[Subscription]] = defaultdict(set)

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    @asynccontextmanager
    async def listen(self, *topics: str) -> AsyncIterator[Subscription]:
        subscription = Subscription()
        for topic in topics:
            self.follow(subscription, topic)
        try:
            yield subscription
        finally:
            for topic in tuple(subscription.topics):
                self.leave(subscription, topic)

    def follow(self, subscription: Subscription, topic: str) -> None:
        """Listen to one more topic, until :meth:`leave` or the end of :meth:`listen`."""
        self._listeners[topic].add(subscription)
        subscription.topics.add(topic)

    def leave(self, subscription: Subscription, topic: str) -> None:
        subscription.topics.discard(topic)
        self._listeners[topic].discard(subscription)
        if not self._listeners[topic]:
            del self._listeners[topic]

    def listeners(self, topic: str) -> int:
        """How many listen to the topic in this process."""
        return len(self._listeners[topic]) if topic in self._listeners else 0

    async def publish(self, topic: str, frame: Frame) -> None:
        self.deliver(topic, frame)

    def deliver(self, topic: str, frame: Frame) -> None:
        if topic in self._listeners:
            for subscription in tuple(self._listeners[topic]):
                subscription.put(frame)


def conversation(conversation_id: str) -> str:
    """The topic of what a shopper's browsers see."""
    return f"conversation:{conversation_id}"


def watch(conversation_id: str) -> str:
    """The topic of what an agent sees who has the conversation open."""
    return f"watch:{conversation_id}"


def desk_of(agent_id: str) -> str:
    """The topic of what concerns one agent's own consoles."""
    return f"agent:{agent_id}"


ENDED = {"type": "sessions"}  # on an agent's own topic: one of their sessions may have ended
DESK = "desk"  # the topic of what every agent's console sees
