"""The parts that may come up after us, tried again until they are there. Until then there are plainer ways."""

from __future__ import annotations

import asyncio
import contextlib

import structlog

from gateway.speaker import Describer
from models.service.client import ModelClient
from retrieval.wiring import Retrieval, build
from shop.errors import ShopkeeperError
from shop.settings import Settings
from shop.store import Store

log = structlog.get_logger()
AGAIN = 3.0  # seconds between two attempts


class Parts:
    """``retrieval`` answers from the catalogue in memory; Chroma's vectors join as soon as they can be read."""

    def __init__(self, settings: Settings, store: Store, models: ModelClient, writer: Describer | None) -> None:
        self.retrieval: Retrieval = build(settings, store, models)
        self.writer = writer
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._warm_up())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def check(self) -> None:
        """Raise :class:`Unavailable` where the vector store or its index is missing."""
        await self.retrieval.index.check()

    async def _warm_up(self) -> None:
        while True:
            try:
                await self.retrieval.start()
            except ShopkeeperError as error:
                log.warning("search is not complete yet", why=error.message)
                await asyncio.sleep(AGAIN)
            else:
                log.info("search is ready")
                return
