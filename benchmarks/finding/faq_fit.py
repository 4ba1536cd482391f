"""Fits and measures how sure the FAQ is: the weights of `retrieval/faq_evidence.py`.

What is fitted on and what is measured on are different halves: the demo's paraphrases and `questions.jsonl` beside
this file (questions that no entry answers, and questions in other languages), each line with its ``split``.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.model_selection import StratifiedKFold

from benchmarks.finding import house
from retrieval.encoding import Space, space_of, speaking
from retrieval.faq_evidence import OF_ENTRY, OF_NONE, WEIGHTS, Evidence
from retrieval.faq_shelf import topic
from shop.types import FaqEntry

HERE = Path(__file__).parent
RECALLS = (0.95, 0.9, 0.85)
_SHRINK = 0.3
_ENGLISH = 0.3  # what an English question counts among those of other languages


@dataclass(frozen=True)
class Asked:
    text: str
    answer: str | None  # the id of an entry, without a language
    language: str
    split: str


@dataclass(frozen=True)
class Case:
    """``right`` are the places of the entries that answer; none where no entry does."""

    asked: Asked
    evidence: Evidence
    right: NDArray[np.int64]
    weight: float = 1.0


def read_asked(demo: Path) -> list[Asked]:
    rows = []
    for path in (demo / "faq_paraphrases.jsonl", HERE / "questions.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            rows.append(Asked(row["text"], row["id"], row.get("language", _language(row)), row["split"]))
    return rows


def _language(row: dict[str, str | None]) -> str:
    if (row["id"] or "").endswith("-zh"):
        return "zh-Hans"
    return "en" if (row["text"] or "").isascii() else "zh-Hans"


def cases(demo: Path, port: int, embeddings: Embeddings, multilingual: Embeddings) -> dict[Space, list[Case]]:
    """Every question's evidence in its space; English ones in that of all languages too."""
    entries = [FaqEntry.model_validate_json(line) for line in (demo / "faq.jsonl").read_text("utf-8").splitlines()]
    found: dict[Space, list[Case]] = {"english": [], "multilingual": []}
    with house.shop(port, "faqfit", embeddings, entries=entries, multilingual=multilingual) as room:
        for asked in read_asked(demo):
            spaces: tuple[Space, ...] = ("multilingual",)
            if space_of(asked.language) == "english":
                spaces = ("english", "multilingual")
            for space in spaces:
                with speaking(asked.language):
                    known = asyncio.run(room.faq.evidence(asked.text, space))
                assert known is not None
                kept, evidence = known
                wanted = asked.answer and asked.answer.removesuffix("-zh")
                right = [place for place, entry in enumerate(kept) if topic(entry) == wanted]
                weight = _ENGLISH if len(spaces) == 2 and space == "multilingual" else 1.0
                found[space].append(Case(asked, evidence, np.asarray(right, dtype=np.int64), weight))
    return found


def fit(rows: list[Case]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Weights of entries and of none that make the right choices likeliest, shrunk towards 0."""
    own, none = len(OF_ENTRY), len(OF_NONE)
    entries = np.stack([case.evidence.entries for case in rows]).astype(np.float64)  # (cases, entries, features)
    nones = np.stack([case.evidence.none for case in rows]).astype(np.float64)
    right = np.zeros((len(rows), entries.shape[1] + 1))
    for row, case in enumerate(rows):
        right[row, case.right if len(case.right) else -1] = 1.0
    weight = np.asarray([case.weight for case in rows])
    scale = 8.0  # so that shrinking 8 · w is mild for cosines

    def loss(p: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        scores = np.concatenate([entries @ p[:own] * scale, (nones @ p[own:] * scale)[:, None]], axis=1)
        scores -= scores.max(axis=1, keepdims=True)
        odds = np.exp(scores)
        share = odds / odds.sum(axis=1, keepdims=True)
        hit = (share * right).sum(axis=1)
        value = -(weight * np.log(hit + 1e-12)).sum() + _SHRINK * float(p @ p)
        slope = (share - share * right / (hit[:, None] + 1e-12)) * weight[:, None]
        down = np.concatenate([np.einsum("ce,cef->f", slope[:, :-1], entries), slope[:, -1] @ nones]) * scale
        return float(value), down + 2 * _SHRINK * p

    best = minimize(loss, np.zeros(own + none), jac=True, method="L-BFGS-B", options={"maxiter": 500}).x * scale
    return best[:own], best[own:]


def odds(case: Case, weights: tuple[NDArray[np.float64], NDArray[np.float64]]) -> tuple[float, bool]:
    """The best entry's log odds against none, and whether it is a right one."""
    scores = case.evidence.entries @ weights[0] - case.evidence.none @ weights[1]
    return float(scores.max()), int(scores.argmax()) in case.right


def table(rows: list[Case], found: list[tuple[float, bool]], at: float | None = None) -> dict[str, float]:
    """hit@1, and the share of questions without an entry that get an answer, at several recalls of the others."""
    sure, right = np.asarray([o for o, _ in found]), np.asarray([r for _, r in found])
    has = np.asarray([len(case.right) > 0 for case in rows])
    values = {"questions": float(len(rows)), "hit@1": float(right[has].mean())}
    for recall in RECALLS:
        least = float(np.quantile(sure[has], 1 - recall))
        values[f"wrong answers at recall {recall}"] = float((sure[~has] >= least).mean())
        values[f"log odds at recall {recall}"] = least
    if at is not None:
        values["recall in use"] = float((sure[has] >= at).mean())
        values["of those answered, right"] = (
            float(right[has & (sure >= at)].mean()) if (has & (sure >= at)).any() else 0.0
        )
        values["wrong answers in use"] = float((sure[~has] >= at).mean())
    return values


def calibrate(demo: Path, port: int, embeddings: Embeddings, multilingual: Embeddings) -> None:
    """Fit on the validation halves, print the weights, and what five folds of them say."""
    for space, every in cases(demo, port, embeddings, multilingual).items():
        rows = [case for case in every if case.asked.split == "validation"]
        found: list[tuple[float, bool]] = [(0.0, False)] * len(rows)
        kinds = [(len(case.right) > 0, case.weight) for case in rows]
        for kept, held in StratifiedKFold(5, shuffle=True, random_state=0).split(rows, [str(kind) for kind in kinds]):
            weights = fit([rows[place] for place in kept])
            for place in held:
                found[place] = odds(rows[place], weights)
        own = [place for place, case in enumerate(rows) if case.weight == 1.0]
        print(space, "five folds", _said(table([rows[p] for p in own], [found[p] for p in own])))
        for name, weight in zip(("OF_ENTRY", "OF_NONE"), fit(rows), strict=True):
            print(" ", name, ", ".join(f"{x:.2f}" for x in weight))


def measure(
    demo: Path, port: int, embeddings: Embeddings, multilingual: Embeddings, threshold: float
) -> dict[str, dict[str, float]]:
    """On the test halves, with the weights in use, by language."""
    at = float(np.log(threshold / (1 - threshold)))
    values = {}
    for space, every in cases(demo, port, embeddings, multilingual).items():
        weights = tuple(np.asarray(own, dtype=np.float64) for own in WEIGHTS[space])
        rows = [case for case in every if case.asked.split == "test" and case.weight == 1.0]
        for language in sorted({case.asked.language for case in rows}):
            own = [case for case in rows if case.asked.language == language]
            if {len(case.right) > 0 for case in own} == {True, False}:
                values[language] = table(own, [odds(case, (weights[0], weights[1])) for case in own], at)
    return values


def _said(values: dict[str, float]) -> str:
    return ", ".join(f"{name} {value:.3f}" for name, value in values.items())
