"""What must not be in it, though the catalogue has no name for it: "without nuts", "free of parabens", "not in-ear"."""

from __future__ import annotations

import re
from collections.abc import Container

from retrieval.text import STOP, stem
from retrieval.understanding.grammar import GRAMMAR, says_nothing
from retrieval.understanding.phrases import WORD
from retrieval.understanding.reading import Reading

_WITHOUT = re.compile(
    r"\b(?:without(?: any| a| an)?|free (?:of|from))\s+(?P<after>[^\W\d_]+(?:\s+(?:and|or)\s+[^\W\d_]+)*)"
    r"|\b(?P<before>[^\W\d_]+)[- ]free\b(?! (?:of|from|shipping|delivery|returns?)\b)"
)
_NOT = re.compile(
    r"\b(?:not|no|isn'?t|aren'?t) (?:an? |the |any )?(?P<words>[^\W\d_]+(?:[- ][^\W\d_]+)?)"
    r"(?= ones?\b|(?: please| pls| thanks)?\W*$|\s*[,;.\x00])"
)

_ORDINARY = GRAMMAR - STOP  # "not the first one", "not sure"


def read_without(reading: Reading, titled: Container[str]) -> None:
    """To be called once all names are read: what is left open after "without" is a word of nobody's list, and after
    "not" one that titles bear (``titled`` are their stems)."""
    for match in list(_WITHOUT.finditer(reading.open)):
        words = re.split(r"\s+(?:and|or)\s+", match["after"] or match["before"])
        if not any(map(says_nothing, words)):
            reading.add("without", *words)
            reading.take(*match.span())
    for match in list(_NOT.finditer(reading.open)):
        words = WORD.findall(match["words"])
        if _ORDINARY.isdisjoint(words) and all(stem(word) in titled for word in words):
            reading.add("without", " ".join(words))
            reading.take(*match.span())
