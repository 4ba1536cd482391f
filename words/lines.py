"""Short texts about one item: an ad line, the subject of an e-mail, a note that goes with a gift."""

from __future__ import annotations

import re
from typing import Literal

from words.clauses import negative
from words.composition import Sentence
from words.emphasis import Emphasis
from words.facts import Facts
from words.frames import Frames
from words.openings import Tone, article
from words.planner import Planner
from words.text import joined

Kind = Literal["ad", "subject", "gift"]
CHOICES = frozenset({"colours", "sizes"})
DULL = frozenset({"warranty", "contents", "packed in"})  # on a card that goes with a gift; its choices are made
LONGEST: dict[Kind, int] = {"ad": 90, "subject": 60, "gift": 240}  # characters


class Lines:
    """Lines from the facts alone; the same item and tastes give the same line."""

    def __init__(self, frames: Frames, tone: Tone = "warm") -> None:
        self._frames = frames
        self._planner = Planner(frames, tone)

    def compose(self, kind: Kind, facts: Facts, emphasis: Emphasis) -> str:
        """At most :data:`LONGEST` characters: of the longer ways to say it, the first that fits."""
        ways = {"ad": self._ads, "subject": self._subjects, "gift": self._notes}[kind](facts, emphasis)
        return next((way for way in ways if len(way) <= LONGEST[kind]), facts.short[: LONGEST[kind]])

    def _ads(self, facts: Facts, emphasis: Emphasis) -> list[str]:
        told = self._told(facts, emphasis)
        name = _named(facts)
        ends = [": " + ", ".join(told[:2]), *(f": {one}" for one in told)] if told else []
        leads = [name + self._purpose(facts, emphasis), name]
        return [*(f"{lead}{end}." for lead in leads for end in ends), *(f"{lead}." for lead in leads)]

    def _subjects(self, facts: Facts, emphasis: Emphasis) -> list[str]:
        name, kind = _named(facts), facts.kind.partition(",")[0]
        what = f", {kind if facts.plural else f'{article(kind)} {kind}'}" if kind else ""
        uses = [one.text for one in emphasis.liked if one.fact == "uses"]
        personal = [f"For {self._frames.uses.get(use, use)}: {name}{what}" for use in uses]
        personal += [f"For {self._frames.uses.get(use, use)}: {name}" for use in uses]
        return [*personal, f"{name}{what}", name]

    def _notes(self, facts: Facts, emphasis: Emphasis) -> list[str]:
        dull = {fact.name for fact in facts.facts if not fact.holds} | DULL | CHOICES
        sentences = [one.text for one in self._planner.compose(facts, _impersonal(emphasis), 3, dull)]
        lead = "Chosen for you"
        uses = [one.text for one in emphasis.liked if one.fact == "uses"]
        if uses:
            lead = f"Chosen for you, and for {self._frames.uses.get(uses[0], uses[0])}"
        first = f"{lead}: {_named(facts)}."
        return [" ".join([first, *sentences[1:count]]) for count in (3, 2, 1)]

    def _told(self, facts: Facts, emphasis: Emphasis) -> list[str]:
        """Verb phrases of what matters most, without a subject: "weighs 170 g"."""
        planned: list[Sentence] = list(self._planner.compose(facts, emphasis, 4))
        notes = [note for one in planned[1:] for note in one.notes if note.name not in CHOICES]
        said = [self._planner.bare(note) for note in notes]
        return [re.sub(r"^(?:is|are) ", "", one) for one in said if not negative(one)]

    def _purpose(self, facts: Facts, emphasis: Emphasis) -> str:
        liked = [one.text for one in emphasis.liked if one.fact == "uses"]
        uses = [use for use in liked or facts.item.uses if use != "gifts"][:2]
        return f" for {joined([self._frames.uses.get(use, use) for use in uses])}" if uses else ""


def _named(facts: Facts) -> str:
    brand = facts.item.brand
    return facts.short if not brand or facts.short.startswith(brand) else f"{brand} {facts.short}"


def _impersonal(emphasis: Emphasis) -> Emphasis:
    """The giver's knowledge of tastes decides what is told; nobody is told what they like."""
    return Emphasis(favoured=emphasis.favoured, accents=emphasis.accents)
