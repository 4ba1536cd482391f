"""The shop's own answers, read with what was asked before: "and if I've worn them?", "does that go for sale items?".

A question is looked up as it stands, and put behind the question that was answered last. The second counts where the
first finds nothing, or where the words point back; the entry that was answered just now is then no answer again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dialogue.flows.words import FlowWords
from retrieval.faq import THRESHOLD, FaqAnswers
from shop.types import FaqEntry

SHORT = 6  # words up to which a question may lean on the one before
NEAR = 0.6  # of the threshold: enough for an entry of the topic that is talked about
LOOKED_AT = 12
MOST = 3  # entries that make one answer


@dataclass(frozen=True)
class Answer:
    """An entry and how sure it is; ``topic``: what a question after it is to be read with."""

    entry: FaqEntry
    score: float
    topic: str


async def find_answers(
    faq: FaqAnswers, question: str, topic: str, words: FlowWords, *, follows: bool = False, threshold: float = THRESHOLD
) -> list[Answer]:
    """The entries that answer a message, one for each of its questions, in their order; none where none is sure."""
    parts = words.split("questions", question) or [question]
    found: list[Answer] = []
    for part in parts[:MOST] if len(parts) > 1 else []:
        answer = await _one(faq, part, found[-1].topic if found else topic, words, follows=False, threshold=threshold)
        if answer is not None and answer.entry.id not in [known.entry.id for known in found]:
            found.append(answer)
    whole = await _one(faq, question, topic, words, follows=follows, threshold=threshold)
    if len(found) > 1 or (found and whole is None):
        return found
    return [whole] if whole is not None else []


async def _one(
    faq: FaqAnswers, question: str, topic: str, words: FlowWords, *, follows: bool, threshold: float
) -> Answer | None:
    alone = await faq.rank(question, LOOKED_AT)
    best = alone[0] if alone else None
    leans = bool(topic) and (follows or words.has("follows", question) or len(question.split()) <= SHORT)
    if best is not None and best[1] >= threshold and not (leans and best[0].question == topic):
        return Answer(best[0], best[1], best[0].question)
    if not leans:
        return None
    joined = await faq.rank(f"{topic} {question}", LOOKED_AT)
    return _of_topic(alone, joined, topic, threshold)


def _of_topic(
    alone: Sequence[tuple[FaqEntry, float]], joined: Sequence[tuple[FaqEntry, float]], topic: str, threshold: float
) -> Answer | None:
    """The entry that both readings speak for most; of the same part of the FAQ a little is enough."""
    part = next((entry.topic for entry, _ in (*joined, *alone) if entry.question == topic), None)
    scores: dict[str, tuple[FaqEntry, float]] = {}
    for ranked in (alone, joined):
        for entry, score in ranked:
            known = scores.get(entry.id, (entry, 0.0))[1]
            scores[entry.id] = (entry, max(known, score))
    both = {entry.id for entry, _ in alone} & {entry.id for entry, _ in joined}
    for entry, score in sorted(scores.values(), key=lambda one: -one[1]):
        if entry.question == topic:
            continue
        if score >= threshold or (entry.topic == part and entry.id in both and score >= NEAR * threshold):
            return Answer(entry, score, entry.question)
    return None
