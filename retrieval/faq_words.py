"""Words that carry a question, and questions that shops are asked and their FAQ does not answer."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from retrieval.text import FILLER, STOP, words


def content(text: str) -> list[str]:
    """The words of a text that say what it is about, each once, as they stand."""
    return list(dict.fromkeys(word for word in words(text) if word not in STOP and word not in FILLER))


@cache
def unanswered() -> list[str]:
    """From ``unanswered.txt``: a question nearer to one of these than to any entry has none."""
    lines = Path(__file__).with_name("unanswered.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]
