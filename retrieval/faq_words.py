"""Words that carry a question, and what shops are asked."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from retrieval.text import FILLER, STOP, words


def content(text: str) -> list[str]:
    """The words of a text that say what it is about, each once, as they stand."""
    return list(dict.fromkeys(word for word in words(text) if word not in STOP and word not in FILLER))


@cache
def unanswered() -> list[str]:
    """From ``unanswered.txt``: questions that a shop's FAQ seldom answers."""
    return [line for block in _blocks("unanswered.txt") for line in block]


@cache
def shop_questions() -> list[list[str]]:
    """From ``shop_questions.txt``: what customers ask, several wordings of each."""
    return _blocks("shop_questions.txt")


def _blocks(name: str) -> list[list[str]]:
    text = Path(__file__).with_name(name).read_text(encoding="utf-8")
    blocks = [[line for line in block.splitlines() if line and line[0] != "#"] for block in text.split("\n\n")]
    return [block for block in blocks if block]
