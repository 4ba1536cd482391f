"""Composes a description from the facts alone: an opening, what this shopper likes, features by topic, the choice.

Deterministic: one item and one segment of tastes give one text; others of the shelf are worded otherwise.
"""

from __future__ import annotations

import random
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from words.clauses import both, negative
from words.emphasis import Emphasis, Liked
from words.facts import Fact, Facts
from words.frames import Frames, form
from words.text import capital, joined, stems

WEIGHTS = {"performance": 0.0, "purpose": 0.2, "comfort": 0.3, "use": 0.3, "build": 0.5, "care": 0.6, "origin": 0.8}
UNSAID = frozenset({"title", "brand", "category", "uses", "price", "rating", "colours", "sizes"})
ITEM_FACTS = frozenset({"materials", "weight"})  # fields of every item, which the frames know how to say
STATES = frozenset(
    {"everyday", "winter", "city", "office", "family", "gifts", "gym", "festival", "business", "friends"}
)


@dataclass(frozen=True)
class Sentence:
    text: str
    facts: frozenset[str]  # names of the facts that it says
    personal: bool = False  # speaks of the shopper's own tastes: its wording stands


class Planner:
    def __init__(self, frames: Frames) -> None:
        self._frames = frames

    def compose(
        self, facts: Facts, emphasis: Emphasis, count: int, said: Collection[str] = (), *, opened: bool = False
    ) -> Iterator[Sentence]:
        """Up to ``count`` sentences. ``said`` names facts already told, ``opened`` leaves out the opening."""
        draft = _Draft(facts, emphasis, self._frames, set(said))
        left = count
        if not opened:
            yield draft.opening()
            left -= 1
        for sentence in draft.personal(min(2, left - 1) if left > 1 else left):
            yield sentence
            left -= 1
        closing = draft.choice() if left > 1 else None
        for sentence in draft.features(left - (closing is not None)):
            yield sentence
            left -= 1
        if closing is not None:
            yield closing
            left -= 1
        for sentence in draft.story(left):
            yield sentence


