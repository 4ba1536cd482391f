"""What a shopper has had enough of for now: who has just bought a tent looks for what goes with it, not for a tent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from models.recommenders.attributes import kind_of
from models.recommenders.base import History
from models.recommenders.history import weight
from models.recommenders.shelf import Shelf

FOR = timedelta(days=60)  # before the history's last step
WIDEST = 0.2  # share of the shelf: a kind that holds more is no kind of thing ("Women")


def sated_rows(history: History, shelf: Shelf) -> NDArray[np.int64]:
    """Rows of the items whose kind was bought and not looked at since, unless one buys it again.

    Steps without a time count as just now. Kinds are the items' ``category``; without one nothing is sated.
    """
    times = [when for step in history if (when := _when(step.ts)) is not None]
    latest = max(times, default=None)
    sated: set[str] = set()
    for step in history:
        row = shelf.row(step.item_id)
        if row is None or weight(step) <= 0:
            continue
        attributes, when = shelf.attributes[row], _when(step.ts)
        old = latest is not None and when is not None and latest - when > FOR
        if step.kind == "purchase" and not attributes.get("consumable") and not old and kind_of(attributes):
            sated.add(kind_of(attributes))
        elif step.kind != "rating":  # who rates a tent has it
            sated.discard(kind_of(attributes))
    if not sated:
        return np.zeros(0, np.int64)
    kinds = np.array([kind_of(attributes) for attributes in shelf.attributes])
    rows = [at for kind in sated if len(at := np.flatnonzero(kinds == kind)) <= WIDEST * len(kinds)]
    return np.concatenate(rows) if rows else np.zeros(0, np.int64)


def _when(ts: datetime | None) -> datetime | None:
    return ts.replace(tzinfo=UTC) if ts is not None and ts.tzinfo is None else ts
