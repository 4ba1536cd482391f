"""A description in the making: what has been said, and the next sentence that can be told of the facts."""

from __future__ import annotations

import random
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from words.claims.lexicon import COLOURS as COLOUR
from words.clauses import both, fronted, negative
from words.emphasis import Emphasis, Liked
from words.facts import Fact, Facts
from words.frames import Frames, form
from words.openings import Tone, openings, plain_opening
from words.quantities import SPELT, quantities
from words.text import capital, joined, stems
from words.values import listed, split
from words.wishes import occasions, owned

WEIGHTS = {"performance": 0.0, "purpose": 0.2, "comfort": 0.3, "use": 0.3, "build": 0.5, "care": 0.6, "origin": 0.8}
UNSAID = frozenset({"title", "brand", "category", "uses", "price", "rating", "colours", "sizes"})
NAMED = frozenset({"title", "brand", "category", "uses"})  # what any sentence may say again
ITEM_FACTS = frozenset({"materials", "weight"})  # fields of every item, which the frames know how to say
FRONTED = 0.35  # of the sentences that could
COLOURS = 6  # more are counted rather than named
LISTED = 3  # of the members that a field lists, in one sentence
FEW = 4  # facts, with which no text is filled
LEAST = 3  # facts a text
OWN = 0.7  # of the texts for known tastes take a sentence of the catalogue's; without tastes all do
TELLING = 7  # words of the catalogue's, below which a sentence is rather a call: "Lace up and go"
PAIRED = 0.35  # of the sentences for known tastes tell two facts, where two make one thought
APART = 0.6  # of a topic's weight, for a fact that few of the category share
DETAILED = 0.5  # of the texts that could tell of the catalogue's lists
# topics of which two facts make one thought; of others it is a list of leftovers: "is 183 cm long and made in Portugal"
THOUGHTS = frozenset(
    frozenset(pair.split())
    for pair in (
        "purpose performance,purpose comfort,purpose use,performance comfort,performance build,performance use,"
        "comfort build,comfort use,build care,use care"
    ).split(",")
)
PLAIN = frozenset({"performance", "build"})  # topics whose facts are no contrasts: "a drop of 5 mm but no membrane"
_LONE = {True: re.compile(r"(?:^|[;,:] (?:(?:and|so|but) )?)it\b", re.I), False: re.compile(r"^they\b", re.I)}
DETAILS = ("Worth knowing", "To note", "In detail")
CHOICE = 0.35  # of the texts for known tastes name colours and sizes


@dataclass(frozen=True)
class Sentence:
    text: str
    facts: frozenset[str]  # names of the facts that it says
    notes: tuple[Fact, ...] = ()  # those facts, of a list the members that it names
    personal: bool = False  # speaks of the shopper's own tastes: its wording stands


