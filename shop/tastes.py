"""What a shopper's events say about their tastes: pure functions of the events and the items they touch.

An event's worth halves every ``HALF_LIFE``; a taste's weight is ``tanh(sum of worths / SCALE)``, so that it
stays in [-1, 1] and one glance never outweighs a purchase.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from shop.types import Event, Item, Taste

HALF_LIFE = timedelta(days=45)
SCALE = 5.0
WEAKEST = 0.19  # a single view is just enough
MOST = 24  # inferred tastes kept
EVIDENCE = 5

WORTH: dict[str, float] = {"view": 1.0, "search": 1.0, "cart": 3.0, "purchase": 4.0, "dismiss": -2.0}

_ASKING = re.compile(
    r"^(?:(?:hi|hello|hey|please|so|and|ok(?:ay)?|well)\b[\s,]*)*"
    r"(?:(?:i(?:'m| am)?|we(?:'re| are)?|can|could|would|do|have|you|is|are|there|me|us|let|just|also|really|still|"
    r"need|want|like|love|looking|look|searching|search|shopping|after|find|show|get|buy|see|give|got|sell|"
    r"for|to|some|any|a|an|the|something|anything|what about|how about)(?![\w-])\s*)+(?=\S)"
    r"|^(?:我?(?:想要?|需要|要)(?:买|找|看)?|有没有|请?给我(?:看看|推荐)?|推荐)(?:一[件双个条款些])?",
    re.IGNORECASE,
)
_NUMBER = r"(?:[€$£¥]|eur|usd|gbp)?\s?\d+(?:[.,]\d{1,2})?\s?(?:[€$£¥元块]|eur(?:os?)?|usd|dollars?|pounds?|gbp|bucks)?"
_PRICE = re.compile(
    rf"\b(?:for\s+)?(?:under|below|less than|cheaper than|up to|at most|max(?:imum)?|within|over|above|more than|"
    rf"at least|around|about|for)\s+{_NUMBER}(?!\s*(?:people|persons|days|nights|litres?|l\b|cm|kg))"
    rf"|\b(?:between|from)?\s*{_NUMBER}\s*(?:-|–|to|and)\s*{_NUMBER}(?=\s*$)"
    rf"|{_NUMBER}\s*(?:以下|以内|以上|左右)",
    re.IGNORECASE,
)
_MOVE = re.compile(
    r"\b(?:(?:a (?:bit|little)|much|even|far)\s+)?(?:cheap(?:er|est)?|pric(?:ier|iest)|more expensive|less expensive|"
    r"affordable|dearer|better|best|lighter|heavier|bigger|larger|smaller|newer|other|others|another|different|more|else|"
    r"similar|again|please|thanks?|ones?)\b|(?:更|再|最)?便宜(?:一?点|些)?(?:的|吗)?|贵一?点|还有(?:别的|其他)?|别的",
    re.IGNORECASE,
)
_HOLLOW = frozenset(
    "the a an some any something anything one it that this those these for in with and or of to my budget price show "
    "me i you thing things stuff product products item items".split()
)

Kind = Literal["brand", "category", "colour", "material", "use", "like"]


@dataclass(frozen=True)
class Derived:
    """What follows from the events: ``tastes`` strongest first, prices in the catalogue's currency."""

    tastes: tuple[Taste, ...] = ()
    price_low: Decimal | None = None
    price_high: Decimal | None = None
    brands: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()


@dataclass
class _Tally:
    text: str
    kind: Kind
    score: float = 0.0
    last: datetime | None = None
    evidence: dict[str, None] = field(default_factory=dict)


def infer(events: Sequence[Event], items: Mapping[str, Item], moment: datetime) -> Derived:
    """Tastes, price range, brands and sizes from events in any order; those of the future count as of now."""
    tallies: dict[tuple[str, str], _Tally] = {}
    sizes: dict[str, float] = {}
    prices: list[Decimal] = []
    for event in sorted(events, key=lambda event: event.ts, reverse=True):  # newest first
        worth = _worth(event, moment)
        item = items.get(event.item_id or "")
        for kind, text in _says(event, item):
            tally = tallies.setdefault((kind, norm(text)), _Tally(text, kind))
            tally.score += worth
            tally.last = tally.last or event.ts
            if len(tally.evidence) < EVIDENCE:
                tally.evidence[event.item_id or event.query or ""] = None
        if item is not None and worth > 0:
            if item.price is not None:
                prices.append(item.price)
            if len(item.sizes) == 1:
                sizes[item.sizes[0]] = sizes.get(item.sizes[0], 0.0) + worth
    tastes = sorted((_taste(tally, moment) for tally in tallies.values()), key=lambda taste: -abs(taste.weight))
    kept = tuple(taste for taste in tastes if abs(taste.weight) >= WEAKEST)[:MOST]
    low, high = _range(prices)
    return Derived(
        tastes=kept,
        price_low=low,
        price_high=high,
        brands=tuple(taste.text for taste in kept if taste.kind == "brand" and taste.weight > 0)[:5],
        sizes=tuple(sorted(sizes, key=lambda size: (-sizes[size], size)))[:5],
    )


