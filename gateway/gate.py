"""How many turns are at the bot at once, and who comes next: everybody in turn, not whoever sends the most."""

from __future__ import annotations

import asyncio
from collections import Counter, OrderedDict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from shop.errors import Overloaded


class Gate:
    """At most ``slots`` turns at once, and half of them for one key, so that a flood from one place costs another at
    most twice its time. Of those who wait, each key has its turn after the other.

    Args:
        slots: turns at the bot at once.
        waiting: turns that may wait; above it :meth:`check` refuses.
    """

    def __init__(self, slots: int, waiting: int) -> None:
        self._slots = slots
        self._each = max(1, slots // 2)
        self._most = waiting
        self._running: Counter[str] = Counter()
        self._waiting: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()

    @property
    def waits(self) -> int:
        return sum(map(len, self._waiting.values()))

    def check(self, key: str) -> None:
        """Raise :class:`Overloaded` where no more may wait, or this key has more than its share of those who do."""
        mine = len(self._waiting.get(key, ()))
        if self.waits >= self._most and mine >= self._most // (len(self._waiting) + 1):
            raise Overloaded(
                "too many messages wait for their answers", retry_after=min(60, 5 + self.waits // self._slots)
            )

    @asynccontextmanager
    async def enter(self, key: str) -> AsyncIterator[None]:
        await self._admitted(key)
        try:
            yield
        finally:
            self._leave(key)

    async def _admitted(self, key: str) -> None:
        if self._has_room(key) and key not in self._waiting:
            self._running[key] += 1
            return
        place = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(key, deque()).append(place)
        try:
            await place
        except asyncio.CancelledError:
            if place.done() and not place.cancelled():  # admitted and cancelled at the same moment
                self._leave(key)
            else:
                self._forget(key, place)
            raise

    def _has_room(self, key: str) -> bool:
        return self._running.total() < self._slots and self._running[key] < self._each

    def _leave(self, key: str) -> None:
        self._running[key] -= 1
        if not self._running[key]:
            del self._running[key]
        for one in list(self._waiting):
            if not self._has_room(one):
                continue
            place = next((place for place in self._waiting[one] if not place.done()), None)
            if place is None:  # all of them have gone away, and are about to take themselves out
                continue
            self._running[one] += 1
            place.set_result(None)
            self._waiting.move_to_end(one)
            self._forget(one, place)

    def _forget(self, key: str, place: asyncio.Future[None]) -> None:
        self._waiting[key].remove(place)
        if not self._waiting[key]:
            del self._waiting[key]
