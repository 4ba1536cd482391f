"""A second reader beside the one that counts: it reads in the background, and what it reads otherwise is logged."""

from __future__ import annotations

import asyncio
from typing import Any

import structlog

from dialogue.commands import Command
from dialogue.reading import Context, Reader, Reading, Utterance

log = structlog.get_logger(__name__)
AT_ONCE = 2  # messages that the shadow reads; more are left out
_TOLD = {"words", "confidence", "question"}  # of a command, what says nothing of its meaning


class ShadowReader:
    """Reads as ``reader`` does, and is as quick."""

    def __init__(self, reader: Reader, shadow: Reader) -> None:
        self.name = reader.name
        self._reader, self._shadow = reader, shadow
        self._running: set[asyncio.Task[None]] = set()

    async def read(self, utterance: Utterance, context: Context) -> Reading:
        reading = await self._reader.read(utterance, context)
        if len(self._running) < AT_ONCE:
            task = asyncio.create_task(self._compare(utterance, context, reading))
            self._running.add(task)
            task.add_done_callback(self._running.discard)
        return reading

    async def _compare(self, utterance: Utterance, context: Context, reading: Reading) -> None:
        other = await self._shadow.read(utterance, context)
        differences = difference(reading, other)
        if differences:
            log.info("readers differ", text=utterance.text, by=self.name, shadow=self._shadow.name, **differences)

    async def settle(self) -> None:
        """Wait for what is still being read."""
        await asyncio.gather(*self._running, return_exceptions=True)


def difference(one: Reading, other: Reading) -> dict[str, Any]:
    """Commands that only one of two readings has; empty where they mean the same."""
    first, second = ([told(command) for command in reading.commands] for reading in (one, other))
    ours, theirs = [row for row in first if row not in second], [row for row in second if row not in first]
    return {"read": ours, "shadow_read": theirs} if ours or theirs else {}


def told(command: Command) -> dict[str, Any]:
    """What a command means, without the words and the confidence that it was read with."""
    return command.model_dump(mode="json", exclude=_TOLD, exclude_defaults=True) | {"type": command.type}