class _Draft:
    """One text in the making."""

    def __init__(self, facts: Facts, emphasis: Emphasis, frames: Frames, said: set[str]) -> None:
        self._facts = facts
        self._emphasis = emphasis
        self._frames = frames
        self._said = said
        self._random = random.Random(f"{facts.item.id}|{emphasis.segment}")
        self._spoken: list[str] = []

    def opening(self) -> Sentence:
        facts, item = self._facts, self._facts.item
        named = ["title"]
        uses = self._uses()
        kind = facts.kind.partition(",")[0]
        end = f" for {joined(uses)}" if uses else ""
        if uses:
            named.append("uses")
        if not kind or not item.brand:
            return self._plain_opening(uses, named)
        name, brand = facts.short, item.brand
        whole = kind if facts.plural else f"{article(kind)} {kind}"
        if facts.plural:
            ways = [
                f"{brand} makes {name}, {kind}{end}.",
                f"With {name}, {brand} brings you {kind}{end}.",
                f"Meet {name}: {kind} from {brand}{',' + end if end else ''}.",
            ]
        else:
            ways = [
                f"{name} is {whole} by {brand}{', made' + end if end else ''}.",
                f"Meet {name}: {whole} from {brand}{',' + end if end else ''}.",
                f"{brand} makes {name}, {whole}{end}.",
                f"{name} from {brand} is {whole}{end}.",
            ]
        return self._done(self._random.choice(ways), [*named, "brand", *self._within(kind)])

    def personal(self, most: int) -> Iterator[Sentence]:
        """What the shopper likes, as far as the facts answer to it."""
        given = 0
        for liked in self._emphasis.liked:
            if given == most:
                return
            sentence = self._liked(liked)
            if sentence is not None:
                yield replace(sentence, personal=True)
                given += 1
        if self._emphasis.affordable and given < most and (price := self._facts.get("price")):
            yield self._done(f"At {price.value} {self._it} {self._verb('[stays|stay]')} within your budget.", ["price"])

    def features(self, most: int) -> Iterator[Sentence]:
        """Two facts a sentence, those that matter to the shopper first, then by topic."""
        chosen = self._chosen(2 * most)
        order = {topic: place for place, topic in enumerate(self._frames.topics)}
        favoured = [fact for fact in chosen if fact.name in self._emphasis.favoured]
        rest = sorted(
            (fact for fact in chosen if fact not in favoured), key=lambda fact: order.get(self._frames.topic(fact), 99)
        )
        queue = favoured + rest
        subjects = self._subjects()
        while queue and most > 0:
            pair, queue = queue[:2], queue[2:]
            yield self._sentence(next(subjects), pair)
            most -= 1

    def choice(self) -> Sentence | None:
        """Colours and sizes in one sentence."""
        item = self._facts.item
        parts, named = [], []
        if item.colours and "colours" not in self._said and len(item.colours) > 1:
            parts.append(
                f"in {joined(item.colours[:6])}" if len(item.colours) <= 6 else f"in {len(item.colours)} colours"
            )
            named.append("colours")
        elif item.colours and "colours" not in self._said:
            parts.append(f"in {item.colours[0]}")
            named.append("colours")
        if len(item.sizes) > 1 and "sizes" not in self._said:
            parts.append(f"in sizes {item.sizes[0]} to {item.sizes[-1]}")
            named.append("sizes")
        if not parts or (len(item.colours) == 1 and not item.sizes):  # one colour alone: the picture shows it
            return None
        lead = self._random.choice(
            [f"{capital(self._it)} {self._verb('[comes|come]')} ", f"Choose {'them' if self._facts.plural else 'it'} "]
            if len(item.colours) > 1 or item.sizes
            else [f"{capital(self._it)} {self._verb('[comes|come]')} "]
        )
        text = lead + (", ".join(parts) if len(parts) > 1 else parts[0])
        return self._done(f"{text}.", named)

    def story(self, most: int) -> Iterator[Sentence]:
        """The catalogue's own sentences, where its fields hold too little; those with a liked word first."""
        likes = {liked.text for liked in self._emphasis.liked}
        ranked = sorted(self._facts.story, key=lambda one: not any(like in one for like in likes))
        for text in ranked:
            if most <= 0:
                return
            sentence = text if text[-1] in ".!?" else f"{text}."
            if sentence[0].isupper() and not self._repeats(sentence):
                yield self._done(sentence, [f"story {text[:20]}"])
                most -= 1

    # ── inside ────────────────────────────────────────────────────────────────────────────────

    def _plain_opening(self, uses: list[str], named: list[str]) -> Sentence:
        """Of a title that is all name."""
        item, verb = self._facts.item, self._verb("[is|are]")
        if uses:
            return self._done(f"{item.title} {verb} made for {joined(uses)}.", named)
        materials = self._facts.get("materials")
        if materials:
            return self._done(f"{item.title} {verb} made of {materials.value}.", [*named, "materials"])
        if item.brand and item.brand not in item.title:
            return self._done(f"{item.title} {verb} from {item.brand}.", [*named, "brand"])
        for told in self._facts.story:
            if told[0].isupper() and told[-1] in ".!?":
                return self._done(told, named)
        return self._done(f"This is {item.title}.", named)

    def _liked(self, liked: Liked) -> Sentence | None:
        it, plural = self._it, self._facts.plural
        if liked.fact == "uses":
            two = self._chosen(2, only=self._emphasis.favoured) or self._chosen(2)
            if not two:
                return None
            told = self._predicate(two, plural)
            use = self._frames.uses.get(liked.text, liked.text)
            names = [fact.name for fact in two]
            if liked.text in STATES:
                return self._done(f"For {use}, know that {it} {told}.", names)
            them = self._verb("[is|are]")
            ways = [
                f"You like {liked.text}, and {it} {them} made for it: {it} {told}.",
                f"Good to know for {liked.text}: {it} {told}.",
            ]
            if any(sentence.find(liked.text) >= 0 for sentence in self._spoken):
                ways = [f"As you like {liked.text}, know that {it} {told}.", ways[1]]
            return self._done(self._random.choice(ways), names)
        if liked.fact in self._said:
            return None
        item = self._facts.item
        subject = capital(it)
        if liked.fact == "colours":
            others = [colour for colour in item.colours if colour != liked.text][:5]
            also = f", and in {joined(others)} too" if others else ""
            come = self._verb("[comes|come]")
            return self._done(f"{subject} {come} in {liked.text}, a colour you like{also}.", ["colours"])
        if liked.fact == "materials":
            others = [material for material in item.materials if material != liked.text]
            also = f", with {joined(others)}" if others else ""
            be = self._verb("[is|are]")
            return self._done(f"{subject} {be} made of {liked.text}, as you like{also}.", ["materials"])
        if liked.fact == "sizes":
            return self._done(f"{subject} {self._verb('[comes|come]')} in your size, {liked.text}.", [])
        if liked.fact == "brand":
            return self._done(f"{liked.text} is a brand that you like.", []) if "brand" in self._said else None
        fact = self._facts.get(liked.fact)
        if fact is None or not self._frames.phrases(fact):
            return None
        return self._done(f"{subject} {self._predicate([fact], plural)}, as you like.", [fact.name])

    def _sentence(self, subject: str, facts: list[Fact]) -> Sentence:
        plural = self._facts.plural and subject in ("They", "These")
        return self._done(f"{subject} {self._predicate(facts, plural)}.", [fact.name for fact in facts])

    def _predicate(self, facts: list[Fact], plural: bool) -> str:
        said = [form(self._random.choice(self._frames.phrases(fact)), plural) for fact in facts]
        alike = len({self._frames.topic(fact) for fact in facts}) == 1
        told = both(said[0], said[1], alike=alike) if len(said) == 2 else said[0]
        return told.replace("{it}", "they" if plural else "it")

    def _chosen(self, most: int, only: Collection[str] | None = None) -> list[Fact]:
        """The facts to say next: those favoured, then by the weight of their topic with some chance."""
        favoured = self._emphasis.favoured
        ranked: list[tuple[int, float, Fact]] = []
        for fact in self._facts.facts:
            if fact.name in UNSAID or fact.name in self._said or (only is not None and fact.name not in only):
                continue
            topic, phrases = self._frames.topic(fact), self._frames.phrases(fact)
            # "style bottom", "collections": where the shop has sentences of its own, they read better than any frame
            foreign = bool(self._facts.story) and fact.name not in self._frames.attributes
            if topic == "skip" or not phrases or (foreign and fact.name not in ITEM_FACTS):
                continue
            place = favoured.index(fact.name) if fact.name in favoured else len(favoured)
            known = 0.0 if fact.name in self._frames.attributes else 0.4
            doubt = 0.5 if all(negative(form(one, False)) for one in phrases) else 0.0
            ranked.append((place, WEIGHTS.get(topic, 0.7) + known + doubt + self._random.random(), fact))
        return [fact for *_, fact in sorted(ranked, key=lambda entry: entry[:2])[:most]]

    def _uses(self) -> list[str]:
        item = self._facts.item
        liked = [one.text for one in self._emphasis.liked if one.fact == "uses"]
        real = [use for use in item.uses if use != "gifts"] or list(item.uses)
        ordered = sorted(real[:4], key=lambda use: use not in liked)[:3]
        return [self._frames.uses.get(use, use) for use in ordered]

    def _within(self, text: str) -> list[str]:
        """Facts that a piece of the title already says."""
        there = set(re.findall(r"[\w.-]+", text.lower()))
        found = []
        for fact in self._facts.facts:
            value = set(re.findall(r"[\w.-]+", fact.value.lower()))
            name = stems(fact.name)
            if (fact.holds and value and value <= there) or (fact.value.lower() == "yes" and name <= stems(text)):
                found.append(fact.name)
        return [name for name in found if name not in ("uses", "brand")]

    def _subjects(self) -> Iterator[str]:
        it = "They" if self._facts.plural else "It"
        short = self._facts.short
        named = short if len(short.split()) <= 3 and self._facts.item.brand else it
        pattern = self._random.choice([[it, named, it], [named, it, it]])
        while True:
            yield from pattern

    def _repeats(self, sentence: str) -> bool:
        new = stems(sentence)
        return any(len(new & stems(old)) > 0.7 * len(new) for old in self._spoken)

    def _done(self, text: str, names: Collection[str]) -> Sentence:
        self._said.update(names)
        self._spoken.append(text)
        return Sentence(text, frozenset(names))

    @property
    def _it(self) -> str:
        return "they" if self._facts.plural else "it"

    def _verb(self, said: str) -> str:
        return form(said, self._facts.plural)


def article(noun: str) -> str:
    """ "a" or "an", by the sound of the first word."""
    if re.match(r"(?:8|11\b|18\b)|(?:LED|LCD|XL|SUV|MP|FM|HD)\b", noun):
        return "an"
    if re.match(r"(?:uni|use|usb|uv|euro|one)", noun, re.IGNORECASE):
        return "a"
    return "an" if noun[:1].lower() in "aeiou" else "a"
