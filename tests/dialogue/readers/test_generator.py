"""The reader that asks a model: over llama.cpp's own server with the smallest weights, and where none answers."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from dialogue.readers.cascade import CascadeReader
from dialogue.readers.generator import GeneratorReader
from dialogue.readers.lines import read
from dialogue.readers.shadow import ShadowReader
from dialogue.readers.wiring import build
from dialogue.reading import Context, Reading, Utterance
from models.service.client import ModelClient
from retrieval.encoding import QueryEncoder
from retrieval.fields import Fields
from shop.dialogue import State
from shop.settings import Settings
from shop.types import Item

SAID = Utterance("is there a tent under 300")


async def reading(items: Sequence[Item], fields: Fields, url: str, **settings: object) -> Reading:
    made = Settings(models={"chat_url": url}, reading=settings)
    async with ModelClient(made) as client:
        return await GeneratorReader(client, made, lambda: (items, fields)).read(SAID, Context(State()))


@pytest.mark.slow
async def test_a_line_under_the_grammar_is_read(items: Sequence[Item], fields: Fields, address: str) -> None:
    found = await reading(items, fields, f"{address}/v1", form="line", seconds=120.0)
    assert found.by == "generator"
    assert read(found.notes[0])


@pytest.mark.slow
async def test_json_under_a_schema_is_read(items: Sequence[Item], fields: Fields, address: str) -> None:
    found = await reading(items, fields, f"{address}/v1", seconds=120.0)
    assert found.notes[0].startswith("{")


@pytest.mark.slow
async def test_what_comes_late_is_unread(items: Sequence[Item], fields: Fields, address: str) -> None:
    found = await reading(items, fields, f"{address}/v1", seconds=0.05)
    assert (found.unread, found.confidence) == ((SAID.text,), 0.0)


async def test_a_model_that_is_down_leaves_all_unread_and_rests(items: Sequence[Item], fields: Fields) -> None:
    settings = Settings(models={"chat_url": "http://127.0.0.1:9/v1"}, reading={"rest_seconds": 60.0})
    async with ModelClient(settings) as client:
        reader = GeneratorReader(client, settings, lambda: (items, fields))
        for _ in range(2):
            found = await reader.read(SAID, Context(State()))
            assert (found.unread, found.confidence) == ((SAID.text,), 0.0)


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        ({"mode": "cascade"}, CascadeReader),
        ({"mode": "generator"}, GeneratorReader),
        ({"shadow": "generator"}, ShadowReader),
    ],
)
async def test_the_settings_choose(
    items: Sequence[Item], fields: Fields, told: dict[str, str], kind: type[object]
) -> None:
    settings = Settings(reading=told)
    async with ModelClient(settings) as client:
        encoder = QueryEncoder(client.embeddings())
        assert isinstance(build(settings, client, lambda: (items, fields), encoder), kind)
