"""The queue as both sides see it: lines in every console, places and waits for those who wait."""

from __future__ import annotations

import asyncio
import math

from gateway.mailbox import Mailbox
from gateway.schema import OwnerView
from gateway.stream import DESK, Hub
from shop.agents import Agents
from shop.errors import NotFound
from shop.types import Owner
from shop.waiting import Queue


class DeskLine:
    def __init__(self, queue: Queue, agents: Agents, mailbox: Mailbox, hub: Hub) -> None:
        self._queue = queue
        self._agents = agents
        self._mailbox = mailbox
        self._hub = hub

    async def waiting_view(self, conversation_id: str) -> OwnerView:
        """Place in the queue, and the wait that recent ones let expect."""
        place = await asyncio.to_thread(self._queue.position, conversation_id)
        usual, agents = await asyncio.to_thread(self._pace)
        return _view(place or 1, usual, agents)

    async def announce(self, conversation_id: str) -> None:
        """Show the conversation's line, as it is now, in every console."""
        try:
            summary = await asyncio.to_thread(self._queue.summary, conversation_id)
        except NotFound:  # erased meanwhile
            return
        frame = {"type": "conversation", "conversation": summary.model_dump(mode="json")}
        await self._hub.publish(DESK, frame)

    async def moved(self) -> None:
        """Someone came or went: tell the consoles how many wait, and each of those the new place."""
        waiting = await asyncio.to_thread(self._queue.waiting)
        await self._hub.publish(DESK, {"type": "queue", "waiting": len(waiting)})
        usual, agents = await asyncio.to_thread(self._pace)
        for place, summary in enumerate(waiting, start=1):
            await self._mailbox.owner(summary.id, _view(place, usual, agents))

    def _pace(self) -> tuple[float, int]:
        return self._queue.usual_wait(), max(1, len(self._agents.online()))


def _view(place: int, usual: float, agents: int) -> OwnerView:
    """The usual wait for the first; one more for each round of the agents that goes before."""
    seconds = usual * (1 + (place - 1) / agents)
    return OwnerView(owner=Owner.WAITING, position=place, wait_seconds=math.ceil(seconds))
