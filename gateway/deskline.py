"""The queue as both sides see it: lines in every console, places and waits for those who wait."""

from __future__ import annotations

import asyncio
import math

from gateway.mailbox import Mailbox
from gateway.schema import OwnerView
from gateway.stream import DESK, Hub
from shop.agents import Agents
from shop.types import Owner
from shop.waiting import Queue

PAUSE = 0.25  # seconds that the next showing of lines waits
PLACES = 1.0  # and the next telling of places
STEP = 15  # seconds that an expected wait is rounded up to: nobody is told of every second


class DeskLine:
    def __init__(self, queue: Queue, agents: Agents, mailbox: Mailbox, hub: Hub) -> None:
        self._queue = queue
        self._agents = agents
        self._mailbox = mailbox
        self._hub = hub
        self._moving: asyncio.Task[None] | None = None
        self._again = False
        self.elsewhere = False  # people answer at another desk, whose presence we do not see
        self._told: dict[str, OwnerView] = {}
        self._showing: asyncio.Task[None] | None = None
        self._changed: dict[str, None] = {}  # conversations whose line is to be shown, in order

    async def waiting_view(self, conversation_id: str) -> OwnerView:
        """Place in the queue, and the wait that recent ones let expect."""
        place = await asyncio.to_thread(self._queue.position, conversation_id)
        usual, agents = await asyncio.to_thread(self._pace)
        return self._view(place or 1, usual, agents)

    async def announce(self, conversation_id: str) -> None:
        """Show the conversation's line, as it is now, in every console; soon, and many at once together."""
        self._changed[conversation_id] = None
        if self._showing is None or self._showing.done():
            self._showing = asyncio.create_task(self._show())

    async def _show(self) -> None:
        while self._changed:
            ids, self._changed = list(self._changed), {}
            for summary in await asyncio.to_thread(self._queue.summaries, ids):
                frame = {"type": "conversation", "conversation": summary.model_dump(mode="json")}
                await self._hub.publish(DESK, frame)
            await asyncio.sleep(PAUSE)

    async def moved(self) -> None:
        """Someone came or went: tell the consoles how many wait, and those whose place or wait is another now.

        Many at once are told once: the telling goes on in the background, and again if more came meanwhile.
        """
        self._again = True
        if self._moving is None or self._moving.done():
            self._moving = asyncio.create_task(self._tell())

    async def _tell(self) -> None:
        while self._again:
            self._again = False
            waiting = await asyncio.to_thread(self._queue.waiting_ids)
            await self._hub.publish(DESK, {"type": "queue", "waiting": len(waiting)})
            usual, agents = await asyncio.to_thread(self._pace)
            views = {one: self._view(place, usual, agents) for place, one in enumerate(waiting, start=1)}
            for conversation_id, view in views.items():
                if self._told.get(conversation_id) != view:
                    await self._mailbox.owner(conversation_id, view)
            self._told = views
            await asyncio.sleep(PLACES)

    def _pace(self) -> tuple[float, int]:
        return self._queue.usual_wait(), len(self._agents.online())

    def _view(self, place: int, usual: float, agents: int) -> OwnerView:
        """The usual wait for the first; one more for each round of the agents that goes before. With nobody there,
        nobody knows."""
        if agents == 0 and not self.elsewhere:
            return OwnerView(owner=Owner.WAITING, position=place)
        seconds = usual * (1 + (place - 1) / max(1, agents))
        return OwnerView(owner=Owner.WAITING, position=place, wait_seconds=math.ceil(seconds / STEP) * STEP)
