"""Two gateways, one Redis: a real server on this machine, where there is one."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import redis

from gateway.limits import Limits
from gateway.redis_hub import RedisHub
from run.opened import free_ports
from shop.errors import TooMany
from tests.needs import lacking


@pytest.fixture
def url() -> str:
    return f"redis://127.0.0.1:{free_ports(1)[0]}"


@contextmanager
def running(url: str, folder: Path) -> Iterator[None]:
    """A Redis server at ``url``, answering, for the length of the block."""
    program = shutil.which("redis-server")
    if program is None:
        lacking("Redis", "redis-server")
    process = subprocess.Popen(
        [program, "--port", url.rpartition(":")[2], "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)],
        stdout=subprocess.DEVNULL,
    )
    try:
        with redis.Redis.from_url(url) as client:
            deadline = time.monotonic() + 60
            while True:
                try:
                    client.ping()
                    break
                except redis.ConnectionError:
                    assert time.monotonic() < deadline, "Redis did not start"
                    time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait()


@pytest.fixture
def server(url: str, tmp_path: Path) -> Iterator[str]:
    with running(url, tmp_path):
        yield url


async def test_frames_reach_the_other_gateway_in_order(server: str) -> None:
    one, two = RedisHub(server), RedisHub(server)
    await one.start()
    await two.start()
    async with one.listen("a") as here, two.listen("a") as there, two.listen("b") as elsewhere:
        for number in range(50):
            await (one if number % 2 else two).publish("a", {"type": "message", "n": number})
        async with asyncio.timeout(60):
            first = [await here.next() for _ in range(50)]
            second = [await there.next() for _ in range(50)]
        assert first == second
        assert [frame["n"] for frame in first if frame] == list(range(50))
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.2):
                await elsewhere.next()
    await one.stop()
    await two.stop()


async def test_without_redis_a_gateway_still_serves_its_own(url: str, tmp_path: Path) -> None:
    hub = RedisHub(url)
    await hub.start()
    async with hub.listen("a") as here:
        await hub.publish("a", {"type": "message", "n": 1})
        assert await here.next() == {"type": "message", "n": 1}
        with running(url, tmp_path):
            async with asyncio.timeout(60):
                await hub._connected.wait()
            await hub.publish("a", {"type": "message", "n": 2})
            async with asyncio.timeout(60):
                assert await here.next() == {"type": "message", "n": 2}
    await hub.stop()


async def test_limits_count_over_all_gateways(server: str) -> None:
    one, two = Limits(server), Limits(server)
    await one.take("messages", "s_1", 2)
    await two.take("messages", "s_1", 2)
    with pytest.raises(TooMany):
        await one.take("messages", "s_1", 2)


async def test_limits_hold_while_redis_is_away(url: str) -> None:
    limits = Limits(url)
    await limits.take("messages", "s_1", 1)
    with pytest.raises(TooMany):
        await limits.take("messages", "s_1", 1)
