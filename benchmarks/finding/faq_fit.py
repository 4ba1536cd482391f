"""Fits and measures how sure the FAQ is: the models of `retrieval/faq_model.py`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.model_selection import StratifiedKFold

from benchmarks.finding import faq_adapter
from benchmarks.finding.faq_questions import HELD_OUT, Asked, Shop, demo, in_english, others, things
from retrieval.encoding import Space, space_of, speaking
from retrieval.faq import THRESHOLD, asked_in, lexical_of, spelt
from retrieval.faq_evidence import OF_ENTRY, OF_NONE, Evidence, evidence
from retrieval.faq_model import FaqModel, Floats
from retrieval.faq_shelf import make
from retrieval.faq_shelf import topic as topic_of
from retrieval.faq_words import content, shop_questions, unanswered
from retrieval.index import shelf_texts
from retrieval.store import Vectors

RECALLS = (0.95, 0.9, 0.85)
_IN_USE = 0.9  # the recall in folds that the threshold is set to
_SHRINK = 0.3
_SCALE = 8.0  # so that shrinking 8 · w is mild for cosines
_ENGLISH = 0.3  # what an English question counts among those of other languages


@dataclass(frozen=True)
class Case:
    """``right`` is the place of the entry that answers; none where no entry does."""

    shop: str
    asked: Asked
    evidence: Evidence
    right: int | None
    weight: float


def shops(space: Space) -> list[Shop]:
    """What is asked in a space: English where only English is read, else everything."""
    every = [demo(), *others()]
    return every if space == "english" else [every[0], in_english(every[0]), *every[1:]]


def cases(space: Space, embeddings: Embeddings, model: FaqModel, split: str) -> list[Case]:
    """The evidence of every question of this split."""

    def embed(texts: list[str]) -> Vectors:
        return np.asarray(embeddings.embed_documents(texts), dtype=np.float32)

    found = []
    for shop in shops(space):
        texts = shelf_texts(shop.entries, space)
        page = ([text.record for text in texts], embed([text.text for text in texts]))
        shelf = make(shop.entries, space, [page], model)
        place = {topic_of(entry): row for row, entry in enumerate(shelf.entries)}
        lexical = lexical_of(shop.entries)
        for one in shop.asked:
            english = space_of(one.language) == "english"
            if one.split != split or (space == "english" and not english):
                continue
            readings = spelt(one.text, lexical)
            words = content(readings[-1]) if space == "english" else []
            vectors = embed([*readings, *words])
            known = dict(zip(words, vectors[len(readings) :], strict=True))
            with speaking(one.language):
                told = evidence(
                    shelf, list(vectors[: len(readings)]), readings[-1], known, asked_in(one.text), fitting=True
                )
            right = None if one.answer is None else place[one.answer]
            weight = shop.weight * (_ENGLISH if english and space == "multilingual" else 1.0)
            found.append(Case(shop.name, one, told, right, weight))
    return found


def adapter(space: Space, embeddings: Embeddings) -> Floats:
    """What asks the same, learned from the things asked and from entries with their wordings."""
    learned = [
        Shop(shop.name, [entry for entry in shop.entries if space in ("multilingual", space_of(entry.language))],
             shop.asked)
        for shop in (demo(), *others())
        if shop.name not in HELD_OUT
    ]  # fmt: skip
    texts, which = things(learned, shop_questions(), unanswered())
    return faq_adapter.fit(np.asarray(embeddings.embed_documents(texts), dtype=np.float32), which)


def weights(rows: list[Case]) -> tuple[Floats, Floats]:
    """Weights of entries and of none that make the right choices likeliest, shrunk towards 0."""
    own, size = len(OF_ENTRY), max(len(case.evidence.entries) for case in rows)
    entries = np.zeros((len(rows), size, own))  # (cases, entries, features)
    there = np.zeros((len(rows), size), np.bool_)
    right = np.zeros((len(rows), size + 1))
    for row, case in enumerate(rows):
        count = len(case.evidence.entries)
        entries[row, :count] = case.evidence.entries
        there[row, :count] = True
        right[row, -1 if case.right is None else case.right] = 1.0
    nones = np.stack([case.evidence.none for case in rows]).astype(np.float64)
    weight = np.asarray([case.weight for case in rows])

    def loss(p: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        of_entries = np.where(there, entries @ p[:own] * _SCALE, -1e9)
        scores = np.concatenate([of_entries, (nones @ p[own:] * _SCALE)[:, None]], axis=1)
        scores -= scores.max(axis=1, keepdims=True)
        odds = np.exp(scores)
        share = odds / odds.sum(axis=1, keepdims=True)
        hit = (share * right).sum(axis=1) + 1e-12
        value = -(weight * np.log(hit)).sum() + _SHRINK * float(p @ p)
        slope = (share - share * right / hit[:, None]) * weight[:, None]
        down = np.concatenate([np.einsum("ce,cef->f", slope[:, :-1], entries), slope[:, -1] @ nones]) * _SCALE
        return float(value), down + 2 * _SHRINK * p

    start = np.zeros(own + len(OF_NONE))
    best = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 300}).x * _SCALE
    return best[:own].astype(np.float32), best[own:].astype(np.float32)


def odds(case: Case, model: FaqModel) -> tuple[float, bool]:
    """The best entry's log odds against none, and whether it is a right one."""
    scores = case.evidence.scores(model)
    return float(scores.max()), int(scores.argmax()) == case.right


