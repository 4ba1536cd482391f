"""One item's value of one field: its number, its yes or no, its words, all readings together.

"15,000 mm" has a number, "yes, membrane" a yes and a word, "2 to 4 players" a range; which of them a filter asks for
is the filter's matter.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from retrieval.text import fold
from shop.quantities import Quantity, read
from shop.quantities.units import latin, units

_LONGEST = 200  # characters of a value that is read
_DECIMAL = re.compile(r"(?<![\d.,])\d+([.,])\d{1,2}(?![\d.,]*\d)")
_IN_NAME = re.compile(
    r"^(?P<name>.+?)\s*(?:[(\[]\s*(?:in\s+)?(?P<unit>[^)\]]+?)\s*[)\]]|[\s_]+(?:in[\s_]+)?(?P<last>[^\W_]+))$"
)


@dataclass(frozen=True)
class Value:
    """``said`` is the catalogue's own text; ``source`` the sentence, where the value was read out of one."""

    low: float | None = None  # in the field's base unit; one end may be infinite
    high: float | None = None
    yes: bool | None = None
    texts: tuple[str, ...] = ()
    said: str = ""
    source: str = ""
    dimension: str = ""  # of the number

    @property
    def number(self) -> float | None:
        """One number that stands for it: the finite end of an open range, the middle of a closed one."""
        if self.low is None or self.high is None:
            return None
        ends = [end for end in (self.low, self.high) if abs(end) != float("inf")]
        return sum(ends) / len(ends) if ends else None

    @property
    def least(self) -> float | None:
        """The lower end; of "up to 10" the 10."""
        return self.high if self.low == float("-inf") else self.low

    @property
    def most(self) -> float | None:
        """The upper end; of "from 8" the 8."""
        return self.low if self.high == float("inf") else self.high


def attribute(name: str, raw: Any, comma: bool = False) -> Value | None:
    """The value of an attribute, or None where it says nothing: "", None, a record.

    ``comma``: the catalogue writes "1,5" and "2.000".
    """
    if isinstance(raw, bool):
        return Value(yes=raw, texts=("yes",) if raw else ("no",), said="yes" if raw else "no")
    if isinstance(raw, list | tuple | set):
        parts = tuple(str(part).strip() for part in raw if isinstance(part, str | int | float) and str(part).strip())
        return None if not parts else _value(name, ", ".join(parts), parts, comma)
    if not isinstance(raw, str | int | float) or not str(raw).strip():
        return None
    said = str(raw).strip()
    return (
        None
        if said.startswith(("http://", "https://", "data:"))
        else _value(name, said, None, comma and isinstance(raw, str))
    )


@lru_cache(maxsize=100_000)
def _value(name: str, said: str, parts: tuple[str, ...] | None, comma: bool) -> Value:
    found = parts or split(said[:_LONGEST])
    quantity = read(said[:_LONGEST], comma=comma)
    low, high, dimension = _number(name, quantity)
    return Value(low, high, says(said), found, said, "", dimension)


def decimal_comma(texts: Iterable[str]) -> bool:
    """Whether more of the texts write "1,5" than "1.5"."""
    marks = Counter(mark for text in texts for mark in _DECIMAL.findall(text))
    return marks[","] > marks["."]


def _number(name: str, quantity: Quantity | None) -> tuple[float | None, float | None, str]:
    if quantity is None:
        return None, None, ""
    low, high, dimension = quantity.low, quantity.high, quantity.dimension
    if not dimension and (unit := _unit_in(name)[1]):
        known = units().get(unit)
        assert known is not None
        low, high, dimension = known.to_base(low), known.to_base(high), known.dimension.name
    return low, high, own_dimension(field_name(name), dimension)


@lru_cache(maxsize=10_000)
def field_name(name: str) -> str:
    """A folded attribute name without the unit it may hold: "Weight (g)" → weight, "battery_life" → battery life."""
    return re.sub(r"[\s_]+", " ", fold(_unit_in(name)[0])).strip()


@lru_cache(maxsize=10_000)
def _unit_in(name: str) -> tuple[str, str]:
    match = _IN_NAME.match(name.strip())
    if match:
        unit = match["unit"] or match["last"]
        if units().get(unit) is not None and (match["unit"] or "_" in name or f" in {unit}" in name):
            return match["name"], unit
    return name, ""


def own_dimension(field: str, dimension: str) -> str:
    """A water column is no length, an age no bare count."""
    special = _special().get(field)
    return special if special and dimension in ("", "length", "years") else dimension


@lru_cache(maxsize=1)
def _special() -> Mapping[str, str]:
    return {fold(name): dimension for dimension, names in data()["dimensions"].items() for name in names}


@lru_cache(maxsize=1)
def data() -> dict[str, Any]:
    """values.toml."""
    return tomllib.loads((Path(__file__).parent / "values.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _answers() -> tuple[re.Pattern[str], re.Pattern[str]]:
    return _leading(data()["yes"]), _leading(data()["no"])


def _leading(spellings: Iterable[str]) -> re.Pattern[str]:
    found = [re.escape(fold(word)) + (r"\b" if latin(word[-1]) else "") for word in spellings]
    return re.compile(rf"\s*(?:{'|'.join(sorted(found, key=len, reverse=True))})")


def says(said: str) -> bool | None:
    """Whether a value begins with a yes or a no; None for neither."""
    yes, no = _answers()
    folded = fold(said)
    return False if no.match(folded) else True if yes.match(folded) else None


@lru_cache(maxsize=1)
def _between() -> re.Pattern[str]:
    words = [
        rf"\s+{re.escape(word)}\s+" if word.isalpha() and latin(word) else re.escape(word) for word in data()["and"]
    ]
    return re.compile("|".join(rf"\s*{word}\s*(?!\d)" if len(word) < 3 else word for word in words), re.IGNORECASE)


def split(said: str) -> tuple[str, ...]:
    """The values that an attribute lists: "plum, caramel and cocoa" → three."""
    parts = [part.strip() for part in _between().split(said)]
    return tuple(dict.fromkeys(part for part in parts if part))