@lru_cache(maxsize=20_000)
def norm(text: str) -> str:
    """A taste's text folded for comparison: case, accents' forms, punctuation and plural s."""
    words = re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold())
    return " ".join(_singular(word) for word in words) or text.strip().casefold()


def covered(text: str, blocked: Iterable[str]) -> bool:
    """Whether a blocked taste (already folded) covers this text: "shoe" covers "Running shoes"."""
    words = set(norm(text).split())
    return any(set(other.split()) <= words for other in blocked if other)


def allowed(derived: Derived, stated: Collection[Taste], blocked: Collection[str]) -> Derived:
    """What may be shown of the inferred: nothing that the shopper deleted, corrected or dislikes."""
    disliked = {norm(taste.text) for taste in stated if taste.kind == "dislike" or taste.weight < 0}
    said = {norm(taste.text) for taste in stated}
    shut = [*blocked, *disliked]
    return Derived(
        tastes=tuple(
            taste for taste in derived.tastes if norm(taste.text) not in said and not covered(taste.text, shut)
        ),
        price_low=derived.price_low,
        price_high=derived.price_high,
        brands=tuple(brand for brand in derived.brands if not covered(brand, shut)),
        sizes=tuple(size for size in derived.sizes if not covered(size, shut)),
    )


def subject(query: str) -> str:
    """The thing that a search is about, without the asking and the limits around it: "i need a blue jacket under 60"
    is about a "blue jacket", "cheaper" about nothing: an empty text."""
    text = query.strip(" \t.!?,;，。！？")
    for pattern in (_ASKING, _PRICE, _MOVE):
        text = pattern.sub(" ", text)
    words = " ".join(text.split()).strip(" .!?,;，。！？")
    return words if set(re.findall(r"\w+", words.casefold())) - _HOLLOW else ""


def budget(text: str) -> tuple[Decimal | None, Decimal | None]:
    """Lowest and highest price that a stated budget names: "under 60", "20 to 50", "over 100"."""
    numbers = sorted(Decimal(found.replace(",", ".")) for found in re.findall(r"\d+(?:[.,]\d{1,2})?", text))
    if not numbers:
        return None, None
    if len(numbers) > 1:
        return numbers[0], numbers[-1]
    upward = re.search(r"\b(over|above|more than|at least|from|min(imum)?)\b", text.casefold())
    return (numbers[0], None) if upward else (None, numbers[0])


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def _worth(event: Event, moment: datetime) -> float:
    base = ((event.value or 3.0) - 3.0) * 1.5 if event.type == "rating" else WORTH[event.type]
    age = max(timedelta(0), moment - event.ts)  # a clock may run ahead
    return base * math.exp2(-(age / HALF_LIFE))


def _says(event: Event, item: Item | None) -> list[tuple[Kind, str]]:
    """The tastes that an event speaks of."""
    if event.type == "search":
        sought = subject(event.query or "")
        return [("like", sought)] if sought and len(sought) <= 60 else []
    if item is None:
        return []
    said: list[tuple[Kind, str]] = []
    if item.brand:
        said.append(("brand", item.brand))
    if item.category:
        said.append(("category", item.category))
    if len(item.colours) <= 2:  # an item in ten colours says nothing of colour
        said += [("colour", colour) for colour in item.colours]
    said += [("material", material) for material in item.materials[:2]]
    said += [("use", use) for use in item.uses[:3]]
    return said


def _taste(tally: _Tally, moment: datetime) -> Taste:
    return Taste(
        text=tally.text,
        kind=tally.kind,
        weight=round(math.tanh(tally.score / SCALE), 4),
        source="events",
        evidence=tuple(tally.evidence),
        ts=min(tally.last or moment, moment),
    )


def _range(prices: list[Decimal]) -> tuple[Decimal | None, Decimal | None]:
    """The middle four fifths of the prices looked at."""
    if not prices:
        return None, None
    ordered = sorted(prices)
    cut = len(ordered) // 10
    return ordered[cut], ordered[len(ordered) - 1 - cut]
