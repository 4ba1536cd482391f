"""Cuts an answer into passages of whole sentences, short enough to embed and to read out."""

from __future__ import annotations

import re

_SENTENCE = re.compile(r"(?<=[.!?。！？])\s+|\n+|(?<=[。！？])")


def sentences(text: str) -> list[str]:
    """Whole sentences of a text, in order; line breaks end one too."""
    return [part.strip() for part in _SENTENCE.split(text) if part and part.strip()]


def passages(text: str, *, limit: int = 320) -> list[str]:
    """Neighbouring sentences joined up to ``limit`` characters; a longer sentence stands alone, whole."""
    found: list[str] = []
    for sentence in sentences(text):
        if found and len(found[-1]) + 1 + len(sentence) <= limit:
            found[-1] += " " + sentence
        else:
            found.append(sentence)
    return found
