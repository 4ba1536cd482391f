"""Chinese: where words part, how numbers are read, and what sentences ask for."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pytest

from dialogue.commands import AddToCart, AskItem, AskShop, Compare, Search, StartFlow
from dialogue.labels import LabelBook
from dialogue.linking.grammar import load_grammar
from dialogue.linking.measures import Measures
from dialogue.linking.segmenting import Segmenter
from dialogue.linking.tokens import tokenize
from dialogue.readers.rules import RulesReader
from dialogue.reading import Utterance
from tests.dialogue import demo

LABELS = Path(__file__).parents[3] / "data" / "demo" / "labels"


@lru_cache(maxsize=1)
def reader() -> RulesReader:
    return RulesReader(lambda: (demo.items(), demo.fields()), LabelBook([LABELS]))


def read(text: str, said: dict[str, object] | None = None, language: str = "zh-Hans") -> object:
    return reader().read_now(Utterance(text=text, language=language), demo.context(said or {})).commands[0]


def test_own_words_part_a_run_and_common_ones_hold_together() -> None:
    cut = Segmenter(["不", "别的", "头灯", "的"], {"特别": 3000, "特": 10, "别": 10, "亮": 50})
    assert cut("特别亮的头灯") == ["特别", "亮", "的", "头灯"]
    assert cut("不亮") == ["不", "亮"]


@pytest.mark.parametrize(
    ("said", "value"), [("两百五十", 250), ("两百五", 250), ("一千零五", 1005), ("一万二千五百", 12500), ("十五", 15)]
)
def test_numbers_are_read_by_their_places(said: str, value: float) -> None:
    found = Measures(load_grammar("zh-Hans")).read(said, tokenize(said, list), [])
    assert [one.measure.low for one in found] == [value]


def test_a_search_has_its_limits_wherever_they_stand() -> None:
    command = read("夜跑头灯 400流明以上 一百五以内，不要黑色的")
    assert isinstance(command, Search) and command.kinds == ("Headlamps",)
    limits = {(one.field, one.op): one for one in command.filters}
    assert limits["brightness", "at_least"].low == 400
    assert limits["price", "at_most"].high == 150
    assert limits["colour", "is_not"].values == ("black",)


def test_traditional_characters_and_cantonese_read_alike() -> None:
    command = read("有冇頭戴式嘅無線降噪耳機？200歐以內", language="zh-Hant")
    assert isinstance(command, Search) and command.kinds == ("Headphones",)
    assert {one.field for one in command.filters} == {"type", "wireless", "noise cancelling", "price"}


def test_an_allergy_is_said_behind_what_it_is_to() -> None:
    command = read("我家娃坚果过敏，你们有他能吃的能量棒吗")
    assert isinstance(command, Search)
    assert any(one.safety and one.op == "without" and "peanut" in one.values for one in command.filters)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("哪个最轻", Compare),
        ("第二个能机洗吗", AskItem),
        ("再便宜点的", Search),
        ("来两个第一个，放购物车", AddToCart),
        ("怎么退货", AskShop),
        ("收到的杯子碎了", StartFlow),
    ],
)
def test_what_a_sentence_does(text: str, kind: type) -> None:
    assert isinstance(read(text, {"shown": {"Mugs": 4}}), kind)
