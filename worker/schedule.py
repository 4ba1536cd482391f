"""Runs jobs again and again; one that fails is tried again and never stops the rest."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import structlog

from shop.errors import ShopkeeperError
from shop.types import now

log = structlog.get_logger()

BEAT = 5.0  # seconds between two heartbeats
LONGEST_WAIT = 300.0  # seconds between two tries of a job that keeps failing


@dataclass(frozen=True)
class Job:
    """``run`` returns what it did (logged unless nothing); ``every`` seconds, or daily at hour ``at`` (local time)."""

    name: str
    run: Callable[[], Awaitable[Any]]
    every: float = 5.0
    at: int | None = None

    def wait(self, failures: int, moment: datetime) -> float:
        """Seconds until the next run: failing jobs wait twice as long each time."""
        if failures:
            return float(min(self.every * 2.0**failures, max(LONGEST_WAIT, self.every)))
        if self.at is None:
            return self.every
        local = moment.astimezone()
        due = local.replace(hour=self.at, minute=0, second=0, microsecond=0)
        if due <= local:
            due += timedelta(days=1)
        return (due - local).total_seconds()


@dataclass
class Record:
    """How a job has been doing."""

    runs: int = 0
    failures: int = 0  # in a row
    last_ok: str | None = None
    error: str | None = None


@dataclass
class Schedule:
    """``ready_after`` names the job whose first success makes the worker ready."""

    jobs: Sequence[Job]
    heartbeat: Path
    ready_after: str
    records: dict[str, Record] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.records = {job.name: Record() for job in self.jobs}

    @property
    def ready(self) -> bool:
        return self.records[self.ready_after].last_ok is not None

    async def run(self) -> None:
        """Until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._beat())
            for job in self.jobs:
                group.create_task(self._keep(job))

    async def once(self, job: Job) -> None:
        """One guarded run."""
        record = self.records[job.name]
        record.runs += 1
        try:
            done = await job.run()
        except ShopkeeperError as error:
            record.failures += 1
            record.error = error.message
            log.warning("job failed", job=job.name, why=error.message, failures=record.failures)
        except Exception as error:
            record.failures += 1
            record.error = f"{type(error).__name__}: {error}"
            log.exception("job failed", job=job.name, failures=record.failures)
        else:
            record.failures, record.error, record.last_ok = 0, None, now().isoformat()
            if done:
                log.info("job done", job=job.name, did=done)

    async def _keep(self, job: Job) -> None:
        if job.at is not None:
            await asyncio.sleep(job.wait(0, now()))
        while True:
            await self.once(job)
            await asyncio.sleep(job.wait(self.records[job.name].failures, now()))

    async def _beat(self) -> None:
        while True:
            await asyncio.to_thread(self.beat)
            await asyncio.sleep(BEAT)

    def beat(self) -> None:
        """Write the heartbeat file whole: a reader never sees half of one."""
        state = {
            "at": now().isoformat(),
            "pid": os.getpid(),
            "ready": self.ready,
            "jobs": {name: asdict(record) for name, record in self.records.items()},
        }
        self.heartbeat.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.heartbeat.with_suffix(".new")
        fresh.write_text(json.dumps(state, indent=1))
        fresh.replace(self.heartbeat)
