"""Words that English speakers write every day: a catalogue that lacks one of them has not been misspelt."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from importlib import resources

_LEAST = 1_000_000  # times in the dictionary's corpus: the nineteen thousand commonest words of five letters and more
_SHORTEST = 5


@lru_cache(maxsize=1)
def ordinary() -> frozenset[str]:
    """From symspellpy's frequency dictionary, a word and its count a line, read at the first use."""
    counted = _lines("frequency_dictionary_en_82_765.txt")
    return frozenset(word for word, count in counted if len(word) >= _SHORTEST and int(count) >= _LEAST)


def _lines(name: str) -> Iterator[list[str]]:
    text = (resources.files("symspellpy") / name).read_text(encoding="utf-8-sig")
    return (line.split() for line in text.splitlines())
