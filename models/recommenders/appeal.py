"""What an item has that its looks do not tell: how much more it is taken than its kind, brand, price … explain."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch

from models.recommenders.blend import Array, Example, logits, losses

EPOCHS = 10
RATE = 0.05
PULL = 0.25  # inverse variance of an appeal


def fit(start: Array, examples: Sequence[Example], items: int) -> Array:
    """(items,) the intercepts of a conditional logit (McFadden 1974, section 2) over all steps of all shoppers.

    The channels' weights are learnt along, from ``start`` (C, F), and thrown away: they only take away from the
    intercepts what they explain. Each intercept is normal around 0, so that an item that few came to stays there.
    """
    table = torch.tensor(start, requires_grad=True)
    appeal = torch.zeros(items, requires_grad=True)
    optimizer = torch.optim.Adam([table, appeal], lr=RATE)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, max(1, EPOCHS * len(examples)))
    steps = max(1, sum(len(example.targets) for example in examples))
    for _ in range(EPOCHS):
        for example in examples:
            scores = logits(example, table, torch.zeros(0)) + appeal[torch.from_numpy(example.columns)]
            loss = losses(example, scores).mean()
            loss = loss + PULL * (appeal**2).sum() / steps
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            schedule.step()
    found: Array = appeal.detach().numpy()
    return found


def channel(appeal: Array, example: Example) -> Array:
    """(B, n): the same for every history."""
    return np.broadcast_to(appeal[example.columns], example.barred.shape).astype(np.float32)
