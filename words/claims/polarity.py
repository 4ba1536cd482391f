"""Clauses, and whether one denies what it speaks of: "it is not waterproof, but has a hood" is two."""

from __future__ import annotations

import re

from retrieval.text import fold

_BREAK = re.compile(r",(?!\d)|[;:()—]|\b(?:and|but|while|though|although|yet|so|because|with(?!out))\b|\.\s")
_NEGATION = re.compile(
    r"\b(?:not|no|never|none|without|cannot|isn't|aren't|doesn't|don't|can't|won't|lacks?)\b|\bunlined\b"
)


def clauses(text: str) -> list[str]:
    return [piece.strip() for piece in _BREAK.split(fold(text)) if piece.strip()]


def denies(clause: str) -> bool:
    return bool(_NEGATION.search(clause))
