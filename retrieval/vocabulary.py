"""The catalogue's own words, and the nearest of them to a misspelt one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rapidfuzz import process
from rapidfuzz.distance import OSA

from retrieval.text import stem

_CACHE = 4096


class Vocabulary:
    """Folded words with how many texts hold each. Corrections never leave the catalogue's vocabulary."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        self.counts = dict(counts)
        self._stems = {stem(word) for word in self.counts}
        self._by_length: dict[int, list[str]] = {}
        for word in self.counts:
            if word.isalpha() and len(word) > 2:
                self._by_length.setdefault(len(word), []).append(word)
        self._known: dict[str, str | None] = {}

    def __contains__(self, word: str) -> bool:
        return word in self.counts

    def correct(self, word: str) -> str | None:
        """The known word within one edit (two from seven letters on) that begins alike, or None.

        Edits are insertions, deletions, substitutions and swaps of neighbours (optimal string alignment).
        Of several, the nearest; then the commonest. Four letters and fewer are too near to too much.
        """
        if len(word) < 5 or not word.isalpha() or word in self.counts or stem(word) in self._stems:
            return None
        if word not in self._known:
            if len(self._known) > _CACHE:
                self._known.clear()
            self._known[word] = self._nearest(word)
        return self._known[word]

    def _nearest(self, word: str) -> str | None:
        allowed = 1 if len(word) < 7 else 2
        lengths = range(len(word) - allowed, len(word) + allowed + 1)
        candidates = [w for length in lengths for w in self._by_length.get(length, []) if w[0] == word[0]]
        found = process.extract(word, candidates, scorer=OSA.distance, score_cutoff=allowed, limit=50)
        if not found:
            return None
        return min(found, key=lambda hit: (hit[1], -self.counts[hit[0]], hit[0]))[0]

    def repair(self, words: Iterable[str]) -> list[str]:
        """The words with misspelt ones followed by their correction, and split or joined compounds added.

        "head phones" gains "headphones" and "headphones" gains "head", "phones", where the catalogue has them.
        """
        given = list(words)
        repaired: list[str] = []
        for position, word in enumerate(given):
            repaired.append(word)
            if word not in self.counts:
                corrected = self.correct(word)
                repaired += [corrected] if corrected else self._split(word)
            if position + 1 < len(given):
                joined = word + given[position + 1]
                if joined in self.counts and joined not in given:
                    repaired.append(joined)
        return repaired

    def _split(self, word: str) -> list[str]:
        for cut in range(3, len(word) - 2):
            if word[:cut] in self.counts and word[cut:] in self.counts:
                return [word[:cut], word[cut:]]
        return []
