"""The engine's slots, given out so that each kind of request keeps its prompt's beginning cached."""

from __future__ import annotations

import asyncio


class Slots:
    """``count`` slots. Requests with a key share one slot that is theirs alone; those without share all the others.

    Keys get slots in the order in which they come, and one slot at least stays for those without: further keys count
    as none. For one event loop.
    """

    def __init__(self, count: int) -> None:
        self._count = count
        self._free = set(range(count))
        self._own: dict[str, int] = {}
        self._waiting: list[asyncio.Future[None]] = []

    async def take(self, key: str | None = None) -> int:
        """A slot's number, once one is free; :meth:`give_back` it."""
        if key and key not in self._own and len(self._own) < self._count - 1:
            self._own[key] = self._count - 1 - len(self._own)
        own = self._own.get(key or "")
        while not (allowed := self._allowed(own)):
            turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting.append(turn)
            try:
                await turn
            finally:
                self._waiting.remove(turn)
        slot = min(allowed)  # the first ones first: their caches are the freshest
        self._free.remove(slot)
        return slot

    def give_back(self, slot: int) -> None:
        self._free.add(slot)
        for turn in self._waiting:
            if not turn.done():
                turn.set_result(None)

    def _allowed(self, own: int | None) -> set[int]:
        return self._free & {own} if own is not None else self._free - set(self._own.values())
