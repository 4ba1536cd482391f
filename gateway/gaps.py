"""Questions that the shop has told no answer to, those that ask the same together, with how often each was asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from retrieval.faq_words import content
from retrieval.text import fold, stem
from shop.types import Message

_ALIKE = 0.6  # share of the words of two questions, from which on they ask the same


@dataclass
class Gap:
    """``messages`` are the bot's that had no answer, newest first."""

    words: frozenset[str]
    messages: list[Message] = field(default_factory=list)

    @property
    def wordings(self) -> list[str]:
        """Each wording once, the one heard most often first."""
        heard: dict[str, list[str]] = {}
        for message in self.messages:
            question = str(message.data["gap"])
            heard.setdefault(fold(question), []).append(question)
        return [questions[0] for questions in sorted(heard.values(), key=len, reverse=True)]


def gathered(messages: Iterable[Message]) -> list[Gap]:
    """Newest first in; what was asked most often first out."""
    found: list[Gap] = []
    for message in messages:
        question = str(message.data["gap"])
        words = frozenset(map(stem, content(question))) or frozenset({fold(question).strip(" ?!.")})
        gap = next((gap for gap in found if _alike(gap.words, words)), None)
        if gap is None:
            found.append(gap := Gap(words))
        gap.messages.append(message)
    return sorted(found, key=lambda gap: -len(gap.messages))


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) >= _ALIKE * len(one | other)
