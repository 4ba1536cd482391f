"""Sends the letters that wait in the store."""

from __future__ import annotations

import asyncio

import structlog

from shop.errors import Unavailable
from shop.outbox import Outbox
from worker.mail import Carrier, envelope

log = structlog.get_logger()


class SendLetters:
    def __init__(self, outbox: Outbox, carrier: Carrier, sender: str) -> None:
        self._outbox = outbox
        self._carrier = carrier
        self._sender = sender

    async def __call__(self) -> dict[str, int]:
        """A letter that cannot be sent is noted and tried again later; the others go out all the same."""
        sent = failed = 0
        for letter in await asyncio.to_thread(self._outbox.due):
            mail = envelope(letter, self._sender)
            try:
                await self._carrier.send(mail)
            except (Unavailable, ValueError) as error:  # ValueError: an address that no mail can have
                failed += 1
                log.warning("letter not sent", letter=letter.id, kind=letter.kind, why=str(error))
                await asyncio.to_thread(self._outbox.failed, letter.id, str(error))
            else:
                sent += 1
                if not await asyncio.to_thread(self._outbox.sent, letter.id):
                    await self._carrier.recall(mail)
        return {name: count for name, count in (("sent", sent), ("failed", failed)) if count}
