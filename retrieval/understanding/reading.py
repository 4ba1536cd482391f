"""A text while it is being read: what a reader has understood is taken, so that no later one reads it again."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from retrieval.text import fold

TAKEN = "\x00"  # stands for a taken character: matches no pattern, joins no words


@dataclass(frozen=True)
class Token:
    text: str
    start: int
    end: int


@dataclass
class Reading:
    """``text`` is folded; ``limits`` gathers fields of :class:`shop.types.Constraints` as they are read."""

    raw: str
    text: str = ""
    limits: dict[str, Any] = field(default_factory=dict)
    dropped: set[str] = field(default_factory=set)  # fields the shopper wants without a limit
    ranked: list[str] = field(default_factory=list)  # words taken as limits that results are ranked by as well
    claims: list[str] = field(default_factory=list)  # phrases that say what a thing is, of words that name nothing
    cues: set[str] = field(
        default_factory=set
    )  # "over" (start over), "other", "cheaper", "dearer", "title", "same", "more"

    def __post_init__(self) -> None:
        self.text = self.text or fold(self.raw)
        self._open = list(self.text)

    @property
    def open(self) -> str:
        """The text with what has been taken blotted out, same length."""
        return "".join(self._open)

    def take(self, start: int, end: int) -> None:
        self._open[start:end] = TAKEN * (end - start)

    def take_all(self, pattern: re.Pattern[str]) -> list[re.Match[str]]:
        """Every match in what is still open, taken."""
        found = list(pattern.finditer(self.open))
        for match in found:
            self.take(*match.span())
        return found

    def hide(self, pattern: re.Pattern[str]) -> list[tuple[int, int]]:
        """Take every match for the time being; give the stretches to :meth:`show` afterwards."""
        return [match.span() for match in self.take_all(pattern)]

    def show(self, hidden: list[tuple[int, int]]) -> None:
        for start, end in hidden:
            self._open[start:end] = self.text[start:end]

    def tokens(self) -> list[Token]:
        """Words still open; a taken stretch is one token of ``TAKEN``."""
        return [
            Token(TAKEN if match[0].startswith(TAKEN) else match[0], *match.span())
            for match in _TOKEN.finditer(self.open)
        ]

    def add(self, facet: str, *values: str) -> None:
        """Put values of a facet (or ``not_`` facet) among the limits, each once."""
        self.limits[facet] = tuple(dict.fromkeys((*self.limits.get(facet, ()), *values)))


_TOKEN = re.compile(r"\x00+|[^\W_]+|[&,;.!?/]")
