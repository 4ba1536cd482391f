"""Runs jobs again and again; one that fails is tried again and never stops the rest.

Of several workers on one store each job is done by one at a time, whichever comes first: see :mod:`shop.leases`.
"""

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

from shop.errors import ShopkeeperError, Unavailable
from shop.leases import Answer, Leases
from shop.tracing import span
from shop.types import now
from worker.metrics import Metrics

log = structlog.get_logger()

BEAT = 5.0  # seconds between two heartbeats
LONGEST_WAIT = 300.0  # seconds between two tries of a job that keeps failing


@dataclass(frozen=True)
class Job:
    """``run`` returns what it did (logged unless nothing); ``every`` seconds, or daily at hour ``at`` (local time).

    One that claims what it works on row by row is not ``alone``: all workers do it at once.
    """

    name: str
    run: Callable[[], Awaitable[Any]]
    every: float = 5.0
    at: int | None = None
    alone: bool = True

    @property
    def rest(self) -> float:
        """Seconds after a success in which no other worker need do it again."""
        return self.every / 2 if self.at is None else 12 * 3600.0

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
    """``ready_after`` names the job whose first success, in any worker, makes this one ready."""

    jobs: Sequence[Job]
    heartbeat: Path
    ready_after: str
    leases: Leases | None = None  # None: there is no other worker
    records: dict[str, Record] = field(default_factory=dict)
    metrics: Metrics = field(default_factory=Metrics)

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

    async def once(self, job: Job) -> float:
        """One guarded run, unless another worker sees to it; seconds until the next look."""
        record = self.records[job.name]
        try:
            taken = await self._take(job)
            if taken == "held":  # whoever has it may be killed at it
                assert self.leases is not None
                return min(self.leases.lease, job.wait(0, now()))
            if taken == "done":
                return job.wait(0, now())
            record.runs += 1
            with span(f"job {job.name}"), self.metrics.seconds.labels(job.name).time():
                done = await self._run(job)
        except ShopkeeperError as error:
            self._failed(job, error.message)
            log.warning("job failed", job=job.name, why=error.message, failures=record.failures)
        except Exception as error:
            self._failed(job, f"{type(error).__name__}: {error}")
            log.exception("job failed", job=job.name, failures=record.failures)
        else:
            record.failures, record.error, record.last_ok = 0, None, now().isoformat()
            self.metrics.runs.labels(job.name, "ok").inc()
            self.metrics.last_ok.labels(job.name).set_to_current_time()
            if done:
                log.info("job done", job=job.name, did=done)
        return job.wait(record.failures, now())

    def _failed(self, job: Job, why: str) -> None:
        record = self.records[job.name]
        record.failures, record.error = record.failures + 1, why
        self.metrics.runs.labels(job.name, "failed").inc()

    async def _take(self, job: Job) -> Answer:
        if self.leases is None or not job.alone:
            return "ours"
        taken = await asyncio.to_thread(self.leases.take, job.name, job.rest)
        if taken != "ours" and (done_at := await asyncio.to_thread(self.leases.done_at, job.name)):
            self.records[job.name].last_ok = done_at.isoformat()
        return taken

    async def _run(self, job: Job) -> Any:
        """Holding the lease all the while; it is given back however the job ends."""
        if self.leases is None or not job.alone:
            return await job.run()
        work, done = asyncio.ensure_future(job.run()), False
        renewing = asyncio.create_task(self._renew(job, self.leases, work))
        try:
            result = await work
            done = True
        except asyncio.CancelledError:
            if renewing.done():  # not the worker's end: the lease was lost
                raise Unavailable("worker", f"{job.name} took too long, another worker has it") from None
            raise
        finally:
            renewing.cancel()
            await asyncio.shield(asyncio.to_thread(self.leases.release, job.name, done=done))
        return result

    async def _renew(self, job: Job, leases: Leases, work: asyncio.Future[Any]) -> None:
        while True:
            await asyncio.sleep(leases.lease / 3)
            try:
                if not await asyncio.to_thread(leases.renew, job.name):
                    work.cancel()
                    return
            except ShopkeeperError as error:
                log.warning("lease not renewed", job=job.name, why=error.message)

    async def _keep(self, job: Job) -> None:
        if job.at is not None:
            await asyncio.sleep(job.wait(0, now()))
        while True:
            pause = await self.once(job)
            await asyncio.sleep(pause)

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
