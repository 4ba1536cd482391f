"""Jobs of one conversation run in order; others do not wait."""

import asyncio

import pytest

from gateway.line import Line, Locks


async def test_jobs_of_one_key_run_one_after_the_other() -> None:
    line, log = Line(), []

    def job(name: str, seconds: float):
        async def work() -> str:
            log.append(f"{name} starts")
            await asyncio.sleep(seconds)
            log.append(f"{name} ends")
            return name

        return work

    tasks = [
        line.enter("a", "1", job("1", 0.05)),
        line.enter("a", "2", job("2", 0.0)),
        line.enter("b", "3", job("3", 0.0)),
    ]
    assert line.under_way("2") is tasks[1]
    assert await asyncio.gather(*tasks) == ["1", "2", "3"]
    assert log.index("1 ends") < log.index("2 starts")
    assert log.index("3 ends") < log.index("1 ends")
    await asyncio.sleep(0)
    assert line.under_way("2") is None
    assert not line._last and not line._jobs


async def test_a_failed_job_does_not_stop_the_next() -> None:
    line = Line()

    async def bad() -> None:
        raise ValueError("bad")

    async def good() -> str:
        return "good"

    first, second = line.enter("a", "1", bad), line.enter("a", "2", good)
    assert await second == "good"
    with pytest.raises(ValueError, match="bad"):
        await first


async def test_locks_are_fair_and_leave_nothing_behind() -> None:
    locks, order = Locks(), []

    async def hold(name: int) -> None:
        async with locks.hold("a"):
            await asyncio.sleep(0.001)
            order.append(name)

    await asyncio.gather(*(hold(name) for name in range(20)))
    assert order == list(range(20))
    assert not locks._locks
