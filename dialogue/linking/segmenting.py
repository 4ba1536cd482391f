"""Where the words of a script without blanks part: the fewest and commonest of the shop's, the grammar's and the
language's own words that cover a run of characters. Without a corpus of the language, unknown characters of one script
stay together: where kanji, hiragana and katakana change, a word mostly ends."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

from dialogue.linking.tokens import WIDE, normal

Cut = Callable[[str], list[str]]
_LONGEST = 6  # characters of a word of the corpus
_OWN = -4.0  # log-probability of a word that catalogue, labels or grammar know
_CORPUS = 60_000_000  # words that the counts are of
_UNKNOWN = -20.0  # of a character that begins no word
_STRANGE, _LETTER = -12.0, -4.0  # of an unknown word without a corpus, and of each of its characters
_SCRIPTS = (("\u3041", "\u309f"), ("\u30a0", "\u30ff"))  # hiragana and katakana; all else is Han


class Segmenter:
    """The likeliest row of words, each drawn by itself. Linear in the run, times the longest word."""

    def __init__(
        self, phrases: Iterable[str], frequencies: Mapping[str, int] | None = None, alone: Iterable[str] = ()
    ) -> None:
        """``phrases``: texts whose runs are words. ``frequencies``: times in a corpus of the language's other words.
        ``alone``: characters, as of numbers, that no word of the corpus may swallow."""
        self._own = {run for phrase in phrases for run in WIDE.findall(normal(phrase))}
        self._base = frequencies or {}
        self._by_script = not self._base
        self._alone = frozenset(alone)
        self._total = math.log(_CORPUS)
        self._longest = max(_LONGEST, *map(len, self._own)) if self._own else _LONGEST

    def __call__(self, run: str) -> list[str]:
        best: list[tuple[float, int]] = [(0.0, 0)] * (len(run) + 1)
        for start in range(len(run) - 1, -1, -1):
            ends = range(start + 1, min(len(run), start + self._longest) + 1)
            best[start] = max((self._worth(run[start:end]) + best[end][0], end) for end in ends)
        pieces, start = [], 0
        while start < len(run):
            end = best[start][1]
            pieces.append(run[start:end])
            start = end
        return pieces

    def _worth(self, word: str) -> float:
        if word in self._own:
            return _OWN
        if self._by_script:
            return _STRANGE + _LETTER * len(word) if len(set(map(_script, word))) == 1 else -math.inf
        count = self._base.get(word, 0)
        if len(word) == 1:
            return max(_UNKNOWN, math.log(count) - self._total) if count else _UNKNOWN
        if not count or not self._alone.isdisjoint(word):
            return -math.inf
        return math.log(count) - self._total


@lru_cache(maxsize=4096)
def _script(char: str) -> int:
    return next((place for place, (first, last) in enumerate(_SCRIPTS) if first <= char <= last), -1)


@lru_cache(maxsize=4)
def frequencies(name: str) -> Mapping[str, int]:
    """The words of a language with their counts in a corpus: "jieba" for Chinese. The first call takes a second."""
    if name != "jieba":
        return {}
    import jieba

    jieba.setLogLevel(60)
    jieba.initialize()
    found: dict[str, int] = jieba.dt.FREQ
    return found
