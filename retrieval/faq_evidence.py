"""What speaks for each entry of a FAQ, and for none of them.

A conditional logit (McFadden 1974) with "no entry" as one of the choices: an entry's score is a weighted sum of its
cosines and words, that of "none" one of how near the question is to questions without an entry and how much of it the
FAQ's words leave unsaid. Fitted by `python -m benchmarks.retrieval --calibrate`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from retrieval.encoding import Space
from retrieval.faq_shelf import FaqShelf, Floats
from retrieval.faq_words import content
from retrieval.store import Vectors
from retrieval.text import stem

OF_ENTRY = (
    "nearest question",
    "second question",
    "questions' mean",
    "nearest sentence",
    "whole answer",
    "words held",
    "words nearly held",
    "least word held",
    "own script",  # both are in it, and it is not the Latin one
)
OF_NONE = ("always", "words unknown", "words", "words nearly known", "nearest without entry", "three without entry")
_SAME = 0.9999  # a cosine: the question itself, which is no evidence for it

# entry's weights, then none's, as listed above
WEIGHTS: Mapping[Space, tuple[Floats, Floats]] = {
    "english": (
        np.asarray([3.93, 1.06, 13.12, 3.61, 0.10, -3.48, 9.65, 2.89, 0.0], np.float32),
        np.asarray([3.11, 1.95, 0.81, 3.96, 5.64, 12.94], np.float32),
    ),
    "multilingual": (
        np.asarray([10.73, 3.09, 12.32, 2.36, 4.37, 0.0, 0.0, 0.0, -10.88], np.float32),
        np.asarray([5.04, 0.0, 0.0, 0.0, 8.83, 13.92], np.float32),
    ),
}


@dataclass(frozen=True)
class Evidence:
    """``entries`` (entries, features) and ``none`` (features,), in the order of OF_ENTRY and OF_NONE."""

    entries: Floats
    none: Floats

    def scores(self, space: Space) -> Floats:
        """Log odds of each entry against none of them, shape (entries,)."""
        own, none = WEIGHTS[space]
        scores: Floats = self.entries @ own - np.float32(self.none @ none)
        return scores


def evidence(
    shelf: FaqShelf, readings: Sequence[Vectors], text: str, words: Mapping[str, Vectors], script: str = ""
) -> Evidence:
    """``readings``: vectors (d,) of the question's readings; ``words``: those of its content words, none without;
    ``script``: the question's language where its script tells. In one script, texts are nearer than across two.
    """
    asked = np.stack(readings, axis=1)  # (d, readings)
    cosine = (shelf.vectors @ asked).max(axis=1)  # (n,)
    size = len(shelf.entries)
    first, second = _best_two(cosine, shelf, 0, size)
    found = np.zeros((size, len(OF_ENTRY)), np.float32)
    found[:, 0], found[:, 1] = first, second
    found[:, 2] = (shelf.means @ asked).max(axis=1)
    found[:, 3] = _best_two(cosine, shelf, 1, size)[0]
    found[:, 4] = _best_two(cosine, shelf, 2, size)[0]
    found[:, 8] = [bool(script) and entry.language.split("-")[0] == script for entry in shelf.entries]
    none = np.zeros(len(OF_NONE), np.float32)
    none[0] = 1.0
    if len(shelf.unanswered):
        near = np.sort(shelf.unanswered @ asked[:, 0])
        near = near[near < _SAME]
        none[4], none[5] = near[-1], near[-3:].mean()
    _add_words(shelf, found, none, content(text), words)
    return Evidence(found, none)


def _add_words(shelf: FaqShelf, found: Floats, none: Floats, said: list[str], vectors: Mapping[str, Vectors]) -> None:
    """Words held as they are, or nearly: by the nearest of the entry's words. A word counts by its rarity."""
    said = [word for word in said if word in vectors]
    if not said or not len(shelf.word_vectors):
        return
    size = len(shelf.entries)
    nobody = np.zeros(size, np.bool_)
    holding = np.stack([shelf.stems.get(stem(word), nobody) for word in said])  # (words, entries)
    rarity = np.log1p(size / (1.0 + holding.sum(axis=1))).astype(np.float32)
    rarity /= rarity.sum()
    near = np.stack([vectors[word] for word in said]) @ shelf.word_vectors.T  # (words, w)
    nearly = np.maximum(np.maximum.reduceat(near[:, shelf.held], shelf.starts, axis=1), holding)  # (words, entries)
    found[:, 5] = rarity @ holding
    found[:, 6] = rarity @ nearly
    found[:, 7] = nearly.min(axis=0)
    none[1] = float(rarity[~holding.any(axis=1)].sum())
    none[2] = min(len(said), 6)
    none[3] = float(found[:, 6].max())


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
