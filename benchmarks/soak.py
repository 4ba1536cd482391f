"""Whether the model service grows: mixed use for some minutes, its memory over time.

    python -m benchmarks.soak --minutes 60 [--catalogue data/demo/catalogue.jsonl] [--model NAME] [--pause 0.2]

Starts a service of its own on a free port, with a state folder of its own that borrows the models of the settings' one.
Every round sends what a shop sends, never the same twice: texts of all lengths to embed, a sentence about an item, a
message read under a grammar, picks for a shopper, items that changed. Memory is the process's resident set in MB;
`growth %` compares the mean of the last quarter with that of the second.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from langchain_core.messages import HumanMessage, SystemMessage

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # run as a file too, not only by ``-m``

from benchmarks import report
from models.service.client import ModelClient
from models.service.schema import HistoryEvent, ItemsRequest, ItemUpsert, RecommendationRequest
from shop.errors import ShopkeeperError
from shop.importers import Report, recognise
from shop.settings import Settings, load_settings
from shop.types import Item

EVERY = 15.0  # seconds between two looks at the memory
GRAMMAR = 'root ::= "find " [a-z ]{1,20} (" ; " [a-z]{1,10} " <= " [0-9]{1,4})?'
READ = "Read the shopper's message as one line: find KIND ; FIELD <= NUMBER. " * 8


def resident(pid: int) -> float:
    """MB of memory that a process holds."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


@contextmanager
def service(folder: Path, model: str) -> Iterator[tuple[Settings, subprocess.Popen[bytes]]]:
    """The model service in a process of its own."""
    here = load_settings()
    (folder / "models").mkdir()
    for part in ("encoder", "generator"):
        (folder / "models" / part).symlink_to((here.state / "models" / part).absolute(), target_is_directory=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    wanted = {
        "SHOPKEEPER_STATE": str(folder),
        "SHOPKEEPER_MODELS__PORT": str(port),
        "SHOPKEEPER_GENERATOR__MODEL": model,
        "SHOPKEEPER_SECRETS__MODELS_TOKEN": "soak",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "models.service"],
        env={**os.environ, **wanted},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    settings = load_settings(
        state=folder,
        models={"port": port, "timeout": 60.0},
        secrets={"models_token": "soak"},
        generator={"model": model},
    )
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the service ends with this
    try:
        yield settings, process
    finally:
        process.terminate()
        process.wait(30)


class Load:
    """What a shop sends. Each call sends something new."""

    def __init__(self, client: ModelClient, items: list[Item], seed: int) -> None:
        self._client, self._items, self._random = client, items, random.Random(seed)
        self._words = sorted({word for item in items for word in item.text.split()})
        self.sent = self.failed = 0

    def _text(self, longest: int) -> str:
        return " ".join(self._random.choices(self._words, k=self._random.randint(1, longest)))

    async def embed(self) -> None:
        texts = [self._text(self._random.choice((4, 12, 200))) for _ in range(self._random.choice((1, 2, 32)))]
        await self._client.embeddings().aembed_documents(texts)

    async def write(self) -> None:
        told = [SystemMessage("Tell the facts in one sentence."), HumanMessage(self._text(60))]
        await self._client.chat(max_tokens=24, temperature=0.6, seed=self._random.randrange(1000)).ainvoke(told)

    async def read(self) -> None:
        bound = {"grammar": GRAMMAR, "prompt_cache_key": "soak"}
        asked = [SystemMessage(READ), HumanMessage(self._text(20))]
        await self._client.chat(max_tokens=24, extra_body=bound).ainvoke(asked)

    async def recommend(self) -> None:
        seen = self._random.sample(self._items, 5)
        events = [HistoryEvent(type="view", item_id=item.id, ts=datetime.now(UTC)) for item in seen]
        request = RecommendationRequest(events=events, context=self._text(6), limit=self._random.randint(1, 20))
        await self._client.recommend(request)

    async def change(self) -> None:
        items = self._random.sample(self._items, 8)
        upsert = [ItemUpsert.of(item, text=f"{item.text} {self._text(5)}") for item in items]
        await self._client.put_items(ItemsRequest(upsert=upsert))

    async def round(self) -> None:
        parts = [self.embed(), self.embed(), self.recommend(), self.write(), self.read()]
        parts += [self.change()] if self._random.random() < 0.2 else []
        for done in await asyncio.gather(*parts, return_exceptions=True):
            self.sent += 1
            if isinstance(done, ShopkeeperError):
                self.failed += 1
            elif isinstance(done, BaseException):
                raise done


async def soak(
    settings: Settings, pid: int, items: list[Item], minutes: float, pause: float
) -> list[tuple[float, float]]:
    """(seconds, MB) over time."""
    seen: list[tuple[float, float]] = []
    async with ModelClient(settings) as client:
        for _ in range(600):
            try:
                await client.health(seconds=1.0)
                break
            except ShopkeeperError:
                await asyncio.sleep(0.2)
        await client.put_items(ItemsRequest(upsert=[ItemUpsert.of(item) for item in items]), seconds=300.0)
        load, began, look = Load(client, items, seed=1), time.monotonic(), 0.0
        while (passed := time.monotonic() - began) < minutes * 60:
            await load.round()
            await asyncio.sleep(pause)
            if passed >= look:
                look = passed + EVERY
                seen.append((passed, resident(pid)))
                print(f"{passed:6.0f} s  {seen[-1][1]:7.0f} MB  {load.sent} requests, {load.failed} failed", flush=True)
    return seen


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--catalogue", type=Path, default=Path("data/demo/catalogue.jsonl"))
    parser.add_argument("--items", type=int, default=0, help="of the catalogue that the recommender is told; 0 is all")
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--pause", type=float, default=0.2, help="seconds between two rounds")
    parser.add_argument("--model", default=load_settings().generator.model)
    options = parser.parse_args()
    items = list(recognise(options.catalogue).read(options.catalogue, Report()))
    items = items[: options.items or None]
    with tempfile.TemporaryDirectory() as folder, service(Path(folder), options.model) as (settings, process):
        seen = asyncio.run(soak(settings, process.pid, items, options.minutes, options.pause))
    sizes = [size for _, size in seen]
    quarter = max(1, len(sizes) // 4)
    early, late = statistics.mean(sizes[quarter : 2 * quarter] or sizes), statistics.mean(sizes[-quarter:])
    values = {"minutes": options.minutes, "MB at the end": sizes[-1], "growth %": 100 * (late / early - 1)}
    rows = [
        {"dataset": options.model, "system": "model service", "metric": metric, "value": round(value, 1)}
        for metric, value in values.items()
    ]
    report.write("soak", rows)


if __name__ == "__main__":
    main()
