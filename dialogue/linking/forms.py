"""Inflected and compound words as the words that a language's tables hold: "schwarzen" is "schwarz", "Damenregenjacke"
is "Damen" and "Regenjacke"."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

import Stemmer

from dialogue.linking.tokens import Token
from retrieval.text import fold, stem

_SHORTEST = 4  # letters of a word whose inflections are read
_PART = 3  # letters of a part of a compound


class Forms:
    """``algorithm`` is Snowball's name of the language, "" for one whose words are read as they stand. ``nouns`` may be
    parts of compounds where the language has joints between them ("" among them: with nothing between). ``keeps``:
    words that are read as they stand, "leichteste"; so are ``names`` in capitals, "Dora" is no "doré"."""

    def __init__(
        self,
        algorithm: str,
        nouns: Iterable[str],
        others: Iterable[str] = (),
        joints: Collection[str] = (),
        keeps: Callable[[str], bool] = lambda word: False,
        names: Collection[str] = (),
    ) -> None:
        self._algorithm = algorithm
        self._keeps = keeps
        self._names = frozenset(names)
        self._joints = sorted({"", *joints}, key=len) if joints else []
        self._nouns: dict[str, str] = {}  # stem → the word of the tables
        self._words: dict[str, str] = {}
        self._known: set[str] = set()
        nouns = list(nouns)
        self._parts = frozenset(nouns)  # words that stand in compounds as they are
        for table, found in ((self._nouns, nouns), (self._words, others)):
            for word in found:
                self._known.add(word)
                if algorithm and len(word) >= _SHORTEST and word.isalpha():
                    root = _root(algorithm, word)
                    table[root] = min(table.get(root, word), word, key=len)  # "schwarz" before "schwarzer"

    def settled(self, tokens: Sequence[Token]) -> list[Token]:
        """The tokens with their words as the tables hold them; a compound becomes its parts."""
        if not self._algorithm:
            return list(tokens)
        return [one for token in tokens for one in self._of(token)]

    def _of(self, token: Token) -> Iterable[Token]:
        word = token.word
        if not token.is_word or word in self._known or len(word) < _SHORTEST or self._keeps(word):
            return (token,)
        if word in self._names and token.text[:1].isupper():
            return (token,)
        if base := self._base(word):
            return (replace(token, word=base, stem=stem(base)),)
        parts = self._split(word)
        return _cut(token, parts) if parts else (token,)

    def _base(self, word: str) -> str | None:
        root = _root(self._algorithm, word)
        return self._nouns.get(root) or self._words.get(root)

    def _noun(self, word: str) -> str | None:
        if len(word) >= _PART and word in self._parts:
            return word
        return self._nouns.get(_root(self._algorithm, word)) if len(word) >= _SHORTEST else None

    def _split(self, word: str) -> list[tuple[str, int]]:
        """(part, its letters in the word) of a compound, the head last and as long as can be; nothing if a part is no
        word of the tables."""
        for cut in range(_PART, len(word) - _PART + 1) if self._joints else ():
            head = self._noun(word[cut:])
            if head is None:
                continue
            for joint in self._joints:
                front = word[:cut].removesuffix(joint) if joint else word[:cut]
                if joint and front == word[:cut]:
                    continue
                if first := self._noun(front):
                    return [(first, cut), (head, len(word) - cut)]
                if len(front) >= 2 * _PART and (more := self._split(front)):
                    return [*more[:-1], (more[-1][0], more[-1][1] + cut - len(front)), (head, len(word) - cut)]
        return []


def _cut(token: Token, parts: Sequence[tuple[str, int]]) -> Iterable[Token]:
    exact = len(fold(token.text)) == len(token.text)
    at, spaced = token.start, token.spaced
    for word, length in parts:
        start, end = (at, at + length) if exact else (token.start, token.end)
        text = token.text[at - token.start : at - token.start + length] if exact else token.text
        yield Token(text, word, stem(word), start, end, "word", spaced)
        at, spaced = at + length, False


@lru_cache(maxsize=100_000)
def _root(algorithm: str, word: str) -> str:
    found: str = _stemmer(algorithm).stemWord(word)
    return found


@lru_cache(maxsize=8)
def _stemmer(algorithm: str) -> Stemmer.Stemmer:
    made = Stemmer.Stemmer(algorithm)
    made.maxCacheSize = 0  # the cache above is the one that threads may share
    return made
