"""BM25 over the catalogue's words (bm25s), with misspellings put right against its own vocabulary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import bm25s
import numpy as np
from numpy.typing import NDArray

from retrieval.synonyms import counted, same
from retrieval.text import STOP, stem, words
from retrieval.vocabulary import Vocabulary

Floats = NDArray[np.float32]


class Lexical:
    """BM25 (Lucene's form, k1 = 1.2, b = 0.75) of N texts; scores come back in the order the texts were given.

    Each text is (title, rest): the title's words count twice.
    """

    def __init__(self, texts: Iterable[tuple[str, str]]) -> None:
        self._terms: dict[str, int] = {}
        counts: Counter[str] = Counter()
        rows: list[list[int]] = []
        for title, rest in texts:
            title_words, rest_words = words(title), words(rest)
            counts.update(set(title_words) | set(rest_words))
            rows.append([self._id(stem(w)) for w in (*title_words, *title_words, *rest_words) if w not in STOP])
        self.size = len(rows)
        self.vocabulary = Vocabulary(counts)
        self._index: bm25s.BM25 | None = None
        if self._terms:
            self._index = bm25s.BM25(k1=1.2, b=0.75, method="lucene")
            self._index.index((rows, dict(self._terms)), show_progress=False)

    def _id(self, term: str) -> int:
        return self._terms.setdefault(term, len(self._terms))

    def query_terms(self, text: str) -> list[str]:
        """The stems a query is scored by: its words, corrected, without stop words, each once."""
        repaired = self.vocabulary.repair(word for word in words(text) if word not in STOP)
        found = list(dict.fromkeys(stem(word) for word in repaired))
        missing = [term for term in found if term not in self._terms]
        kin = [other for term in missing for other in same(term) if other in self._terms]
        numbers = [other for term in found if (other := counted(term)) in self._terms]
        return list(dict.fromkeys([*found, *kin, *numbers]))

    def scores(self, text: str) -> Floats:
        """BM25 of every text, shape (N,); zeros where nothing matches."""
        ids = [self._terms[term] for term in self.query_terms(text) if term in self._terms]
        if self._index is None or not ids:
            return np.zeros(self.size, dtype=np.float32)
        scores: Floats = self._index.get_scores_from_ids(ids)
        return scores

    def holding(self, term: str) -> NDArray[np.bool_]:
        """Which texts hold the stem, shape (N,)."""
        mask = np.zeros(self.size, dtype=np.bool_)
        if self._index is not None and (place := self._terms.get(term)) is not None:
            start, end = self._index.scores["indptr"][place : place + 2]
            mask[self._index.scores["indices"][start:end]] = True
        return mask

    def knows(self, term: str) -> bool:
        """Whether any text holds the stem."""
        return term in self._terms
