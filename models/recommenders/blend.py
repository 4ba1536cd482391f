"""A learned blend: how much each channel of a score counts, depending on what is known of the shopper and the item."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle
from typing import TypeAlias

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

Array = NDArray[np.float32]


@dataclass(frozen=True)
class Dot:
    """A channel that is a product: ``queries`` (B, k) with ``keys`` (N, k), which may be sparse.

    ``columns``: which of the keys' columns the queries are for, all where it is missing; channels that share keys
    are added up before the one product.
    """

    queries: Array
    keys: Array | csr_matrix
    columns: NDArray[np.int64] | None = None

    def dense(self) -> Array:
        """(B, N)."""
        keys = self.keys if self.columns is None else self.keys[:, self.columns]
        return np.asarray(self.queries @ keys.T, np.float32)


Channel: TypeAlias = Dot | csr_matrix  # (B, N), dense or mostly zero


@dataclass
class Blend:
    """score(h, i) = Σ_c (weight_c(h) + tilt_c · frequency_i) · channel_c(h, i) with ``weights = table @ facts``.

    ``table``: (C, F); the facts of a history: (F,), the first of them 1. ``tilt``: (T,) of the first T channels: what
    tells of a common item is another thing than what tells of a rare one.
    """

    table: Array
    tilt: Array

    def __call__(self, channels: Sequence[Channel | None], facts: Array, frequency: Array) -> Array:
        """C channels of (B, N), None for nothing, facts (B, F) and the items' ``frequency`` (N,) to (B, N)."""
        total = summed(channels, facts @ self.table.T)
        if self.tilt.any():
            tilted = channels[: len(self.tilt)]
            total += frequency * summed(tilted, np.tile(self.tilt, (len(facts), 1)))
        return total


def summed(channels: Sequence[Channel | None], weights: Array) -> Array:
    """Σ_c weight_c · channel_c, (B, N); ``weights``: (B, C). One product for each set of keys."""
    sums: dict[int, Dot] = {}
    for c, channel in enumerate(channels):
        if isinstance(channel, Dot):
            keys = channel.keys
            if id(keys) not in sums:
                sums[id(keys)] = Dot(np.zeros((len(weights), keys.shape[1]), np.float32), keys)
            columns = slice(None) if channel.columns is None else channel.columns
            sums[id(keys)].queries[:, columns] += weights[:, c : c + 1] * channel.queries
    first, *rest = sums.values()
    total = first.dense()
    for dot in rest:
        total += dot.dense()
    for c, channel in enumerate(channels):
        if isinstance(channel, csr_matrix):
            some = channel.tocoo()
            total[some.row, some.col] += weights[some.row, c] * some.data
    return total


@dataclass(frozen=True)
class Example:
    """B held-out baskets over n of the items, drawn for them all, and the M items in them, their targets.

    ``channels``: (B, n) each; ``facts``: (B, F); ``frequency``: (n,); ``targets``: (M,) columns; ``owners``: (M,) whose
    they are; ``barred``: (B, n), true where a column is no negative of a row, as no target is; ``columns``: (n,) rows
    of the items; ``rarity``: (M,) of the targets, from 1 for those that no one came to towards 0; ``raise_by``: how
    much a drawn column's logit is raised for those that were not drawn.
    """

    channels: Sequence[Array | None]
    facts: Array
    frequency: Array
    targets: NDArray[np.int64]
    owners: NDArray[np.int64]
    barred: NDArray[np.bool_]
    columns: NDArray[np.int64]
    rarity: Array
    raise_by: float = 0.0


def dense(channel: Channel) -> Array:
    return channel.dense() if isinstance(channel, Dot) else np.asarray(channel.toarray(), np.float32)


def logits(example: Example, table: torch.Tensor, tilt: torch.Tensor) -> torch.Tensor:
    """(B, n): the blend of the drawn items."""
    weights = torch.from_numpy(example.facts) @ table.T  # (B, C)
    frequency = torch.from_numpy(example.frequency)
    total = torch.zeros(example.barred.shape)
    for c, channel in enumerate(example.channels):
        if channel is not None:
            weight = weights[:, c : c + 1]
            if c < len(tilt):
                weight = weight + tilt[c] * frequency  # (B, n)
            total = total + torch.from_numpy(channel) * weight
    return total


def losses(example: Example, scores: torch.Tensor) -> torch.Tensor:
    """(M,) −log p of each target in a softmax over all items, as far as the drawn ones stand for them, without the
    others of its basket; ``scores``: (B, n)."""
    owners = torch.from_numpy(example.owners)
    own = scores[owners, torch.from_numpy(example.targets)]
    barred = torch.from_numpy(example.barred).index_put((owners, torch.from_numpy(example.targets)), torch.tensor(True))
    others = (scores + example.raise_by).masked_fill(barred, -1e9).logsumexp(dim=1)
    return torch.logaddexp(others[owners], own) - own


def fit(
    start: Blend,
    examples: Sequence[Example],
    *,
    tail: float = 0.0,
    steps: int = 200,
    rate: float = 0.05,
    pull: float = 1e-3,
) -> Blend:
    """The blend that makes the targets most likely: softmax cross entropy, by Adam from ``start``.

    A target counts 1 + ``tail`` · its rarity: the more, the better the long tail is served, at the cost of what is
    asked for most. ``pull`` draws the blend back to where it began, so that a handful of examples moves little.
    """
    parameters = [torch.tensor(part, requires_grad=True) for part in (start.table, start.tilt)]
    anchors = [torch.tensor(part) for part in (start.table, start.tilt)]
    optimizer = torch.optim.Adam(parameters, lr=rate)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
    for _, example in zip(range(steps), cycle(examples), strict=False):
        share = 1.0 + tail * torch.from_numpy(example.rarity)
        each = losses(example, logits(example, *parameters))
        loss = (share * each).sum() / share.sum()
        loss = loss + pull * sum(((one - anchor) ** 2).sum() for one, anchor in zip(parameters, anchors, strict=True))
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        schedule.step()
    return Blend(*(part.detach().numpy() for part in parameters))


def moved(blend: Blend, examples: Sequence[Example]) -> Array:
    """How far each channel moves the scores of a history's items apart: the mean deviation, (C,)."""
    found = np.zeros((len(examples), len(blend.table)), np.float32)
    for place, example in enumerate(examples):
        weights = np.abs(example.facts @ blend.table.T)  # (B, C)
        for c, channel in enumerate(example.channels):
            if channel is not None:
                found[place, c] = (weights[:, c] * channel.std(axis=1)).mean()
    mean: Array = found.mean(axis=0)
    return mean
