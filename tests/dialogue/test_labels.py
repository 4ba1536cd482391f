"""The demo catalogue in Chinese: every kind, field and worded value has a name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dialogue.labels import LabelBook
from tests.dialogue import demo

BOOK = LabelBook([Path(__file__).parents[2] / "data" / "demo" / "labels"])
UNNAMED = re.compile(r"[\d.,]+ (?:kcal|cuin)|TPE|[^a-z]*|.*\d [a-zA-Z°/²]{1,4}")  # numbers, signs, names of their own


@pytest.mark.parametrize("tag", ["zh-Hans", "zh-Hant"])
def test_the_demo_is_named(tag: str) -> None:
    labels = BOOK.of(tag)
    items = demo.items()
    kinds = {item.category for item in items if item.category}
    stated = {(name, value) for item in items for name, value in item.attributes.items() if isinstance(value, str)}
    stated |= {("colour", colour) for item in items for colour in item.colours}
    stated |= {("material", material) for item in items for material in item.materials}
    assert not [kind for kind in kinds if labels.kind(kind) is None]
    assert not [name for name, _ in stated if labels.field(name) is None]
    assert not [
        (name, value) for name, value in stated if labels.value(name, value) == value and not UNNAMED.fullmatch(value)
    ]


def test_values_are_said_with_their_numbers_and_parts() -> None:
    labels = BOOK.of("zh-Hans")
    assert labels.value("flavour", "almond and blueberry", "、") == "杏仁、蓝莓"
    assert labels.value("players", "2 to 4 players") == "2 到 4 人"
    assert labels.value("note", "something unheard of") == "something unheard of"
