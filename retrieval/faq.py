"""Answers from the shop's FAQ, or none: below a threshold it abstains, and the caller offers a person."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import structlog
from numpy.typing import NDArray

from retrieval.encoding import QueryEncoder
from retrieval.index import FAQ
from retrieval.lexical import Lexical
from retrieval.passages import passages, sentences
from retrieval.store import Vectors, VectorStore, unit
from retrieval.text import fold, terms
from shop.errors import Unavailable
from shop.faqs import Faqs
from shop.types import FaqEntry

log = structlog.get_logger()

Floats = NDArray[np.float32]

THRESHOLD = 0.4  # of the confidence below
SUGGESTED = 0.12  # and of what is worth asking "did you mean …?" about
# Weights of the cosines (nearest question, mean of the questions, nearest passage, mean of all texts) and of the words.
_NEAREST, _MEAN, _ANSWER, _CENTRE, _WORDS = 0.3, 0.3, 0.08, 0.32, 0.02
# Confidence is a logistic regression, fitted by `benchmarks/retrieval.py --calibrate` on paraphrases of questions that
# have an entry and of questions that have none: on the evidence for the best entry, and its lead over the next.
_SURE = (6.92, 10.66, -4.74)
_SURE_WORDS = (2.8, 6.5, -3.7)  # without an encoder: on the share of the question's words found, and the lead
_KINDS = ("question", "answer", "whole")
_OWN = 0.1  # how much surer an answer in another language than the question's must be
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_LOOK = 2.0  # seconds between two looks at the stores


@dataclass(frozen=True)
class FaqAnswer:
    """``score`` in [0, 1] is how sure we are; ``passage`` is what of the answer to read out."""

    entry: FaqEntry
    score: float
    passage: str


@dataclass(frozen=True)
class Features:
    """What speaks for each entry, shape (entries,) each: the weighted cosines, and BM25 of the words."""

    ids: list[str]
    evidence: Floats
    words: Floats

    @property
    def rank(self) -> Floats:
        rank: Floats = self.evidence + np.float32(_WORDS / (float(self.words.max()) or 1.0)) * self.words
        return rank

    def sure(self) -> Floats:
        """Confidence in each entry, in [0, 1]."""
        evidence, lead, bias = _SURE
        return _sigmoid(evidence * self.evidence + lead * _lead(self.rank) + bias)

    def best_id(self) -> str:
        return self.ids[int(self.rank.argmax())]

    def best(self) -> tuple[float, float]:
        """The best entry's (evidence, lead): what the confidence is fitted on."""
        rank = self.rank
        place = int(rank.argmax())
        return float(self.evidence[place]), float(_lead(rank)[place])

    def without(self, entry_id: str) -> Features:
        """As if the entry did not exist."""
        return self.only([place for place, known in enumerate(self.ids) if known != entry_id])

    def only(self, kept: Sequence[int]) -> Features:
        """As if there were no others than those at these places."""
        places = np.asarray(kept, dtype=np.int64)
        return Features([self.ids[place] for place in kept], self.evidence[places], self.words[places])


@dataclass(frozen=True)
class _Shelf:
    """One state of the FAQ: entries with their words, and the vectors of their questions and passages."""

    entries: list[FaqEntry]
    lexical: Lexical
    vectors: Vectors  # (n, d)
    owner: NDArray[np.int64]  # entry of each vector, (n,)
    kind: NDArray[np.int64]  # a place in _KINDS, (n,)
    means: Vectors  # the mean of each entry's questions, unit norm, (entries, d)
    centres: Vectors  # and of all its texts
    seen: tuple[int, str, int]


