"""The hub over several gateways: each frame goes out over Redis and comes back to all of them, in one order."""

from __future__ import annotations

import asyncio
import contextlib

import orjson
import redis.asyncio as redis
import structlog
from redis.exceptions import RedisError

from gateway.stream import Frame, Hub

log = structlog.get_logger()
CHANNEL = "shopkeeper:frames"
AGAIN = 1.0  # seconds until the line is tried again


class RedisHub(Hub):
    """While Redis is away, frames still reach the listeners of this gateway; the others see the message on reload."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._redis = redis.from_url(url)
        self._task: asyncio.Task[None] | None = None
        self._connected = asyncio.Event()

    async def start(self) -> None:
        self._task = asyncio.create_task(self._receive())
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(2.0):
                await self._connected.wait()

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        await self._redis.aclose()

    async def publish(self, topic: str, frame: Frame) -> None:
        if self._connected.is_set():
            try:
                await self._redis.publish(CHANNEL, orjson.dumps([topic, frame]))
                return
            except RedisError as error:
                log.warning("frame not published", why=str(error))
        self.deliver(topic, frame)

    async def _receive(self) -> None:
        while True:
            try:
                async with self._redis.pubsub() as line:
                    await line.subscribe(CHANNEL)
                    self._connected.set()
                    async for message in line.listen():
                        if message["type"] == "message":
                            self.deliver(*orjson.loads(message["data"]))
            except (RedisError, OSError) as error:
                log.warning("redis is away", why=str(error))
            self._connected.clear()
            await asyncio.sleep(AGAIN)
