"""One suite for every engine that generates, on the real weights."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path

import pytest

from models.engines.base import Engine, Piece, Task, create
from shop.errors import BadInput
from shop.settings import Settings

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.slow]


@pytest.fixture(scope="module", params=["llamacpp", "transformers"])
async def engine(request: pytest.FixtureRequest, unpacked_state: Path) -> AsyncIterator[Engine]:
    generator = {"engine": request.param, "context": 1024, "slots": 3, "device": "cpu"}
    made = create(Settings(state=unpacked_state, generator=generator))
    await made.start()
    yield made
    await made.close()


def ask(text: str, **options: object) -> Task:
    return Task(({"role": "user", "content": text},), **{"max_tokens": 12, **options})  # type: ignore[arg-type]


async def pieces(engine: Engine, task: Task) -> list[Piece]:
    async with aclosing(engine.stream(task)) as stream:
        return [piece async for piece in stream]


async def words(engine: Engine, task: Task) -> str:
    return "".join(piece.text for piece in await pieces(engine, task))


async def test_a_stream_ends_with_its_finish_and_usage(engine: Engine) -> None:
    got = await pieces(engine, ask("Write a long story about a tent."))
    assert len(got) > 3
    assert all(piece.finish is None for piece in got[:-1])
    last = got[-1]
    assert last.finish == "length"
    assert last.usage is not None
    assert last.usage.completion_tokens == 12
    assert last.usage.prompt_tokens > 10


async def test_greedy_says_the_same_again(engine: Engine) -> None:
    task = ask("Which city is the capital of France?")
    assert await words(engine, task) == await words(engine, task)


async def test_it_knows_something(engine: Engine) -> None:
    # a question whose answer is far ahead of the next, so that no rounding of the weights turns it
    assert "Rome" in await words(engine, ask("Name the capital of Italy."))


async def test_a_short_answer_stops(engine: Engine) -> None:
    got = await pieces(engine, ask("Which city is the capital of France? One word.", max_tokens=60))
    assert got[-1].finish == "stop"


async def test_a_stop_string_ends_it_and_is_not_shown(engine: Engine) -> None:
    text = await words(engine, ask("Which city is the capital of France?", stop=("Paris",)))
    assert "Paris" not in text
    assert text.strip()


async def test_a_seed_makes_chance_repeatable(engine: Engine) -> None:
    task = ask("Write a line about a tent.", temperature=1.2, top_p=0.95, seed=5)
    assert await words(engine, task) == await words(engine, task)


async def test_many_at_once_say_what_each_says_alone(engine: Engine) -> None:
    """Batches change floating-point sums, so the beginnings are compared."""
    tasks = [ask(f"Which city is the capital of {land}?") for land in ("France", "Italy", "Spain", "Japan", "Egypt")]
    together = await asyncio.gather(*(words(engine, task) for task in tasks))
    for task, text in zip(tasks, together, strict=True):
        assert (await words(engine, task))[:20] == text[:20]


async def test_who_leaves_frees_the_engine(engine: Engine) -> None:
    started = time.monotonic()
    stream = engine.stream(ask("Write a very long story.", max_tokens=900))
    async for _ in stream:
        break
    first = time.monotonic() - started
    await stream.aclose()
    left = time.monotonic()
    await words(engine, ask("Hello", max_tokens=1))
    assert time.monotonic() - left < max(10 * first, 5.0)  # 900 tokens would take far longer


async def test_a_prompt_beyond_the_context_is_refused(engine: Engine) -> None:
    with pytest.raises(BadInput) as refused:
        await pieces(engine, ask("word " * 2000))
    assert refused.value.field == "messages"
