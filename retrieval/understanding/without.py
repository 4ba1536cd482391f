"""What must not be in it, though the catalogue has no name for it: "without nuts", "free of parabens"."""

from __future__ import annotations

import re

from retrieval.understanding.grammar import says_nothing
from retrieval.understanding.reading import Reading

_WITHOUT = re.compile(
    r"\b(?:without(?: any| a| an)?|free (?:of|from))\s+(?P<after>[^\W\d_]+(?:\s+(?:and|or)\s+[^\W\d_]+)*)"
    r"|\b(?P<before>[^\W\d_]+)[- ]free\b(?! (?:of|from|shipping|delivery|returns?)\b)"
)


def read_without(reading: Reading) -> None:
    """To be called once all names are read: what is left open after "without" is a word of nobody's list."""
    for match in list(_WITHOUT.finditer(reading.open)):
        words = re.split(r"\s+(?:and|or)\s+", match["after"] or match["before"])
        if not any(map(says_nothing, words)):
            reading.add("without", *words)
            reading.take(*match.span())
