"""What speaks for each entry of a FAQ, and for none of them.

A conditional logit (McFadden 1974) with "no entry" as one of the choices: an entry's score is a weighted sum of its
cosines and words, that of "none" one of how near the question lies to what shops are asked and this one has told
nothing of, and of how much of it the FAQ's words leave unsaid. "Share" and "mass" are a kernel density (Parzen 1962)
over all wordings, the FAQ's and the known ones of things asked: whose neighbourhood the question is in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from retrieval.faq_model import FaqModel, Floats
from retrieval.faq_shelf import FaqShelf
from retrieval.faq_words import content
from retrieval.store import Vectors
from retrieval.text import stem

OF_ENTRY = (
    "nearest question",
    "second question",
    "questions' mean",
    "nearest sentence",
    "whole answer",
    "nearest wording",  # of its own and of the things asked that it is about
    "words held",
    "words nearly held",
    "least word held",
    "words nearly held by its questions",
    "share",
    "mass",
    "own language",  # two texts of one language are nearer than two of different ones, and the things asked are English
)
OF_NONE = (
    "always",
    "nearest thing untold",
    "three things untold",
    "nearest thing",
    "words unknown",
    "words",
    "words nearly known",
    "words nearly known by questions",
    "second entry",
    "share",
    "mass",
)
_SAME = 0.9999  # a cosine: the question itself
_WIDTH = 0.05  # of the kernel, in cosines
_DISCOUNT = 0.3  # of the cosine to a thing that an entry is about
_LEAST = 1e-9


@dataclass(frozen=True)
class Evidence:
    """``entries`` (entries, features) and ``none`` (features,), in the order of OF_ENTRY and OF_NONE."""

    entries: Floats
    none: Floats

    def scores(self, model: FaqModel) -> Floats:
        """Log odds of each entry against none of them, shape (entries,)."""
        scores: Floats = self.entries @ model.entry - np.float32(self.none @ model.none)
        return scores


def evidence(
    shelf: FaqShelf,
    readings: Sequence[Vectors],
    text: str,
    words: Mapping[str, Vectors],
    language: str = "en",
    *,
    fitting: bool = False,
) -> Evidence:
    """``readings``: vectors (d,) of the question's readings; ``words``: those of its content words, none without;
    ``language``: the question's, as far as it is known.

    ``fitting``: the question itself among the things asked is no evidence.
    """
    question = shelf.model.adapted(np.stack(readings)).T  # (d, readings)
    cosine = (shelf.vectors @ question).max(axis=1)  # (n,)
    size = len(shelf.entries)
    found = np.zeros((size, len(OF_ENTRY)), np.float32)
    none = np.zeros(len(OF_NONE), np.float32)
    found[:, 0], found[:, 1] = _best_two(cosine, shelf, 0, size)
    found[:, 2] = (shelf.means @ question).max(axis=1)
    found[:, 3] = _best_two(cosine, shelf, 1, size)[0]
    found[:, 4] = _best_two(cosine, shelf, 2, size)[0]
    found[:, 12] = [language != "en" and language in own for own in shelf.languages]
    none[0] = 1.0
    none[8] = np.sort(found[:, 0])[-2] if size > 1 else 0.0
    _add_wordings(shelf, found, none, cosine, question, fitting)
    _add_words(shelf, found, none, content(text), words)
    return Evidence(found, none)


def _add_wordings(
    shelf: FaqShelf, found: Floats, none: Floats, cosine: Floats, question: Vectors, fitting: bool
) -> None:
    size = len(shelf.entries)
    is_question = shelf.kind == 0
    mass = np.bincount(shelf.owner[is_question], np.exp(cosine[is_question] / _WIDTH), size)
    found[:, 5] = found[:, 0]
    untold = 0.0
    if len(shelf.asked):
        near = (shelf.asked @ question).max(axis=1)  # (a,)
        if fitting:
            near = np.where(near > _SAME, np.float32(-1.0), near)
        own = shelf.told > 0.5
        np.maximum.at(found[:, 5], shelf.about[own], near[own])
        free = np.sort(near - _DISCOUNT * shelf.told)
        none[1], none[2], none[3] = free[-1], free[-3:].mean(), near.max()
        weight = np.exp(near / _WIDTH)
        mass += np.bincount(shelf.about, weight * shelf.told, size)
        untold = float((weight * (1.0 - shelf.told)).sum())
    total = float(mass.sum()) + untold
    found[:, 10], none[9] = np.log((mass + _LEAST) / total), np.log((untold + _LEAST) / total)
    found[:, 11], none[10] = np.log(mass + _LEAST) * _WIDTH, np.log(untold + _LEAST) * _WIDTH


def _add_words(shelf: FaqShelf, found: Floats, none: Floats, said: list[str], vectors: Mapping[str, Vectors]) -> None:
    """Words held as they are, or nearly: by the nearest of the entry's words. A word counts by its rarity."""
    said = [word for word in said if word in vectors]
    if not said or not len(shelf.word_vectors):
        return
    nobody = np.zeros(len(shelf.entries), np.bool_)
    holding = np.stack([shelf.stems.get(stem(word), nobody) for word in said])  # (words, entries)
    rarity = np.asarray([shelf.rarity.get(stem(word), shelf.rarest) for word in said], np.float32)
    rarity /= rarity.sum()
    near = shelf.model.adapted(np.stack([vectors[word] for word in said])) @ shelf.word_vectors.T  # (words, w)
    nearly = np.maximum(shelf.held.best(near), holding)  # (words, entries)
    found[:, 6] = rarity @ holding
    found[:, 7] = rarity @ nearly
    found[:, 8] = nearly.min(axis=0)
    found[:, 9] = rarity @ shelf.held_in_questions.best(near)
    none[4] = float(rarity[~holding.any(axis=1)].sum())
    none[5] = min(len(said), 6) / 6
    none[6], none[7] = found[:, 7].max(), found[:, 9].max()


def _best_two(cosine: Floats, shelf: FaqShelf, kind: int, size: int) -> tuple[Floats, Floats]:
    """The highest and second highest cosine of each entry's texts of this kind, shape (size,) each."""
    mask = shelf.kind == kind
    own, values = shelf.owner[mask], cosine[mask]
    first = np.full(size, -1.0, np.float32)
    np.maximum.at(first, own, values)
    second = np.full(size, -1.0, np.float32)
    below = values < first[own]
    np.maximum.at(second, own[below], values[below])
    return first, np.where(second > -1.0, second, first)
