"""Answers from the shop's FAQ, in any language, or none: where nothing answers it abstains, and a person is offered."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import structlog

from retrieval.encoding import QueryEncoder, Space, language, space_of
from retrieval.faq_evidence import Evidence, evidence
from retrieval.faq_model import FaqModel, Floats, load
from retrieval.faq_shelf import FaqShelf, make, topic, twin
from retrieval.faq_words import content
from retrieval.index import FAQ, shelf_of
from retrieval.lexical import Lexical
from retrieval.passages import passages, sentences
from retrieval.store import Alias, VectorStore
from retrieval.text import fold, terms
from shop.errors import Unavailable
from shop.faqs import Faqs
from shop.types import FaqEntry

log = structlog.get_logger()

THRESHOLD = 0.3  # of the confidence that an entry answers
SUGGESTED = 0.08  # and of what is worth asking "did you mean …?" about
_ALSO = 0.8  # a second entry's own confidence, from which on it answers too
_BESIDE = 1.0  # log odds that it may stand behind the first
_JOINED = 0.5  # share of the reading together with the question before
_SURE_WORDS = (2.8, 6.5, -3.7)  # without an encoder: on the share of the question's words found, and the lead
_LOOK = 2.0  # seconds between two looks at the stores
_CLAUSE = re.compile(r"[?!;\n？！；。]+|\.\s")
_HAN, _KANA = re.compile(r"[\u3400-\u9fff]"), re.compile(r"[\u3040-\u30ff]")
_OTHER = re.compile(r"[^\x00-\u024f\u1e00-\u1eff\u2000-\u22ff]")  # no Latin letters, marks or signs


@dataclass(frozen=True)
class FaqAnswer:
    """``score`` in [0, 1] is how sure we are; ``passage`` is what of the answer to read out."""

    entry: FaqEntry
    score: float
    passage: str


@dataclass(frozen=True)
class Features:
    """Entry id → how sure it is, in [0, 1], best first."""

    scores: Mapping[str, float]

    @property
    def ids(self) -> list[str]:
        return list(self.scores)

    def sure(self) -> list[float]:
        return list(self.scores.values())

    def without(self, entry_id: str) -> Features:
        """As if the entry did not exist."""
        return Features({known: score for known, score in self.scores.items() if known != entry_id})

    def only(self, kept: Sequence[int]) -> Features:
        """As if there were no others than those at these places."""
        rows = list(self.scores.items())
        return Features(dict(rows[place] for place in kept))


@dataclass(frozen=True)
class _State:
    entries: list[FaqEntry]
    lexical: Lexical
    shelves: dict[Space, FaqShelf]
    versions: dict[str, list[FaqEntry]]  # topic → the entry and its twins
    seen: tuple[object, ...]


@dataclass(frozen=True)
class _Ranked:
    """An entry (for all its twins) with its log odds against "no entry answers this"."""

    entry: FaqEntry
    odds: float

    @property
    def sure(self) -> float:
        return float(1.0 / (1.0 + np.exp(-self.odds)))


class FaqAnswers:
    def __init__(
        self,
        faqs: Faqs,
        encoder: QueryEncoder,
        store: VectorStore | None = None,
        *,
        threshold: float | None = None,
        encoder_name: str | None = None,
        multilingual_name: str | None = None,
        without_items: Callable[[str], str] | None = None,
    ) -> None:
        """The names are what the encoders are called: vectors of others are not taken over.
        ``without_items`` takes the goods out of a question that names some ("can I return the red boots?").
        """
        self._faqs = faqs
        self._encoder = encoder
        self._store = store
        self._threshold = THRESHOLD if threshold is None else threshold
        self._names: dict[Space, str | None] = {"english": encoder_name, "multilingual": multilingual_name}
        self._without_items = without_items
        self._models: dict[Space, FaqModel] = {}
        self._state = _State([], Lexical(()), {}, {}, ())
        self._looked = float("-inf")

    async def answer(self, text: str, topic: str | None = None) -> FaqAnswer | None:
        """The best entry's answer in the language of the talk, or None where none is good enough.

        ``topic`` is the question that was answered before, for "and if I've worn them?".
        """
        found = await self.answers(text, topic)
        return found[0] if found else None

    async def answers(self, text: str, topic: str | None = None) -> list[FaqAnswer]:
        """The same; several where the text asks several things, or two entries clearly answer it."""
        clauses = [clause for clause in map(str.strip, _CLAUSE.split(text)) if _asks(clause)]
        asked = [text, *clauses] if 1 < len(clauses) <= 4 else [text]
        ranked = [await self._ranked(one, topic) for one in asked]
        chosen: list[_Ranked] = []
        for place, found in enumerate(ranked):
            if found and found[0].sure >= self._threshold:
                chosen += found[:1] if place or not _is_beside(found, self._threshold) else found[:2]
        answers: dict[str, FaqAnswer] = {}
        for one in chosen:
            entry = self._in_language(one.entry)
            answers.setdefault(entry.id, FaqAnswer(entry, one.sure, self._passage(entry, text)))
        return list(answers.values())

    async def suggest(self, text: str, limit: int = 3) -> list[FaqEntry]:
        """Where :meth:`answer` abstains: entries worth asking "did you mean …?" about, best first; often none."""
        return [entry for entry, score in await self.rank(text, limit) if score >= SUGGESTED]

    async def rank(self, text: str, limit: int = 10) -> list[tuple[FaqEntry, float]]:
        """Entries with their confidence in [0, 1], best first, abstaining from nothing; of twins the talk's."""
        return [(self._in_language(one.entry), one.sure) for one in (await self._ranked(text, None))[:limit]]

    async def features(self, text: str) -> Features | None:
        """How sure each entry is of the text, whatever others there are; None without vectors."""
        found = await self._by_meaning(text, None, self._space(text))
        if found is None:
            return None
        return Features({self._in_language(one.entry).id: one.sure for one in found})

    async def evidence(self, text: str, space: Space | None = None) -> tuple[list[FaqEntry], Evidence] | None:
        """What speaks for each entry of the space, or None without vectors."""
        await self.follow()
        space = space or self._space(text)
        shelf = self._state.shelves.get(space)
        if shelf is None or shelf.is_empty:
            return None
        readings = self._readings(text)
        words = content(readings[-1]) if space == "english" else []
        vectors = await self._encoder.encode_all([*readings, *words], space=space)
        if vectors is None or len(vectors[0]) != shelf.vectors.shape[1]:
            return None
        known = dict(zip(words, vectors[len(readings) :], strict=True))
        return shelf.entries, evidence(shelf, vectors[: len(readings)], readings[-1], known, asked_in(text))

    async def follow(self, *, now: bool = False) -> None:
        """Take over changes of the FAQ and of its index, at most every two seconds unless ``now``."""
        moment = time.monotonic()
        if now or moment - self._looked > _LOOK:
            self._looked = moment
            await asyncio.to_thread(self._reload)

    # ── ranking ──────────────────────────────────────────────────────────────

    async def _ranked(self, text: str, before: str | None) -> list[_Ranked]:
        await self.follow()
        if not self._state.entries or not text.strip():
            return []
        space = self._space(text)
        found = await self._by_meaning(text, before, space)
        if found is None:
            return self._by_words(f"{before} {text}" if before else text)
        if space == "english" and self._foreign() and (not found or found[0].sure < self._threshold):
            others = await self._by_meaning(text, before, "multilingual")  # entries that have no English twin
            found += [one for one in others or [] if topic(one.entry) in self._foreign()]
        return sorted(found, key=lambda one: -one.odds)

    async def _by_meaning(self, text: str, before: str | None, space: Space) -> list[_Ranked] | None:
        """One a topic, best first; None without vectors."""
        alone = await self.evidence(text, space)
        if alone is None:
            return None
        entries, own = alone
        model = self._state.shelves[space].model
        odds = own.scores(model)
        if before:
            joined = await self.evidence(f"{before} {text}", space)
            if joined is not None:
                odds = (1 - _JOINED) * odds + _JOINED * joined[1].scores(model)
        return [_Ranked(entries[int(place)], float(odds[place])) for place in np.argsort(-odds, kind="stable")]

    def _by_words(self, text: str) -> list[_Ranked]:
        """Without an encoder: by the share of the question's words that an entry holds."""
        state = self._state
        words = state.lexical.scores(text)
        scale, lead, bias = _SURE_WORDS
        relative = words / np.float32(float(words.max(initial=0.0)) or 1.0)
        odds = scale * self._covered(text) + lead * _lead(relative) + bias
        order = np.argsort(-words, kind="stable")
        return [_Ranked(state.entries[i], float(odds[i])) for i in order if words[i] > 0]

    def _space(self, text: str) -> Space:
        """The talk's space, or that of all languages where the text is in another script."""
        if not self._encoder.is_multilingual:
            return "english"
        english = self._state.shelves.get("english")
        has_english = english is not None and not english.is_empty
        return self._encoder.space if has_english and not _OTHER.search(text) else "multilingual"

    def _foreign(self) -> set[str]:
        """Topics that have no version in English."""
        versions = self._state.versions
        return {name for name, own in versions.items() if all(space_of(e.language) != "english" for e in own)}

    def _in_language(self, entry: FaqEntry) -> FaqEntry:
        return twin(self._state.versions.get(topic(entry), [entry]), language())

    def _readings(self, text: str) -> list[str]:
        """The text as typed, put right against the FAQ's words, and without the goods it names."""
        readings = spelt(text, self._state.lexical)
        if self._without_items is not None and not _OTHER.search(text):
            better = readings[1] if len(readings) > 1 else fold(text)
            bare = self._without_items(better)
            if bare != better:
                readings.append(bare)
        return readings

    def _model(self, space: Space) -> FaqModel:
        if space not in self._models:
            self._models[space] = load(space, self._names[space])
        return self._models[space]

    def _covered(self, text: str) -> Floats:
        """Share of the question's words that each entry holds, a word counting by its rarity; shape (entries,)."""
        size = len(self._state.entries)
        asked = 0.0
        covered: Floats = np.zeros(size, dtype=np.float32)
        for term in self._state.lexical.query_terms(text):
            holding = self._state.lexical.holding(term)
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

    # ── what is in memory ────────────────────────────────────────────────────

    def _reload(self) -> None:
        version = self._faqs.version()
        spaces: tuple[Space, ...] = ("english", "multilingual") if self._encoder.is_multilingual else ("english",)
        aliases: dict[Space, Alias] = {}
        kept: dict[Space, FaqShelf] = {}  # another encoder's index is on its way: what is in memory still answers
        same = self._state.seen[:1] == (version,)
        try:
            for space in spaces:
                alias = self._store.alias(shelf_of(FAQ, space)) if self._store is not None else None
                if alias is not None and self._names[space] in (None, alias.encoder):
                    aliases[space] = alias
                elif alias is not None and same and space in self._state.shelves:
                    kept[space] = self._state.shelves[space]
        except Unavailable as error:
            log.warning("faq_vectors_unavailable", reason=error.message)
            if same:
                return
        seen = (version, *((alias.collection, alias.build) for alias in aliases.values()))
        if seen == self._state.seen:
            return
        entries = self._faqs.all()
        shelves: dict[Space, FaqShelf] = dict(kept)
        for space, alias in aliases.items():
            try:
                assert self._store is not None
                every: Space = space if self._encoder.is_multilingual else "multilingual"  # one encoder reads them all
                pages = self._store.shelf(alias.collection).vectors()
                shelves[space] = make(entries, every, pages, self._model(space))
            except Unavailable as error:
                log.warning("faq_vectors_unavailable", reason=error.message)
        versions: dict[str, list[FaqEntry]] = {}
        for entry in entries:
            versions.setdefault(topic(entry), []).append(entry)
        self._state = _State(entries, lexical_of(entries), shelves, versions, seen)


