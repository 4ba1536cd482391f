"""Numbers with their units: what a text says, and whether another text says the same."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from retrieval.text import fold

SPELT: dict[str, int | Decimal] = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
    "twelve": 12, "dozen": 12, "half": Decimal("0.5"), "double": 2, "twice": 2, "triple": 3, "hundred": 100,
    "thousand": 1000,
}  # fmt: skip
_UNITS = {
    "millimetre": "mm", "millimeter": "mm", "centimetre": "cm", "centimeter": "cm", "metre": "m", "meter": "m",
    "kilometre": "km", "kilometer": "km", "gram": "g", "gramme": "g", "kilogram": "kg", "kilo": "kg", "litre": "l",
    "liter": "l", "millilitre": "ml", "milliliter": "ml", "watt": "w", "volt": "v", "lumen": "lm", "kelvin": "k",
    "hour": "h", "minute": "min", "min": "min", "second": "s", "day": "day", "week": "week", "month": "month",
    "year": "year", "percent": "%", "degree": "°", "celsius": "°c", "euro": "money", "eur": "money", "dollar": "money",
    "usd": "money", "gbp": "money", "inch": "inch", "ounce": "oz", "lb": "lb", "cuin": "cuin", "hrc": "hrc",
    "kcal": "kcal", "calorie": "kcal", "mah": "mah", "star": "star", "feet": "ft", "foot": "ft", "mile": "mile",
}  # fmt: skip
_SHORT = ("g/m²", "g/m2", "°c", "mm", "cm", "km", "m", "kg", "g", "ml", "l", "w", "v", "lm", "k", "h", "s", "%", "°",
          "oz", "ft", "mb", "gb", "tb", "hz", "mah", "d")  # fmt: skip
_SCALES = {"kg": ("g", 1000), "l": ("ml", 1000), "cm": ("mm", 10), "m": ("mm", 1000), "km": ("mm", 1_000_000)}
_MONEY = "€$£¥"
_NUMBER = re.compile(
    rf"(?P<money>[{_MONEY}])?\s?(?P<minus>(?<![\w])-)?(?P<digits>\d+(?:,\d{{3}})*(?:\.\d+)?)"
    rf"|(?<![\w])(?P<spelt>{'|'.join(SPELT)})(?![\w])"
)
_UNIT = re.compile(
    rf"[\s-]{{0,2}}(?:(?P<short>{'|'.join(map(re.escape, _SHORT))})(?![\w/])|(?P<money>[{_MONEY}])"
    rf"|(?P<long>{'|'.join(_UNITS)})(?:e?s)?(?![\w]))"
)


class Quantity(NamedTuple):
    """A number in its base unit (grams, millilitres, millimetres); ``unit`` is empty where none is said."""

    value: Decimal
    unit: str


def quantities(text: str) -> set[Quantity]:
    """Every number in the text, "2" of "two" included. "one" is left out: it is mostly a pronoun."""
    text = fold(text.replace("−", "-").replace("–", "-").replace("½", "0.5").replace("¼", "0.25"))
    found: set[Quantity] = set()
    open_range: Decimal | None = None  # "100 to 120 cm": the first number takes the second's unit
    last_end = -1
    for match in _NUMBER.finditer(text):
        value = Decimal(SPELT[match["spelt"]]) if match["spelt"] else Decimal(match["digits"].replace(",", ""))
        if match["minus"]:
            value = -value
        after = _UNIT.match(text, match.end())
        unit = "money" if match["money"] or (after and after["money"]) else _unit(after)
        between = text[last_end : match.start()].strip() if last_end >= 0 else "x"
        if open_range is not None and unit and between in ("to", "-", "x", "×", "and", "or") and last_end >= 0:
            found.add(_base(open_range, unit))
        found.add(_base(value, unit))
        open_range = value if not unit else None
        last_end = match.end()
    return found


def _unit(match: re.Match[str] | None) -> str:
    if match is None:
        return ""
    if match["short"]:
        return {"g/m2": "g/m²"}.get(match["short"], match["short"])
    return _UNITS[match["long"]]


def _base(value: Decimal, unit: str) -> Quantity:
    base, factor = _SCALES.get(unit, (unit, 1))
    return Quantity((value * factor).normalize(), base)
