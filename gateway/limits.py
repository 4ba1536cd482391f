"""How much one caller may ask in a minute; counted in this process, or in Redis for several."""

from __future__ import annotations

import math
import time

from limits import RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage, RedisStorage, Storage
from limits.aio.strategies import MovingWindowRateLimiter

from shop.errors import TooMany


class Limits:
    """Moving windows of one minute."""

    def __init__(self, redis_url: str | None = None) -> None:
        storage: Storage = RedisStorage(f"async+{redis_url}") if redis_url else MemoryStorage()
        self._limiter = MovingWindowRateLimiter(storage)

    async def take(self, what: str, who: str, per_minute: int) -> None:
        """Count one, or raise :class:`TooMany` with the seconds until there is room again."""
        rate = RateLimitItemPerMinute(per_minute)
        if await self._limiter.hit(rate, what, who):
            return
        window = await self._limiter.get_window_stats(rate, what, who)
        wait = max(1, math.ceil(window.reset_time - time.time()))
        raise TooMany(f"too many {what}: at most {per_minute} a minute", retry_after=wait)
