"""Text → quantities in base units: "2,000 mm", "−19 °C", "2 to 4 players", "from 8", "12 × 45 g", "IPX7", "2.5kg".

One parser reads what a catalogue states (:func:`read`: the text is one value) and what a shopper says (:func:`find`: all
quantities of a sentence). Numbers may be written in the English, continental or Chinese way.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from shop.quantities.units import Unit, units, words

INF = math.inf
_FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3}
_ALIKE = str.maketrans("−﹣－０１２３４５６７８９．，　\u00a0", "---0123456789.,  ")  # one for one: places stay
_WIDE = r"\u3040-\u9fff\uac00-\ud7af"  # written without blanks between words
_NUMBER = (
    r"(?:(?:\d{1,3}(?:[.,'’\u202f]\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)?)(?:\s?[½¼¾⅓⅔]|\s\d/\d(?!\d))?|\d/\d(?!\d)|[½¼¾⅓⅔])"
)


@dataclass(frozen=True)
class Quantity:
    """A number, or a range of them, in the base unit of its dimension.

    ``low`` equals ``high`` for a single number; an open end is infinite. ``dimension`` is "" for a bare number.
    ``pieces`` and ``each`` are set for "12 × 45 g" (low = high = 540), ``sides`` for "183 × 61 cm" (low = high = the
    longest); ``noun`` is the word behind a bare number ("players"). ``start`` and ``end`` are its place in the text.
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


def number(text: str) -> float:
    """ "2,000" → 2000, "1.500,5" → 1500.5, "1,5" → 1.5, "42 2/3" → 42.67; ValueError where it is none."""
    text = text.translate(_ALIKE).strip()
    total = 0.0
    for mark, value in _FRACTIONS.items():
        if mark in text:
            text, total = text.replace(mark, "").strip(), value
    if match := re.search(r"(?:^|\s)(\d)/(\d)$", text):
        total = int(match[1]) / int(match[2])
        text = text[: match.start()].strip()
    return total + (_decimal(text) if text else 0.0)


def _decimal(text: str) -> float:
    text = re.sub(r"['’\u202f]", "", text)
    last = max(text.rfind("."), text.rfind(","))
    if last < 0:
        return float(text)
    mark, digits = text[last], len(text) - last - 1
    both = "." in text and "," in text
    thousands = text.count(mark) > 1 or (mark == "," and digits == 3 and not text.startswith("0") and not both)
    if thousands:
        return float(text.replace(",", "").replace(".", ""))
    other = "," if mark == "." else "."
    return float(text.replace(other, "").replace(mark, "."))


def read(text: str) -> Quantity | None:
    """The value that a whole text states, or None: "up to 250 °C", "10 g a bar", "3 AAA batteries"; "USB-C" is none."""
    plain = text.translate(_ALIKE)
    for found in _scan(plain, bare=True):
        if plain[: found.start].strip():
            return None  # something else comes first
        rest = plain[found.end :]
        if re.match(r"[-/.:]?\w", rest) and not _wide(rest):
            return None  # a date, a code
        return found
    return None


def find(text: str, *, bare: bool = False) -> list[Quantity]:
    """All quantities with a unit in a text, in order; with ``bare`` those without one too ("4 players", "42")."""
    return list(_scan(text.translate(_ALIKE), bare=bare))


# ── the grammar ───────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class _Grammar:
    quantity: re.Pattern[str]
    rating: re.Pattern[str]
    numbers: dict[str, float]
    times: frozenset[str]


def _either(spellings: Iterable[str]) -> str:
    """The spellings as one pattern, the longest first; a Latin word ends at its end."""
    found = []
    for spelling in sorted(set(spellings), key=len, reverse=True):
        pattern = re.escape(spelling).replace(r"\ ", r"\s?")
        if len(spelling) == 1 and spelling.isalpha():
            pattern = rf"(?-i:{pattern})"
        found.append(pattern + (rf"(?![^\W_{_WIDE}]|[²³])" if _latin(spelling[-1]) else ""))
    return "(?:" + "|".join(found) + ")" if found else "(?!)"


