"""A search box's words, read by the dialogue's rules."""

from __future__ import annotations

from pathlib import Path

import pytest

from dialogue.labels import LabelBook
from dialogue.query_reader import QueryReader
from shop.dialogue import Query
from tests.dialogue.demo import fields, items

LABELS = Path(__file__).parents[2] / "data" / "demo" / "labels"


@pytest.fixture(scope="module")
def reader() -> QueryReader:
    return QueryReader(lambda: (items(), fields()))


@pytest.fixture(scope="module")
def labelled() -> QueryReader:
    return QueryReader(lambda: (items(), fields()), LabelBook([LABELS]))


async def test_kinds_and_limits(reader: QueryReader) -> None:
    query = await reader.read("hiking boots under 100")
    assert query.kinds == ("Hiking boots",)
    (limit,) = query.filters
    assert (limit.field, limit.op) == ("price", "at_most") and limit.high is not None and 99 < limit.high < 100.01


async def test_a_moment_and_a_present(reader: QueryReader) -> None:
    assert "walking" in (await reader.read("three days of walking in the hills")).purpose
    present = await reader.read("gift for my dad under 40")
    assert present.receiver is not None and present.receiver.who == "dad" and present.budget == 40


@pytest.mark.parametrize("text", ["qwzx", "A-4711", "where is my order"])
async def test_what_names_no_goods_ranks(reader: QueryReader, text: str) -> None:
    assert await reader.read(text) == Query(text=text)


@pytest.mark.parametrize(
    ("text", "kind", "high"),
    [
        ("Zelt", "Tents", None),
        ("Regenjacke unter 100 Euro", "Rain jackets", 100),
        ("mochila", "Backpacks", None),
        ("chaussures de randonnée", "Hiking boots", None),
        ("登山鞋 100欧以内", "Hiking boots", 100),
        ("寝袋 150ユーロ以下", "Sleeping bags", 150),
        ("tent", "Tents", None),
    ],
)
async def test_a_box_reads_every_language(labelled: QueryReader, text: str, kind: str, high: float | None) -> None:
    query = await labelled.read(text)
    assert query.kinds == (kind,)
    limits = [limit.high for limit in query.filters if limit.field == "price"]
    assert limits == ([] if high is None else [pytest.approx(high, abs=0.01)])
