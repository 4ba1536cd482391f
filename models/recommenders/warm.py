"""A fit that goes on from the last one: what was learnt of items, values and steps is carried over by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch

from models.recommenders.shelf import Shelf

if TYPE_CHECKING:
    from models.recommenders.sequence import SequenceRecommender

ALIKE = 0.98  # mean cosine of the same items' vectors then and now, below which the encoder is another one
BY_NAME = ("residual.weight", "attribute.weight")


def fits(old: SequenceRecommender, new: SequenceRecommender) -> bool:
    """Whether the new one can go on from the old: the same sizes, and texts in the same space."""
    return old.net is not None and old.network == new.network and _alike(old.shelf, new.shelf)


def _alike(old: Shelf, new: Shelf) -> bool:
    common = [item_id for item_id in old.ids if item_id in new]
    if not common or old.vectors.shape[1] != new.vectors.shape[1]:
        return False
    before, after = old.vectors[old.rows(common)], new.vectors[new.rows(common)]
    return float(np.mean((before * after).sum(axis=1))) >= ALIKE


@torch.no_grad()
def carry(old: SequenceRecommender, new: SequenceRecommender) -> None:
    """Copy the old network's weights into the new one's: tables row by row, for what both know; the rest as it is."""
    assert old.net is not None and new.net is not None
    before, after = old.net.state_dict(), new.net.state_dict()
    for name, value in before.items():
        if name not in BY_NAME and after[name].shape == value.shape:
            after[name].copy_(value)
    rows = [
        (int(old.residual[there]), int(new.residual[row]))
        for row, item_id in enumerate(new.shelf.ids)
        if (there := old.shelf.row(item_id)) is not None and old.residual[there] and new.residual[row]
    ]
    _copy(before["residual.weight"], after["residual.weight"], rows)
    place = {word: n for n, word in enumerate(old.vocabulary.known, 1)}
    words = [(place[word], n) for n, word in enumerate(new.vocabulary.known, 1) if word in place]
    _copy(before["attribute.weight"], after["attribute.weight"], words)


def _copy(before: torch.Tensor, after: torch.Tensor, rows: list[tuple[int, int]]) -> None:
    if rows:
        after[[new for _, new in rows]] = before[[old for old, _ in rows]]
