"""Whether a console's session still stands while its stream is open."""

from __future__ import annotations

import asyncio
import contextlib
import time

from gateway.stream import ENDED, Frame
from shop.agents import Agents, AgentSession
from shop.errors import Unavailable

FRESH = 1.0  # seconds for which a look into the store counts
LOOK = 5.0  # seconds between two looks where nothing happens: a session may end where no frame tells of it


class Standing:
    """The store is the judge: a frame only says that it is time to look. Every method raises :class:`Unauthorized`
    once the session has ended, whoever ended it: an admin, the agent, another gateway, the command line, or time."""

    def __init__(self, agents: Agents, cookie: str) -> None:
        self._agents = agents
        self._cookie = cookie
        self._seen = 0.0

    async def check(self) -> AgentSession:
        moment = time.monotonic()
        found = await asyncio.to_thread(self._agents.session, self._cookie)
        self._seen = moment
        return found

    async def allows(self, frame: Frame) -> bool:
        """Whether the console may read a frame; ours are not for it."""
        ended = frame["type"] == ENDED["type"]
        if ended or time.monotonic() - self._seen > FRESH:
            await self.check()
        return not ended

    async def keep(self) -> None:
        while True:
            await asyncio.sleep(LOOK)
            with contextlib.suppress(Unavailable):  # nothing is delivered meanwhile; the next look will tell
                await self.check()
