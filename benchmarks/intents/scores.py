"""What is measured of the answers: accuracy in scope, rejection out of scope, and calibration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from sklearn.metrics import f1_score, matthews_corrcoef

from benchmarks.intents.data import OUT, Row

BINS = 10


@dataclass(frozen=True)
class Answer:
    """``intent``: the best one in scope, rejected or not. ``confidence`` in it; ``milliseconds`` of one parse;
    ``scope``: P(in scope), of a system that tells it.
    """

    intent: str
    confidence: float
    rejected: bool
    milliseconds: float
    scope: float | None = None


def at(threshold: float, answers: Sequence[Answer]) -> list[Answer]:
    """The answers as they would be with another threshold of the scope detector."""
    return [replace(answer, rejected=(answer.scope or 0.0) < threshold) for answer in answers]


def score(test: Sequence[Row], answers: Sequence[Answer]) -> dict[str, float]:
    """In-scope accuracy is given twice: of the intent named, and with rejections as errors."""
    truth = np.array([label for _, label in test], dtype=object)
    named = np.array([answer.intent for answer in answers], dtype=object)
    final = np.array([OUT if answer.rejected else answer.intent for answer in answers], dtype=object)
    inside = truth != OUT
    times = sorted(answer.milliseconds for answer in answers)
    found = {
        "in-scope accuracy": float((named == truth)[inside].mean()),
        "in-scope accuracy, rejections as errors": float((final == truth)[inside].mean()),
        "macro F1": float(f1_score(truth, final, average="macro", zero_division=0)),
        "calibration error": calibration_error(named[inside] == truth[inside], [a.confidence for a in answers], inside),
        "parse ms p50": times[len(times) // 2],
        "parse ms p95": times[int(0.95 * len(times))],
    }
    if not inside.all():
        caught = (final == OUT) & ~inside
        found |= {
            "out-of-scope recall": float(caught.sum() / (~inside).sum()),
            "out-of-scope precision": float(caught.sum() / max(1, (final == OUT).sum())),
            "MCC": float(matthews_corrcoef(truth, final)),
        }
    return found


def calibration_error(right: Any, confidence: Sequence[float], inside: Any) -> float:
    """Expected calibration error over ten equal bins (Guo et al. 2017, equation 3), of messages in scope."""
    bins = reliability(right, np.array(confidence)[inside])
    total = sum(count for _, _, count in bins)
    return float(sum(count * abs(sure - share) for sure, share, count in bins) / max(1, total))


def reliability(right: Any, confidence: Any) -> list[tuple[float, float, int]]:
    """(mean confidence, share right, count) of each bin that holds any."""
    place = np.minimum((np.asarray(confidence) * BINS).astype(int), BINS - 1)
    return [
        (float(confidence[place == each].mean()), float(right[place == each].mean()), int((place == each).sum()))
        for each in range(BINS)
        if (place == each).any()
    ]
