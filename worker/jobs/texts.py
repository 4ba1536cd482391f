"""Descriptions of the most wanted items, written before anyone asks: for a reader of whom nothing is known."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable

from shop.catalogue import Catalogue
from words.writer import Writer

A_RUN = 10  # texts


def idle() -> bool:
    """Whether half of the machine has had nothing to do for a minute. Our own work counts too, and so makes pauses."""
    return os.getloadavg()[0] < (os.cpu_count() or 1) / 2


class WriteTexts:
    """A few texts a run, most wanted items first, as long as the machine is idle.

    An item, a voice or a model that changed makes its text another one, which the next runs write.
    """

    def __init__(self, catalogue: Catalogue, writer: Writer, popular: int, may_work: Callable[[], bool] = idle) -> None:
        self._catalogue, self._writer, self._popular, self._may_work = catalogue, writer, popular, may_work

    async def __call__(self) -> dict[str, int]:
        ids = await asyncio.to_thread(self._catalogue.popular, self._popular)
        items = await asyncio.to_thread(self._catalogue.get_many, ids)
        written = 0
        for item in (items[one] for one in ids if one in items):
            if written == A_RUN or not self._may_work():
                break
            if not await self._writer.keeps(item, None):
                await self._writer.describe(item, None)
                written += 1
        return {"written": written} if written else {}
