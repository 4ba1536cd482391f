"""The time that all calls of one turn may take together."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import ParamSpec, TypeVar

from shop.errors import ShopkeeperError, Unavailable

P = ParamSpec("P")
T = TypeVar("T")


class Budget:
    """Seconds that are left of ``seconds``, counted from the moment it is made; ``spent`` says on what, by part."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._start = time.monotonic()
        self._end = self._start + seconds
        self.spent: dict[str, float] = {}

    @property
    def left(self) -> float:
        return max(0.0, self._end - time.monotonic())

    @property
    def used(self) -> float:
        """Seconds since it was made."""
        return time.monotonic() - self._start

    async def call(self, part: str, work: Awaitable[T], *, share: float = 1.0) -> T:
        """Await ``work`` for at most ``share`` of what is left.

        Errors: :class:`Unavailable` naming ``part`` when it is slow or fails; the house's own errors pass as they are.
        """
        started = time.monotonic()
        try:
            async with asyncio.timeout(self.left * share):
                return await work
        except TimeoutError as slow:
            raise Unavailable(part, f"no answer within {self.seconds:g} s") from slow
        except (ShopkeeperError, asyncio.CancelledError):
            raise
        except Exception as failure:
            raise Unavailable(part, f"{type(failure).__name__}: {failure}") from failure
        finally:
            self.spent[part] = self.spent.get(part, 0.0) + time.monotonic() - started

    async def store(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a synchronous call of the shop's store in a thread."""
        return await self.call("store", asyncio.to_thread(work, *args, **kwargs))
