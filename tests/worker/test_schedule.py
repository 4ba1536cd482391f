"""Jobs run on; a failing one never stops the rest."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from shop.errors import Unavailable
from worker.schedule import Job, Schedule


async def test_a_failing_job_does_not_stop_the_others(tmp_path: Path) -> None:
    runs = {"good": 0, "bad": 0, "worse": 0}

    def job(name: str, error: Exception | None) -> Job:
        async def run() -> dict[str, int]:
            runs[name] += 1
            if error is not None:
                raise error
            return {"n": 1}

        return Job(name, run, every=0.01)

    jobs = [job("good", None), job("bad", Unavailable("chroma", "down")), job("worse", ZeroDivisionError("oops"))]
    schedule = Schedule(jobs, tmp_path / "worker.json", ready_after="good")
    assert not schedule.ready
    running = asyncio.create_task(schedule.run())
    async with asyncio.timeout(30):
        while min(runs.values()) < 2 or runs["good"] <= runs["bad"] + 3:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    running.cancel()
    assert runs["bad"] > 1 and runs["worse"] > 1, "they are tried again"
    assert runs["bad"] < runs["good"], "less and less often"
    schedule.beat()
    state = json.loads((tmp_path / "worker.json").read_text())
    assert state["ready"] is True
    assert state["jobs"]["bad"]["error"] == "chroma: down"
    assert state["jobs"]["worse"]["error"] == "ZeroDivisionError: oops"
    assert state["jobs"]["good"]["error"] is None


async def test_ready_is_the_first_success_of_the_named_job(tmp_path: Path) -> None:
    answers = iter([Unavailable("chroma", "down"), None])

    async def run() -> None:
        if (error := next(answers)) is not None:
            raise error

    job = Job("index", run)
    schedule = Schedule([job], tmp_path / "worker.json", ready_after="index")
    await schedule.once(job)
    assert not schedule.ready
    await schedule.once(job)
    assert schedule.ready
    assert schedule.records["index"].failures == 0


def test_waiting() -> None:
    async def run() -> None: ...

    moment = datetime(2024, 5, 1, 12, 0, tzinfo=UTC)
    job = Job("a", run, every=5.0)
    assert [job.wait(failures, moment) for failures in (0, 1, 2, 20)] == [5.0, 10.0, 20.0, 300.0]
    daily = Job("b", run, every=3600.0, at=3)
    assert 0 < daily.wait(0, moment) <= 24 * 3600
    assert moment.astimezone().timestamp() + daily.wait(0, moment) == pytest.approx(_next(moment, 3).timestamp(), abs=1)


def _next(moment: datetime, hour: int) -> datetime:
    from datetime import timedelta

    local = moment.astimezone().replace(hour=hour, minute=0, second=0)
    return local if local > moment.astimezone() else local + timedelta(days=1)
