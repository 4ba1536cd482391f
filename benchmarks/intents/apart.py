"""A harder test of the same sentences: what lies near to one of them is not learnt.

What a shop's designers wrote down is more alike than what its customers then type. At a cosine of 0.9 the SVM names as
many of the held-out sentences as it does of HINT3's real chats (0.865 and 0.78 there).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from benchmarks.intents.data import OUT, Split


def apart(split: Split, embed: Callable[[list[str]], Sequence[Sequence[float]]], cosine: float) -> Split:
    """Without training sentences as near as ``cosine`` to a test sentence in scope. ``embed`` gives unit vectors."""
    tested = [sentence for sentence, label in split.test if label != OUT]
    near = np.asarray(embed([sentence for sentence, _ in split.train])) @ np.asarray(embed(tested)).T  # (n, m)
    train = tuple(row for row, nearest in zip(split.train, near.max(axis=1), strict=True) if nearest < cosine)
    known = {label for _, label in train} | {OUT}
    test = tuple(row for row in split.test if row[1] in known)
    return replace(split, dataset=f"{split.dataset}, {cosine:g} apart", train=train, test=test)
