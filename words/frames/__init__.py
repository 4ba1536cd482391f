"""How a language says facts: read once from its YAML file, checked as it is read."""

from __future__ import annotations

import re
from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shop.errors import BadSettings
from words.claims.vocabulary import plain
from words.facts import NO, YES, Fact, Facts
from words.quantities import quantities
from words.text import stems
from words.values import listed, split

_FORMS = re.compile(r"\[(?P<one>[^|\]]+)\|(?P<many>[^\]]+)\]")
_VALUED = re.compile(r"\{(value|name)\}|<\w+>")


class Frame(BaseModel):
    """The ways to say one attribute. ``topic`` "skip": only as far as the opening sentence holds it."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    topic: str
    say: tuple[str, ...] = ()
    if_yes: tuple[str, ...] | None = None
    if_no: tuple[str, ...] | None = None
    match: dict[str, str] = {}
    fits: str | None = None  # a pattern: only such a value is said
    spoken: dict[str, str] = {}  # a member of a list → how it is said


class Other(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    topic: str
    one: str
    many: str


class Frames(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    uses: dict[str, str] = {}
    carried: frozenset[str] = frozenset()
    affinities: dict[str, tuple[str, ...]] = {}
    accents: dict[str, str] = {}
    unvoiced: tuple[str, ...] = ()
    topics: tuple[str, ...] = Field(min_length=1)
    attributes: dict[str, Frame]
    other: Other

    @classmethod
    def read(cls, language: str) -> Frames:
        """The frames of a language, or :class:`BadSettings` that names those there are."""
        folder = files("words").joinpath("frames")
        there = sorted(path.name.removesuffix(".yml") for path in folder.iterdir() if path.name.endswith(".yml"))
        if language not in there:
            raise BadSettings(f"voice.language: got {language!r}, expected one of {', '.join(there)}")
        try:
            return cls.model_validate(yaml.safe_load(folder.joinpath(f"{language}.yml").read_text("utf-8")))
        except ValidationError as error:
            raise BadSettings(f"words/frames/{language}.yml: {error}") from error

    def topic(self, fact: Fact) -> str:
        frame = self.attributes.get(fact.name)
        return frame.topic if frame else self.other.topic

    def phrases(self, fact: Fact) -> list[str]:
        """Ways to say a fact, with both forms of the verb still in them; none where it is better not said."""
        frame = self.attributes.get(fact.name)
        value = fact.value.lower()
        if frame is None:
            return [] if self.unvoices(fact.name) else self._other(fact)
        for pattern, said in frame.match.items():
            found = re.match(pattern, fact.value)
            if found:
                for name, part in found.groupdict().items():
                    said = said.replace(f"<{name}>", part.lower() if part.istitle() and part.isalpha() else part)
                return [said.replace("{value}", fact.value)] if said else []
        if value in YES and frame.if_yes is not None:
            return list(frame.if_yes)
        if value in NO:
            return list(frame.if_no or ())
        if frame.fits and not re.match(frame.fits, fact.value):
            return []
        return [said.replace("{value}", listed(split(fact.value), frame.spoken)) for said in frame.say]

    def weighs(self, facts: Facts) -> bool:
        """Whether what it weighs matters to the shopper: it is carried, or worn on the way."""
        return not facts.item.uses or not self.carried.isdisjoint(facts.item.uses)

    def unvoices(self, name: str) -> bool:
        """Whether an attribute only says how the shop files or promotes the item."""
        return name not in self.attributes and any(re.fullmatch(one, name.lower()) for one in self.unvoiced)

    def stems(self, facts: Facts) -> frozenset[str]:
        """Stems of the frames' own words for an item's facts: those words say no more than the facts do."""
        found: set[str] = set()
        for fact in facts.facts:
            for said in self.phrases(fact):
                found |= stems(_FORMS.sub(r"\1 \2", _VALUED.sub(" ", said)))
        for use in facts.item.uses:
            found |= stems(self.uses.get(use, use))
        return frozenset(found)

    def is_named_by(self, sentence: str, fact: Fact) -> bool:
        """Whether a sentence says what a fact's numbers are of: "a drop of 8 mm", not "is 8 mm"."""
        numbers, there, own = quantities(fact.value), stems(sentence), stems(fact.name)
        if not numbers or fact.name == "kind":  # "double-walled" is said by itself
            return True
        if any(not number.unit for number in numbers):
            return own <= there
        ways = [stems(_FORMS.sub(r"\1 \2", said)) - stems(fact.value) - plain() for said in self.phrases(fact)]
        return bool(own & there) or any(not way or way & there for way in ways)

    def _other(self, fact: Fact) -> list[str]:
        """An attribute that no frame knows. Without a name that reads as a noun it is left unsaid."""
        if (
            fact.value.lower() in YES | NO
            or len(fact.value) > 60
            or not re.fullmatch(r"[A-Za-z][a-z -]{2,24}", fact.name)
        ):
            return []
        said = self.other.many if fact.name.endswith("s") else self.other.one
        return [said.replace("{name}", fact.name.lower()).replace("{value}", fact.value)]


def form(said: str, plural: bool) -> str:
    return _FORMS.sub(r"\g<many>" if plural else r"\g<one>", said)