class Composition:
    """One text in the making."""

    def __init__(
        self, facts: Facts, emphasis: Emphasis, frames: Frames, said: set[str], tone: Tone, seed: str = ""
    ) -> None:
        self._facts = facts
        self._emphasis = emphasis
        self._frames = frames
        self._said = said
        self._tone: Tone = tone
        self._random = random.Random(f"{facts.item.id}|{emphasis.segment}{seed}")
        self._spoken: list[str] = []
        self._subjects = self._alternating()
        self._apart = facts.apart if emphasis.neutral else ()  # else the shopper's own tastes set the tone

    def opening(self) -> Sentence:
        facts, item = self._facts, self._facts.item
        uses = self._uses()
        if not facts.kind or not item.brand:
            opener = None if self._emphasis.neutral or uses else next(iter(self._chosen(1)), None)
            if opener is not None:
                said = self._predicate([opener], self._facts.plural)
                return replace(self._done(f"{item.title} {said}.", ["title", opener.name]), notes=(opener,))
            return self._done(*plain_opening(facts, uses))
        kind = facts.kind.partition(",")[0]
        names = ["title", "brand", *(["uses"] if uses else []), *self._within(kind)]
        notes = (Fact("kind", kind), Fact("brand", item.brand), *((Fact("for", joined(uses)),) if uses else ()))
        return replace(self._done(self._random.choice(openings(facts, uses, self._tone)), names), notes=notes)

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

    def is_open_to_choice(self) -> bool:
        """Without tastes always, else now and then."""
        return self._emphasis.neutral or self._random.random() < CHOICE

    @property
    def tells_little(self) -> bool:
        return len(self._said & {fact.name for fact in self._facts.facts} - {"title", "brand", "category"}) < LEAST

    def room_for_story(self, left: int) -> int:
        """Sentences for the catalogue's own: where its fields are few, and now and then for known tastes."""
        if len(self._chosen(FEW)) < FEW:
            return max(left - 1, 0)
        return int(left > 1 and (self._emphasis.neutral or self._random.random() < OWN))

    def features(self, most: int) -> Iterator[Sentence]:
        """One or two facts a sentence: what matters to the shopper, what sets the item apart, the rest by topic."""
        each = 1 if self._tone == "brisk" else 2
        chosen = self._chosen(each * most)
        order = {topic: place for place, topic in enumerate((*self._emphasis.accents, *self._frames.topics))}
        queue = sorted(
            chosen,
            key=lambda fact: (
                fact.name not in self._emphasis.favoured,
                self._is_dull(fact),
                fact.name not in self._apart,
                order.get(self._frames.topic(fact), 99),
            ),
        )
        for _ in range(most):
            if not queue:
                return
            part = [queue.pop(0)]
            place = self._partner(part[0], queue)
            if each > 1 and place is not None and (self._emphasis.neutral or self._random.random() < PAIRED):
                part.append(queue.pop(place))
            yield self.sentence(part)

    def choice(self) -> Sentence | None:
        """Colours and sizes in one sentence."""
        item, named = self._facts.item, []
        # of one colour there is nothing to choose
        chooses = (len(item.colours) > 1 or "colours" in self._said) and self._random.random() < 0.5
        link = "or" if chooses else "and"
        parts = []
        if item.colours and "colours" not in self._said:
            many = len(item.colours) > COLOURS
            parts.append(f"in {len(item.colours)} colours" if many else f"in {listed(item.colours, last=link)}")
            named.append("colours")
        if len(item.sizes) > 1 and "sizes" not in self._said:
            two = len(item.sizes) == 2 and not item.sizes[0][:1].isdigit()  # "in regular and long"
            span = f"{item.sizes[0]} to {item.sizes[-1]}"
            parts.append(f"in {listed(item.sizes, last=link)}" if two else f"in sizes {span}")
            named.append("sizes")
        if not parts or (len(item.colours) == 1 and not item.sizes):  # one colour alone: the picture shows it
            return None
        them = "them" if self._facts.plural else "it"
        lead = f"Choose {them}" if chooses else f"{capital(self._it)} {self._verb('[comes|come]')}"
        notes = []
        if "colours" in named and len(item.colours) <= COLOURS:
            notes.append(Fact("colours", listed(item.colours)))
        if "sizes" in named:
            notes.append(Fact("sizes", f"{item.sizes[0]} to {item.sizes[-1]}"))
        return replace(self._done(f"{lead} {', '.join(parts)}.", named), notes=tuple(notes))

    def story(self, most: int) -> Iterator[Sentence]:
        """The catalogue's own sentences, where its fields hold too little; those with a liked word first."""
        likes = {liked.text for liked in self._emphasis.liked}
        stories = list(self._facts.story)
        details = [one for one in self._facts.details if not COLOUR.search(one.lower())]
        self._random.shuffle(stories)
        self._random.shuffle(details)
        if self._emphasis.neutral:
            stories.sort(key=lambda one: len(one.split()) < TELLING)
        if details and most > 0 and "details" not in self._said and (not stories or self._random.random() < DETAILED):
            yield self._done(f"{self._random.choice(DETAILS)}: {joined(details[:LISTED])}.", ["details"])
            most -= 1
        for text in sorted(stories, key=lambda one: not any(like in one for like in likes)):
            if most <= 0:
                return
            sentence = text if text[-1] in ".!?" else f"{text}."
            told = {fact.name for fact in self._facts.facts if self._is_told(fact, sentence)} - NAMED
            agrees = not _LONE[self._facts.plural].search(sentence)  # "It is waterproof" of boots, "Arrow is for roads"
            agrees &= not (self._facts.plural and sentence.startswith(f"{self._facts.short} "))
            if sentence[0].isupper() and agrees and not self._repeats(sentence) and not told & self._said:
                yield self._done(sentence, [*told, f"story {text[:20]}"])
                most -= 1

    def sentence(self, facts: list[Fact]) -> Sentence:
        """One sentence that tells one or two facts."""
        subject = next(self._subjects)
        plural = self._facts.plural
        said = self._said_of(facts, plural)
        names = [fact.name for fact in facts]
        alike = len({self._frames.topic(fact) for fact in facts}) == 1  # "At 1.3 kg, it has a strap" is no thought
        share = 2 * FRONTED if self._facts.plural else FRONTED  # of shoes every other sentence begins with "They"
        front = fronted(*said) if len(said) == 2 and alike and self._random.random() < share else None
        if front:
            text = f"{front}, {subject if subject not in ('It', 'They') else self._it} {said[1]}."
        else:
            text = f"{subject} {self._joined(said, facts, plural)}."
        return replace(self._done(text, names), notes=tuple(facts))

    # ── inside ────────────────────────────────────────────────────────────────────────────────

    def _partner(self, fact: Fact, others: Sequence[Fact]) -> int | None:
        """Which of the others goes with a fact: the first of its topic, else the first that makes a thought with it."""
        topic = self._frames.topic(fact)
        near: list[tuple[bool, int]] = []
        for place, other in enumerate(others):
            its = self._frames.topic(other)
            contrast = self._denies(fact) != self._denies(other)  # "has 2 pockets but no hood", not "weighs 1 kg but …"
            if its == topic and not (contrast and topic in PLAIN):
                near.append((False, place))
            elif frozenset((topic, its)) in THOUGHTS and not contrast:
                near.append((True, place))
        return min(near)[1] if near else None

    def _denies(self, fact: Fact) -> bool:
        return all(negative(form(one, False)) for one in self._frames.phrases(fact))

    def _is_dull(self, fact: Fact) -> bool:
        """No copy opens with what a thing is not, what a lamp weighs or what "oak desk lamp" has said, unasked."""
        if fact.name == "weight":
            return not self._frames.weighs(self._facts)
        if fact.name == "materials":
            return stems(split(fact.value)[0]) <= stems(self._facts.kind)
        return self._denies(fact)

    def _liked(self, liked: Liked) -> Sentence | None:
        it, plural = self._it, self._facts.plural
        if liked.fact == "uses":
            two = self._chosen(2, only=self._emphasis.favoured) or self._chosen(2)
            if not two:
                return None
            use = self._frames.uses.get(liked.text, liked.text)
            ways = occasions(liked.text, use, it, self._predicate(two, plural))
            return self._done(self._random.choice(ways), [fact.name for fact in two])
        if liked.fact in self._said and liked.fact != "brand":
            return None
        if (told := owned(self._facts, liked)) is not None:
            return self._done(*told)
        fact = self._facts.get(liked.fact)
        if fact is None or not self._frames.phrases(fact):
            return None
        return self._done(f"{capital(it)} {self._predicate([fact], plural)}, as you like.", [fact.name])

    def _predicate(self, facts: list[Fact], plural: bool) -> str:
        return self._joined(self._said_of(facts, plural), facts, plural)

    def _said_of(self, facts: list[Fact], plural: bool) -> list[str]:
        """A verb phrase for each fact, none with the verb of the one before where there is another."""
        said: list[str] = []
        for fact in facts:
            ways = [form(one, plural) for one in self._frames.phrases(fact)]
            other = [one for one in ways if not said or one.split()[0] != said[-1].split()[0]]
            said.append(self._random.choice(other or ways))
        return said

    def _joined(self, said: list[str], facts: list[Fact], plural: bool) -> str:
        alike = len({self._frames.topic(fact) for fact in facts}) == 1
        told = both(said[0], said[1], alike=alike) if len(said) == 2 else said[0]
        return told.replace("{it}", "they" if plural else "it")

    def _chosen(self, most: int, only: Collection[str] | None = None) -> list[Fact]:
        """The facts to say next: those favoured, those of the accents, then by the weight of their topic and chance."""
        favoured, accents = self._emphasis.favoured, self._emphasis.accents
        ranked: list[tuple[int, int, float, Fact]] = []
        for fact in self._facts.facts:
            if fact.name in UNSAID or fact.name in self._said or (only is not None and fact.name not in only):
                continue
            topic, phrases = self._frames.topic(fact), self._frames.phrases(fact)
            # where the shop has sentences of its own, they read better than a frame for any field
            foreign = bool(self._facts.story) and fact.name not in self._frames.attributes
            if topic == "skip" or not phrases or (foreign and fact.name not in ITEM_FACTS):
                continue
            place = favoured.index(fact.name) if fact.name in favoured else len(favoured)
            accent = accents.index(topic) if topic in accents else len(accents)
            known = 0.0 if fact.name in self._frames.attributes else 0.4
            dull = self._is_dull(fact)
            if dull and fact.name not in favoured:
                accent = len(accents)
            doubt = 1.0 if self._denies(fact) else 0.0
            doubt -= APART if fact.name in self._apart else 0.0
            ranked.append((place, accent, WEIGHTS.get(topic, 0.7) + known + doubt + self._random.random(), fact))
        return [self._narrowed(fact) for *_, fact in sorted(ranked, key=lambda entry: entry[:3])[:most]]

    def _narrowed(self, fact: Fact) -> Fact:
        """A long list's members as far as one sentence bears them."""
        members = split(fact.value)
        frame = self._frames.attributes.get(fact.name)
        if len(members) <= LISTED or frame is None or not frame.spoken:
            return fact
        kept = sorted(self._random.sample(range(len(members)), LISTED))
        return replace(fact, value=joined([members[place] for place in kept]))

    def _uses(self) -> list[str]:
        """What follows "for": the uses that the shopper likes, else one of them for each accent, else up to three."""
        item = self._facts.item
        liked = [one.text for one in self._emphasis.liked if one.fact == "uses"]
        real = [use for use in item.uses if use != "gifts"] or list(item.uses)
        kind = stems(self._facts.kind)  # "a hiking backpack for hiking"
        real = [use for use in real if not stems(use) <= kind] or real
        if liked:
            real = [use for use in real if use in liked] or real
        elif not self._emphasis.neutral and real:
            real = [self._random.choice(real)]
        return [self._frames.uses.get(use, use) for use in real[:3]]

    def _within(self, text: str) -> list[str]:
        """Facts that a piece of the title already says."""
        said = text.lower()
        there = {*re.findall(r"[\w.-]+", said), *re.findall(r"[\w.]+", said)}  # "long" of "long-sleeved"
        there |= {str(SPELT[word]) for word in there & SPELT.keys()}  # 3 of "three-person"
        found = []
        for fact in self._facts.facts:
            value = set(re.findall(r"[\w.-]+", fact.value.lower()))
            name = stems(fact.name)
            if (fact.holds and value and value <= there) or (fact.value.lower() == "yes" and name <= stems(text)):
                found.append(fact.name)
        return [name for name in found if name not in ("uses", "brand")]

    def _alternating(self) -> Iterator[str]:
        """The name now and then, not after the opening; "Arrow has" would not agree with "Arrow are shoes"."""
        it, short = capital(self._it), self._facts.short
        named = short if len(short.split()) <= 3 and self._facts.item.brand and not self._facts.plural else it
        pattern = self._random.choice([[it, named, it], [it, it, named]])
        while True:
            yield from pattern

    def _is_told(self, fact: Fact, sentence: str) -> bool:
        """Whether the catalogue's own sentence tells a fact already, in whatever words."""
        if self._frames.unvoices(fact.name):
            return False
        if re.match(r"(?:yes|no|true|false)\b", fact.value.lower()):
            return stems(fact.name) - {"free", "safe"} <= stems(sentence)
        # "160 g dried" after "A pouch weighs 160 g", "9 hours" after "cold for 20 hours and hot for 9"
        sizes = [number for number in quantities(fact.value) if number.unit]
        there = quantities(sentence)
        repeats = bool(sizes) and all(number in there or number._replace(unit="") in there for number in sizes)
        return fact.holds and (repeats or fact.is_told_by(sentence))

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