def asked_in(text: str) -> str:
    """A question's language: by its script where that tells, else the talk's."""
    return "ja" if _KANA.search(text) else "zh" if _HAN.search(text) else language().split("-")[0]


def spelt(text: str, lexical: Lexical) -> list[str]:
    """The text as typed, and, where that is another, put right against the FAQ's words."""
    if _OTHER.search(text):
        return [text]
    correct = lexical.vocabulary.correct
    better = re.sub(r"[^\W\d_]+", lambda match: correct(match[0]) or match[0], fold(text))
    return [text, better] if better != fold(text) else [text]


def lexical_of(entries: Sequence[FaqEntry]) -> Lexical:
    return Lexical((f"{e.question} {' '.join(e.paraphrases)}", e.answer) for e in entries)


def _asks(clause: str) -> bool:
    return len(content(clause)) > 1 or bool(_OTHER.search(clause))


def _is_beside(found: list[_Ranked], threshold: float) -> bool:
    """Whether the second entry answers as clearly as the first."""
    if len(found) < 2 or found[1].sure < max(_ALSO, threshold):
        return False
    return found[0].odds - found[1].odds <= _BESIDE


def _lead(rank: Floats) -> Floats:
    """How far each entry stands before the best of the others, shape (entries,)."""
    if len(rank) < 2:
        return np.zeros_like(rank)
    second, first = np.sort(rank)[-2:]
    lead: Floats = np.where(rank == first, first - second, rank - first)
    return lead
