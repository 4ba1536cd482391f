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
from models.recommenders.history import SAID, weight
from models.recommenders.shelf import Shelf
from models.recommenders.two_tower import GAPS, KINDS, Steps
from models.recommenders.whitening import Whitening

_KIND = {kind: place for place, kind in enumerate(KINDS)} | {"context": KINDS.index("taste")}


@dataclass(frozen=True)
class Encoded:
    """One history as columns, each (T,); ``fresh``: the item comes for the first time; ``said``: place of a step with
    words → its vector (t,), as embedded."""

    rows: NDArray[np.int64]
    kinds: NDArray[np.int64]
    stars: NDArray[np.int64]
    gaps: NDArray[np.int64]
    weights: NDArray[np.float32]
    fresh: NDArray[np.bool_]
    said: dict[int, NDArray[np.float32]]

    def __len__(self) -> int:
        return len(self.rows)

    def cut(self, first: int, last: int) -> Encoded:
        said = {place - first: vector for place, vector in self.said.items() if first <= place < last}
        at = slice(first, last)
        return Encoded(
            self.rows[at], self.kinds[at], self.stars[at], self.gaps[at], self.weights[at], self.fresh[at], said
        )


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
        new = np.arange(len(piece)) >= length - half
        pieces.append(replace(piece, fresh=piece.fresh & new))
    return pieces


def encode(history: History, shelf: Shelf) -> Encoded:
    """What the shopper wanted, step by step; dislikes and what means nothing are left to others."""
    used: list[tuple[Step, int]] = []
    for step in history:
        row = shelf.row(step.item_id)
        if (row is not None or step.vector is not None) and weight(step) > 0:
            used.append((step, -1 if row is None else row))
    said: dict[int, NDArray[np.float32]] = {}
    for place, (step, row) in enumerate(used):
        if row < 0 and step.vector is not None:
            said[place] = step.vector
    known: set[int] = {-1}
    fresh = []
    for _, row in used:
        fresh.append(row not in known)
        known.add(row)
    stars = [round(min(max(s.value, 1.0), 5.0)) if s.kind == "rating" and s.value is not None else 0 for s, _ in used]
    share = [min(max(s.value, 0.0), 1.0) if s.kind == "taste" and s.value is not None else 1.0 for s, _ in used]
    return Encoded(
        np.array([row for _, row in used], np.int64),
        np.array([_KIND[step.kind] for step, _ in used], np.int64),
        np.array(stars, np.int64),
        np.array(_gaps([step for step, _ in used]), np.int64),
        np.array(share, np.float32),
        np.array(fresh, bool),
        said,
    )


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
    """The last ``length`` steps of each, padded behind to the longest among them; (B, T) each."""
    cuts = [h.cut(len(h) - length, len(h)) if len(h) > length else h for h in histories]
    B, T = len(cuts), max(map(len, cuts), default=0)
    rows = np.full((B, T), -1, np.int64)
    kinds, stars, gaps = (np.zeros((B, T), np.int64) for _ in range(3))
    weights = np.ones((B, T), np.float32)
    fresh = np.zeros((B, T), bool)
    spoken: list[tuple[int, int, NDArray[np.float32]]] = []
    for b, h in enumerate(cuts):
        end = len(h)
        rows[b, :end], kinds[b, :end], stars[b, :end], gaps[b, :end] = h.rows, h.kinds, h.stars, h.gaps
        weights[b, :end], fresh[b, :end] = h.weights, h.fresh
        spoken += [(b, place, vector) for place, vector in h.said.items()]
    said = None
    if spoken:
        table = np.zeros((B, T, whitening.turn.shape[1]), np.float32)
        b_at, t_at = [b for b, _, _ in spoken], [t for _, t, _ in spoken]
        table[b_at, t_at] = whitening(np.stack([vector for _, _, vector in spoken]))
        said = torch.from_numpy(table)
    row, kind, star, gap, weight = (torch.from_numpy(column) for column in (rows, kinds, stars, gaps, weights))
    return Steps(row, kind, star, gap, weight, torch.from_numpy(fresh), said)
