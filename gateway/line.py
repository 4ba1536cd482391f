"""One at a time for each conversation, in the order they came."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

T = TypeVar("T")


class Locks:
    """An asyncio lock for each key, kept only while someone holds or waits for it. Locks are fair."""

    def __init__(self) -> None:
        self._locks: dict[str, tuple[asyncio.Lock, int]] = {}

    @asynccontextmanager
    async def hold(self, key: str) -> AsyncIterator[None]:
        lock, users = self._locks.get(key) or (asyncio.Lock(), 0)
        self._locks[key] = (lock, users + 1)
        try:
            async with lock:
                yield
        finally:
            lock, users = self._locks[key]
            if users == 1:
                del self._locks[key]
            else:
                self._locks[key] = (lock, users - 1)


class Line:
    """Jobs stand in line behind the earlier ones of the same key; lines of other keys do not wait."""

    def __init__(self) -> None:
        self._last: dict[str, asyncio.Task[object]] = {}
        self._jobs: dict[str, asyncio.Task[object]] = {}

    def enter(self, key: str, name: str, job: Callable[[], Awaitable[T]]) -> asyncio.Task[T]:
        """Start the job when the key's earlier jobs are done. ``name`` finds it again while it is under way."""
        before = self._last.get(key)

        async def wait_and_work() -> T:
            if before is not None:
                await asyncio.wait([before])  # how the earlier one ended does not matter here
            return await job()

        task = asyncio.create_task(wait_and_work(), name=f"{key}/{name}")
        self._last[key] = task
        self._jobs[name] = task

        def leave(done: asyncio.Task[T]) -> None:
            self._jobs.pop(name, None)
            if self._last.get(key) is done:
                del self._last[key]
            if not done.cancelled():
                done.exception()  # whoever waits for the job sees it; nobody need be told twice

        task.add_done_callback(leave)
        return task

    def names(self) -> list[str]:
        """Of the jobs that are under way or stand in line."""
        return list(self._jobs)

    def under_way(self, name: str) -> asyncio.Task[object] | None:
        return self._jobs.get(name)

    async def finish(self, seconds: float) -> None:
        """Give the jobs under way this long to end, then cancel the rest."""
        if self._jobs:
            _, late = await asyncio.wait(list(self._jobs.values()), timeout=seconds)
            for task in late:
                task.cancel()
