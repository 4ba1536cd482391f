"""Qualities turned round: "not too strong" asks for what is mild, and not for what is strong."""

from __future__ import annotations

import re

from retrieval.understanding.reading import Reading

_NOT_TOO = re.compile(r"\b(?:not|nothing|never|isn'?t|aren'?t) (?:too|so|very|overly|all that|that) ([a-z]+)\b")
_PRICES = frozenset("expensive pricey dear cheap much many".split())  # read as prices and numbers
OPPOSITES = {
    "strong": "mild", "bitter": "mild", "hot": "mild", "spicy": "mild", "heavy": "light", "big": "small",
    "large": "small", "bulky": "compact", "small": "large", "loud": "quiet", "noisy": "quiet", "dark": "light",
    "bright": "soft", "thick": "thin", "thin": "thick", "hard": "soft", "soft": "firm", "warm": "light",
    "formal": "casual", "tight": "loose", "loose": "tight", "long": "short", "short": "long", "wide": "narrow",
    "narrow": "wide", "flashy": "plain", "colourful": "plain", "colorful": "plain", "fancy": "plain",
}  # fmt: skip


def read_degrees(reading: Reading) -> None:
    """Take "not too strong", and rank by the opposite where there is a word for it."""
    for match in list(_NOT_TOO.finditer(reading.open)):
        word = match[1]
        if word in _PRICES:
            continue
        reading.take(*match.span())
        if word in OPPOSITES:
            reading.ranked.append(OPPOSITES[word])
