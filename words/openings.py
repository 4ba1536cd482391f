"""First sentences: what the item is, who makes it and what for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from words.facts import Facts
from words.frames import form
from words.text import joined
from words.values import listed, split

Tone = Literal["plain", "warm", "brisk"]


def openings(facts: Facts, uses: Sequence[str], tone: Tone) -> list[str]:
    """Ways to introduce an item of a brand, by its own name; ``uses`` are as they follow "for"."""
    name, brand, kind = facts.short, facts.item.brand, facts.kind.partition(",")[0]
    end = f" for {joined(uses)}" if uses else ""
    whole = kind if facts.plural else f"{article(kind)} {kind}"
    are = form("[is|are]", facts.plural)
    made = f", made{end}" if end else ""
    plain = [f"{name} from {brand} {are} {whole}{end}.", f"{name} {are} {whole} by {brand}{made}."]
    if tone == "plain":
        return plain
    if tone == "brisk":
        return [f"{name} by {brand}: {kind}{end}.", f"{brand} {name}: {kind}{end}."]
    warm = [
        f"Meet {name}: {whole} from {brand}{',' + end if end else ''}.",
        f"{brand} makes {name}, {whole}{end}.",
        *([f"For {joined(uses)}, {brand} has {name}, {whole}."] if uses else []),
        *([] if facts.plural or "'" in kind else [f"{name} is {_own(brand)} {kind}{end}."]),  # not "Norrvik's men's"
    ]
    if facts.plural:  # "Arrow are shoes" is no English that one would say
        return [*warm, f"With {name}, {brand} brings you {whole}{end}."]
    return [*plain, *warm]


def plain_opening(facts: Facts, uses: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """Of a title that is all name: a sentence, and the facts that it tells."""
    item, are = facts.item, form("[is|are]", facts.plural)
    if uses:
        return f"{item.title} {are} made for {joined(uses)}.", ("title", "uses")
    materials = facts.get("materials")
    if materials:
        return f"{item.title} {are} made of {listed(split(materials.value))}.", ("title", "materials")
    if item.brand and item.brand not in item.title:
        return f"{item.title} {are} from {item.brand}.", ("title", "brand")
    for told in facts.story:
        if told[0].isupper() and told[-1] in ".!?":
            return told, ("title",)
    return f"This is {item.title}.", ("title",)


def _own(brand: str | None) -> str:
    """ "Norrvik's", "Potter & Lune's", "Holmes'"."""
    return f"{brand}'" if str(brand).endswith("s") else f"{brand}'s"


def article(noun: str) -> str:
    """ "a" or "an", by the sound of the first word."""
    if re.match(r"(?:8|11\b|18\b)|(?:LED|LCD|XL|SUV|MP|FM|HD)\b", noun):
        return "an"
    if re.match(r"(?:uni|use|usb|uv|euro|one)", noun, re.IGNORECASE):
        return "a"
    return "an" if noun[:1].lower() in "aeiou" else "a"
