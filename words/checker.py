"""Whether a sentence says only what the catalogue bears out. It knows nothing of who wrote it."""

from __future__ import annotations

from collections.abc import Sequence

from retrieval.text import fold
from words.claims import Claim, lexicon, names, numbers, praise, promises, qualities, sizes, vocabulary
from words.facts import Facts
from words.frames import Frames
from words.text import phrase

LONGEST = 40  # words


class Checker:
    """``forbidden`` are the shop's own words that no text may hold."""

    def __init__(self, frames: Frames, forbidden: Sequence[str] = ()) -> None:
        self._forbidden = phrase(forbidden)
        self._claims: tuple[Claim, ...] = (
            numbers.problems,
            lexicon.materials,
            lexicon.colours,
            sizes.problems,
            names.problems,
            qualities.problems,
            praise.problems,
            promises.problems,
            vocabulary.within(frames.stems),
        )

    def problems(self, sentence: str, facts: Facts) -> list[str]:
        """What is wrong with one sentence, in its own words; empty where all of it is borne out."""
        # the catalogue's own sentence is a fact; it is only held to what no text may say
        claims = (promises.problems,) if sentence in facts.story else self._claims
        found = [problem for claim in claims for problem in claim(sentence, facts)]
        found += [match.group() for match in self._forbidden.finditer(fold(sentence))]
        if not sentence[:1].isupper() and not sentence[:1].isdigit():
            found.append("does not begin as a sentence")
        if sentence[-1:] not in ".!?":
            found.append("does not end as a sentence")
        if len(sentence.split()) > LONGEST:
            found.append("is too long")
        return found

    def allows(self, sentence: str, facts: Facts) -> bool:
        return not self.problems(sentence, facts)
