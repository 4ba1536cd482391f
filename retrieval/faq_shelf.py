"""One state of the FAQ in memory, in one space: its entries' texts as vectors, its words, and what shops are asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.encoding import Space, space_of
from retrieval.faq_model import FaqModel, Floats
from retrieval.faq_words import content, shop_questions, unanswered
from retrieval.store import Record, Vectors, unit
from retrieval.text import stem
from shop.types import FaqEntry

Places = NDArray[np.int64]
KINDS = ("question", "answer", "whole")
_TOLD, _STEEP = 0.6, 20.0  # how near an entry a thing asked must lie for the entry to be about it, and how sharply


@dataclass(frozen=True)
class Held:
    """Words of each entry: those of the first, of the second …, as places in ``FaqShelf.word_vectors``."""

    places: Places  # (all words of all entries,)
    starts: Places  # (entries,)

    def best(self, near: Floats) -> Floats:
        """The highest of each entry's words: (words asked, w) → (words asked, entries)."""
        found: Floats = np.maximum.reduceat(near[:, self.places], self.starts, axis=1)
        return found


@dataclass(frozen=True)
class FaqShelf:
    """Vectors in one space, adapted by ``model``; an entry and its twins are one, ``owner`` is its place.

    ``asked`` are wordings of things that shops are asked; ``about`` says which entry is about the thing, ``told`` how
    far (0 to 1). What no entry is about has not been told. Empty where nothing is indexed.
    """

    model: FaqModel
    entries: list[FaqEntry]
    languages: list[frozenset[str]]  # that each entry is told in
    vectors: Vectors  # (n, d)
    owner: Places  # (n,)
    kind: Places  # (n,), places in KINDS
    means: Vectors  # of each entry's questions, unit norm (entries, d)
    asked: Vectors  # (a, d)
    about: Places  # (a,)
    told: Floats  # (a,)
    word_vectors: Vectors  # (w, d)
    held: Held
    held_in_questions: Held
    stems: dict[str, NDArray[np.bool_]]  # stem → which entries hold it (entries,)
    rarity: dict[str, float]  # stem → how rare it is in questions to shops
    rarest: float

    @property
    def is_empty(self) -> bool:
        return not len(self.vectors)


def make(
    entries: Sequence[FaqEntry], space: Space, pages: Iterable[tuple[list[Record], Vectors]], model: FaqModel
) -> FaqShelf:
    """The shelf of these entries out of an index's records. In English only entries in English are on it."""
    kept = [entry for entry in entries if space == "multilingual" or space_of(entry.language) == "english"]
    first: dict[str, FaqEntry] = {}
    for entry in kept:
        first.setdefault(topic(entry), entry)
    number = {name: row for row, name in enumerate(first)}
    place = {entry.id: number[topic(entry)] for entry in kept}
    rows: list[tuple[int, int, Vectors]] = []
    asked: list[tuple[str, Vectors]] = []
    words: dict[str, Vectors] = {}
    for records, vectors in pages:
        for record, vector in zip(records, vectors, strict=True):
            if record.kind in KINDS and record.owner in place:
                rows.append((place[record.owner], KINDS.index(record.kind), vector))
            elif record.kind in ("none", "asked"):
                asked.append((record.owner if record.kind == "asked" else record.id, vector))
            elif record.kind == "word":
                words[record.owner] = vector
    owner = np.asarray([row[0] for row in rows], dtype=np.int64)
    kind = np.asarray([row[1] for row in rows], dtype=np.int64)
    matrix = model.adapted(_matrix([row[2] for row in rows]))
    lines = model.adapted(_matrix([vector for _, vector in asked]))
    questions, theirs = matrix[kind == 0], owner[kind == 0]
    about, told = _told([block for block, _ in asked], lines, questions, theirs, len(first))
    said: list[list[str]] = [[] for _ in first]
    in_questions: list[list[str]] = [[] for _ in first]
    for entry in kept:
        said[place[entry.id]] += content(" ".join((entry.question, *entry.paraphrases, entry.answer)))
        in_questions[place[entry.id]] += content(" ".join((entry.question, *entry.paraphrases)))
    languages: list[set[str]] = [set() for _ in first]
    for entry in kept:
        languages[place[entry.id]].add(entry.language.split("-")[0].lower())
    rarity, rarest = _rarity(kept)
    return FaqShelf(
        model=model,
        entries=list(first.values()),
        languages=[frozenset(own) for own in languages],
        vectors=matrix,
        owner=owner,
        kind=kind,
        means=_means(questions, theirs, len(first)),
        asked=lines,
        about=about,
        told=told,
        word_vectors=model.adapted(_matrix([*words.values()])),
        held=_held(said, list(words)),
        held_in_questions=_held(in_questions, list(words)),
        stems=_stems(said),
        rarity=rarity,
        rarest=rarest,
    )