def _word(spellings: Iterable[str]) -> str:
    """The same for words that stand alone."""
    found = []
    for spelling in sorted(set(spellings), key=len, reverse=True):
        pattern = re.escape(spelling).replace(r"\ ", r"\s+")
        found.append((r"\b" if _latin(spelling[0]) else "") + pattern + (r"\b" if _latin(spelling[-1]) else ""))
    return "(?:" + "|".join(found) + ")"


def _latin(char: str) -> bool:
    return char.isalnum() and not _wide(char)


def _wide(text: str) -> bool:
    return bool(re.match(f"[{_WIDE}]", text))


@lru_cache(maxsize=1)
def _grammar() -> _Grammar:
    table, said = units(), words()
    unit = _either(table.spelled)
    spoken = _either(key for key, one in table.spelled.items() if one.dimension.spoken and len(key) > 2 or _wide(key))
    before = _word(word for dimension in table.dimensions.values() for word in dimension.before)
    times, minus = _word(said["times"]), _word(said["minus"])
    number = rf"(?:(?<![\w.,])-\s?|(?<!\w)–|{minus}\s?)?{_NUMBER}"
    one = rf"(?:{number}(?:\s?-?\s?{unit})?)"
    dash = r"(?:\s?[-–—~～]\s?)"
    behind = "|".join((_word(said["low_behind"]), r"\+"))
    pattern = rf"""
        (?:(?P<between>{_word(said["between"])})\s*(?P<b1>{number})\s*(?P<bu1>{unit})?\s*(?:{_word(said["and"])}|{_word(said["join"])}|-)\s*(?P<b2>{number})\s*-?\s*(?P<bu2>{unit})?)
        |
        (?:(?:(?P<about>{_word(said["about"])})|(?P<lowb>{_word(said["low_before"])})|(?P<highb>{_word(said["high_before"])}))\s*)?
        (?:
            (?P<before>{before})\s*(?P<bn>\d+)
          | (?P<n1>{number})(?:\s?-?\s?(?P<u1>{unit}))?
            (?:
                (?P<more>(?:\s?{times}\s?{one})+)
              | (?:{dash}|\s*{_word(said["join"])}\s*)(?P<n2>{number})(?:\s?-?\s?(?P<u2>{unit}))?
            )?
          | (?P<word>{_word(said["numbers"])})\s?-?(?P<wu>{spoken})
        )
        (?:\s*(?:(?P<lowa>{behind})|(?P<higha>{_word(said["high_behind"])})))?
    """
    return _Grammar(
        quantity=re.compile(rf"(?<![^\W{_WIDE}])(?<![.,€$£¥#])(?<![€$£¥]\s)(?:{pattern})", re.I | re.X),
        rating=re.compile(r"(?<!\w)IP(?:X|[0-6])(\d)K?(?!\w)", re.I),
        numbers={key.lower(): float(value) for key, value in said["numbers"].items()},
        times=frozenset(said["times"]),
    )


def _scan(text: str, *, bare: bool) -> list[Quantity]:
    grammar = _grammar()
    found = [
        Quantity(float(match[1]), float(match[1]), "ingress", "IPX", match[0], start=match.start(), end=match.end())
        for match in grammar.rating.finditer(text)
    ]
    for match in grammar.quantity.finditer(text):
        parts = {key: value for key, value in match.groupdict().items() if value is not None}
        quantity = _quantity(grammar, parts)
        if quantity is None or (not quantity.dimension and not bare):
            continue
        end = match.end() - (len(match[0]) - len(match[0].rstrip()))
        behind = re.match(r"\s?-?\s?([^\W\d_]{2,})", text[end:]) if not quantity.dimension else None
        if not quantity.dimension and re.match(r"\s?[€$£¥%]|[A-Za-z]", text[end:]):
            continue  # money; a code
        noun = behind[1] if behind else ""
        found.append(replace(quantity, said=match[0].strip(), noun=noun, start=match.start(), end=end))
    return _joined(sorted(found, key=lambda one: one.start), text)