class FaqAnswers:
    def __init__(
        self,
        faqs: Faqs,
        encoder: QueryEncoder,
        store: VectorStore | None = None,
        *,
        threshold: float | None = None,
        encoder_name: str | None = None,
        without_items: Callable[[str], str] | None = None,
    ) -> None:
        """``encoder_name`` is what ``encoder`` is called: vectors of another one are not taken over.
        ``without_items`` takes the goods out of a question that names some ("can I return the red boots?").
        """
        self._faqs = faqs
        self._encoder = encoder
        self._store = store
        self._threshold = threshold
        self._encoder_name = encoder_name
        self._without_items = without_items
        self._shelf = _Shelf(
            [],
            Lexical(()),
            np.zeros((0, 0), np.float32),
            np.zeros(0, int),
            np.zeros(0, int),
            np.zeros((0, 0), np.float32),
            np.zeros((0, 0), np.float32),
            (-1, "", -1),
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

    async def suggest(self, text: str, limit: int = 3) -> list[FaqEntry]:
        """Where :meth:`answer` abstains: entries worth asking "did you mean …?" about, best first; often none."""
        return [entry for entry, score in await self.rank(text, limit) if score >= SUGGESTED]

    async def rank(self, text: str, limit: int = 10) -> list[tuple[FaqEntry, float]]:
        """Entries with their confidence in [0, 1], best first, abstaining from nothing."""
        await self.follow()
        shelf = self._shelf
        if not shelf.entries or not text.strip():
            return []
        features = await self.features(text)
        if features is None:
            words = shelf.lexical.scores(text)
            scale, lead, bias = _SURE_WORDS
            relative = words / np.float32(float(words.max()) or 1.0)
            sure = _sigmoid(scale * self._covered(shelf, text) + lead * _lead(relative) + bias)
            order = np.argsort(-words, kind="stable")[:limit]
            return [(shelf.entries[i], float(sure[i])) for i in order if words[i] > 0]
        return _by_language(shelf.entries, features, text)[:limit]

    async def features(self, text: str) -> Features | None:
        """What speaks for each entry, or None without vectors."""
        await self.follow()
        shelf = self._shelf
        if not len(shelf.vectors):
            return None
        vectors = await self._encoder.encode_all(self._readings(shelf, text))
        if vectors is None or len(vectors[0]) != shelf.vectors.shape[1]:
            return None
        asked = np.stack(vectors, axis=1)  # (d, readings)
        cosine = (shelf.vectors @ asked).max(axis=1)  # (n,)
        evidence = np.float32(_MEAN) * (shelf.means @ asked).max(axis=1)
        evidence += np.float32(_CENTRE) * (shelf.centres @ asked).max(axis=1)
        for kind, weight in enumerate((_NEAREST, _ANSWER)):  # the first of _KINDS
            evidence += np.float32(weight) * _best(cosine, shelf.owner, shelf.kind == kind, len(shelf.entries))
        return Features([entry.id for entry in shelf.entries], evidence, shelf.lexical.scores(text))

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
        if alias is not None and self._encoder_name not in (None, alias.encoder):
            if version == self._shelf.seen[0]:
                return
            alias = None
        seen = (version, alias.collection if alias else "", alias.build if alias else -1)
        if seen == self._shelf.seen:
            return
        entries = self._faqs.all()
        place = {entry.id: row for row, entry in enumerate(entries)}
        vectors: list[Vectors] = []
        owner: list[int] = []
        kind: list[int] = []
        if alias is not None and self._store is not None:
            try:
                for records, found in self._store.shelf(alias.collection).vectors():
                    for record, vector in zip(records, found, strict=True):
                        if record.owner in place and record.kind in _KINDS:
                            vectors.append(vector)
                            owner.append(place[record.owner])
                            kind.append(_KINDS.index(record.kind))
            except Unavailable as error:
                log.warning("faq_vectors_unavailable", reason=error.message)
        matrix = np.stack(vectors) if vectors else np.zeros((0, 0), np.float32)
        owners, kinds = np.asarray(owner, dtype=np.int64), np.asarray(kind, dtype=np.int64)
        self._shelf = _Shelf(
            entries,
            Lexical((f"{e.question} {' '.join(e.paraphrases)}", e.answer) for e in entries),
            matrix,
            owners,
            kinds,
            _means(matrix[kinds == 0], owners[kinds == 0], len(entries)),
            _means(matrix, owners, len(entries)),
            seen,
        )

    def _readings(self, shelf: _Shelf, text: str) -> list[str]:
        """The text as typed, put right against the FAQ's words, and without the goods it names."""
        correct = shelf.lexical.vocabulary.correct
        better = re.sub(r"[^\W\d_]+", lambda match: correct(match[0]) or match[0], fold(text))
        readings = [text, better] if better != fold(text) else [text]
        if self._without_items is not None:
            bare = self._without_items(better)
            if bare != better:
                readings.append(bare)
        return readings

    def _covered(self, shelf: _Shelf, text: str) -> Floats:
        """Share of the question's words that each entry holds, a word counting by its rarity; shape (entries,)."""
        size = len(shelf.entries)
        asked = 0.0
        covered: Floats = np.zeros(size, dtype=np.float32)
        for term in shelf.lexical.query_terms(text):
            holding = shelf.lexical.holding(term)
            rarity = float(np.log1p(size / (1.0 + holding.sum())))
            asked += rarity
            covered += np.float32(rarity) * holding
        return covered / np.float32(asked or 1.0)

    def _passage(self, entry: FaqEntry, text: str) -> str:
        """The whole answer where it is short, else its passage with most of the question's words, and the first."""
        parts = passages(entry.answer)
        if len(parts) <= 2:
            return " ".join(sentences(entry.answer))
        asked = set(terms(text))
        best = max(range(len(parts)), key=lambda i: (len(asked & set(terms(parts[i]))), -i))
        return " ".join(parts[i] for i in sorted({0, best}))


def _by_language(entries: Sequence[FaqEntry], features: Features, text: str) -> list[tuple[FaqEntry, float]]:
    """Entries in the language of the question, best first; one in Chinese may be answered in another language.

    An entry and its translation say the same, so that one would take the other's lead if they were ranked together.
    """
    asked = bool(_CHINESE.search(text))
    own = [place for place, entry in enumerate(entries) if bool(_CHINESE.search(entry.question)) == asked]
    others = sorted(set(range(len(entries))) - set(own)) if asked else []
    first, second = (_best_first([entries[place] for place in kept], features.only(kept)) for kept in (own, others))
    if first and second and second[0][1] > first[0][1] + _OWN:
        first, second = second, first
    return [*first, *second]


def _best_first(entries: Sequence[FaqEntry], features: Features) -> list[tuple[FaqEntry, float]]:
    if not entries:
        return []
    sure = features.sure()
    return [(entries[place], float(sure[place])) for place in np.argsort(-features.rank, kind="stable")]


def _lead(rank: Floats) -> Floats:
    """How far each entry stands before the best of the others, shape (entries,)."""
    if len(rank) < 2:
        return np.zeros_like(rank)
    second, first = np.sort(rank)[-2:]
    lead: Floats = np.where(rank == first, first - second, rank - first)
    return lead


def _sigmoid(x: NDArray[np.floating]) -> Floats:
    squeezed: Floats = (1.0 / (1.0 + np.exp(-x))).astype(np.float32)
    return squeezed


def _means(vectors: Vectors, owner: NDArray[np.int64], entries: int) -> Vectors:
    """Unit mean of each entry's vectors, shape (entries, d)."""
    sums = np.zeros((entries, vectors.shape[1]), dtype=np.float32)
    np.add.at(sums, owner, vectors)
    return unit(sums)


def _best(cosine: Floats, owner: NDArray[np.int64], mask: NDArray[np.bool_], entries: int) -> Floats:
    """The highest cosine of each entry's vectors under the mask, shape (entries,); 0 where it has none."""
    found = np.zeros(entries, dtype=np.float32)
    np.maximum.at(found, owner[mask], cosine[mask])
    return found
