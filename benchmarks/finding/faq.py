"""Paraphrase to FAQ entry, and knowing when there is none."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from langchain_core.embeddings import Embeddings
from rich.progress import track

from benchmarks.finding import baselines, house, scores
from retrieval.faq import THRESHOLD
from shop.errors import BadInput
from shop.types import FaqEntry

Row = dict[str, object]


@dataclass(frozen=True)
class Questions:
    """``asked``: (text, id of the entry that answers it, or None)."""

    name: str
    entries: list[FaqEntry]
    asked: list[tuple[str, str | None]]


def read_threads(path: Path) -> Questions:
    """A JSON list of {question, answer: text or list, rephr: [paraphrase]}; lines that are ``*`` are dropped."""
    entries, asked = [], []
    for place, thread in enumerate(json.loads(path.read_text(encoding="utf-8"))):
        try:
            answer = thread["answer"]
            entry = FaqEntry(
                id=str(place),
                question=thread["question"],
                answer=answer if isinstance(answer, str) else "\n".join(answer),
            )
            said = [one for one in thread["rephr"] or () if isinstance(one, str)]
            asked += [(one, entry.id) for one in said if one.strip() not in ("", "*")]
        except (KeyError, TypeError) as error:
            raise BadInput(f"{path.name}: thread {place}: expected question, answer and rephr ({error})") from error
        entries.append(entry)
    return Questions(path.stem, entries, asked)


def read_shop(faq: Path, paraphrases: Path, split: str) -> Questions:
    """A shop's own faq.jsonl, and JSONL of {text, id or null, split}."""
    entries = [FaqEntry.model_validate_json(line) for line in faq.read_text(encoding="utf-8").splitlines()]
    lines = [json.loads(line) for line in paraphrases.read_text(encoding="utf-8").splitlines()]
    return Questions(f"demo faq ({split})", entries, [(s["text"], s["id"]) for s in lines if s["split"] == split])


def measure(questions: Questions, port: int, embeddings: Embeddings) -> list[Row]:
    """Every system on the answered questions; abstention on all, or with half the entries taken out."""
    answered = [(text, entry) for text, entry in questions.asked if entry is not None]
    truths = [{entry: 1.0} for _, entry in answered]
    ids = [entry.id for entry in questions.entries]
    texts = [f"{e.question} {' '.join(e.paraphrases)} {e.answer}" for e in questions.entries]
    prefix = house.slug("faq", questions.name)
    with house.shop(port, prefix, embeddings, entries=questions.entries) as room:
        ours = [
            [e.id for e, _ in asyncio.run(room.faq.rank(text, limit=100))]
            for text, _ in track(answered, description=questions.name)
        ]
    systems: dict[str, baselines.Rank] = {
        "bm25": baselines.bm25(ids, texts),
        "dense": baselines.dense(ids, texts, embeddings),
        "dense (question)": baselines.dense(ids, [e.question for e in questions.entries], embeddings),
        "chroma": baselines.plain_chroma(port, f"{prefix}-plain", ids, texts, embeddings),
    }
    rows = scores.table(questions.name, "shopkeeper", ours, truths)
    hits = [scores.hit(run, truth) for run, truth in zip(ours, truths, strict=True)]
    for name, rank in systems.items():
        runs = [rank(text) for text, _ in answered]
        rows += scores.table(questions.name, name, runs, truths)
        theirs = [scores.hit(run, truth) for run, truth in zip(runs, truths, strict=True)]
        low, high = scores.interval(hits, theirs)
        gain = float(np.mean(hits) - np.mean(theirs))
        rows.append(
            {
                "dataset": questions.name,
                "system": name,
                "metric": "shopkeeper's gain in hit@1",
                "value": gain,
                "interval": [low, high],
            }
        )
        rows.append({"dataset": questions.name, "system": name, "metric": "… its lower bound (95 %)", "value": low})
    return rows + abstention(questions, port, embeddings)


def abstention(questions: Questions, port: int, embeddings: Embeddings) -> list[Row]:
    """Precision: of the answers given, the right ones; recall: of the questions that have an answer, those got it."""
    if any(entry is None for _, entry in questions.asked):
        folds = [questions]
    else:  # no question without an answer is given: each half of the entries goes without the other half's
        folds = []
        for half in (0, 1):
            kept = questions.entries[half::2]
            here = {entry.id for entry in kept}
            folds.append(Questions(questions.name, kept, [(t, e if e in here else None) for t, e in questions.asked]))
    confidences, right, answerable = [], [], []
    for place, fold in enumerate(folds):
        prefix = house.slug(f"abstain{place}", fold.name)
        with house.shop(port, prefix, embeddings, entries=fold.entries) as room:
            for text, entry in track(fold.asked, description=f"{fold.name}: abstaining"):
                ranked = asyncio.run(room.faq.rank(text, limit=1))
                best, score = ranked[0] if ranked else (None, 0.0)
                confidences.append(score)
                right.append(best is not None and best.id == entry)
                answerable.append(entry is not None)
    sure, good, can = np.asarray(confidences), np.asarray(right), np.asarray(answerable)
    answers = sure >= THRESHOLD
    values = {
        "abstention: precision of answers": float(good[answers].mean()) if answers.any() else 1.0,
        "abstention: recall of answers": float((good & answers)[can].mean()),
        "abstention: share abstained without entry": float((~answers)[~can].mean()) if (~can).any() else 1.0,
    }
    return [
        {"dataset": questions.name, "system": "shopkeeper", "metric": name, "value": value, "questions": len(sure)}
        for name, value in values.items()
    ]
