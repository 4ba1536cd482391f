"""Learns which texts ask the same: a linear correction of an encoder's vectors, by contrast.

The loss is InfoNCE (van den Oord et al. 2018) over pairs of wordings of one thing against wordings of others; the
correction is kept small, so that what it has not seen stays where it was.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from retrieval.faq_model import Floats
from retrieval.store import Vectors

STEPS = 500
BATCH = 384
HEAT = 0.07
RATE = 5e-4
DECAY = 0.03
DROPOUT = 0.1


def fit(vectors: Vectors, thing: Sequence[int], *, steps: int = STEPS, seed: int = 0) -> Floats:
    """(n, d) unit vectors, and which thing each asks → the correction (d, d). A minute or two of one core."""
    import torch

    torch.manual_seed(seed)
    torch.set_num_threads(1)  # so small a task gains nothing from more
    draw = np.random.default_rng(seed)
    things = np.asarray(thing)
    rows = {int(one): np.flatnonzero(things == one) for one in np.unique(things)}
    anchors = np.asarray([row for row, one in enumerate(things) if len(rows[int(one)]) > 1])
    texts = torch.from_numpy(vectors)
    change = torch.zeros(vectors.shape[1], vectors.shape[1], requires_grad=True)
    optimiser = torch.optim.Adam([change], lr=RATE)
    for _ in range(steps):
        anchor = draw.choice(anchors, min(BATCH, len(anchors)), replace=False)
        size = len(anchor)
        fellow = np.asarray([draw.choice(rows[int(things[row])][rows[int(things[row])] != row]) for row in anchor])
        others = np.concatenate([fellow, draw.choice(len(things), size)])
        same = torch.from_numpy(things[anchor][:, None] == things[others][None])
        same[torch.arange(size), torch.arange(size)] = False
        batch = torch.nn.functional.dropout(texts[np.concatenate([anchor, others])], DROPOUT)
        batch = torch.nn.functional.normalize(batch + batch @ change, dim=1)
        near = (batch[:size] @ batch[size:].T / HEAT).masked_fill(same, -1e9)  # (size, 2 size)
        loss = torch.nn.functional.cross_entropy(near, torch.arange(size)) + DECAY * (change * change).sum()
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
    learned: Floats = change.detach().numpy()
    return learned
