"""Sentences, stems and lists, as the writer and its checker see them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from retrieval.text import fold, stem

_END = re.compile(r"""(?<=[.!?…])["'”’)]*\s+(?=["'“‘(]?[A-Z0-9])|\n+""")
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_ABBREVIATION = re.compile(r"\b(?:approx|incl|max|min|no|vs|e\.g|i\.e|etc|St)\.$", re.IGNORECASE)
_POSSESSIVE = re.compile(r"'(?:s|re|ll|ve|d|m)$")


def sentences(text: str) -> list[str]:
    """The sentences of a text, trimmed; a line break ends one too."""
    found: list[str] = []
    start = 0
    for end in _END.finditer(text):
        piece = text[start : end.start()].strip()
        if _ABBREVIATION.search(piece):
            continue
        found.append(piece)
        start = end.end()
    found.append(text[start:].strip())
    return [piece for piece in found if piece]


def words(text: str) -> list[str]:
    """Folded words of letters; hyphens and digits part them, a possessive's ending is off."""
    return [_POSSESSIVE.sub("", word) for word in _WORD.findall(fold(text))]


def stems(text: str) -> set[str]:
    return {stem(word) for word in words(text)}


def joined(parts: Sequence[str], last: str = "and") -> str:
    """ "a, b and c"."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def phrase(terms: Iterable[str]) -> re.Pattern[str]:
    """One pattern for whole words or phrases, hyphens and blanks alike."""
    ordered = sorted({fold(term) for term in terms}, key=len, reverse=True)
    inner = "|".join(re.sub(r"[\\ -]+", r"[\\s-]+", re.escape(term)) for term in ordered)
    return re.compile(rf"(?<![\w])(?:{inner})(?![\w])") if ordered else re.compile(r"(?!)")


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]
