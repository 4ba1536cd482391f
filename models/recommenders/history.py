"""Histories: putting one together, keeping it bounded, and how much each step of it weighs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Protocol

from models.recommenders.base import Embed, History, Step
from shop.tastes import subject
from shop.types import EventType

EVENTS = 50  # how many of a shopper's latest events are read, a basket counting as one
MOST = 1000  # and of what is in them
TASTES = 20  # and of what was said
SAID = ("taste", "context")
_BY_DAY = ("purchase", "rating")  # told at the till or afterwards: of one day, in no order

# A purchase weighs less than a view: who bought a tent does not look for a second one.
_KIND_WEIGHT = {"view": 1.0, "search": 1.0, "cart": 1.0, "purchase": 0.7, "dismiss": -1.0, "taste": 1.5, "context": 2.0}
_RATING_WEIGHT = (-1.0, -0.6, 0.3, 0.8, 1.0)  # for one to five stars


class EventLike(Protocol):
    @property
    def type(self) -> EventType: ...
    @property
    def item_id(self) -> str | None: ...
    @property
    def query(self) -> str | None: ...
    @property
    def value(self) -> float | None: ...
    @property
    def ts(self) -> datetime: ...
    @property
    def basket(self) -> str | None: ...


class TasteLike(Protocol):
    @property
    def text(self) -> str: ...
    @property
    def weight(self) -> float: ...
    @property
    def ts(self) -> datetime: ...


def merge(events: Iterable[EventLike], tastes: Iterable[TasteLike] = (), context: str = "") -> list[Step]:
    """One history, oldest first, of what a shopper did and said; the moment's context comes last.

    Sorted by time, so that events told in any order, or by a clock that ran backwards, make one sequence; equal
    times keep the order given. Times without a zone count as UTC. Of a search stays what it is about.
    """
    steps = [Step(e.type, e.item_id, e.query and subject(e.query), e.value, e.ts, basket=e.basket) for e in events]
    steps += [Step("taste", text=t.text, value=t.weight, ts=t.ts) for t in tastes]
    steps.sort(key=when)
    if context.strip():
        steps.append(Step("context", text=context.strip()))
    return steps


def when(step: Step) -> datetime:
    """Of a step with a time; without a zone it counts as UTC."""
    assert step.ts is not None
    return step.ts if step.ts.tzinfo else step.ts.replace(tzinfo=UTC)


def baskets(history: History) -> list[int]:
    """The basket of each step, numbered from 0 in the order they come: what has one number has no order.

    Events in a row are of one basket where they say so; where they say nothing, what was bought or rated on one day
    is. Everything else, a look, a search or a word, came in the order in which it stands and is alone.
    """
    numbers: list[int] = []
    last: Step | None = None
    for step in history:
        new = last is None or not _together(last, step)
        numbers.append((numbers[-1] if numbers else -1) + new)
        last = step
    return numbers


def _together(one: Step, other: Step) -> bool:
    if one.item_id is None or other.item_id is None:
        return False
    if one.basket is not None or other.basket is not None:
        return one.basket == other.basket
    if one.kind not in _BY_DAY or other.kind not in _BY_DAY or one.ts is None or other.ts is None:
        return False
    return when(one).date() == when(other).date()


def recent(history: History, events: int = EVENTS, tastes: int = TASTES) -> list[int]:
    """Places of the steps that are read: the latest ``events`` baskets, of ``MOST`` events at most, and ``tastes``
    tastes, oldest first."""
    left = {False: events, True: tastes}
    places: list[int] = []
    whole = False  # the basket that is being read is read whole
    for place in range(len(history) - 1, -1, -1):
        step = history[place]
        said = step.kind in SAID
        whole = whole and place + 1 < len(history) and _together(step, history[place + 1])
        if len(places) == MOST or not (whole or any(left.values())):
            break
        if whole or left[said]:
            left[said] -= not whole
            whole = not said
            places.append(place)
    return places[::-1]


def weight(step: Step) -> float:
    """How much a step says of what the shopper wants, before recency; below zero: of what they do not want."""
    if step.kind == "rating":
        stars = 3.0 if step.value is None else min(max(step.value, 1.0), 5.0)
        return _RATING_WEIGHT[round(stars) - 1]
    if step.kind == "taste":
        stated = 1.0 if step.value is None else min(max(step.value, -1.0), 1.0)
        return _KIND_WEIGHT["taste"] * stated
    return _KIND_WEIGHT.get(step.kind, 0.0)


def weights(history: History, decay: float, again: float = 0.5) -> list[float]:
    """Each step's :func:`weight` after recency: ``decay`` to the number of other things touched since, where what is
    in one basket is one thing.

    What was said does not fade. The r-th repetition of a step, counted from the latest, weighs ``again**r``: a
    burst of views of one item counts at most twice.
    """
    seen: dict[tuple[str, str | None, str | None], int] = {}
    touched: dict[str | None, int] = {}  # what → how many other things were touched since
    result = []
    things, news, last = 0, False, -1
    for step, number in zip(reversed(history), reversed(baskets(history)), strict=True):
        if number != last:
            things, news, last = things + news, False, number
        what = step.item_id or step.text
        key = (step.kind, step.item_id, step.text)
        fade = 1.0
        if step.kind not in SAID:
            news = news or what not in touched
            fade = decay ** touched.setdefault(what, things)
        result.append(weight(step) * fade * again ** seen.get(key, 0))
        seen[key] = seen.get(key, 0) + 1
    return result[::-1]


def embedded(histories: Sequence[History], embed: Embed | None) -> list[list[Step]]:
    """The same histories with a vector on every step that has words, embedded in one call.

    A step on an item keeps the item's own vector, so its words are left alone. Without ``embed`` nothing changes.
    """
    missing = {step.text for history in histories for step in history if _needs_vector(step) and step.text}
    if not missing or embed is None:
        return [list(history) for history in histories]
    texts = sorted(missing)
    vectors = dict(zip(texts, embed(texts), strict=True))
    return [
        [replace(s, vector=vectors[s.text]) if _needs_vector(s) and s.text else s for s in history]
        for history in histories
    ]


def _needs_vector(step: Step) -> bool:
    return step.vector is None and step.item_id is None and bool(step.text)
