"""Every word that says something must be the catalogue's, or one that says nothing of the goods (plain.txt)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib.resources import files

from retrieval.text import STOP, stem
from words.facts import Facts
from words.quantities import SPELT
from words.text import stems, words


@cache
def plain() -> frozenset[str]:
    """Stems of the words that anyone may use: they carry no claim."""
    text = files("words").joinpath("claims/plain.txt").read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return frozenset(stems(" ".join(lines)) | {stem(word) for word in STOP})


def within(phrases: Callable[[Facts], frozenset[str]]) -> Callable[[str, Facts], Iterable[str]]:
    """The claim check; ``phrases`` gives the stems of the frames that may say an item's facts."""
    free = plain()

    def problems(sentence: str, facts: Facts) -> Iterator[str]:
        known = free | facts.stems | phrases(facts)
        for word in words(sentence):
            if len(word) > 1 and word not in SPELT and stem(word) not in known and word not in known:
                yield word

    return problems
