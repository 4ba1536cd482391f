"""Attributes as ids: "brand: Alta" is one, "price: about 50" another; what too few items share is left out."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import NDArray

MOST = 16  # attributes of one item that are read


def words(attributes: Mapping[str, Any]) -> list[str]:
    """ "name=value" of each value, in a fixed order: words as they are, in lower case; numbers as half powers of two.

    Lists give one word a member. Longer texts, nested values and what is empty are left out.
    """
    found: list[str] = []
    for name, value in attributes.items():
        members: Iterable[Any] = value if isinstance(value, list | tuple | set | frozenset) else (value,)
        for member in members:
            if isinstance(member, bool):
                found.append(f"{name}={member}")
            elif isinstance(member, str) and member.strip() and len(member) <= 60:
                found.append(f"{name}={member.strip().lower()}")
            elif _is_number(member) and math.isfinite(float(member)):
                number = float(member)
                size = round(2 * math.log2(abs(number))) if number else 0
                found.append(f"{name}~{'-' if number < 0 else ''}{size}")
    return list(dict.fromkeys(found))[:MOST]


def _is_number(value: object) -> bool:
    return isinstance(value, Real) or type(value).__name__ == "Decimal"


class Vocabulary:
    """Ids from 1 for the words that at least ``least`` items share; 0 pads."""

    def __init__(self, known: Sequence[str] = ()) -> None:
        self.known = list(known)
        self._ids = {word: place + 1 for place, word in enumerate(self.known)}

    @classmethod
    def of(cls, items: Sequence[Mapping[str, Any]], least: int = 3, most: int = 20_000) -> Vocabulary:
        counts = Counter(word for attributes in items for word in words(attributes))
        common = [word for word, count in counts.most_common(most) if count >= least]
        return cls(sorted(common))

    def __len__(self) -> int:
        """Rows of a table over it, padding included."""
        return len(self.known) + 1

    def encode(self, items: Sequence[Mapping[str, Any]]) -> NDArray[np.int64]:
        """(N, a) ids, padded with 0 behind; a is at least 1."""
        rows = [[self._ids[word] for word in words(attributes) if word in self._ids] for attributes in items]
        table = np.zeros((len(rows), max([len(row) for row in rows], default=0) or 1), np.int64)
        for place, row in enumerate(rows):
            table[place, : len(row)] = row
        return table
