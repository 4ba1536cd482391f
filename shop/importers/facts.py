"""Facts that stand only in an item's text, as attributes: "Capacity: 350 ml", what a short line says it is made of.

Each is noted with the sentence that it was read from. What a column of the file states is never overruled.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from shop.importers.lexicon import named_materials

LONGEST = 4_000  # characters of a description that are read
_LINE = re.compile(r"\n+|(?<=[.!?;。！？；])\s+|\s*[•▪●·✓✔]\s*")
_LABELLED = re.compile(r"^[\W_]*([^\W\d_][^\n:：?!.]{1,28}?)\s*(?:[:：]|\s[-–]\s)\s*(\S.{0,80})$")
_MARK = re.compile(r"[:：]|\s[-–]\s")
_WORDS = 8  # of a value; what is longer is a text
_NAME_WORDS = 3
_SHORT = 12  # words of a line that says what a thing is, rather than tells a story
_NOT = re.compile(r"https?://|www\.|@|[?]|(?<!\w)\d{1,2}:\d{2}")


def stated(lines: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """(name, value, sentence) of lines that name what they tell: "Capacity: 350 ml"."""
    for line in lines:
        match = _LABELLED.match(line) if _MARK.search(line) else None
        if match is None or _NOT.search(match[2]):
            continue
        name, value = match[1].strip(), match[2].strip().rstrip(".;,")
        if value and len(name.split()) <= _NAME_WORDS and len(value.split()) <= _WORDS:
            yield name, value, line


def made_of(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    """(material, sentence) of short lines: "Brown leather chair". A story may name what it goes with."""
    for place, line in enumerate(lines):
        words = line.count(" ") + 1
        if words <= (_SHORT if place == 0 else _SHORT // 2) and not _MARK.search(line):
            for material in named_materials([line]):
                yield material, line


def lines(description: str) -> list[str]:
    """The sentences and lines of a description."""
    return [line.strip() for line in _LINE.split(description[:LONGEST]) if line and line.strip()]