def _quantity(grammar: _Grammar, parts: dict[str, str]) -> Quantity | None:
    table = units()
    if "b1" in parts:
        second = table.get(parts["bu2"]) if "bu2" in parts else None
        first = table.get(parts["bu1"]) if "bu1" in parts else second
        return _range(_value(parts["b1"]), first, _value(parts["b2"]), second or first)
    if "before" in parts:
        dimension = next(d for d in table.dimensions.values() if parts["before"].lower() in d.before)
        made = _one(float(parts["bn"]), Unit(dimension, 1.0))
    elif "word" in parts:
        made = _one(grammar.numbers[re.sub(r"\s+", " ", parts["word"].lower())], table.get(_spelling(parts["wu"])))
    elif "more" in parts:
        made = _product(parts)
    else:
        first = table.get(_spelling(parts["u1"])) if "u1" in parts else None
        if "n2" in parts:
            second = table.get(_spelling(parts["u2"])) if "u2" in parts else first
            made = _range(_value(parts["n1"]), first or second, _value(parts["n2"]), second)
        else:
            made = _one(_value(parts["n1"]), first)
    if made is None or not made.single:
        return made
    if "lowb" in parts or "lowa" in parts:
        return replace(made, high=INF)
    if "highb" in parts or "higha" in parts:
        return replace(made, low=-INF)
    return replace(made, about="about" in parts)


def _spelling(said: str) -> str:
    """As the table has it: one blank where there were several or none."""
    if units().get(said) is not None:
        return said
    return next((key for key in units().spelled if key.replace(" ", "") == re.sub(r"\s", "", said.lower())), said)


def _value(said: str) -> float:
    """A number with its sign."""
    bare = re.sub(r"^[^\d½¼¾⅓⅔]+", "", said)
    return -number(bare) if len(bare) < len(said) else number(bare)


def _one(value: float, unit: Unit | None) -> Quantity:
    if unit is None:
        return Quantity(value, value)
    base = unit.to_base(value)
    return Quantity(base, base, unit.dimension.name, unit.dimension.base)


def _range(low: float, first: Unit | None, high: float, second: Unit | None) -> Quantity | None:
    if first and second and first.dimension != second.dimension:
        return _one(low, first)
    one, other = _one(low, first), _one(high, second)
    return replace(other, low=min(one.low, other.low), high=max(one.high, other.high))


def _product(parts: dict[str, str]) -> Quantity | None:
    """ "183 × 61 cm" has sides, "12 × 45 g" pieces."""
    found = [(_value(parts["n1"]), parts.get("u1"))]
    unit = re.compile(_either(units().spelled) + r"\s*$", re.I)
    for said in re.split(rf"\s?{_word(_grammar().times)}\s?", parts["more"].strip(), flags=re.I):
        if said:
            match = unit.search(said)
            bare = said[: match.start()].strip(" -") if match else said
            found.append((_value(bare), match[0].strip() if match else None))
    known = [one for _, spelled in found if spelled and (one := units().get(_spelling(spelled)))]
    if not known:
        return None
    last = known[-1]
    if last.dimension.name == "length":
        each = [units().get(_spelling(spelled)) if spelled else None for _, spelled in found]
        sides = tuple((own or last).to_base(value) for (value, _), own in zip(found, each, strict=True))
        return replace(_one(0, last), low=max(sides), high=max(sides), sides=sides)
    pieces = math.prod(value for value, _ in found[:-1])
    each_base = last.to_base(found[-1][0])
    return replace(_one(0, last), low=pieces * each_base, high=pieces * each_base, pieces=pieces, each=each_base)


def _joined(found: list[Quantity], text: str) -> list[Quantity]:
    """ "1 h 30 min" is one quantity."""
    kept: list[Quantity] = []
    for one in found:
        last = kept[-1] if kept else None
        if last is not None and one.start < last.end:
            continue
        if (
            last is not None
            and last.single
            and one.single
            and one.dimension
            and one.dimension == last.dimension
            and one.dimension in ("time", "mass", "length", "years")
            and not (last.sides or one.sides or last.pieces or one.pieces)
            and not text[last.end : one.start].strip()
            and 0 < one.low < last.low
        ):
            total = last.low + one.low
            kept[-1] = replace(last, low=total, high=total, said=text[last.start : one.end], end=one.end)
            continue
        kept.append(one)
    return kept
