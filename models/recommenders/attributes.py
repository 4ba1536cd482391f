"""Attributes as ids: "brand: Alta" is one, "price: about 50" another; what too few items share is left out."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import NDArray

MOST = 48  # attributes of one item that are read

Edges = dict[str, dict[str, list[float]]]  # field → kind of item → the edges between fifths


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
    """Ids from 1 for the words that at least ``least`` items share; 0 pads.

    Beside :func:`words`, a number says where it stands among those of the item's kind (``category``, where there is
    one): "price rank=1" is the dearest fifth of tents, whatever tents cost.
    """

    def __init__(self, known: Sequence[str] = (), edges: Edges | None = None) -> None:
        self.known = list(known)
        self.edges = edges or {}
        self._ids = {word: place + 1 for place, word in enumerate(self.known)}

    @classmethod
    def of(cls, items: Sequence[Mapping[str, Any]], least: int = 3, most: int = 20_000) -> Vocabulary:
        vocabulary = cls(edges=_edges(items))
        counts = Counter(word for attributes in items for word in vocabulary._words(attributes))
        common = [word for word, count in counts.most_common(most) if count >= least]
        return cls(sorted(common), vocabulary.edges)

    def __len__(self) -> int:
        """Rows of a table over it, padding included."""
        return len(self.known) + 1

    @property
    def fields(self) -> list[str]:
        """The field of each id, "" for the padding."""
        return ["", *(re.split("[=~]", word, maxsplit=1)[0] for word in self.known)]

    def encode(self, items: Sequence[Mapping[str, Any]]) -> NDArray[np.int64]:
        """(N, a) ids, padded with 0 behind; a is at least 1."""
        rows = [[self._ids[word] for word in self._words(attributes) if word in self._ids] for attributes in items]
        table = np.zeros((len(rows), max([len(row) for row in rows], default=0) or 1), np.int64)
        for place, row in enumerate(rows):
            table[place, : len(row)] = row
        return table

    def _words(self, attributes: Mapping[str, Any]) -> list[str]:
        found = words(attributes)
        kind = kind_of(attributes)
        for name, kinds in self.edges.items():
            number = number_of(attributes.get(name))
            if number is not None and kind in kinds:
                found.append(f"{name} rank={int(np.searchsorted(kinds[kind], number))}")
        return found


def _edges(items: Sequence[Mapping[str, Any]], fewest: int = 10) -> Edges:
    """Fifths of each number within each kind that has ``fewest`` of it."""
    numbers: dict[str, dict[str, list[float]]] = {}
    for attributes in items:
        for name, value in attributes.items():
            number = number_of(value)
            if number is not None:
                numbers.setdefault(name, {}).setdefault(kind_of(attributes), []).append(number)
    return {
        name: {
            kind: np.quantile(own, (0.2, 0.4, 0.6, 0.8)).tolist() for kind, own in kinds.items() if len(own) >= fewest
        }
        for name, kinds in numbers.items()
    }


def kind_of(attributes: Mapping[str, Any]) -> str:
    return str(attributes.get("category", ""))


def bought_again(attributes: Mapping[str, Any]) -> bool:
    """Coffee is, a tent is not."""
    return bool(attributes.get("consumable"))


def number_of(value: object) -> float | None:
    if isinstance(value, bool) or not _is_number(value):
        return None
    number = float(value)  # type: ignore[arg-type]
    return number if math.isfinite(number) else None
