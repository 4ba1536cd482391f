"""What a message is linked to: function words by what they do, and spans that name something of this shop."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from dialogue.linking.gazetteer import Entry
from dialogue.linking.grammar import Allergen, Quality
from dialogue.linking.tokens import Token

Type = Literal[
    "kind", "field", "value", "quality", "measure", "item", "colour", "size", "audience", "person", "allergen",
    "purpose", "code", "email", "ordinal",
]  # fmt: skip
Bound = Literal["", "at_most", "below", "at_least", "above", "around", "between"]


@dataclass(frozen=True)
class Measure:
    """A number, or two, in the base unit of ``dimension``; "" is a bare number, "money" an amount, "people" a count of
    them, "age" somebody's years, "foreign" an amount in a currency that the shop has no rate for."""

    low: float
    high: float
    dimension: str = ""
    bound: Bound = ""
    joint: bool = False  # for everything together
    spelled: bool = False  # "one", which may be no number
    suffix: bool = False  # "100ish", "the 38s"
    factor: float = 1.0  # of the unit said
    currency: str = ""  # its code where it is none of the shop's, "loose" where its word may be any: 块


@dataclass(frozen=True)
class Link:
    """Tokens ``start`` to ``end`` (not included) and what they stand for."""

    type: Type
    start: int
    end: int
    words: str
    entry: Entry | None = None
    quality: Quality | None = None
    degree: Literal["", "comparative", "superlative"] = ""
    measure: Measure | None = None
    allergen: Allergen | None = None
    ids: tuple[str, ...] = ()
    name: str = ""  # the audience, whose audience, the colour said, the code, the size as the catalogue writes it
    number: int = 0  # of an ordinal, from 1; below 0 from the end


@dataclass(frozen=True)
class ClassSpan:
    start: int
    end: int
    names: frozenset[str]


# classes of words of no news, which the scope of another word may step over
_LIGHT = frozenset(
    {
        "article",
        "filler",
        "my",
        "any",
        "one",
        "of",
        "for",
        "it",
        "them",
        "in",
        "asks",
        "me",
        "seek",
        "turns",
        "too",
        "to",
        "and",
        "or",
        "at_most",
        "like",
        "each",
        "all",
        "which",
        "mine",
        "stop",
    }
)


@dataclass(frozen=True)
class Linked:
    """A message read by the tables, nothing decided yet. Spans of links do not overlap; several links may share one."""

    text: str
    tokens: tuple[Token, ...]
    classes: tuple[ClassSpan, ...]
    links: tuple[Link, ...]
    topic_first: bool = False  # what is talked about may stand before a comma: "that one, in grey, add two"

    @cached_property
    def stepped_over(self) -> frozenset[str]:
        """The words that a scope may step over."""
        return frozenset(token.word for at, token in enumerate(self.tokens) if self.classes_at(at) & _LIGHT)

    def classes_at(self, place: int) -> frozenset[str]:
        """Classes of the function word that covers a place."""
        span = self.covering.get(place)
        return span.names if span is not None else frozenset()

    @cached_property
    def covering(self) -> dict[int, ClassSpan]:
        """Token place → the function word that covers it."""
        return {place: span for span in self.classes for place in range(span.start, span.end)}

    @cached_property
    def of_class(self) -> dict[str, list[int]]:
        """Class → the places of its function words in ``classes``, in order."""
        found: dict[str, list[int]] = {}
        for place, span in enumerate(self.classes):
            for name in span.names:
                found.setdefault(name, []).append(place)
        return found

    @cached_property
    def class_starts(self) -> list[int]:
        return [span.start for span in self.classes]

    @cached_property
    def link_starts(self) -> list[int]:
        return [link.start for link in self.links]

    @cached_property
    def inside(self) -> frozenset[int]:
        """Places within a link, its first token not counted."""
        return frozenset(place for link in self.links for place in range(link.start + 1, link.end))

    def words(self, start: int, end: int) -> str:
        """The message's own words of a span."""
        if start >= end:
            return ""
        return self.text[self.tokens[start].start : self.tokens[end - 1].end]

    def part(self, start: int, end: int) -> View:
        return View(self, start, end)

    @property
    def all(self) -> View:
        return View(self, 0, len(self.tokens))


@dataclass(frozen=True)
class View:
    """A part of a message: a clause, or all of it."""

    linked: Linked
    start: int
    end: int

    @property
    def words(self) -> str:
        return self.linked.words(self.start, self.end)

    @property
    def tokens(self) -> Sequence[Token]:
        return self.linked.tokens[self.start : self.end]

    def spans(self, *names: str) -> Iterator[ClassSpan]:
        """Function words of any of the classes, in order."""
        known, classes = self.linked.of_class, self.linked.classes
        places = [place for name in names for place in known.get(name, ())]
        for place in sorted(set(places)) if len(names) > 1 else places:
            span = classes[place]
            if self.start <= span.start and span.end <= self.end:
                yield span

    def has(self, *names: str) -> bool:
        return next(self.spans(*names), None) is not None

    def starts_with(self, *names: str, skip: Sequence[str] = ()) -> ClassSpan | None:
        """The first function word if it is of one of the classes; words of the classes ``skip`` may stand before it."""
        place = self.start
        first = bisect_left(self.linked.class_starts, self.start)
        for at in range(first, len(self.linked.classes)):
            span = self.linked.classes[at]
            if span.end <= self.start or span.start < place:
                continue
            if span.start > place and any(token.type != "mark" for token in self.linked.tokens[place : span.start]):
                return None
            if span.end > self.end:
                return None
            if not span.names.isdisjoint(names):
                return span
            if span.names.isdisjoint(skip):
                return None
            place = span.end
        return None

    def links(self, *types: str) -> Iterator[Link]:
        first = bisect_left(self.linked.link_starts, self.start)
        for link in self.linked.links[first : bisect_left(self.linked.link_starts, self.end)]:
            if link.end <= self.end and (not types or link.type in types):
                yield link

    def link(self, *types: str) -> Link | None:
        return next(self.links(*types), None)

    def at(self, place: int) -> frozenset[str]:
        """Classes of the function word that covers a place."""
        return self.linked.classes_at(place)
