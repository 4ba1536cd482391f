"""TF-IDF of words, word pairs and character n-grams: what survives misspelling, and needs no service."""

import json
import re
from pathlib import Path
from typing import List, Sequence

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.components.glossary import with_gloss
from bot.components.text import mask, words

_DIGIT = re.compile(r"\d")


def _words(text: str) -> List[str]:
    return [_DIGIT.sub("0", word) for word, _ in words(mask(with_gloss(text)))]


def _plain(text: str) -> str:
    return _DIGIT.sub("0", mask(with_gloss(text)))


class Ngrams:
    """Texts to rows of unit norm, (n, V): one half words and pairs, the other character 2- to 5-grams within words."""

    def __init__(self) -> None:
        self._vectorizers = [
            TfidfVectorizer(
                tokenizer=_words, token_pattern=None, lowercase=False, ngram_range=(1, 2), sublinear_tf=True
            ),
            TfidfVectorizer(
                preprocessor=_plain, analyzer="char_wb", lowercase=False, ngram_range=(2, 5), sublinear_tf=True
            ),
        ]

    def fit(self, texts: Sequence[str]) -> "Ngrams":
        for vectorizer in self._vectorizers:
            vectorizer.fit(texts)
        return self

    def transform(self, texts: Sequence[str]) -> csr_matrix:
        halves = [vectorizer.transform(texts) for vectorizer in self._vectorizers]
        return (hstack(halves).tocsr() / np.sqrt(len(halves))).astype(np.float32)

    @property
    def size(self) -> int:
        """V"""
        return sum(len(vectorizer.vocabulary_) for vectorizer in self._vectorizers)

    def save(self, file: Path) -> None:
        stored = [
            {"terms": sorted(v.vocabulary_, key=v.vocabulary_.__getitem__), "idf": v.idf_.tolist()}
            for v in self._vectorizers
        ]
        file.write_text(json.dumps(stored), encoding="utf-8")

    @classmethod
    def load(cls, file: Path) -> "Ngrams":
        ngrams = cls()
        for vectorizer, stored in zip(ngrams._vectorizers, json.loads(file.read_text(encoding="utf-8")), strict=True):
            vectorizer.vocabulary_ = {term: place for place, term in enumerate(stored["terms"])}
            vectorizer.idf_ = np.array(stored["idf"])
        return ngrams
