"""Answers from the shop's FAQ, or none: below a threshold it abstains, and the caller offers a person."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass

import numpy as np
import structlog
from numpy.typing import NDArray

from retrieval.encoding import QueryEncoder
from retrieval.index import FAQ
from retrieval.lexical import Lexical
from retrieval.passages import passages, sentences
from retrieval.store import Vectors, VectorStore
from retrieval.text import terms
from shop.errors import Unavailable
from shop.faqs import Faqs
from shop.types import FaqEntry

log = structlog.get_logger()

Floats = NDArray[np.float32]

THRESHOLD = 0.5  # chosen by benchmarks/retrieval.py on paraphrases of answered and unanswered questions
WORDS_THRESHOLD = 0.6  # the same without an encoder, on the share of the question's words found
_QUESTION, _ANSWER, _WORDS = 0.6, 0.25, 0.15  # shares of the three scores
_LOOK = 2.0  # seconds between two looks at the stores


@dataclass(frozen=True)
class FaqAnswer:
    """``score`` in [0, 1] is how sure we are; ``passage`` is what of the answer to read out."""

    entry: FaqEntry
    score: float
    passage: str


@dataclass(frozen=True)
class _Shelf:
    """One state of the FAQ: entries with their words, and the vectors of their questions and passages."""

    entries: list[FaqEntry]
    lexical: Lexical
    vectors: Vectors  # (n, d)
    owner: NDArray[np.int64]  # entry of each vector, (n,)
    is_answer: NDArray[np.bool_]  # (n,)
    seen: tuple[int, str, int]


class FaqAnswers:
    def __init__(
        self, faqs: Faqs, encoder: QueryEncoder, store: VectorStore | None = None, *, threshold: float | None = None
    ) -> None:
        self._faqs = faqs
        self._encoder = encoder
        self._store = store
        self._threshold = threshold
        self._shelf = _Shelf(
            [], Lexical(()), np.zeros((0, 0), np.float32), np.zeros(0, int), np.zeros(0, bool), (-1, "", -1)
        )
        self._looked = float("-inf")

    async def answer(self, text: str) -> FaqAnswer | None:
        """The best entry's answer, or None where none is good enough (or the shop has no FAQ)."""
        ranked = await self.rank(text, limit=1)
        if not ranked:
            return None
        entry, score = ranked[0]
        threshold = self._threshold if self._threshold is not None else THRESHOLD
        if score < threshold:
            return None
        return FaqAnswer(entry, score, self._passage(entry, text))

    async def rank(self, text: str, limit: int = 10) -> list[tuple[FaqEntry, float]]:
        """Entries with their confidence in [0, 1], best first, abstaining from nothing."""
        await self.follow()
        shelf = self._shelf
        if not shelf.entries or not text.strip():
            return []
        words = shelf.lexical.scores(text)
        covered = self._covered(shelf, text, words)
        vector = await self._encoder.encode(text) if len(shelf.vectors) else None
        if vector is None or len(vector) != shelf.vectors.shape[1]:
            order = np.argsort(-words, kind="stable")[:limit]
            scale = THRESHOLD / WORDS_THRESHOLD
            return [(shelf.entries[i], min(1.0, float(covered[i]) * scale)) for i in order if words[i] > 0]
        cosine = shelf.vectors @ vector
        question = _best(cosine, shelf.owner, ~shelf.is_answer, len(shelf.entries))
        answer = _best(cosine, shelf.owner, shelf.is_answer, len(shelf.entries))
        best = float(words.max()) or 1.0
        rank = _QUESTION * question + _ANSWER * answer + _WORDS * words / best
        order = np.argsort(-rank, kind="stable")[:limit]
        sure = np.clip(np.maximum(question, 0.9 * answer) * 0.85 + 0.15 * covered, 0.0, 1.0)
        return [(shelf.entries[i], float(sure[i])) for i in order]

    async def follow(self, *, now: bool = False) -> None:
        """Take over changes of the FAQ and of its index, at most every two seconds unless ``now``."""
        moment = time.monotonic()
        if now or moment - self._looked > _LOOK:
            self._looked = moment
            await asyncio.to_thread(self._reload)

    def _reload(self) -> None:
        version = self._faqs.version()
        alias = None
        try:
            alias = self._store.alias(FAQ) if self._store is not None else None
        except Unavailable as error:
            log.warning("faq_vectors_unavailable", reason=error.message)
            if version == self._shelf.seen[0]:
                return  # what is in memory still answers
        seen = (version, alias.collection if alias else "", alias.build if alias else -1)
        if seen == self._shelf.seen:
            return
        entries = self._faqs.all()
        place = {entry.id: row for row, entry in enumerate(entries)}
        vectors: list[Vectors] = []
        owner: list[int] = []
        is_answer: list[bool] = []
        if alias is not None and self._store is not None:
            try:
                for records, found in self._store.shelf(alias.collection).vectors():
                    for record, vector in zip(records, found, strict=True):
                        if record.owner in place:
                            vectors.append(vector)
                            owner.append(place[record.owner])
                            is_answer.append(record.kind == "answer")
            except Unavailable as error:
                log.warning("faq_vectors_unavailable", reason=error.message)
        self._shelf = _Shelf(
            entries,
            Lexical((f"{e.question} {' '.join(e.paraphrases)}", e.answer) for e in entries),
            np.stack(vectors) if vectors else np.zeros((0, 0), np.float32),
            np.asarray(owner, dtype=np.int64),
            np.asarray(is_answer, dtype=np.bool_),
            seen,
        )

    def _covered(self, shelf: _Shelf, text: str, words: Floats) -> Floats:
        """Share of the question's words that each entry holds, shape (entries,)."""
        asked = shelf.lexical.query_terms(text)
        if not asked:
            return np.zeros(len(shelf.entries), dtype=np.float32)
        held = np.sum([shelf.lexical.holding(term) for term in asked], axis=0)
        covered: Floats = (held / len(dict.fromkeys(terms(text)) or asked)).clip(0.0, 1.0).astype(np.float32)
        return covered

    def _passage(self, entry: FaqEntry, text: str) -> str:
        """The whole answer where it is short, else its passage with most of the question's words, and the first."""
        parts = passages(entry.answer)
        if len(parts) <= 2:
            return " ".join(sentences(entry.answer))
        asked = set(terms(text))
        best = max(range(len(parts)), key=lambda i: (len(asked & set(terms(parts[i]))), -i))
        return " ".join(parts[i] for i in sorted({0, best}))


def _best(cosine: Floats, owner: NDArray[np.int64], mask: NDArray[np.bool_], entries: int) -> Floats:
    """The highest cosine of each entry's vectors under the mask, shape (entries,); 0 where it has none."""
    found = np.zeros(entries, dtype=np.float32)
    np.maximum.at(found, owner[mask], cosine[mask])
    return found
