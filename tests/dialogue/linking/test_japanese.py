"""Japanese words as kinds, limits, orders and denials; every sentence is ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from dialogue.labels import LabelBook
from dialogue.linking.wishes import Wishes
from dialogue.readers.rules import RulesReader
from tests.dialogue import demo

LABELS = Path(__file__).parents[3] / "data" / "demo" / "labels"


@pytest.fixture(scope="module")
def rules() -> RulesReader:
    return RulesReader(lambda: (demo.items(), demo.fields()), LabelBook([LABELS]))


def wishes(rules: RulesReader, text: str, *kinds: str) -> Wishes:
    linker, words, _ = rules._for("ja")
    return words.wishes.read(linker.link(text, set()).all, kinds)


@pytest.mark.parametrize(
    ("text", "kind", "limits"),
    [
        ("二人用のテント 2kg以下で", "Tents", {("sleeps", "covers"), ("weight", "at_most")}),
        ("レインジャケット、メンズ、100ユーロ以内", "Rain jackets", {("audience", "is"), ("price", "at_most")}),
        ("400ルーメン以上のヘッドライト探してます", "Headlamps", {("brightness", "at_least")}),
        ("赤いリュックが欲しいです", "Backpacks", {("colour", "is")}),
        ("黒じゃないフリースください", "Fleece jackets", {("colour", "is_not")}),
        ("食洗機対応のマグカップ", "Mugs", {("dishwasher safe", "has")}),
    ],
)
def test_kinds_and_limits(rules: RulesReader, text: str, kind: str, limits: set[tuple[str, str]]) -> None:
    found = wishes(rules, text)
    assert found.kinds == (kind,)
    assert {(limit.field, limit.op) for limit in found.filters} == limits


@pytest.mark.parametrize(
    "text", ["ナッツアレルギーです", "ナッツ抜きで", "ナッツが入っていないの", "ナッツは食べられない"]
)
def test_what_must_not_be_inside(rules: RulesReader, text: str) -> None:
    (limit,) = wishes(rules, text, "Energy bars").filters
    assert limit.op == "without" and limit.safety and "peanuts" in limit.values


def test_degrees(rules: RulesReader) -> None:
    lightest = wishes(rules, "一番軽いやつ", "Tents").sort
    assert lightest is not None and (lightest.field, lightest.descending) == ("weight", False)
    (cheaper,) = wishes(rules, "もっと安いのありますか", "Tents").relative
    assert (cheaper.field, cheaper.descending) == ("price", False)
