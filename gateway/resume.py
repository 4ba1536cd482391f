"""Answers that a crash or an absent bot left open are given after all."""

from __future__ import annotations

import asyncio
import contextlib
import time

import structlog

from gateway.rasa import Rasa
from gateway.turns import Turns
from shop.errors import ShopkeeperError, Unavailable
from shop.pending import Pending

log = structlog.get_logger()

BEAT = 2.0  # seconds between two looks; a claim lasts three of them
PATIENCE = 60.0  # seconds that a bot which is still starting is waited for


class Resume:
    """Renews this gateway's claims while it answers, and takes over those that have run out."""

    def __init__(self, pending: Pending, turns: Turns, rasa: Rasa) -> None:
        self._pending = pending
        self._turns = turns
        self._rasa = rasa
        self._task: asyncio.Task[None] | None = None
        self._waits_since: float | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._keep())

    async def stop(self) -> None:
        """No more is taken over; what could not be answered any more is left to whoever comes next."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        with contextlib.suppress(Unavailable):
            await asyncio.to_thread(self._pending.release, self._turns.name)

    async def _keep(self) -> None:
        while True:
            try:
                await self.once()
            except ShopkeeperError as error:
                log.warning("pending messages not looked at", why=error.message)
            except Exception:  # the next look must come all the same
                log.exception("pending messages not looked at")
            await asyncio.sleep(BEAT)

    async def once(self) -> int:
        """One look; how many messages were taken over."""
        answering = self._turns.line.names()
        if answering:
            await asyncio.to_thread(self._pending.renew, self._turns.name, answering)
        if not await asyncio.to_thread(self._pending.waits, answering):
            self._waits_since = None
            return 0
        if not await self._bot_is_ready():
            return 0
        taken = await asyncio.to_thread(self._pending.take, self._turns.name, answering)
        for left in taken:
            await self._turns.resume(left)
        if taken:
            log.info("answers resumed", messages=len(taken))
        return len(taken)

    async def _bot_is_ready(self) -> bool:
        """A bot that starts together with the gateway is waited for, so that nobody gets an apology meanwhile."""
        moment = time.monotonic()
        self._waits_since = self._waits_since or moment
        try:
            await self._rasa.status()
        except Unavailable:
            return moment - self._waits_since > PATIENCE
        return True
