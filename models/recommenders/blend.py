"""A learned blend: how much each channel of a score counts, depending on how much is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle
from typing import TypeAlias

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from torch.nn import functional as F

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
    """score = Σ_c weight_c · channel_c with ``weights = table @ facts``: what counts depends on what is known.

    ``table``: (C, F); the facts of a history: (F,), the first of them 1.
    """

    table: Array

    def __call__(self, channels: Sequence[Channel | None], facts: Array) -> Array:
        """C channels of (B, N), None for nothing, and facts (B, F) to (B, N); one product for each set of keys."""
        weights = facts @ self.table.T  # (B, C)
        sums: dict[int, Dot] = {}
        for c, channel in enumerate(channels):
            if isinstance(channel, Dot):
                keys = channel.keys
                if id(keys) not in sums:
                    sums[id(keys)] = Dot(np.zeros((len(facts), keys.shape[1]), np.float32), keys)
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
    """B held-out events over n of the items, drawn for them all, and their targets.

    ``channels``: (B, n) each; ``facts``: (B, F); ``targets``: (B,) columns; ``barred``: (B, n), true where a column
    is no negative of a row; ``columns``: (n,) rows of the items; ``raise_by``: how much a drawn column's logit is
    raised for those that were not drawn.
    """

    channels: Sequence[Array | None]
    facts: Array
    targets: NDArray[np.int64]
    barred: NDArray[np.bool_]
    columns: NDArray[np.int64]
    raise_by: float = 0.0


def dense(channel: Channel) -> Array:
    return channel.dense() if isinstance(channel, Dot) else np.asarray(channel.toarray(), np.float32)


def logits(example: Example, table: torch.Tensor) -> torch.Tensor:
    """(B, n) of a softmax over all items, as far as the drawn ones stand for them; −1e9 where a column is barred."""
    weights = torch.from_numpy(example.facts) @ table.T  # (B, C)
    total = torch.zeros(example.barred.shape)
    for c, channel in enumerate(example.channels):
        if channel is not None:
            total = total + torch.from_numpy(channel) * weights[:, c : c + 1]
    targets = torch.from_numpy(example.targets)
    total = (total + example.raise_by).masked_fill(torch.from_numpy(example.barred), -1e9)
    return total + torch.zeros_like(total).scatter_(1, targets[:, None], -example.raise_by)


def fit(
    start: Array, examples: Sequence[Example], *, steps: int = 200, rate: float = 0.05, pull: float = 1e-3
) -> Blend:
    """The table that makes the targets most likely: softmax cross entropy, by Adam from ``start``.

    ``pull`` draws it back to where it began, so that a handful of examples moves little.
    """
    table, anchor = torch.tensor(start, requires_grad=True), torch.tensor(start)
    optimizer = torch.optim.Adam([table], lr=rate)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
    for _, example in zip(range(steps), cycle(examples), strict=False):
        loss = F.cross_entropy(logits(example, table), torch.from_numpy(example.targets))
        loss = loss + pull * ((table - anchor) ** 2).sum()
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        schedule.step()
    return Blend(table.detach().numpy())


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
