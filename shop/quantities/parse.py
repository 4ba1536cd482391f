"""Text → quantities in base units: "2,000 mm", "−19 °C", "2 to 4 players", "from 8", "12 × 45 g", "IPX7", "2.5kg".

One parser reads what a catalogue states (:func:`read`: the text is one value) and what a shopper says (:func:`find`:
all quantities of a sentence). Numbers may be written in the English, continental or Chinese way. First single numbers
are found with their units, then neighbours become ranges, products and sums by the words between them.
"""

from __future__ import annotations

import math
import re
from dataclasses import replace

from shop.quantities.atoms import ALIKE, Atom, Grammar, Quantity, atoms, grammar, number
from shop.quantities.units import units

__all__ = ["INF", "Quantity", "find", "number", "read"]

INF = math.inf
_SUMS = frozenset({"time", "mass", "length", "years"})  # "1 h 30 min"


def read(text: str, *, comma: bool = False) -> Quantity | None:
    """The value that a whole text states, or None: "up to 250 °C", "10 g a bar", "3 AAA batteries"; "USB-C" is none.

    ``comma`` as for :func:`number`.
    """
    plain = text.translate(ALIKE)
    found = next(iter(_scan(plain, bare=True, comma=comma)), None)
    if found is None or grammar().lead.sub("", plain[: found.start]).strip(" (±:"):
        return None  # none, or something else comes first
    rest = plain[found.end :]
    return None if re.match(r"[-/.:]\w", rest) else found  # a date, a code


def find(text: str, *, bare: bool = False, comma: bool = False) -> list[Quantity]:
    """All quantities with a unit in a text, in order; with ``bare`` those without one too ("4 players", "42")."""
    return _scan(text.translate(ALIKE), bare=bare, comma=comma)


# ── what numbers are together ─────────────────────────────────────────────────────────────────


def _scan(text: str, *, bare: bool, comma: bool) -> list[Quantity]:
    said = grammar()
    found = [
        Quantity(float(match[1]), float(match[1]), "ingress", "IPX", match[0], start=match.start(), end=match.end())
        for match in re.finditer(r"(?<!\w)IP(?:X|[0-6])(\d)K?(?!\w)", text, re.IGNORECASE)
    ]
    row = atoms(text, comma)
    place = 0
    while place < len(row):
        made, taken = _together(said, text, row, place)
        place += taken
        if made is not None and (made := _bounded(said, text, made)) and (bare or made.dimension):
            found.append(replace(made, said=text[made.start : made.end].strip()))
    return _summed(sorted(found, key=lambda one: one.start), text)


def _together(grammar: Grammar, text: str, atoms: list[Atom], place: int) -> tuple[Quantity | None, int]:
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


def _range(one: Atom, other: Atom) -> Quantity:
    first, second = one.unit or other.unit, other.unit or one.unit
    low, high = replace(one, unit=first).quantity, replace(other, unit=second).quantity
    if low.dimension != high.dimension:
        return low
    return replace(high, low=min(low.low, high.low), high=max(low.high, high.high))


def _product(row: list[Atom]) -> Quantity | None:
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


def _bounded(grammar: Grammar, text: str, made: Quantity) -> Quantity | None:
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
