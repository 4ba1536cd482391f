"""Two gateways, one Redis: a real server on this machine, where there is one."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.limits import Limits
from gateway.redis_hub import RedisHub
from shop.errors import TooMany

PORT = 8504
URL = f"redis://127.0.0.1:{PORT}"


def start(folder: Path) -> subprocess.Popen[bytes]:
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("redis-server is not installed")
    process = subprocess.Popen(
        [program, "--port", str(PORT), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)],
        stdout=subprocess.DEVNULL,
    )
    time.sleep(0.5)
    return process


@pytest.fixture
def redis_server(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    process = start(tmp_path)
    yield process
    process.terminate()
    process.wait()


async def test_frames_reach_the_other_gateway_in_order(redis_server: object) -> None:
    one, two = RedisHub(URL), RedisHub(URL)
    await one.start()
    await two.start()
    async with one.listen("a") as here, two.listen("a") as there, two.listen("b") as elsewhere:
        for number in range(50):
            await (one if number % 2 else two).publish("a", {"type": "message", "n": number})
        async with asyncio.timeout(10):
            first = [await here.next() for _ in range(50)]
            second = [await there.next() for _ in range(50)]
        assert first == second
        assert [frame["n"] for frame in first if frame] == list(range(50))
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.2):
                await elsewhere.next()
    await one.stop()
    await two.stop()


async def test_without_redis_a_gateway_still_serves_its_own(tmp_path: Path) -> None:
    hub = RedisHub(URL)
    await hub.start()
    async with hub.listen("a") as here:
        await hub.publish("a", {"type": "message", "n": 1})
        assert await here.next() == {"type": "message", "n": 1}
        process = start(tmp_path)
        async with asyncio.timeout(10):
            await hub._connected.wait()
        await hub.publish("a", {"type": "message", "n": 2})
        async with asyncio.timeout(5):
            assert await here.next() == {"type": "message", "n": 2}
        process.terminate()
        process.wait()
    await hub.stop()


async def test_limits_count_over_all_gateways(redis_server: object) -> None:
    one, two = Limits(URL), Limits(URL)
    await one.take("messages", "s_1", 2)
    await two.take("messages", "s_1", 2)
    with pytest.raises(TooMany):
        await one.take("messages", "s_1", 2)


async def test_limits_hold_while_redis_is_away() -> None:
    limits = Limits(URL)
    await limits.take("messages", "s_1", 1)
    with pytest.raises(TooMany):
        await limits.take("messages", "s_1", 1)
