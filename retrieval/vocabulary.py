"""The catalogue's own words, and the nearest of them to a misspelt one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise

from rapidfuzz import process
from rapidfuzz.distance import OSA, Levenshtein

from retrieval.everyday import EVERYDAY, TALK
from retrieval.ordinary import ordinary
from retrieval.text import stem

_CACHE = 4096


_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_ALIKE = {frozenset(pair) for pair in ("ck", "cs", "sz", "iy", "ij", "vw", "fv", "gj", "qk", "dt", "bp", "mn")}
_ALIKE |= {frozenset(pair) for row in _ROWS for pair in pairwise(row)}
_ALIKE |= {frozenset((a, b)) for row, below in pairwise(_ROWS) for a, b in zip(row, below, strict=False)}
_VOWELS = frozenset("aeiouy")


def plausible(typed: str, meant: str) -> bool:
    """Whether every letter put for another is a slip: a vowel, a like sound, a neighbouring key.

    So "lether" and "jakcet" are put right, and "sneakers" are not taken for "speakers".
    """
    for edit in Levenshtein.editops(typed, meant):
        kind, source, target = edit.tag, edit.src_pos, edit.dest_pos
        one, other = typed[source : source + 1], meant[target : target + 1]
        swapped = typed[max(0, source - 1) : source + 2], meant[max(0, target - 1) : target + 2]
        if kind != "replace" or {one, other} <= _VOWELS or frozenset((one, other)) in _ALIKE:
            continue
        if one not in swapped[1] or other not in swapped[0]:  # of a swap, both letters stand side by side in both
            return False
    return True


class Vocabulary:
    """Folded words with how many texts hold each. Corrections lead to the catalogue's words, or to those of talk."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        self.counts = dict(counts)
        self._right = {stem(word) for word in self.counts} | EVERYDAY  # stems
        self._by_length: dict[int, list[str]] = {}
        for word in dict.fromkeys((*self.counts, *TALK)):
            if word.isalpha() and len(word) > 2:
                self._by_length.setdefault(len(word), []).append(word)
        self._known: dict[str, str | None] = {}

    def __contains__(self, word: str) -> bool:
        return word in self.counts

    def correct(self, word: str) -> str | None:
        """The known word within one edit (two from seven letters on) that begins alike, or None.

        Edits are insertions, deletions, substitutions and swaps of neighbours (optimal string alignment).
        Of several, the nearest; then the commonest. Four letters and fewer are too near to too much. An ordinary
        word is none misspelt: who asks for something for the beach does not mean beech.
        """
        if len(word) < 5 or not word.isalpha() or word in self.counts or stem(word) in self._right:
            return None
        if word in ordinary():
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
        near = process.extract(word, candidates, scorer=OSA.distance, score_cutoff=allowed, limit=50)
        found = [hit for hit in near if plausible(word, hit[0])]
        if not found:
            return None
        return min(found, key=lambda hit: (hit[1], -self.counts.get(hit[0], 0), hit[0]))[0]

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
