"""The nearest known word to a misspelt one."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from rapidfuzz import process
from rapidfuzz.distance import OSA

from retrieval.vocabulary import plausible

_CACHE = 4096
_SHORTEST = 5  # four letters and fewer are too near to too much


class Spelling:
    """Corrects to words of ``counts``. ``ordinary`` words are taken as meant: who asks for something for the beach does
    not mean beech."""

    def __init__(self, counts: Mapping[str, int], ordinary: Collection[str] = ()) -> None:
        self._counts = counts
        self._ordinary = ordinary
        self._by_start: dict[tuple[str, int], list[str]] = {}
        for word in counts:
            if word.isalpha() and len(word) >= _SHORTEST - 1:
                self._by_start.setdefault((word[0], len(word)), []).append(word)
        self._known: dict[str, str | None] = {}

    def correct(self, word: str) -> str | None:
        """The known word within one edit (two from seven letters on) that begins alike, or None.

        Edits are those of optimal string alignment. Of several the nearest, then the commonest.
        """
        if len(word) < _SHORTEST or len(word) > 30 or not word.isalpha():
            return None
        if word in self._counts or word in self._ordinary:
            return None
        if word not in self._known:
            if len(self._known) > _CACHE:
                self._known.clear()
            self._known[word] = self._nearest(word)
        return self._known[word]

    def _nearest(self, word: str) -> str | None:
        allowed = 1 if len(word) < 7 else 2
        lengths = range(len(word) - allowed, len(word) + allowed + 1)
        candidates = [other for length in lengths for other in self._by_start.get((word[0], length), ())]
        near = process.extract(word, candidates, scorer=OSA.distance, score_cutoff=allowed, limit=50)
        found = [hit for hit in near if plausible(word, hit[0])]
        if not found:
            return None
        return min(found, key=lambda hit: (hit[1], -self._counts.get(hit[0], 0), hit[0]))[0]
