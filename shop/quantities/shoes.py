"""Shoe sizes: "US 10", "uk 8.5", "42 2/3" as European sizes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from shop.quantities.parse import number
from shop.quantities.units import toml

System = Literal["eu", "us", "uk"]
Kind = Literal["men", "women", "kids"]

_NUMBER = r"(?P<{0}>\d{{1,2}}(?:[.,]5|½|\s?[⅓⅔]|\s[12]/[23])?)(?![\d/])"
_SIZE = re.compile(
    rf"(?<![^\W\d_])(?P<before>eu|us|uk)\s*(?:size\s*)?{_NUMBER.format('a')}"
    rf"|(?<![\d.,/]){_NUMBER.format('b')}\s*\(?(?P<behind>eu|us|uk)(?![^\W\d_])",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class ShoeSize:
    """A size as it was said, and where."""

    system: System
    number: float
    start: int
    end: int


def find_size(text: str) -> ShoeSize | None:
    """The first size with its system: "size 10 us men's", "UK 8.5"; None where no system is named."""
    match = _SIZE.search(text)
    if match is None:
        return None
    said = (match["before"] or match["behind"]).lower()
    system: System = "us" if said == "us" else "uk" if said == "uk" else "eu"
    return ShoeSize(system, number(match["a"] or match["b"]), match.start(), match.end())


def european(system: System, size: float, kind: Kind | None = None) -> Mapping[Kind, float]:
    """The European size for each kind of shoe, or for ``kind`` alone; empty for a size there is none of."""
    kinds: list[Kind] = [kind] if kind else ["men", "women", "kids"]
    if system == "eu":
        return dict.fromkeys(kinds, size)
    return {own: _table()[own][system][size] for own in kinds if size in _table()[own][system]}


def nearest(size: float, offered: list[str]) -> str | None:
    """Of the sizes that a shop has the one nearest to a European size, within half a size; the larger of two."""
    numbers = [(value, number(value)) for value in offered if re.fullmatch(r"\d{2}(?:[.,]\d)?(?:\s[12]/[23])?", value)]
    near = [(abs(own - size), -own, value) for value, own in numbers if abs(own - size) <= 0.5]
    return min(near)[2] if near else None


@lru_cache(maxsize=1)
def _table() -> dict[str, dict[str, dict[float, float]]]:
    """Kind → system → size → European size."""
    return {
        kind: {system: dict(zip(row[system], row["eu"], strict=True)) for system in ("us", "uk")}
        for kind, row in toml("shoes.toml").items()
    }
