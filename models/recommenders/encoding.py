"""Histories as the network reads them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import numpy as np
import torch
from numpy.typing import NDArray

from models.recommenders.base import History, Step
from models.recommenders.history import SAID, baskets, weight
from models.recommenders.shelf import Shelf
from models.recommenders.two_tower import GAPS, KINDS, Steps
from models.recommenders.whitening import Whitening

_KIND = {kind: place for place, kind in enumerate(KINDS)} | {"context": KINDS.index("taste")}


@dataclass(frozen=True)
class Encoded:
    """One history of T steps, a basket each, and of E items or words in them.

    ``kinds`` and ``gaps`` are columns of the steps, (T,); the others are of what is in them, (E,): ``steps`` says in
    which step, never falling; ``fresh``: the item comes for the first time; ``said``: step with words → their
    vector (t,), as embedded.
    """

    kinds: NDArray[np.int64]
    gaps: NDArray[np.int64]
    steps: NDArray[np.int64]
    rows: NDArray[np.int64]
    stars: NDArray[np.int64]
    weights: NDArray[np.float32]
    fresh: NDArray[np.bool_]
    said: dict[int, NDArray[np.float32]]

    def __len__(self) -> int:
        return len(self.kinds)

    def cut(self, first: int, last: int) -> Encoded:
        said = {step - first: vector for step, vector in self.said.items() if first <= step < last}
        at = slice(*np.searchsorted(self.steps, (first, last)))
        columns = (self.rows[at], self.stars[at], self.weights[at], self.fresh[at])
        return Encoded(self.kinds[first:last], self.gaps[first:last], self.steps[at] - first, *columns, said)


def windows(history: Encoded, length: int) -> list[Encoded]:
    """A long history as pieces that a network of ``length`` steps can read, each half over the one before.

    What a piece shares with the one before is there to be read, no longer fresh: every step is predicted once.
    """
    if len(history) <= length:
        return [history]
    half = max(length // 2, 1)
    pieces = [history.cut(0, length)]
    for end in range(length + half, len(history) + half, half):
        piece = history.cut(end - length, min(end, len(history)))
        new = piece.steps >= length - half
        pieces.append(replace(piece, fresh=piece.fresh & new))
    return pieces


def encode(history: History, shelf: Shelf) -> Encoded:
    """What the shopper wanted, basket by basket; dislikes and what means nothing are left to others."""
    used: list[tuple[Step, int, int]] = []  # with its row and its basket
    there: set[tuple[int, int]] = set()
    for step, basket in zip(history, baskets(history), strict=True):
        row = shelf.row(step.item_id)
        if (row is None and step.vector is None) or weight(step) <= 0 or (row is not None and (row, basket) in there):
            continue
        used.append((step, -1 if row is None else row, basket))
        there.add((-1 if row is None else row, basket))
    rows = np.array([row for _, row, _ in used], np.int64)
    number = np.array([basket for _, _, basket in used], np.int64)
    _, first, steps = np.unique(number, return_index=True, return_inverse=True)
    heads = [used[place][0] for place in first]
    fresh = np.zeros(len(rows), bool)
    fresh[np.unique(rows, return_index=True)[1]] = True
    fresh &= rows >= 0
    share = [min(max(s.value, 0.0), 1.0) if s.kind == "taste" and s.value is not None else 1.0 for s, _, _ in used]
    return Encoded(
        np.array([_KIND[step.kind] for step in heads], np.int64),
        np.array(_gaps(heads), np.int64),
        steps.astype(np.int64),
        rows,
        np.array([_stars(step) for step, _, _ in used], np.int64),
        np.array(share, np.float32),
        fresh,
        {at: s.vector for at, s in enumerate(heads) if s.vector is not None and rows[first[at]] < 0},
    )


def _stars(step: Step) -> int:
    return round(min(max(step.value, 1.0), 5.0)) if step.kind == "rating" and step.value is not None else 0


def _gaps(steps: Sequence[Step]) -> list[int]:
    """Time since the event before: 0 for unknown, else 1 (under ten seconds) to 7 (more than a few months)."""
    gaps = []
    last: datetime | None = None
    for step in steps:
        seconds = None if last is None or step.ts is None else (_utc(step.ts) - _utc(last)).total_seconds()
        gaps.append(0 if seconds is None else min(max(int(math.log10(max(seconds, 1.0))), 1), GAPS - 1))
        last = step.ts if step.kind not in SAID else last
    return gaps


def _utc(time: datetime) -> datetime:
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def pack(histories: Sequence[Encoded], whitening: Whitening, length: int) -> Steps:
    """The last ``length`` steps of each, padded behind to the longest among them, (B, T), and the E items in them."""
    cuts = [h.cut(len(h) - length, len(h)) if len(h) > length else h for h in histories]
    B, T = len(cuts), max(map(len, cuts), default=0)
    kinds, gaps = (np.zeros((B, T), np.int64) for _ in range(2))
    for b, h in enumerate(cuts):
        kinds[b, : len(h)], gaps[b, : len(h)] = h.kinds, h.gaps
    spoken = [(b, step, vector) for b, h in enumerate(cuts) for step, vector in h.said.items()]
    said = None
    if spoken:
        table = np.zeros((B, T, whitening.turn.shape[1]), np.float32)
        b_at, t_at = [b for b, _, _ in spoken], [t for _, t, _ in spoken]
        table[b_at, t_at] = whitening(np.stack([vector for _, _, vector in spoken]))
        said = torch.from_numpy(table)
    at = np.concatenate([np.zeros(0, np.int64), *(h.steps + b * T for b, h in enumerate(cuts))])
    row = np.concatenate([np.zeros(0, np.int64), *(h.rows for h in cuts)])
    stars = np.concatenate([np.zeros(0, np.int64), *(h.stars for h in cuts)])
    weight = np.concatenate([np.zeros(0, np.float32), *(h.weights for h in cuts)])
    fresh = np.concatenate([np.zeros(0, bool), *(h.fresh for h in cuts)])
    columns = (torch.from_numpy(column) for column in (kinds, gaps, at, row, stars, weight, fresh))
    kind, gap, entry, item, star, share, new = columns
    return Steps(kind, gap, entry, item, star, share, new, said)
