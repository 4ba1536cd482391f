"""Text → quantities in base units: "2,000 mm", "−19 °C", "2 to 4 players", "from 8", "12 × 45 g", "IPX7", "2.5kg".

One parser reads what a catalogue states (:func:`read`: the text is one value) and what a shopper says (:func:`find`:
all quantities of a sentence). Numbers may be written in the English, continental or Chinese way. First single numbers
are found with their units, then neighbours become ranges, products and sums by the words between them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from shop.quantities.units import Unit, latin, units, wide, words

INF = math.inf
_FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3}
_ALIKE = str.maketrans("−﹣－０１２３４５６７８９．，　\u00a0", "---0123456789.,  ")  # one for one: places stay
_THOUSANDS = "'’\u202f"
_NUMBER = (
    r"(?:\d/\d(?!\d)|[½¼¾⅓⅔]"
    rf"|(?:\d{{1,3}}(?:[.,{_THOUSANDS}]\d{{3}})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)?)(?:\s?[½¼¾⅓⅔]|\s\d/\d(?!\d))?)"
)
_SUMS = frozenset({"time", "mass", "length", "years"})  # "1 h 30 min"


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
    text = text.translate(_ALIKE).strip()
    part = 0.0
    for mark, value in _FRACTIONS.items():
        if mark in text:
            text, part = text.replace(mark, "").strip(), value
    if match := re.search(r"(?:^|\s)(\d)/([1-9])$", text):
        part = int(match[1]) / int(match[2])
        text = text[: match.start()].strip()
    return part + (_decimal(text, comma) if text else 0.0)


def read(text: str, *, comma: bool = False) -> Quantity | None:
    """The value that a whole text states, or None: "up to 250 °C", "10 g a bar", "3 AAA batteries"; "USB-C" is none.

    ``comma`` as for :func:`number`.
    """
    plain = text.translate(_ALIKE)
    found = next(iter(_scan(plain, bare=True, comma=comma)), None)
    if found is None or _grammar().lead.sub("", plain[: found.start]).strip(" (±:"):
        return None  # none, or something else comes first
    rest = plain[found.end :]
    return None if re.match(r"[-/.:]\w", rest) else found  # a date, a code


def find(text: str, *, bare: bool = False, comma: bool = False) -> list[Quantity]:
    """All quantities with a unit in a text, in order; with ``bare`` those without one too ("4 players", "42")."""
    return _scan(text.translate(_ALIKE), bare=bare, comma=comma)


# ── single numbers ────────────────────────────────────────────────────────────────────────────


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
class _Atom:
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
class _Grammar:
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
def _grammar() -> _Grammar:
    said = words()
    minus = _any(said["minus"])
    dash = r"[-–—~～]"
    start = r"(?:(?<=\d[x×*])|(?<![a-zA-ZÀ-ɏ\d_])(?<![\d][.,])(?<![€$£¥#])(?<![€$£¥]\s))"

    def pattern(text: str) -> re.Pattern[str]:
        return re.compile(text, re.IGNORECASE)

    return _Grammar(
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


def _atoms(text: str, comma: bool) -> list[_Atom]:
    grammar, table = _grammar(), units()
    found: list[_Atom] = []
    for match in grammar.number.finditer(text):
        value = number(match["number"], comma=comma)
        joined = bool(found) and match.start("number") == found[-1].end + 1  # "30h-40h"
        if re.search(r"[^\W\d_]-$", text[: match.start("number")]) and not joined and not match["minus"]:
            continue  # KT-20
        unit, end = _unit(text, match.end())
        found.append(_Atom(-value if match["minus"] else value, unit, match.start(), end))
    for match in grammar.spoken.finditer(text):
        if (
            (known := table.at(text, match.end()))
            and known[0].dimension.spoken
            and known[1] - match.end() > 1 - wide(text[match.end()])
        ):
            value = grammar.numbers[re.sub(r"\s+", " ", match[0].strip(" -").lower())]
            found.append(_Atom(value, known[0], match.start(), known[1]))
    return sorted(found, key=lambda atom: atom.start)


def _unit(text: str, end: int) -> tuple[Unit | None, int]:
    if re.match(r"\s?in\s\d", text[end:]):
        return None, end  # "2 in 1" are no inches
    for gap in ("", " ", "-", " - "):
        if text.startswith(gap, end) and (known := units().at(text, end + len(gap))):
            return known
    return None, end


# ── what numbers are together ─────────────────────────────────────────────────────────────────


def _scan(text: str, *, bare: bool, comma: bool) -> list[Quantity]:
    grammar = _grammar()
    found = [
        Quantity(float(match[1]), float(match[1]), "ingress", "IPX", match[0], start=match.start(), end=match.end())
        for match in re.finditer(r"(?<!\w)IP(?:X|[0-6])(\d)K?(?!\w)", text, re.IGNORECASE)
    ]
    atoms = _atoms(text, comma)
    place = 0
    while place < len(atoms):
        made, taken = _together(grammar, text, atoms, place)
        place += taken
        if made is not None and (made := _bounded(grammar, text, made)) and (bare or made.dimension):
            found.append(replace(made, said=text[made.start : made.end].strip()))
    return _summed(sorted(found, key=lambda one: one.start), text)


def _together(grammar: _Grammar, text: str, atoms: list[_Atom], place: int) -> tuple[Quantity | None, int]:
    """The quantity that begins with an atom, and how many atoms it takes."""
    atom = atoms[place]
    row = [atom]
    for other in atoms[place + 1 :]:
        if not grammar.times.fullmatch(text[row[-1].end : other.start]):
            break
        row.append(other)
    if len(row) > 1:
        return _product(row), len(row)
    if place + 1 < len(atoms):
        other = atoms[place + 1]
        gap = text[atom.end : other.start]
        opened = grammar.between.search(text[: atom.start])
        if grammar.join.fullmatch(gap) or (opened and grammar.both.fullmatch(gap)):
            start = opened.start() if opened else atom.start
            return replace(_range(atom, other), start=start, end=other.end), 2
    if match := grammar.before.search(text[: atom.start]):
        name = match[0].strip().lower()
        dimension = next(one for one in units().dimensions.values() if name in one.before)
        made = Quantity(atom.value, atom.value, dimension.name, dimension.base)
        return replace(made, start=match.start(), end=atom.end), 1
    return replace(atom.quantity, start=atom.start, end=atom.end), 1


def _range(one: _Atom, other: _Atom) -> Quantity:
    first, second = one.unit or other.unit, other.unit or one.unit
    low, high = replace(one, unit=first).quantity, replace(other, unit=second).quantity
    if low.dimension != high.dimension:
        return low
    return replace(high, low=min(low.low, high.low), high=max(low.high, high.high))


def _product(row: list[_Atom]) -> Quantity | None:
    """ "183 × 61 cm" has sides, "12 × 45 g" pieces; bare numbers are neither."""
    unit = next((atom.unit for atom in reversed(row) if atom.unit), None)
    if unit is None:
        return None
    made = replace(replace(row[-1], unit=unit).quantity, start=row[0].start, end=row[-1].end)
    if unit.dimension.name == "length":
        sides = tuple((atom.unit or unit).to_base(atom.value) for atom in row)
        return replace(made, low=max(sides), high=max(sides), sides=sides)
    pieces = math.prod(atom.value for atom in row[:-1])
    return replace(made, low=pieces * made.low, high=pieces * made.low, pieces=pieces, each=made.low)


def _bounded(grammar: _Grammar, text: str, made: Quantity) -> Quantity | None:
    """With the words before and behind it; None for money and codes."""
    if not made.dimension:
        if re.match(r"\s?[€$£¥]|[A-Za-z]", text[made.end :]):
            return None
        if behind := re.match(r"\s?-?\s?([^\W\d_]{2,}|[\u4e00-\u9fff])", text[made.end :]):
            made = replace(made, noun=behind[1])
    lead, rest = text[: made.start], text[made.end :]
    if about := grammar.about.search(lead):
        return replace(made, about=True, start=about.start())
    for (before, behind_it), low in ((grammar.low, True), (grammar.high, False)):
        first, last = before.search(lead), behind_it.match(rest)
        if low and first and grammar.high[0].search(lead):
            first = None  # "no more than" is not "more than"
        if first or last:
            start = first.start() if first else made.start
            end = made.end + last.end() if last else made.end
            made = replace(made, start=start, end=end)
            return made if not made.single else replace(made, high=INF) if low else replace(made, low=-INF)
    return made


def _summed(found: list[Quantity], text: str) -> list[Quantity]:
    """ "1 h 30 min" is one quantity; what lies within another is none."""
    kept: list[Quantity] = []
    for one in found:
        last = kept[-1] if kept else None
        if last is not None and one.start < last.end:
            continue
        if last is not None and _adds(last, one) and not text[last.end : one.start].strip():
            total = last.low + one.low
            said = text[last.start : one.end]
            kept[-1] = replace(last, low=total, high=total, said=said, end=one.end)
            continue
        kept.append(one)
    return kept


def _adds(last: Quantity, one: Quantity) -> bool:
    plain = last.single and one.single and not (last.sides or one.sides or last.pieces or one.pieces)
    return plain and one.dimension == last.dimension and one.dimension in _SUMS and 0 < one.low < last.low
