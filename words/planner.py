"""Composes a description from the facts alone: an opening, what this shopper likes, features by topic, the choice.

Deterministic: one item and one segment of tastes give one text; others of the shelf are worded otherwise. Whose tastes
are known reads of what answers to them; what else there is to say starts with the topics that they care about.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from words.composition import Composition, Sentence
from words.emphasis import Emphasis
from words.facts import Fact, Facts
from words.frames import Frames, form
from words.openings import Tone


class Planner:
    def __init__(self, frames: Frames, tone: Tone = "warm") -> None:
        self._frames = frames
        self._tone: Tone = tone

    def compose(
        self, facts: Facts, emphasis: Emphasis, count: int, said: Collection[str] = (), *, seed: str = ""
    ) -> Iterator[Sentence]:
        """Up to ``count`` sentences. ``said`` names facts already told; another ``seed`` words them otherwise."""
        text = Composition(facts, emphasis, self._frames, set(said), self._tone, seed)
        told = [text.opening()]
        told += text.personal(min(2, count - 2) if count > 2 else count - 1)
        left = count - len(told)
        closing = text.choice() if left > 1 and text.is_open_to_choice() else None
        left -= closing is not None
        own = list(text.story(text.room_for_story(left)))
        features = list(text.features(left - len(own)))
        own += text.story(left - len(own) - len(features))
        if closing is None and left > 0 and text.tells_little and (closing := text.choice()):
            (own or features)[-1:] = []
        leads = any(sentence.facts & set(facts.apart) for sentence in features[:1])
        yield from told
        yield from (*features[:1], *own, *features[1:]) if leads else (*own, *features)
        if closing is not None:
            yield closing

    def bare(self, fact: Fact) -> str:
        """A fact as a verb phrase without its subject: "weighs 170 g"."""
        return form(self._frames.phrases(fact)[0], False)

    def examples(self, facts: Facts, count: int, *, seed: str) -> Iterator[Sentence]:
        """An opening, the choice, and up to ``count`` sentences about other facts: what a model may learn from."""
        text = Composition(facts, Emphasis(), self._frames, set(), self._tone, seed)
        yield text.opening()
        yield from text.features(count)
        if (closing := text.choice()) is not None:
            yield closing
