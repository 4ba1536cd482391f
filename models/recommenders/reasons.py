"""Reasons in a shopper's words. Every text follows "because": "because you looked at the Alta tent"."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from models.recommenders.base import Step
from models.recommenders.shelf import Shelf
from shop.types import Reason

LEAST = 1e-3  # a drop below this, in nats, is rounding and no reason

_EVENT = {
    "view": "you looked at {}",
    "cart": "you put {} in your cart",
    "purchase": "you bought {}",
    "rating": "you rated {}",
    "dismiss": "you passed on {}",
}


def top(shelf: Shelf, steps: Sequence[Step], drops: NDArray[np.float32], row: int, limit: int) -> tuple[Reason, ...]:
    """The ``limit`` steps with the largest drops, each thing named once; popularity where no step counts.

    ``drops``: (len(steps),), by how much the row's score falls without the step.
    """
    chosen: dict[tuple[str, str | None], Reason] = {}
    for place in np.argsort(-drops, kind="stable"):
        if len(chosen) == limit or drops[place] < LEAST:
            break
        reason = _reason(shelf, steps[place], float(drops[place]))
        if reason is not None:
            chosen.setdefault((reason.kind, reason.ref), reason)
    if not chosen and limit and len(shelf) and shelf.popularity[row] > shelf.popularity.mean():
        return (Reason(kind="popular", text="many shoppers choose it"),)
    return tuple(chosen.values())


def _reason(shelf: Shelf, step: Step, drop: float) -> Reason | None:
    if step.kind == "search":
        words = step.text or ""
        return Reason(kind="search", text=f"you searched for “{words}”", ref=words, drop=drop) if words else None
    if step.kind == "context":
        return Reason(kind="context", text=f"it suits “{step.text}”", ref=step.text, drop=drop)
    if step.kind == "taste":
        disliked = step.value is not None and step.value < 0
        words = f"you would rather not have {step.text}" if disliked else f"you like {step.text}"
        return Reason(kind="taste", text=words, ref=step.text, drop=drop)
    at = shelf.row(step.item_id)
    if at is None:
        return None
    text = _EVENT[step.kind].format(shelf.titles[at])
    if step.kind == "rating" and step.value is not None:
        text += f" {step.value:g} out of 5"
    return Reason(kind=step.kind, text=text, ref=step.item_id, drop=drop)