def topic(entry: FaqEntry) -> str:
    """What an entry and its twins in other languages share: the id without its own language's tag."""
    for tag in (entry.language, entry.language.split("-")[0]):
        if entry.id.lower().endswith(f"-{tag.lower()}"):
            return entry.id[: -len(tag) - 1]
    return entry.id


def twin(versions: Sequence[FaqEntry], language: str) -> FaqEntry:
    """The version in this language, else in its other script, else in English, else the first."""

    def distance(entry: FaqEntry) -> int:
        own = entry.language.lower()
        if own == language.lower():
            return 0
        if own == "zh" and language == "zh-Hans":
            return 0
        return 1 if own.split("-")[0] == language.lower().split("-")[0] else 2 if space_of(own) == "english" else 3

    return min(versions, key=distance)


def _told(
    blocks: Sequence[str], lines: Vectors, questions: Vectors, owner: Places, entries: int
) -> tuple[Places, Floats]:
    """For each wording of a thing: the entry nearest to the thing (mean of its wordings, and the nearest of them)."""
    if not len(lines) or not len(questions):
        return np.zeros(len(lines), np.int64), np.zeros(len(lines), np.float32)
    near = np.full((entries, len(lines)), -1.0, np.float32)
    np.maximum.at(near, owner, questions @ lines.T)
    names, block, count = np.unique(np.asarray(blocks), return_inverse=True, return_counts=True)
    highest = np.full((len(names), entries), -1.0, np.float32)
    np.maximum.at(highest, block, near.T)
    total = np.zeros((len(names), entries), np.float32)
    np.add.at(total, block, near.T)
    link = (highest + total / count[:, None]) / 2  # (things, entries)
    told: Floats = (1.0 / (1.0 + np.exp(-_STEEP * (link.max(axis=1) - _TOLD)))).astype(np.float32)
    return link.argmax(axis=1)[block], told[block]


def _rarity(entries: Sequence[FaqEntry]) -> tuple[dict[str, float], float]:
    """Stem → log of how seldom it stands in questions, the FAQ's and those that shops are asked; and of one unseen."""
    questions = [text for entry in entries for text in (entry.question, *entry.paraphrases)]
    questions += [*unanswered(), *(line for block in shop_questions() for line in block)]
    count = Counter(stem(word) for text in questions for word in content(text))
    size = len(questions) + 1
    return {word: float(np.log(size / (n + 1))) for word, n in count.items()}, float(np.log(size))


def _held(said: Sequence[Sequence[str]], words: Sequence[str]) -> Held:
    number = {word: row for row, word in enumerate(words)}
    holding = [[number[word] for word in dict.fromkeys(own) if word in number] or [0] for own in said]
    starts = np.cumsum([0, *(len(own) for own in holding)])[:-1]
    return Held(np.asarray([row for own in holding for row in own], dtype=np.int64), starts.astype(np.int64))


def _stems(said: Sequence[Sequence[str]]) -> dict[str, NDArray[np.bool_]]:
    found: dict[str, NDArray[np.bool_]] = {}
    for row, own in enumerate(said):
        for word in own:
            found.setdefault(stem(word), np.zeros(len(said), np.bool_))[row] = True
    return found


def _matrix(vectors: Sequence[Vectors]) -> Vectors:
    return np.stack(vectors) if vectors else np.zeros((0, 0), np.float32)


def _means(vectors: Vectors, owner: Places, entries: int) -> Vectors:
    if not len(vectors):
        return vectors
    sums = np.zeros((entries, vectors.shape[1]), dtype=np.float32)
    np.add.at(sums, owner, vectors)
    return unit(sums)
