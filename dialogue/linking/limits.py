"""Numbers as limits: which field a number belongs to, and which filter its words make."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from dialogue.linking.gazetteer import Gazetteer
from dialogue.linking.grammar import Grammar
from dialogue.linking.links import Link, Measure
from dialogue.linking.phrases import keys
from dialogue.linking.resolving import ALWAYS, Resolver
from retrieval.fields import Field, Fields
from shop.dialogue import Filter
from shop.quantities.units import units

# dimensions that a number with a unit may be stated in
_LIKE = {
    "length": ("length", "water_column"),
    "years": ("years", "time"),
    "age": ("years",),
    "": ("count", "", "money", "insulation", "hardness", "ingress", "sun_protection", "fill_power"),
}


_NEAR = 2.0  # how far outside of what goods of the kinds state a number in no unit may be
_TOLD = frozenset({10.0, 60.0, 1000.0})  # cm, hours, litres and kilograms in their base units
_BEYOND = 3.0  # how far outside of what a field's items state a bare number may still be meant for it
_DEAR = 4000.0  # from here on a bare number may be a measure that some item of the kinds states exactly
_NEVER_BARE = frozenset({"price", "weight", "rating", "stock"})  # their numbers have a unit, or a word beside them
_MOSTLY = 0.9
_CLEARLY = 3  # times as many goods must state a bare number in one field as in the next


@dataclass(frozen=True)
class _Numbers:
    """``counts``: how many state a number; ``span``: the least and the most; ``unit``: in which they are told."""

    counts: Counter[float]
    span: tuple[float, float] | None
    unit: float


class Limits:
    def __init__(self, resolver: Resolver, gazetteer: Gazetteer, fields: Fields, grammar: Grammar) -> None:
        self._gazetteer = gazetteer
        self._resolver = resolver
        self._fields = fields
        self._grammar = grammar
        self._known: dict[tuple[str, frozenset[str]], _Numbers] = {}

    def fits(self, measure: Measure, field: Field) -> bool:
        """Whether a number may be a value of a field, by its dimension."""
        if measure.dimension == "people":
            return field.dimension == "count"
        if measure.low < 0 and field.dimension != "temperature":
            return False
        if measure.dimension == "":
            return field.kind == "number" and field.dimension in _LIKE[""] + ("temperature",) and field.name != "stock"
        if measure.dimension == "money":
            return field.name == "price"
        return field.dimension in _LIKE.get(measure.dimension, (measure.dimension,))

    def filter(
        self,
        measure: Measure,
        link: Link,
        near: Sequence[str],
        kinds: Sequence[str],
        *,
        denied: bool = False,
        named: Sequence[str] = (),
    ) -> Filter | None:
        """The limit that a number says, on a field named near it, else on the one that dimension and kinds tell.
        ``named``: fields whose names stand right beside it, which a bare number may say in their own unit."""
        for name in named:
            if (made := self._in_own_unit(measure, name, kinds)) is not None:
                return _limit(made[0], made[1], self._down_to(made[0]), denied=denied, words=link.words)
        field = self._field(measure, near, kinds)
        if field is None:
            return None
        return _limit(field, measure, self._down_to(field), denied=denied, words=link.words)

    def _field(self, measure: Measure, near: Sequence[str], kinds: Sequence[str]) -> Field | None:
        leaves = self._fields.leaves(kinds) if kinds else set()
        for name in near:
            known = self._fields.get(name)
            if (
                known is not None
                and self.fits(measure, known)
                and (measure.dimension != "people" or self._of_people(known))
                and self._stated(known, leaves)
                and self._plausible(measure, known)
            ):
                return known
        if measure.low < 0 and not measure.dimension:
            found = self._resolver.measured("temperature", 0, kinds)
            return found[0] if found else None
        if measure.dimension == "people":
            resolved = self._resolver.hints(self._grammar.counts.get("people", ()), kinds) if kinds else None
            return self._fields.get(resolved.field) if resolved else None
        if measure.dimension == "money":
            return self._fields.get("price")
        if measure.dimension:
            found = self._resolver.measured(
                "years" if measure.dimension == "age" else measure.dimension, abs(measure.high), kinds, measure.factor
            )
            if not measure.bound:
                exact = [
                    field
                    for field in found
                    if measure.low in self._gazetteer.numbers(field.name) and field.name != "weight"
                ]
                found = exact or found
            return found[0] if found else None
        if measure.bound:
            if measure.high >= _DEAR:  # "10k or more" of a rain jacket
                for field in self._fields.of_kinds(kinds) if kinds else ():
                    if measure.high in self._gazetteer.numbers(field.name):
                        return field
            return self._fields.get("price")
        return None

    def _in_own_unit(self, measure: Measure, name: str, kinds: Sequence[str]) -> tuple[Field, Measure] | None:
        """ "Capacity at least 20", "water column 3000": a bare number in the unit that such goods state the field in.
        What may be a price is one: "a good battery under 60"."""
        field = self._fields.get(name)
        if field is None or measure.dimension or field.kind != "number" or not field.unit or not kinds:
            return None
        if measure.bound in ("at_most", "below", "around") and self._near_values("price", measure, kinds, 1.0):
            return None
        for factor in _scales(field):
            if self._near_values(field.name, measure, kinds, factor):
                low, high = measure.low * factor, measure.high * factor
                return field, replace(measure, low=low, high=high, dimension=field.dimension, factor=factor)
        return None

    def stated(self, measure: Measure, kinds: Sequence[str], words: str) -> Filter | None:
        """ "A 28er pan": a bare number in the one unit and field in which goods of the kinds state it, if it is one."""
        found: list[tuple[int, str, float]] = []  # how many state it, in which field, as what
        for field in self._fields.of_kinds(kinds) if self._fields.leaves(kinds) else ():
            if field.kind != "number" or field.name in _NEVER_BARE or field.dimension in ("money", "time", "years"):
                continue
            if self._of_people(field):
                continue
            told = self._numbers(field.name, kinds)
            number = measure.low * told.unit
            if told.unit in _scales(field) and told.counts[number]:
                found.append((told.counts[number], field.name, number))
        found.sort(key=lambda one: -one[0])
        if not found or (len(found) > 1 and found[1][0] * _CLEARLY > found[0][0]):
            return None
        _, name, number = found[0]
        return Filter(field=name, op="between", low=number, high=number, words=words)

    def _near_values(self, name: str, measure: Measure, kinds: Sequence[str], factor: float) -> bool:
        """Whether a number, times ``factor``, lies near those that items of the kinds state of a field."""
        span = self._numbers(name, kinds).span
        return span is not None and span[0] / _NEAR <= measure.high * factor <= span[1] * _NEAR

    def _numbers(self, name: str, kinds: Sequence[str]) -> _Numbers:
        """The numbers that items of the kinds state of a field; read once."""
        known = (name, frozenset(kinds))
        if known not in self._known:
            leaves = self._fields.leaves(kinds)
            items = (item for item in self._gazetteer.names.items.values() if item.category in leaves)
            values = [value for item in items if (value := self._fields.value(item, name)) is not None]
            numbers = [end for value in values for end in (value.least, value.most) if end is not None]
            least = [value.least for value in values if value.least is not None]
            span = (min(numbers), max(numbers)) if numbers else None
            self._known[known] = _Numbers(Counter(least), span, _usual(least))
        return self._known[known]

    def _stated(self, field: Field, leaves: Collection[str]) -> bool:
        """Whether goods of the kinds state a field: suitcases have no hardness of steel."""
        return not leaves or field.name in ALWAYS or any(field.shares.get(leaf, 0.0) > 0 for leaf in leaves)

    def _plausible(self, measure: Measure, field: Field) -> bool:
        """Whether a number without a unit lies near those that items state of a field."""
        stated = self._gazetteer.numbers(field.name)
        if measure.dimension or not stated or field.dimension == "temperature":
            return True
        return min(stated) / _BEYOND <= measure.high and measure.low <= max(stated) * _BEYOND

    def _of_people(self, field: Field) -> bool:
        """Whether a field counts people: a tent's seasons do not."""
        name = frozenset(keys(field.name, stems=True))
        return any(frozenset(hint.words) <= name for hint in self._grammar.counts.get("people", ()))

    def _down_to(self, field: Field) -> bool:
        """Whether lower is better for what a thing must stand: "for -5 °C"."""
        name = frozenset(keys(field.name, stems=True))
        return field.dimension == "temperature" and any(frozenset(hint.words) <= name for hint in self._grammar.down_to)


