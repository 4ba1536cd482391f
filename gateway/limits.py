"""How much one caller may ask in a minute; counted in this process, or in Redis for several."""

from __future__ import annotations

import math
import time

import structlog
from limits import RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage, RedisStorage
from limits.aio.strategies import MovingWindowRateLimiter
from redis.exceptions import RedisError

from shop.errors import TooMany

log = structlog.get_logger()


class Limits:
    """Moving windows of one minute. While Redis is away each gateway counts for itself."""

    def __init__(self, redis_url: str | None = None) -> None:
        self._own = MovingWindowRateLimiter(MemoryStorage())
        self._shared = (
            MovingWindowRateLimiter(RedisStorage(f"async+{redis_url}", implementation="redispy")) if redis_url else None
        )

    async def take(self, what: str, who: str, per_minute: int) -> None:
        """Count one, or raise :class:`TooMany` with the seconds until there is room again."""
        rate = RateLimitItemPerMinute(per_minute)
        if self._shared is not None:
            try:
                return await self._take(self._shared, rate, what, who)
            except RedisError as error:
                log.warning("limits are counted here alone", why=str(error))
        await self._take(self._own, rate, what, who)

    @staticmethod
    async def _take(limiter: MovingWindowRateLimiter, rate: RateLimitItemPerMinute, what: str, who: str) -> None:
        if await limiter.hit(rate, what, who):
            return
        window = await limiter.get_window_stats(rate, what, who)
        wait = max(1, math.ceil(window.reset_time - time.time()))
        raise TooMany(f"too many {what}: at most {rate.amount} a minute", retry_after=wait)
