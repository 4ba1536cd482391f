"""The parts that may come up after us: search over Chroma, and the writer. Tried again until they are there."""

from __future__ import annotations

import asyncio
import contextlib

import structlog

from gateway.speaker import Describer
from models.service.client import ModelClient
from retrieval.wiring import Retrieval, build
from shop.errors import ShopkeeperError, Unavailable
from shop.settings import Settings
from shop.store import Store

log = structlog.get_logger()
AGAIN = 3.0  # seconds between two attempts
FOLLOW = 2.0  # seconds between two looks at the catalogue's changes


class Parts:
    """``retrieval`` is None until Chroma and the index are there; whoever uses it has a way without."""

    def __init__(self, settings: Settings, store: Store, models: ModelClient) -> None:
        self._settings = settings
        self._store = store
        self._models = models
        self._task: asyncio.Task[None] | None = None
        self.retrieval: Retrieval | None = None
        self.writer: Describer | None = None
        self.why_not = "has not been tried yet"

    def start(self) -> None:
        self._task = asyncio.create_task(self._keep())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def attempt(self) -> None:
        """Build the retrieval once; ``why_not`` says what was missing."""
        try:
            self.retrieval = await asyncio.to_thread(build, self._settings, self._store, self._models)
            self.why_not = ""
        except ShopkeeperError as error:
            self.why_not = error.message

    async def _keep(self) -> None:
        while self.retrieval is None:
            await self.attempt()
            if self.retrieval is None:
                await asyncio.sleep(AGAIN)
        log.info("search is ready")

    def check(self) -> None:
        """Raise :class:`Unavailable` while there is no search."""
        if self.retrieval is None:
            raise Unavailable("chroma", self.why_not)
