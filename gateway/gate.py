"""How many turns are at the bot at once, and who comes next: everybody in turn, not whoever sends the most."""

from __future__ import annotations

import asyncio
import math
import time
from collections import Counter, OrderedDict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from shop.errors import Overloaded

FIRST_GUESS = 0.5  # seconds of a turn, before one was seen
RECENT = 0.1  # weight of the latest turn in the mean of the recent ones


class Gate:
    """At most ``slots`` turns at once, and half of them for one key, so that a flood from one place costs another at
    most twice its time. Of those who wait, each key has its turn after the other.

    Args:
        slots: turns at the bot at once.
        waiting: messages that may be open at once, in all conversations.
        patience: seconds that a message may be expected to wait; longer ones are refused at once.
    """

    def __init__(self, slots: int, waiting: int, patience: float) -> None:
        self._slots = slots
        self._each = max(1, slots // 2)
        self._most = waiting
        self._patience = patience
        self._turn = FIRST_GUESS
        self._open: Counter[str] = Counter()
        self._running: Counter[str] = Counter()
        self._waiting: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()

    @property
    def waits(self) -> int:
        return sum(map(len, self._waiting.values()))

    def reserve(self, key: str) -> None:
        """Take one more message in, to be given back by :meth:`release` when it is answered.

        Raises :class:`Overloaded` where it would wait too long, or all places are taken and this key has its share.
        """
        wait, total = self.expected(key), self._open.total()
        if wait > self._patience or (total >= self._most and self._open[key] >= self._most // (len(self._open) + 1)):
            later = math.ceil(max(wait, self._turn * total / self._slots))  # when what is open now will be done
            raise Overloaded("too many messages wait for their answers", retry_after=max(2, min(60, later)))
        self._open[key] += 1

    def release(self, key: str) -> None:
        self._open[key] -= 1
        if self._open[key] <= 0:
            del self._open[key]

    def expected(self, key: str) -> float:
        """Seconds until another message of this key would be at the bot: each key has its turn after the other."""
        mine = self._open[key] + 1
        before = mine - 1 + sum(min(count, mine) for other, count in self._open.items() if other != key)
        keys = len(self._open) + (key not in self._open)
        return max(0, before + 1 - self._slots) * self._turn / min(self._slots, self._each * keys)

    @asynccontextmanager
    async def enter(self, key: str) -> AsyncIterator[None]:
        await self._admitted(key)
        started = time.monotonic()
        try:
            yield
        finally:
            self._turn += RECENT * (time.monotonic() - started - self._turn)
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
