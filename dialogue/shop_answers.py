"""The shop's own answers, read with what was asked before: "and if I've worn them?", "does that go for sale items?".

A question is looked up as it stands, and put behind the question that was answered last. The second counts where the
first finds nothing, or where the words point back; the entry that was answered just now is then no answer again.
"""

from __future__ import annotations

from dataclasses import dataclass

from dialogue.flows.words import FlowWords
from retrieval.faq import THRESHOLD, FaqAnswers
from retrieval.faq_words import content
from retrieval.text import stem
from shop.types import FaqEntry

SHORT = 6  # words up to which a question may lean on the one before
AGAIN = 0.5  # of the threshold: enough for the entry answered just now where a question points back at it
NEARLY = 0.9  # and for another one, where it is clear that the question belongs to what was talked about
FIRM = 0.85  # so sure of a question alone that what was asked before does not count
SURE = 0.6  # of the entry answered just now, read together with a question that adds nothing to it
HINTED = 0.03  # enough for the one entry whose questions hold the words
LOOKED_AT = 12
MOST = 3  # entries that make one answer


@dataclass(frozen=True)
class Answer:
    """An entry, and how sure it is, 0 to 1."""

    entry: FaqEntry
    score: float

    @property
    def topic(self) -> str:
        """What a question after it is to be read with."""
        return self.entry.question


async def find_answers(
    faq: FaqAnswers, question: str, topic: str, words: FlowWords, *, follows: bool = False, threshold: float = THRESHOLD
) -> list[Answer]:
    """The entries that answer a message, one for each of its questions, in their order; none where none is sure."""
    parts = words.split("questions", question) or [question]
    if len(parts) == 1:
        answer = await _one(faq, question, topic, words, follows=follows, threshold=threshold)
        return [answer] if answer is not None else []
    found: list[Answer] = []
    for part in parts[:MOST]:
        before = found[-1].topic if found else topic
        answer = await _one(faq, part, before, words, follows=bool(found), threshold=threshold, either=bool(found))
        if answer is not None and answer.entry.id not in [known.entry.id for known in found]:
            found.append(answer)
    return found


async def _one(
    faq: FaqAnswers,
    question: str,
    topic: str,
    words: FlowWords,
    *,
    follows: bool,
    threshold: float,
    either: bool = False,
) -> Answer | None:
    """``either``: the reading with the topic counts as much as the question alone."""
    alone = await faq.rank(question, LOOKED_AT)
    best = alone[0] if alone else None
    points_back = follows or words.has("follows", question)
    leans = bool(topic) and (points_back or len(question.split()) <= SHORT)
    sure = best is not None and best[1] >= threshold
    if best is not None and sure and not (leans and (either or points_back or best[0].question == topic)):
        nearer = await _same_subject(faq, question, topic, best) if leans and best[1] < FIRM else None
        return nearer or Answer(best[0], best[1])
    if not leans:
        return None
    if points_back and (again := await _same_again(faq, question, topic, words, best)) is not None:
        return again
    other = await _with_topic(faq, question, topic, threshold * (AGAIN if points_back else 1.0))
    if other is not None:
        if best is None or not sure:
            return other
        within = best[0].topic == other.entry.topic  # both are of the part of the FAQ that was talked about
        if not within and (points_back or other.score >= best[1]):
            return other
        if points_back or best[1] > other.score:
            return Answer(best[0], best[1])
        return other
    enough = AGAIN if best is not None and best[0].question == topic else NEARLY
    if best is not None and best[1] >= enough * threshold:
        return Answer(best[0], best[1])
    return await _again(faq, question, topic) if follows else None


async def _same_again(
    faq: FaqAnswers, question: str, topic: str, words: FlowWords, best: tuple[FaqEntry, float] | None
) -> Answer | None:
    """The entry answered just now where a question names nothing that is not in it: "for how long", "how long are those
    kept". Another one is meant where its own words are said, or where it fits better together with the topic."""
    ranked = await faq.rank(f"{topic} {question}", LOOKED_AT)
    before = next(((entry, score) for entry, score in ranked if entry.question == topic), None)
    if before is None:
        return None
    told = _stems(f"{before[0].question} {' '.join(before[0].paraphrases)} {before[0].answer}")
    said = _stems(words.without("measure_words", question))
    if other := said - told:
        return await _by_own_words(faq, question, other)
    if best is not None and best[0].question != topic and best[1] >= THRESHOLD and best[0].topic == before[0].topic:
        return Answer(best[0], best[1])
    if ranked[0][0].question == topic and ranked[0][1] >= SURE:
        return Answer(ranked[0][0], ranked[0][1])
    return None


async def _by_own_words(faq: FaqAnswers, question: str, said: set[str]) -> Answer | None:
    """The one entry whose questions hold all that is asked for anew: "do you at least wrap it"."""
    found = [
        (entry, score)
        for entry, score in await faq.rank(question, LOOKED_AT)
        if said <= _stems(f"{entry.question} {' '.join(entry.paraphrases)}")
    ]
    return Answer(*found[0]) if len(found) == 1 and found[0][1] >= HINTED else None


def _stems(text: str) -> set[str]:
    return {stem(word) for word in content(text)}


async def _same_subject(faq: FaqAnswers, question: str, topic: str, best: tuple[FaqEntry, float]) -> Answer | None:
    """The entry answered just now, where a short question read with it fits it better than another part of the FAQ fits
    the question alone: "how long do they keep it"."""
    ranked = await faq.rank(f"{topic} {question}", 1)
    if ranked and ranked[0][0].question == topic and ranked[0][1] > best[1] and ranked[0][0].topic != best[0].topic:
        return Answer(ranked[0][0], ranked[0][1])
    return None


async def _with_topic(faq: FaqAnswers, question: str, topic: str, threshold: float) -> Answer | None:
    """The best entry for topic and question together, of the same part of the FAQ, as if the one answered just now
    did not exist."""
    joined = f"{topic} {question}"
    ranked = await faq.rank(joined, LOOKED_AT)
    entries = {entry.id: entry for entry, _ in ranked}
    before = next((entry for entry, _ in ranked if entry.question == topic), None)
    features = await faq.features(joined)
    if features is not None and before is not None:
        rest = features.without(before.id)
        rest = rest.only([place for place, known in enumerate(rest.ids) if known in entries])
        scores = dict(zip(rest.ids, rest.sure(), strict=True))
        part = [key for key in scores if entries[key].topic == before.topic]
        best = max(part, key=lambda key: scores[key], default=None)
        if best is not None and scores[best] >= threshold:
            return Answer(entries[best], float(scores[best]))
        return None
    for entry, score in ranked:
        if entry.question != topic and score >= threshold:
            return Answer(entry, score)
    return None


async def _again(faq: FaqAnswers, question: str, topic: str) -> Answer | None:
    """What was answered is all that the shop has told about it."""
    ranked = await faq.rank(f"{topic} {question}", 1)
    return Answer(ranked[0][0], ranked[0][1]) if ranked and ranked[0][0].question == topic else None
