"""Which of several equal servers a conversation belongs to, and where it goes while that one is away."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Sequence

REST = 2.0  # seconds in which one that failed is asked only after the others


class Ring:
    """Consistent hashing by rendezvous: every gateway comes to the same order, and one server more or less moves only
    its own share of the keys.

    Source: Thaler and Ravishankar, "Using name-based mappings to increase hit rates", IEEE/ACM ToN 6(1), 1998.
    """

    def __init__(self, members: Sequence[str], clock: Callable[[], float] = time.monotonic) -> None:
        self._members = tuple(members)
        self._clock = clock
        self._failed: dict[str, float] = {}

    def order(self, key: str) -> list[str]:
        """All members, the key's own one first; those that failed a moment ago come last."""
        moment = self._clock()
        ranked = sorted(self._members, key=lambda member: _weight(member, key), reverse=True)
        return sorted(ranked, key=lambda member: moment - self._failed.get(member, -REST) < REST)

    def failed(self, member: str) -> None:
        self._failed[member] = self._clock()

    def answered(self, member: str) -> None:
        self._failed.pop(member, None)


def _weight(member: str, key: str) -> bytes:
    return hashlib.blake2b(f"{member}\0{key}".encode(), digest_size=8).digest()
