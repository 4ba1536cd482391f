"""The units that quantities are written in: spellings to base units, the factors from pint."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Dimension:
    name: str  # mass, length, …
    base: str  # the unit that filters and columns hold, as it is written: g, mm
    field: str  # what a number of this dimension is called that stands in a text
    spoken: bool = False  # read with number words too
    before: tuple[str, ...] = ()  # spellings that stand before the number: "UPF 50"


@dataclass(frozen=True)
class Unit:
    """``number * factor + offset`` is the number in the dimension's base unit."""

    dimension: Dimension
    factor: float
    offset: float = 0.0

    def to_base(self, number: float) -> float:
        return round(number * self.factor + self.offset, 9)


@dataclass(frozen=True)
class Units:
    dimensions: Mapping[str, Dimension]
    spelled: Mapping[str, Unit]  # spelling → unit; of one letter as it is, longer ones in lower case

    longest: int  # characters of a spelling

    def get(self, spelling: str) -> Unit | None:
        return self.spelled.get(_key(spelling))

    def at(self, text: str, place: int) -> tuple[Unit, int] | None:
        """The longest spelling that begins at a place of a text, and where it ends; a Latin word is read whole."""
        for end in range(min(len(text), place + self.longest), place, -1):
            unit = self.get(text[place:end])
            if unit is not None and not (latin(text[end - 1]) and end < len(text) and _goes_on(text[end])):
                return unit, end
        return None


@lru_cache(maxsize=1)
def units() -> Units:
    """Read once a process, a third of a second: pint parses its own definitions and ours."""
    import pint

    table = toml("units.toml")
    registry: Any = pint.UnitRegistry()
    for line in table.pop("define"):
        registry.define(line)
    dimensions, spelled = {}, {}
    for name, row in table.items():
        dimension = Dimension(name, row["base"], row["field"], bool(row.get("spoken")), tuple(row.get("before", ())))
        dimensions[name] = dimension
        base = registry.parse_expression(row["pint"])
        for expression, spellings in row["units"].items():
            unit = _unit(registry, expression, base, dimension)
            for spelling in spellings:
                spelled[_key(spelling)] = unit
    return Units(dimensions, spelled, max(map(len, spelled)))


def _unit(registry: Any, expression: str, base: Any, dimension: Dimension) -> Unit:
    """The straight line from a unit to the base: degrees have an offset, all others none."""
    parsed = registry.parse_expression(expression)
    if not parsed._is_multiplicative:
        zero, one = (registry.Quantity(number, parsed.units).to(base.units).magnitude for number in (0.0, 1.0))
        return Unit(dimension, one - zero, zero)
    if not base._is_multiplicative:
        raise ValueError(f"units.toml: {expression!r} has no offset, its base {dimension.base!r} has one")
    return Unit(dimension, float((parsed / base).to_base_units().magnitude))


@lru_cache(maxsize=1)
def words() -> dict[str, Any]:
    """Words around numbers."""
    return toml("words.toml")


def toml(name: str) -> dict[str, Any]:
    """A data file of this package."""
    return tomllib.loads((_HERE / name).read_text(encoding="utf-8"))


def wide(char: str) -> bool:
    """Whether it belongs to a script that is written without blanks between words."""
    return "\u3040" <= char <= "\u9fff" or "\uac00" <= char <= "\ud7af"


def latin(char: str) -> bool:
    """Whether it is a letter or digit of a script with blanks between words."""
    return char.isalnum() and not wide(char)


def _goes_on(char: str) -> bool:
    return latin(char) or char in "²³"


def _key(spelling: str) -> str:
    return spelling if len(spelling) == 1 else spelling.lower()
