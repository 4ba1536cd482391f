"""Many shoppers at once: how long they wait, and whether those who cannot be served are told so.

    python -m benchmarks.overload [--shoppers 1000] [--minutes 1.5] [--url URL]

Opens a demo shop of its own (or uses the one at ``--url``, which must allow as many sessions), lets that many shoppers
come from loopback networks of their own, each with one message a minute at moments spread evenly, and does what the
widget does: a message that is refused goes out again after ``Retry-After`` and up to half as much more. Times are from
a message's first sending to its answer.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # run as a file too, not only by ``-m``

from benchmarks import report
from benchmarks.turn_latency import TOPICS
from run.opened import opened

EVERY = 60.0  # seconds between two messages of one shopper
NETWORKS = 250
LONGEST = 120.0  # seconds that a shopper waits in all
SAYINGS = [text for topic, text in TOPICS.items() if topic not in ("details", "stock", "orders")]


@dataclass
class Seen:
    """``answered`` in seconds from the first sending, ``taken`` from the sending that was taken."""

    answered: list[float] = field(default_factory=list)
    taken: list[float] = field(default_factory=list)
    apologies: int = 0
    refusals: Counter[int] = field(default_factory=Counter)
    rude: int = 0  # refusals without the time to come back
    refusal_seconds: list[float] = field(default_factory=list)
    lost: int = 0  # never answered


class Crowd:
    def __init__(self, url: str, shoppers: int, seed: int = 7) -> None:
        limits = httpx.Limits(max_connections=None)
        self._clients = [
            httpx.AsyncClient(
                base_url=url,
                timeout=LONGEST,
                trust_env=False,
                transport=httpx.AsyncHTTPTransport(local_address=f"127.1.{n // 250}.{1 + n % 250}", limits=limits),
            )
            for n in range(min(NETWORKS, shoppers))
        ]
        self._shoppers = shoppers
        self._random = random.Random(seed)
        self.seen = Seen()

    async def visit(self, minutes: float) -> None:
        """All of them, for so long, and until the last was answered or gave up."""
        tokens = [await self._enter(number) for number in range(self._shoppers)]
        end = time.monotonic() + minutes * 60
        await asyncio.gather(*(self._shopper(number, token, end) for number, token in enumerate(tokens)))
        for client in self._clients:
            await client.aclose()

    async def _enter(self, number: int) -> str:
        response = await self._clients[number % len(self._clients)].post("/api/sessions")
        response.raise_for_status()
        return str(response.json()["token"])

    async def _shopper(self, number: int, token: str, end: float) -> None:
        await asyncio.sleep(EVERY * number / self._shoppers)
        while time.monotonic() < end:
            started = time.monotonic()
            await self._say(number, token, self._random.choice(SAYINGS))
            await asyncio.sleep(max(0.0, EVERY - (time.monotonic() - started)))

    async def _say(self, number: int, token: str, text: str) -> None:
        client, first = self._clients[number % len(self._clients)], time.monotonic()
        body: dict[str, Any] = {"text": text, "client_id": f"{number}-{first:.6f}"}
        while time.monotonic() - first < LONGEST:
            started = time.monotonic()
            answer = await client.post(
                "/api/messages", params={"wait": 1}, json=body, headers={"Authorization": f"Bearer {token}"}
            )
            if answer.status_code in (429, 503):
                self.seen.refusals[answer.status_code] += 1
                self.seen.refusal_seconds.append(time.monotonic() - started)
                self.seen.rude += "retry-after" not in answer.headers
                later = float(answer.headers.get("retry-after", 5))
                await asyncio.sleep(later * (1 + self._random.random() / 2))
                continue
            if answer.status_code == 202:  # still on its way: the same message is asked after
                continue
            replies = answer.json().get("replies", [])
            self.seen.apologies += any(reply["data"].get("apology") for reply in replies)
            self.seen.taken.append(time.monotonic() - started)
            self.seen.answered.append(time.monotonic() - first)
            return
        self.seen.lost += 1


def figures(seen: Seen, shoppers: int) -> list[dict[str, Any]]:
    asked = len(seen.answered) + seen.lost

    def percentile(values: list[float], share: float) -> float:
        return round(float(np.percentile(values, share)), 2) if values else float("nan")

    values = {
        "messages": asked,
        "answer p50 s": percentile(seen.answered, 50),
        "answer p95 s": percentile(seen.answered, 95),
        "once taken p50 s": percentile(seen.taken, 50),
        "once taken p95 s": percentile(seen.taken, 95),
        "refused 503": seen.refusals[503],
        "refused 429": seen.refusals[429],
        "refused without Retry-After": seen.rude,
        "refusal p95 s": percentile(seen.refusal_seconds, 95),
        "apologies": seen.apologies,
        "not answered in 120 s": seen.lost,
    }
    return [
        {"dataset": f"{shoppers} shoppers", "system": "house", "metric": metric, "value": value}
        for metric, value in values.items()
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shoppers", type=int, default=1000)
    parser.add_argument("--minutes", type=float, default=1.5)
    parser.add_argument("--url", help="a shop that is open already")
    options = parser.parse_args()
    with ExitStack() as stack:
        url = options.url
        if url is None:
            url = stack.enter_context(opened(Path(stack.enter_context(tempfile.TemporaryDirectory())))).url
        crowd = Crowd(url, options.shoppers)
        asyncio.run(crowd.visit(options.minutes))
    report.write("overload", figures(crowd.seen, options.shoppers))


if __name__ == "__main__":
    main()
