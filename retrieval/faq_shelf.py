"""One state of the FAQ in memory, in one space: its entries' texts as vectors, its words, its languages' twins."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.encoding import Space, space_of
from retrieval.faq_words import content
from retrieval.store import Record, Vectors, unit
from retrieval.text import stem
from shop.types import FaqEntry

Floats = NDArray[np.float32]
Places = NDArray[np.int64]
KINDS = ("question", "answer", "whole")


@dataclass(frozen=True)
class FaqShelf:
    """Vectors of the ``entries`` in one space; ``owner`` is the entry's place. Empty where nothing is indexed."""

    entries: list[FaqEntry]
    vectors: Vectors  # (n, d)
    owner: Places  # (n,)
    kind: Places  # (n,), places in KINDS
    means: Vectors  # of each entry's questions, unit norm (entries, d)
    unanswered: Vectors  # questions without an entry (u, d)
    word_vectors: Vectors  # (w, d)
    held: Places  # words of the first entry, of the second …: places in word_vectors
    starts: Places  # where each entry's words begin in ``held``
    stems: dict[str, NDArray[np.bool_]]  # stem → which entries hold it (entries,)

    @property
    def is_empty(self) -> bool:
        return not len(self.vectors)


def make(entries: Sequence[FaqEntry], space: Space, pages: Iterable[tuple[list[Record], Vectors]]) -> FaqShelf:
    """The shelf of these entries out of an index's records. In English only entries in English are on it."""
    kept = [entry for entry in entries if space == "multilingual" or space_of(entry.language) == "english"]
    place = {entry.id: row for row, entry in enumerate(kept)}
    rows: list[tuple[int, int, Vectors]] = []
    unanswered: list[Vectors] = []
    words: dict[str, Vectors] = {}
    for records, vectors in pages:
        for record, vector in zip(records, vectors, strict=True):
            if record.kind in KINDS and record.owner in place:
                rows.append((place[record.owner], KINDS.index(record.kind), vector))
            elif record.kind == "none":
                unanswered.append(vector)
            elif record.kind == "word":
                words[record.owner] = vector
    owner = np.asarray([row[0] for row in rows], dtype=np.int64)
    kind = np.asarray([row[1] for row in rows], dtype=np.int64)
    matrix = _matrix([row[2] for row in rows])
    number = {word: row for row, word in enumerate(words)}
    holding = [[word for word in content(_said(entry)) if word in number] for entry in kept]
    starts = np.cumsum([0, *(max(1, len(own)) for own in holding)])[:-1]
    return FaqShelf(
        entries=kept,
        vectors=matrix,
        owner=owner,
        kind=kind,
        means=_means(matrix[kind == 0], owner[kind == 0], len(kept)),
        unanswered=_matrix(unanswered),
        word_vectors=_matrix([*words.values()]),
        held=np.asarray([number[word] for own in holding for word in own or list(number)[:1]], dtype=np.int64),
        starts=starts.astype(np.int64),
        stems=_stems(kept),
    )


def empty() -> FaqShelf:
    return make([], "english", [])


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


def _said(entry: FaqEntry) -> str:
    return " ".join((entry.question, *entry.paraphrases, entry.answer))


def _stems(entries: Sequence[FaqEntry]) -> dict[str, NDArray[np.bool_]]:
    found: dict[str, NDArray[np.bool_]] = {}
    for row, entry in enumerate(entries):
        for word in content(_said(entry)):
            found.setdefault(stem(word), np.zeros(len(entries), np.bool_))[row] = True
    return found


def _matrix(vectors: Sequence[Vectors]) -> Vectors:
    return np.stack(vectors) if vectors else np.zeros((0, 0), np.float32)


def _means(vectors: Vectors, owner: Places, entries: int) -> Vectors:
    sums = np.zeros((entries, vectors.shape[1]), dtype=np.float32)
    np.add.at(sums, owner, vectors)
    return unit(sums)
