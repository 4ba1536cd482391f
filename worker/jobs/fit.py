"""Fits the recommender anew on what shoppers did, in a process of its own: the worker itself loads no torch."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from shop.errors import Unavailable

COMMAND = (sys.executable, "-m", "models.training.train_recommender")
NICE = 10  # the shop goes first


class NightlyFit:
    """The training publishes the new version and tells the model service; a failed one leaves the old in use."""

    def __init__(self, log: Path, command: Sequence[str] = COMMAND) -> None:
        self._log = log
        self._command = command

    async def __call__(self) -> dict[str, str]:
        self._log.parent.mkdir(parents=True, exist_ok=True)
        with self._log.open("ab") as out:
            process = await asyncio.create_subprocess_exec(
                *self._command, stdout=out, stderr=out, preexec_fn=lambda: os.nice(NICE)
            )
            try:
                status = await process.wait()
            except asyncio.CancelledError:  # the worker ends; the training goes on from its last epoch another night
                process.terminate()
                await process.wait()
                raise
        if status:
            raise Unavailable("models", f"the nightly fit ended with status {status}; see {self._log}")
        return {"log": str(self._log)}
