"""The batcher over the real encoder, and over a slow one where only the order of things matters."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Sequence

import numpy as np
import pytest

from models.encoder import Encoder, Vectors
from models.service.batcher import Batcher
from models.service.metrics import Metrics
from shop.errors import Overloaded


class Gate:
    """An encoder whose batches wait to be let through; a text's vector is its length."""

    name, dimension = "gate", 1

    def __init__(self) -> None:
        self.open = threading.Event()
        self.batches: list[list[int]] = []

    def tokens(self, texts: Sequence[str]) -> list[list[int]]:
        return [[len(text)] for text in texts]

    def encode_tokens(self, tokens: Sequence[Sequence[int]]) -> Vectors:
        self.open.wait(10)
        self.batches.append([ids[0] for ids in tokens])
        if any(ids[0] == 13 for ids in tokens):
            raise RuntimeError("unlucky")
        return np.array(tokens, np.float32)


@pytest.fixture
async def gate() -> AsyncIterator[tuple[Gate, Batcher]]:
    encoder = Gate()
    batcher = Batcher(encoder, Metrics(), batch=4, queue=3, memory=2)  # type: ignore[arg-type]
    batcher.start()
    yield encoder, batcher
    encoder.open.set()
    await batcher.stop()


async def test_many_callers_get_what_each_asked_for(onnx: Encoder) -> None:
    batcher = Batcher(onnx, Metrics(), batch=8, queue=100)
    batcher.start()
    asked = [[f"item {place} in colour {colour}" for colour in range(place % 4 + 1)] for place in range(12)]
    asked.append([f"job {place}" for place in range(30)])
    got = await asyncio.gather(*(batcher.embed(texts) for texts in asked))
    await batcher.stop()
    for texts, embedded in zip(asked, got, strict=True):
        np.testing.assert_allclose(embedded.vectors, onnx.encode(texts), atol=1e-5)


async def test_those_who_wait_share_a_batch(gate: tuple[Gate, Batcher]) -> None:
    encoder, batcher = gate
    first = asyncio.create_task(batcher.embed(["x"]))
    await asyncio.sleep(0.05)
    others = [asyncio.create_task(batcher.embed(["x" * size])) for size in (2, 3, 4)]
    await asyncio.sleep(0.05)
    encoder.open.set()
    await asyncio.gather(first, *others)
    assert encoder.batches == [[1], [2, 3, 4]]


async def test_a_search_does_not_wait_for_a_job(gate: tuple[Gate, Batcher]) -> None:
    encoder, batcher = gate
    job = asyncio.create_task(batcher.embed(["x" * 9] * 40))
    await asyncio.sleep(0.05)
    search = asyncio.create_task(batcher.embed(["xx"]))
    await asyncio.sleep(0.05)
    encoder.open.set()
    await search
    assert not job.done()
    assert 2 in encoder.batches[1]
    assert 9 in encoder.batches[1]  # and the job goes on beside it
    assert (await job).vectors.shape == (40, 1)


async def test_too_many_are_turned_away(gate: tuple[Gate, Batcher]) -> None:
    encoder, batcher = gate
    tasks = [asyncio.create_task(batcher.embed([f"{'x' * size}"])) for size in range(1, 9)]
    await asyncio.sleep(0.1)
    encoder.open.set()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    refused = [result for result in results if isinstance(result, Overloaded)]
    assert len(refused) >= 4
    assert refused[0].retry_after >= 1
    assert len(refused) < 8


async def test_a_failure_is_of_its_batch_alone(gate: tuple[Gate, Batcher]) -> None:
    encoder, batcher = gate
    encoder.open.set()
    with pytest.raises(RuntimeError, match="unlucky"):
        await batcher.embed(["x" * 13])
    assert (await batcher.embed(["xxx"])).vectors[0, 0] == 3


async def test_who_leaves_is_passed_over(gate: tuple[Gate, Batcher]) -> None:
    encoder, batcher = gate
    first = asyncio.create_task(batcher.embed(["x"]))
    await asyncio.sleep(0.05)
    gone = asyncio.create_task(batcher.embed(["xx"]))
    stays = asyncio.create_task(batcher.embed(["xxx"]))
    await asyncio.sleep(0.05)
    gone.cancel()
    encoder.open.set()
    await asyncio.gather(first, stays)
    assert encoder.batches == [[1], [3]]


async def test_what_was_asked_lately_is_remembered(gate: tuple[Gate, Batcher]) -> None:
    encoder, batcher = gate
    encoder.open.set()
    for size in (1, 2, 1, 3, 2):
        assert (await batcher.embed(["x" * size])).vectors[0, 0] == size
    assert encoder.batches == [[1], [2], [3], [2]]  # 1 was known; 2, the oldest by then, was not