def _usual(values: Sequence[float]) -> float:
    """The largest of the units that numbers are told in that leaves most of them whole: 280 mm are 28 cm."""
    told = [value for value in values if value]
    whole = {factor: sum(value % factor == 0 for value in told) for factor in (1.0, *_TOLD)}
    return max(factor for factor, count in whole.items() if factor == 1.0 or count >= _MOSTLY * len(told))


def _scales(field: Field) -> tuple[float, ...]:
    """Factors of the units that numbers of a field may be told in, its base unit first."""
    factors = {unit.factor for unit in units().spelled.values() if unit.dimension.name == field.dimension}
    return (1.0, *sorted(factors & _TOLD - {1.0}))


def _limit(field: Field, measure: Measure, down_to: bool, *, denied: bool, words: str) -> Filter:
    low, high, bound = measure.low, measure.high, measure.bound
    if (
        measure.dimension == "people"
        or (field.dimension == "years" and field.name != "warranty" and measure.dimension == "age")
    ) and bound in ("", "around", "between"):
        return Filter(field=field.name, op="covers", low=low, high=high, words=words)
    if denied:
        bound = {"at_least": "below", "above": "at_most", "below": "at_least", "at_most": "above", "": "around"}.get(
            bound, bound
        )  # type: ignore[assignment]
    if down_to and bound in ("", "at_least", "around", "above") and not denied:
        return Filter(field=field.name, op="at_most", high=low, words=words)
    if field.dimension in ("ingress", "sun_protection", "water_column") and bound == "":
        bound = "at_least"
    match bound:
        case "at_most":
            return Filter(field=field.name, op="at_most", high=high, words=words)
        case "below":
            return Filter(field=field.name, op="at_most", high=math.nextafter(high, -math.inf), words=words)
        case "at_least":
            return Filter(field=field.name, op="at_least", low=low, words=words)
        case "above":
            return Filter(field=field.name, op="at_least", low=math.nextafter(low, math.inf), words=words)
        case "between":
            return Filter(field=field.name, op="between", low=low, high=high, words=words)
        case "around":
            return Filter(field=field.name, op="around", low=low, high=high, words=words)
    if field.name == "price":
        return Filter(field="price", op="at_most", high=high, words=words)
    return Filter(field=field.name, op="between", low=low, high=high, words=words)
