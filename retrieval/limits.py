"""Whether values meet a filter: the meaning of each operator of :class:`shop.dialogue.Filter`."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from retrieval.phrases import stems
from retrieval.text import fold, stem
from retrieval.values import Value, says
from shop.dialogue import Filter

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

NUMERIC = frozenset({"at_most", "at_least", "between", "around", "covers"})
SILENCE_PASSES = frozenset({"is_not", "without"})  # but for safety
_NEAR = 0.15  # of a number that "around" allows
_NEAR_DEGREES = 3.0  # what 15 % of a temperature would be means nothing
_NOT_TO_CHOOSE = frozenset({"mass", "time", "money", ""})  # a range of them is unsure, where others can be set


def is_numeric(limit: Filter) -> bool:
    """Whether it compares numbers, and not choices that have an order."""
    return not limit.values and (limit.op in NUMERIC or (limit.op in ("is", "is_not") and limit.low is not None))


def numbers_meet(limit: Filter, least: Floats, most: Floats, dimension: str = "") -> Mask:
    """Which ranges meet the limit, shape of ``least``; NaN meets nothing.

    ``least`` and ``most`` are the ends of each value; an open end is infinite. A range that one can set ("100 to
    120 cm") meets a limit where some of it does, one that is unsure (a weight, a duration) where all of it does.
    """
    low = -np.inf if limit.low is None else limit.low
    high = np.inf if limit.high is None else limit.high
    start = np.where(np.isneginf(least), most, least)  # "up to 10" is 10, "from 8" is 8
    end = np.where(np.isposinf(most), least, most)
    if dimension in _NOT_TO_CHOOSE and limit.op in ("at_most", "at_least", "between"):
        start, end = end, start
    match limit.op:
        case "at_most":
            return start <= _close(high)
        case "at_least":
            return end >= -_close(-low)
        case "between":
            return (end >= -_close(-low)) & (start <= _close(high))
        case "around":
            middle = low if limit.low is not None else high
            slack = _NEAR_DEGREES if dimension == "temperature" else abs(middle) * _NEAR
            return (least <= _close(middle + slack)) & (most >= -_close(-(middle - slack)))
        case "is_not":
            return ~((least <= _close(low)) & (most >= -_close(-low))) & ~np.isnan(least)
        case _:  # covers, is
            return (least <= _close(low)) & (most >= -_close(-low))


def _close(number: float) -> float:
    """Room for what converting units rounds; none for an end that is left out, the float next to a value."""
    return number if number != round(number, 9) else number + abs(number) * 1e-6 + 1e-9


def value_meets(limit: Filter, value: Value, dimension: str = "", order: Sequence[str] | None = None) -> bool | None:
    """Whether one value meets the limit; None where the limit asks for a number and the value has none."""
    if limit.op == "has":
        return has(value)
    if limit.op == "has_not":
        return value.yes is False or (value.yes is None and value.low == value.high == 0)
    if is_numeric(limit):
        if value.low is not None and value.high is not None:
            ends = np.asarray([value.low]), np.asarray([value.high])
            return bool(numbers_meet(limit, *ends, dimension)[0])
        return False if value.yes is False else None
    if limit.op in NUMERIC:
        return _ranks_meet(limit, value, order)
    carried = any(carries(value, wanted) for wanted in limit.values)
    return not carried if limit.op == "is_not" else carried


def _ranks_meet(limit: Filter, value: Value, order: Sequence[str] | None) -> bool | None:
    """ "at least medium", of choices that have an order."""
    own, wanted = rank(value.texts, order), rank(limit.values, order)
    if own is None or wanted is None:
        return None
    return own <= wanted if limit.op == "at_most" else own >= wanted if limit.op == "at_least" else own == wanted


def rank(texts: Sequence[str], order: Sequence[str] | None) -> int | None:
    """The place in the order of the first text that has one."""
    return next((order.index(folded) for text in texts if (folded := fold(text)) in order), None) if order else None


def has(value: Value) -> bool:
    """Says yes, states a number above zero, or anything else that is not a no."""
    if value.yes is not None:
        return value.yes
    if value.most is not None and value.dimension != "temperature":
        return value.most > 0
    return True


def carries(value: Value, wanted: str) -> bool:
    """Whether the value is the wanted one, lists it, or holds all its words: "rubber, stiff" is stiff.

    A no carries no yes: "not included" is not "included".
    """
    folded = fold(wanted)
    if folded == fold(value.said) or any(folded == fold(text) for text in value.texts):
        return True
    if value.yes is not None and value.yes is not says(wanted):
        return False
    held, asked = _stems(value.said), _stems(wanted)
    return bool(asked) and asked <= held


@lru_cache(maxsize=50_000)
def _stems(text: str) -> frozenset[str]:
    return frozenset(stems(text)) or frozenset({stem(fold(text))})
