"""What of an item to bring forward for one shopper: their tastes, as far as the item's facts answer to them."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.text import fold, stem
from shop.types import Profile, Taste
from words.facts import Facts
from words.frames import Frames
from words.text import words

MOST = 3  # tastes that colour one text
ACCENTS = 2  # topics that go before the others
SURE = 0.76  # a weight: five views or so of late, or a purchase and a view
EVENTS = 2  # things that a taste was seen in


@dataclass(frozen=True)
class Liked:
    """A taste that a fact answers to: ``fact`` names it, ``text`` is the catalogue's own word for it."""

    fact: str
    text: str


@dataclass(frozen=True)
class Emphasis:
    liked: tuple[Liked, ...] = ()
    favoured: tuple[str, ...] = ()  # names of facts, those to say first first
    accents: tuple[str, ...] = ()  # topics of facts to go on with
    affordable: bool = False  # the price is within what the shopper usually spends

    @property
    def neutral(self) -> bool:
        return not self.accents

    @property
    def segment(self) -> str:
        """All by which one shopper's text differs from another's; two shoppers of one segment share a text."""
        liked = ",".join(f"{one.fact}={one.text}" for one in self.liked)
        return f"{liked}|{','.join(self.favoured)}|{','.join(self.accents)}|{int(self.affordable)}"

    @classmethod
    def of(cls, facts: Facts, profile: Profile | None, frames: Frames) -> Emphasis:
        if profile is None:
            return cls()
        tastes = [taste for taste in profile.tastes if taste.weight > 0 and taste.kind != "dislike"]
        liked: list[Liked] = []
        favoured: list[str] = []
        used = 0
        for taste in tastes:
            if used == MOST or _presumed(taste):
                continue
            found = _answer(taste, facts)
            near = [name for name in frames.affinities.get(fold(taste.text), ()) if facts.get(name)]
            if found is not None and found not in liked:
                liked.append(found)
            favoured += [name for name in near if name not in favoured and (name != "weight" or frames.weighs(facts))]
            used += bool(found or near)
        budget = any(taste.kind == "budget" and taste.weight > 0 for taste in profile.tastes)
        price, high = facts.item.price, profile.price_high
        affordable = bool(budget and price and high and price <= high)
        return cls(tuple(liked), tuple(favoured), _accents(tastes, frames), affordable)


def _accents(tastes: Sequence[Taste], frames: Frames) -> tuple[str, ...]:
    """A topic for each taste: its own where the frames know it, else always the same one."""
    topics = []
    for text in (fold(taste.text) for taste in tastes):
        topics.append(frames.accents.get(text) or frames.topics[zlib.crc32(text.encode()) % len(frames.topics)])
    return tuple(dict.fromkeys(topics))[:ACCENTS]


def _presumed(taste: Taste) -> bool:
    """A few looked-at blue things make no lover of blue, and one purchase no follower of a brand: such a taste ranks,
    but is not said to the shopper's face. A brand is once it was met in several things, and much.
    """
    if taste.source != "events" or taste.kind not in ("colour", "material", "brand"):
        return False
    return taste.kind != "brand" or taste.weight < SURE or len(taste.evidence) < EVENTS


def _answer(taste: Taste, facts: Facts) -> Liked | None:
    item = facts.item
    said = _stems(taste.text)
    lists = (("uses", item.uses), ("colours", item.colours), ("materials", item.materials))
    for name, values in lists:
        for value in values:
            if said and said <= _stems(value):
                return Liked(name, value)
    for size in item.sizes:
        if taste.kind == "size" and fold(size) == fold(taste.text).removeprefix("size").strip():
            return Liked("sizes", size)
    if item.brand and fold(item.brand) == fold(taste.text):
        return Liked("brand", item.brand)
    for fact in facts.facts:
        if fact.holds and fact.value.lower() in ("yes", "true") and said and said == _stems(fact.name):
            return Liked(fact.name, fact.name)
    return None


def _stems(text: str) -> set[str]:
    return {stem(word) for word in words(text)}
