"""Tables of phrases, looked up at a place in a list of tokens."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Generic, TypeVar

from dialogue.linking.tokens import normal, tokenize

T = TypeVar("T")


@lru_cache(maxsize=16384)
def keys(phrase: str, *, stems: bool = False) -> tuple[str, ...]:
    """A phrase as the keys that its tokens are looked up by: folded words, or stems."""
    return tuple(token.stem if stems else token.word for token in tokenize(normal(phrase)))


class PhraseTable(Generic[T]):
    """Phrases (tuples of keys) with what they stand for; several things may be said alike.

    A look-up costs the lengths of phrases that begin with the key, never the size of the table.
    """

    def __init__(self) -> None:
        self._held: dict[tuple[str, ...], list[T]] = defaultdict(list)
        self._lengths: dict[str, set[int]] = defaultdict(set)  # first key → lengths

    def add(self, phrase: tuple[str, ...], thing: T) -> None:
        if not phrase:
            return
        held = self._held[phrase]
        if thing not in held:
            held.append(thing)
        self._lengths[phrase[0]].add(len(phrase))

    def remove(self, phrase: tuple[str, ...]) -> None:
        self._held.pop(phrase, None)

    def get(self, phrase: tuple[str, ...]) -> Sequence[T]:
        return self._held.get(phrase, ())

    def at(self, tokens: Sequence[str], place: int) -> Iterator[tuple[int, T]]:
        """(length, thing) of every phrase that begins at ``place``, longest first."""
        if place >= len(tokens):
            return
        for length in sorted(self._lengths.get(tokens[place], ()), reverse=True):
            phrase = tuple(tokens[place : place + length])
            if len(phrase) == length:
                for thing in self._held.get(phrase, ()):
                    yield length, thing

    def __contains__(self, phrase: object) -> bool:
        return phrase in self._held

    def __iter__(self) -> Iterator[tuple[str, ...]]:
        return iter(self._held)

    def __len__(self) -> int:
        return len(self._held)
