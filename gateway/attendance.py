"""Who has the console open: an agent who closed it and does not come back is away, whatever they had set."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable

from shop.agents import Agents
from shop.errors import NotFound

GRACE = 60.0  # seconds, for a reload or a broken line


class Attendance:
    """By the consoles' streams in this process. ``grace`` None: never, since with several gateways another process
    may hold the agent's stream."""

    def __init__(self, agents: Agents, moved: Callable[[], Awaitable[None]], grace: float | None = GRACE) -> None:
        self._agents = agents
        self._moved = moved
        self._grace = grace
        self._open: Counter[str] = Counter()
        self._leaving: dict[str, asyncio.Task[None]] = {}
        self._sent_away: set[str] = set()

    async def came(self, agent_id: str) -> None:
        """A console of the agent's has opened; who was only gone takes conversations again."""
        self._open[agent_id] += 1
        leaving = self._leaving.pop(agent_id, None)
        if leaving is not None:
            leaving.cancel()
        if agent_id in self._sent_away:
            self._sent_away.discard(agent_id)
            await self._set(agent_id, True)

    def left(self, agent_id: str) -> None:
        """One has closed; the last of them starts the clock."""
        self._open[agent_id] -= 1
        if self._open[agent_id] <= 0 and self._grace is not None:
            del self._open[agent_id]
            self._leaving[agent_id] = asyncio.create_task(self._leave(agent_id, self._grace))

    async def stop(self) -> None:
        for task in self._leaving.values():
            task.cancel()

    async def _leave(self, agent_id: str, grace: float) -> None:
        await asyncio.sleep(grace)
        self._leaving.pop(agent_id, None)
        try:
            agent = await asyncio.to_thread(self._agents.get, agent_id)
        except NotFound:
            return
        if agent.online:
            self._sent_away.add(agent_id)
            await self._set(agent_id, False)

    async def _set(self, agent_id: str, online: bool) -> None:
        await asyncio.to_thread(lambda: self._agents.change(agent_id, online=online))
        await self._moved()
