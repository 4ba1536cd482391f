"""Which field of the catalogue states what a word says of goods, for the kinds in question."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dialogue.linking.grammar import FieldHint, Grammar, Quality
from dialogue.linking.phrases import keys
from retrieval.fields import Field, Fields

ALWAYS = ("price", "rating", "stock", "colour", "size", "newest")  # asked of the item itself
_KEPT = 20_000  # answers of look-ups that are kept
_COLUMN = 1000.0  # millimetres from which a length may be a water column


@dataclass(frozen=True)
class Resolved:
    """``descending``: more is more of the quality. ``no``: the quality is that the field says no."""

    field: str
    descending: bool = False
    value: str = ""
    no: bool = False
    asked: bool = False  # the field is only asked for: no direction


class Resolver:
    """Pure over the fields of one catalogue; a look-up goes over their names."""

    def __init__(self, fields: Fields, grammar: Grammar) -> None:
        self._fields = fields
        self._grammar = grammar
        self._found: dict[tuple[tuple[str, ...], frozenset[str], str], str | None] = {}
        self._measured: dict[tuple[str, bool, frozenset[str]], list[Field]] = {}
        self._names: list[tuple[Field, frozenset[str]]] = [
            (one, frozenset(keys(one.name, stems=True))) for one in fields.all()
        ]

    def quality(self, quality: Quality, kinds: Iterable[str]) -> Resolved | None:
        return self.hints(quality.hints, kinds)

    def hints(self, hints: Sequence[FieldHint], kinds: Iterable[str]) -> Resolved | None:
        """The first hint that a field of the kinds answers to; exact names before longer ones, most stated first."""
        leaves = frozenset(self._fields.leaves(kinds))
        for hint in hints:
            if found := self._field(hint.words, leaves, hint.value):
                return Resolved(
                    found,
                    hint.direction == "+",
                    self._value(found, hint.value),
                    hint.direction == "!",
                    hint.direction == "=",
                )
        return None

    def all(self, hints: Sequence[FieldHint], kinds: Iterable[str]) -> list[str]:
        """Every field of the kinds that one of the hints names."""
        leaves = frozenset(self._fields.leaves(kinds))
        found = (self._field(hint.words, leaves, "") for hint in hints)
        return list(dict.fromkeys(name for name in found if name))

    def _field(self, words: tuple[str, ...], leaves: frozenset[str], value: str) -> str | None:
        asked = (words, leaves, value)
        if asked not in self._found:
            if len(self._found) >= _KEPT:
                self._found.clear()
            self._found[asked] = self._looked_up(words, leaves, value)
        return self._found[asked]

    def _looked_up(self, words: tuple[str, ...], leaves: frozenset[str], value: str) -> str | None:
        if len(words) == 1 and words[0] in _ALWAYS_STEMS and not value:
            return _ALWAYS_STEMS[words[0]]
        wanted = frozenset(words)
        best: tuple[bool, float, str] | None = None
        for field, name in self._names:
            if not wanted <= name:
                continue
            if value and not self._value(field.name, value):
                continue
            share = (
                sum(field.shares.get(leaf, 0.0) for leaf in leaves)
                if leaves
                else max(field.shares.values(), default=0.0)
            )
            if share <= 0:
                continue
            rank = (len(name) == len(wanted), share, field.name)
            if best is None or rank > best:
                best = rank
        return best[2] if best else None

    def _value(self, field: str, value: str) -> str:
        """The field's own value that holds the words of a hint's."""
        if not value:
            return ""
        known = self._fields.get(field)
        wanted = set(keys(value, stems=True))
        values = known.values if known else ()
        return next((own for own in values if wanted <= set(keys(own, stems=True))), "")

    def measured(self, dimension: str, value: float, kinds: Iterable[str], factor: float = 1.0) -> list[Field]:
        """Fields of the kinds that hold numbers of a dimension, the likeliest first."""
        known = (dimension, value >= _COLUMN and factor == 1.0, frozenset(kinds))
        if known not in self._measured:
            self._measured[known] = self._by_dimension(dimension, value, sorted(known[2]), factor)
        return list(self._measured[known])

    def _by_dimension(self, dimension: str, value: float, kinds: list[str], factor: float) -> list[Field]:
        found = list(self._fields.with_dimension(dimension, kinds))
        if dimension == "length" and value >= _COLUMN and factor == 1.0:
            found = [*self._fields.with_dimension("water_column", kinds), *found]
        if dimension == "mass" and not any(field.name == "weight" for field in found):
            found += [field for field in [self._fields.get("weight")] if field]
        order = self._grammar.dimensions.get(dimension, ())
        leaves = self._fields.leaves(kinds)

        def rank(field: Field) -> tuple[int, float]:
            name = frozenset(keys(field.name, stems=True))
            place = next((at for at, hint in enumerate(order) if frozenset(hint.words) <= name), len(order))
            share = sum(field.shares.get(leaf, 0.0) for leaf in leaves) if leaves else sum(field.shares.values())
            return place, -share

        if dimension == "length" and found and found[0].dimension == "water_column":
            return [found[0], *sorted(found[1:], key=rank)]
        return sorted(found, key=rank)


_ALWAYS_STEMS = {keys(name, stems=True)[0]: name for name in ALWAYS}
