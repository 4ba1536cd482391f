"""Single numbers in a text, each with the unit behind it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from shop.quantities.units import Unit, latin, units, wide, words

_FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3}
ALIKE = str.maketrans("−﹣－０１２３４５６７８９．，　\u00a0", "---0123456789.,  ")  # one for one: places stay
_THOUSANDS = "'’\u202f"
_NUMBER = (
    r"(?:\d/\d(?!\d)|[½¼¾⅓⅔]"
    rf"|(?:\d{{1,3}}(?:[.,{_THOUSANDS}]\d{{3}})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)?)(?:\s?[½¼¾⅓⅔]|\s\d/\d(?!\d))?)"
)


@dataclass(frozen=True)
class Quantity:
    """A number, or a range of them, in the base unit of its dimension.

    ``low`` equals ``high`` for a single number; an open end is infinite. ``dimension`` is "" for a bare number.
    ``pieces`` and ``each`` are set for "12 × 45 g" (low = high = 540), ``sides`` for "183 × 61 cm" (low = high = the
    longest); ``noun`` is the word behind a bare number ("players"). ``start`` and ``end`` are its place in the text,
    with the words that bound it ("at least 40 l").
    """

    low: float
    high: float
    dimension: str = ""
    unit: str = ""
    said: str = ""
    noun: str = ""
    pieces: float | None = None
    each: float | None = None
    sides: tuple[float, ...] = ()
    about: bool = False
    start: int = 0
    end: int = 0

    @property
    def single(self) -> bool:
        return self.low == self.high


def number(text: str, *, comma: bool = False) -> float:
    """ "2,000" → 2000, "1.500,5" → 1500.5, "1,5" → 1.5, "42 2/3" → 42.67; ValueError where it is none.

    ``comma``: where a text leaves it open, the comma is the decimal mark and "2.000" is two thousand.
    """
    text = text.translate(ALIKE).strip()
    part = 0.0
    for mark, value in _FRACTIONS.items():
        if mark in text:
            text, part = text.replace(mark, "").strip(), value
    if match := re.search(r"(?:^|\s)(\d)/([1-9])$", text):
        part = int(match[1]) / int(match[2])
        text = text[: match.start()].strip()
    return part + (_decimal(text, comma) if text else 0.0)


def _decimal(text: str, comma: bool) -> float:
    text = re.sub(f"[{_THOUSANDS}]", "", text)
    last = max(text.rfind("."), text.rfind(","))
    if last < 0:
        return float(text)
    mark, digits = text[last], len(text) - last - 1
    both = "." in text and "," in text
    thousands = "." if comma else ","
    if text.count(mark) > 1 or (mark == thousands and digits == 3 and not text.startswith("0") and not both):
        return float(text.replace(",", "").replace(".", ""))
    return float(text.replace("," if mark == "." else ".", "").replace(mark, "."))


@dataclass(frozen=True)
class Atom:
    """One number where it stands, with the unit behind it, if one is."""

    value: float
    unit: Unit | None
    start: int
    end: int

    @property
    def quantity(self) -> Quantity:
        if self.unit is None:
            return Quantity(self.value, self.value)
        base = self.unit.to_base(self.value)
        return Quantity(base, base, self.unit.dimension.name, self.unit.dimension.base)


@dataclass(frozen=True)
class Grammar:
    number: re.Pattern[str]
    spoken: re.Pattern[str]
    numbers: dict[str, float]
    before: re.Pattern[str]
    join: re.Pattern[str]
    lead: re.Pattern[str]
    between: re.Pattern[str]
    both: re.Pattern[str]
    times: re.Pattern[str]
    about: re.Pattern[str]
    low: tuple[re.Pattern[str], re.Pattern[str]]  # before the number, behind it
    high: tuple[re.Pattern[str], re.Pattern[str]]


@lru_cache(maxsize=1)
def grammar() -> Grammar:
    said = words()
    minus = _any(said["minus"])
    dash = r"[-–—~～]"
    start = r"(?:(?<=\d[x×*])|(?<![a-zA-ZÀ-ɏ\d_])(?<![\d][.,])(?<![€$£¥#])(?<![€$£¥]\s))"

    def pattern(text: str) -> re.Pattern[str]:
        return re.compile(text, re.IGNORECASE)

    return Grammar(
        number=pattern(rf"{start}(?P<minus>(?<![\w.,)])(?:-|–)\s?|{minus}\s?)?(?P<number>{_NUMBER})"),
        spoken=pattern(_any(said["numbers"]) + r"[\s-]?"),
        numbers={key.lower(): float(value) for key, value in said["numbers"].items()},
        before=pattern(rf"{_any(word for one in units().dimensions.values() for word in one.before)}\s*$"),
        join=pattern(rf"\s?{dash}\s?|\s*{_any(said['join'])}\s*"),
        lead=pattern(_any(said["lead"])),
        between=pattern(rf"{_any(said['between'])}\s*$"),
        both=pattern(rf"\s*(?:{_any(said['and'])}|{_any(said['join'])}|{dash})\s*"),
        times=pattern(rf"\s?(?:{'|'.join(map(re.escape, said['times']))})\s?"),
        about=pattern(rf"{_any(said['about'])}\s*$"),
        low=(pattern(rf"{_any(said['low_before'])}\s*$"), pattern(rf"\s?{_any(said['low_behind'])}")),
        high=(pattern(rf"{_any(said['high_before'])}\s*$"), pattern(rf"\s?{_any(said['high_behind'])}")),
    )


def _any(spellings: Iterable[str]) -> str:
    """The spellings as one pattern, the longest first; Latin words stand alone."""
    found = []
    for spelling in sorted(set(spellings), key=len, reverse=True):
        left, right = (r"\b" if latin(spelling[place]) else "" for place in (0, -1))
        found.append(left + re.escape(spelling).replace(r"\ ", r"\s+") + right)
    return f"(?:{'|'.join(found)})"


def atoms(text: str, comma: bool) -> list[Atom]:
    known_words, table = grammar(), units()
    found: list[Atom] = []
    for match in known_words.number.finditer(text):
        value = number(match["number"], comma=comma)
        joined = bool(found) and match.start("number") == found[-1].end + 1  # "30h-40h"
        if re.search(r"[^\W\d_]-$", text[: match.start("number")]) and not joined and not match["minus"]:
            continue  # KT-20
        unit, end = _unit(text, match.end())
        found.append(Atom(-value if match["minus"] else value, unit, match.start(), end))
    for match in known_words.spoken.finditer(text):
        if (
            (known := table.at(text, match.end()))
            and known[0].dimension.spoken
            and known[1] - match.end() > 1 - wide(text[match.end()])
        ):
            value = known_words.numbers[re.sub(r"\s+", " ", match[0].strip(" -").lower())]
            found.append(Atom(value, known[0], match.start(), known[1]))
    return sorted(found, key=lambda atom: atom.start)


def _unit(text: str, end: int) -> tuple[Unit | None, int]:
    if re.match(r"\s?in\s\d", text[end:]):
        return None, end  # "2 in 1" are no inches
    for gap in ("", " ", "-", " - "):
        if text.startswith(gap, end) and (known := units().at(text, end + len(gap))):
            return known
    return None, end
