"""Embeddings for many callers: what arrives while the encoder works makes up its next batch."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from models.encoder import Encoder, Vectors
from models.service.metrics import Metrics
from shop.errors import Overloaded

FEW = 8  # up to so many texts a request is someone waiting for a reply; beyond, it is a job


@dataclass
class _Job:
    tokens: list[list[int]]
    texts: Sequence[str]
    vectors: Vectors
    done: asyncio.Future[None]
    next: int = 0  # the first text that is in no batch yet
    left: int = field(init=False)

    def __post_init__(self) -> None:
        self.left = len(self.tokens)


@dataclass
class Embedded:
    vectors: Vectors  # (n, d)
    tokens: int


class Batcher:
    """One encoder, one thread, batches of up to ``batch`` texts from all who wait.

    Requests of a few texts go first, but a job keeps a quarter of every batch, so that neither waits for ever.
    The latest ``memory`` texts are remembered: a search that is refined, a taste that is read at every turn, an item
    that the index has just asked for and the recommender asks for next.
    """

    def __init__(
        self, encoder: Encoder, metrics: Metrics, *, batch: int, queue: int, memory: int = 4096, label: str = "encoder"
    ) -> None:
        """``label`` is the encoder's in the metrics."""
        self.encoder = encoder
        self._metrics = metrics
        self._label = label
        self._size = batch
        self._limit = queue
        self._few: deque[_Job] = deque()
        self._many: deque[_Job] = deque()
        self._wake = asyncio.Event()
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="encoder")
        self._memory: OrderedDict[str, tuple[NDArray[np.float32], int]] = OrderedDict()
        self._remember = memory
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name="embedding batches")

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        for job in (*self._few, *self._many):
            job.done.cancel()
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def embed(self, texts: Sequence[str]) -> Embedded:
        """Raises :class:`Overloaded` when too many wait already."""
        known = [self._memory.get(text) for text in texts]
        if all(known):
            return self._remembered(texts)
        waiting = len(self._few) + len(self._many)
        if waiting >= self._limit:
            raise Overloaded(f"{waiting} embedding requests wait already", retry_after=1)
        tokens = self.encoder.tokens(texts)
        vectors = np.zeros((len(texts), self.encoder.dimension), np.float32)
        job = _Job(tokens, texts, vectors, asyncio.get_running_loop().create_future())
        (self._few if len(texts) <= FEW else self._many).append(job)
        self._metrics.waiting.labels(self._label).set(waiting + 1)
        self._wake.set()
        await job.done  # a caller who leaves cancels it, and its texts are passed over
        return Embedded(vectors, sum(map(len, tokens)))

    def _remembered(self, texts: Sequence[str]) -> Embedded:
        for text in texts:
            self._memory.move_to_end(text)
        found = [self._memory[text] for text in texts]
        return Embedded(np.stack([vector for vector, _ in found]), sum(count for _, count in found))

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await self._wake.wait()
            parts = self._next()
            if not parts:
                self._wake.clear()
                continue
            tokens = [job.tokens[row] for job, row in parts]
            self._metrics.batch.observe(len(tokens))
            try:
                vectors = await loop.run_in_executor(self._pool, self.encoder.encode_tokens, tokens)
            except Exception as error:
                for job, _ in parts:
                    if not job.done.done():
                        job.done.set_exception(error)
                continue
            for (job, row), vector in zip(parts, vectors, strict=True):
                job.vectors[row] = vector
                job.left -= 1
                self._keep(job.texts[row], vector, len(job.tokens[row]))
                if job.left == 0 and not job.done.done():
                    job.done.set_result(None)

    def _next(self) -> list[tuple[_Job, int]]:
        """Up to one batch of (job, row), from the short line first."""
        reserved = self._size // 4 if self._many else 0
        parts = self._take(self._few, self._size - reserved)
        parts += self._take(self._many, self._size - len(parts))
        self._metrics.waiting.labels(self._label).set(len(self._few) + len(self._many))
        return parts

    @staticmethod
    def _take(line: deque[_Job], room: int) -> list[tuple[_Job, int]]:
        parts: list[tuple[_Job, int]] = []
        while line and len(parts) < room:
            job = line[0]
            if job.done.done():  # cancelled or failed
                line.popleft()
                continue
            rows = range(job.next, min(job.next + room - len(parts), len(job.tokens)))
            parts += [(job, row) for row in rows]
            job.next = rows.stop
            if job.next == len(job.tokens):
                line.popleft()
        return parts

    def _keep(self, text: str, vector: NDArray[np.float32], tokens: int) -> None:
        self._memory[text] = (vector, tokens)
        self._memory.move_to_end(text)
        if len(self._memory) > self._remember:
            self._memory.popitem(last=False)