def in_folds(rows: list[Case], model: FaqModel) -> list[tuple[float, bool]]:
    """Each question's odds by weights that have not seen it, five folds."""
    found: list[tuple[float, bool]] = [(0.0, False)] * len(rows)
    kinds = [f"{case.shop} {case.right is None}" for case in rows]
    for kept, held in StratifiedKFold(5, shuffle=True, random_state=0).split(rows, kinds):
        fitted = FaqModel(model.adapter, *weights([rows[place] for place in kept]))
        for place in held:
            found[place] = odds(rows[place], fitted)
    return found


def fitted(rows: list[Case], model: FaqModel, found: list[tuple[float, bool]]) -> FaqModel:
    """The weights of all rows; "always" is set so that at the threshold in use the demo's folds have the recall in use
    (the other shops know fewer wordings of each entry: there it abstains more often)."""
    entry, none = weights(rows)
    own = [
        sure
        for (sure, _), case in zip(found, rows, strict=True)
        if case.shop == "demo" and case.right is not None and case.weight == 1.0
    ]
    least = float(np.quantile(own, 1 - _IN_USE))
    none[0] += least - log_odds(THRESHOLD)
    return FaqModel(model.adapter, entry, none)


def nothing() -> tuple[Floats, Floats]:
    return np.zeros(len(OF_ENTRY), np.float32), np.zeros(len(OF_NONE), np.float32)


def log_odds(share: float) -> float:
    return float(np.log(share / (1 - share)))


def table(rows: list[Case], found: list[tuple[float, bool]], at: float | None = None) -> dict[str, float]:
    """hit@1, and the share of questions without an entry that get an answer, at several recalls of the others."""
    sure, right = np.asarray([o for o, _ in found]), np.asarray([r for _, r in found])
    has = np.asarray([case.right is not None for case in rows])
    values = {"questions": float(len(rows)), "hit@1": float(right[has].mean())}
    for recall in RECALLS:
        least = float(np.quantile(sure[has], 1 - recall))
        values[f"wrong answers at recall {recall}"] = float((sure[~has] >= least).mean())
    if at is not None:
        answered = has & (sure >= at)
        values["recall in use"] = float((sure[has] >= at).mean())
        values["of those answered, right"] = float(right[answered].mean()) if answered.any() else 0.0
        values["wrong answers in use"] = float((sure[~has] >= at).mean())
    return values


def by_part(rows: list[Case], found: list[tuple[float, bool]], at: float | None = None) -> dict[str, dict[str, float]]:
    """:func:`table` for each shop and language that has questions of both kinds."""
    values = {}
    for part in sorted({(case.shop, case.asked.language) for case in rows if case.weight == 1.0}):
        own = [place for place, case in enumerate(rows) if (case.shop, case.asked.language) == part]
        if {rows[place].right is None for place in own} == {True, False}:
            values[", ".join(part)] = table([rows[place] for place in own], [found[place] for place in own], at)
    return values
