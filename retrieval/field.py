"""What the items of a catalogue state of one field, counted: its kind, its dimension, the order of its choices."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from retrieval.text import fold
from retrieval.values import Value, data
from shop.quantities.units import units

Kind = Literal["number", "boolean", "choice", "text"]

BUILT_IN: Mapping[str, tuple[Kind, str, str]] = {  # name → kind, dimension, unit
    "price": ("number", "money", ""),
    "weight": ("number", "mass", "g"),
    "rating": ("number", "", ""),
    "stock": ("number", "count", ""),
    "colour": ("choice", "", ""),
    "size": ("choice", "", ""),
    "brand": ("choice", "", ""),
    "material": ("choice", "", ""),
    "use": ("choice", "", ""),
    "category": ("choice", "", ""),
    "audience": ("choice", "", ""),
    "sale": ("boolean", "", ""),
}
_NEARLY_ALL = 0.9
_CHOICES = 60  # different values of a field of choices
_LONG = 60  # characters, on average, of what is text and no choice


@dataclass(frozen=True)
class Field:
    """One thing that items state. ``unit`` is the base unit that numbers of filters and values stand in."""

    name: str
    kind: Kind
    dimension: str = ""
    unit: str = ""
    label: str = ""
    values: tuple[str, ...] = ()
    shares: Mapping[str, float] = field(default_factory=dict)


class Tally:
    """What the items of a catalogue state of one field."""

    def __init__(self) -> None:
        self.label = ""
        self.count = 0
        self.leaves: Counter[str] = Counter()
        self.numbers: dict[str, Counter[str]] = defaultdict(Counter)  # leaf → dimension → items
        self.answers = 0  # yes or no
        self.whole = True  # numbers without fractions
        self.texts: Counter[str] = Counter()
        self.rows: Counter[tuple[str, ...]] = Counter()  # of values without a number
        self.length = 0

    def add(self, leaf: str, value: Value) -> None:
        self.count += 1
        self.leaves[leaf] += 1
        self.answers += value.yes is not None
        self.length += len(value.said)
        if value.low is not None and value.high is not None:
            self.numbers[leaf][value.dimension] += 1
            self.whole &= all(end % 1 == 0 for end in (value.low, value.high) if abs(end) < float("inf"))
        else:
            self.rows[value.texts] += 1
        self.texts.update(value.texts)

    def field(self, name: str, sizes: Counter[str]) -> Field:
        shares = {leaf: count / sizes[leaf] for leaf, count in self.leaves.items()}
        kind, dimension, unit = BUILT_IN.get(name) or self._typed()
        label = name if name in BUILT_IN else self.label or name
        values = (
            ()
            if kind in ("number", "text") and not self.rows
            else tuple(value for value, _ in self.texts.most_common(_CHOICES * 10))
        )
        return Field(name, kind, dimension, unit, label, values, shares)

    def _typed(self) -> tuple[Kind, str, str]:
        numbers = sum(self.numbers.values(), Counter[str]())
        rates = [numbered.total() / self.leaves[leaf] for leaf, numbered in self.numbers.items()]
        if numbers.total() >= _NEARLY_ALL * self.count or any(rate >= _NEARLY_ALL for rate in rates):
            dimension = numbers.most_common(1)[0][0]
            if not dimension:
                return "number", "count" if self.whole else "", ""
            known = units().dimensions.get(dimension)
            return "number", dimension, known.base if known else "mm" if dimension == "water_column" else ""
        if self.answers >= _NEARLY_ALL * self.count:
            return "boolean", "", ""
        few = len(self.texts) <= max(_CHOICES, self.count // 4)
        return ("choice" if few and self.length / self.count <= _LONG else "text"), "", ""

    def order(self) -> tuple[str, ...] | None:
        """The order of most of the values, of which nearly every item states exactly one."""
        best: tuple[int, tuple[str, ...]] | None = None
        rows = [({fold(text) for text in texts}, count) for texts, count in self.rows.items()]
        for values in _orders():
            known = set(values)
            ranked = sum(count for texts, count in rows if len(texts & known) == 1)
            different = len({text for texts, _ in rows for text in texts & known})
            if ranked >= _NEARLY_ALL * self.rows.total() and different > 1 and (best is None or different > best[0]):
                best = (different, values)
        return best[1] if best else None


@lru_cache(maxsize=1)
def _orders() -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(fold(value) for value in values) for values in data()["orders"].values())
