"""What a shopper has had enough of for now: who has just bought a tent looks for what goes with it, not for a tent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from models.recommenders.attributes import kind_of
from models.recommenders.base import History
from models.recommenders.history import weight, when
from models.recommenders.shelf import Shelf

FOR = timedelta(days=60)  # before the history's last step
WIDEST = 0.2  # share of the shelf: a kind that holds more is no kind of thing ("Women")


def sated_rows(history: History, shelf: Shelf, comes_again: Callable[[int], bool]) -> NDArray[np.int64]:
    """Rows of the items whose kind was bought and not looked at since, unless one buys it again: ``comes_again`` of
    the row that was bought.

    Steps without a time count as just now. Kinds are the items' ``category``; without one nothing is sated.
    """
    latest = max((when(step) for step in history if step.ts), default=None)
    sated: set[str] = set()
    for step in history:
        row = shelf.row(step.item_id)
        if row is None or weight(step) <= 0:
            continue
        kind = kind_of(shelf.attributes[row])
        old = latest is not None and step.ts is not None and latest - when(step) > FOR
        if step.kind == "purchase" and kind and not old and not comes_again(row):
            sated.add(kind)
        elif step.kind != "rating":  # who rates a tent has it
            sated.discard(kind)
    rows = [own for kind in sated if len(own := shelf.of_kind(kind)) <= WIDEST * len(shelf)]
    return np.concatenate([np.zeros(0, np.int64), *rows])
