"""Names of a catalogue as stems, and the phrases that they are known by."""

from __future__ import annotations

import re
from collections.abc import Iterable

from retrieval.text import fold, stem

WORD = re.compile(r"[^\W_]+")


def stems(text: str) -> list[str]:
    """Stems of all the words of a text, in order, compounds in parts only."""
    return [stem(word) for word in WORD.findall(fold(text).replace("'s", ""))]


def phrases(category: str) -> Iterable[tuple[str, ...]]:
    """The stems a category's name is known by: whole, and for "Hoodies & Sweatshirts" each side too."""
    whole = tuple(stems(category))
    if whole:
        yield whole
    parts = re.split(r"\s*(?:&|,|/|\band\b|\+)\s*", fold(category))
    if len(parts) > 1:
        for part in parts:
            if phrase := tuple(stems(part)):
                yield phrase
    joined = tuple(word for word in whole if word != "and")
    if joined and joined != whole:
        yield joined
