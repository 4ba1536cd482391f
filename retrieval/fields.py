"""The fields of a catalogue: what its items state, as typed values that filters, orders and comparisons work on.

Built-in fields (price, weight, rating, stock, colour, size, brand, material, use, category, audience, sale) stand
beside every attribute. Where a category's items state nothing in numbers, numbers are read out of titles and
descriptions, each with its sentence.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from retrieval.audiences import EVERYONE, made_for
from retrieval.columns import PATH
from retrieval.field import BUILT_IN, Field, Kind, Tally
from retrieval.numbers_in_texts import numbers_of
from retrieval.text import fold
from retrieval.values import Value, attribute, data, decimal_comma, field_name
from shop.types import Item

__all__ = ["BUILT_IN", "Field", "Fields", "Kind", "Value"]

_FEW = 0.25  # of a category's items that state numbers: below, its texts are read
_SAMPLE = 2_000  # items that tell how the catalogue writes numbers


class Fields:
    """Of one state of the catalogue; built anew when texts change. Prices, stock and ratings are asked of the item."""

    def __init__(self, items: Iterable[Item] = (), before: Fields | None = None) -> None:
        """``before``: what was read of items that have not changed since is taken over."""
        self._stated: dict[str, tuple[Item, Mapping[str, Value]]] = {}
        self._orders: dict[str, tuple[str, ...] | None] = {}
        self._leaves: dict[str, set[str]] = defaultdict(set)  # folded name on a path → leaf categories below it
        items = list(items)
        sample = items[:_SAMPLE]
        self._comma = decimal_comma(str(raw) for item in sample for raw in (item.title, *item.attributes.values()))
        known = before._stated if before is not None and before._comma == self._comma else {}
        for item in items:
            last = known.get(item.id)
            self._stated[item.id] = (item, last[1] if last and last[0] is item else self._attributes(item))
            for name in _path(item):
                self._leaves[fold(name)].add(_leaf(item))
        self._read_texts(items)
        self._fields = self._count(items)

    # ── questions ────────────────────────────────────────────────────────────

    def get(self, name: str) -> Field | None:
        """The field of this name, as catalogues may write it; None where no item states it."""
        return self._fields.get(canonical(name))

    def all(self) -> tuple[Field, ...]:
        return tuple(self._fields.values())

    def of_kinds(self, kinds: Iterable[str]) -> tuple[Field, ...]:
        """The fields that items of these categories state, most stated first; all where none is given."""
        leaves = self.leaves(kinds)
        if not leaves:
            return self.all()
        stated = [(sum(one.shares.get(leaf, 0.0) for leaf in leaves), one) for one in self.all()]
        return tuple(one for share, one in sorted(stated, key=lambda pair: -pair[0]) if share > 0)

    def with_dimension(self, dimension: str, kinds: Iterable[str] = ()) -> tuple[Field, ...]:
        return tuple(one for one in self.of_kinds(kinds) if one.dimension == dimension)

    def leaves(self, kinds: Iterable[str]) -> set[str]:
        """The leaf categories at or below these names."""
        return {leaf for kind in kinds for leaf in self._leaves.get(fold(kind.split(PATH)[-1]), ())}

    def value(self, item: Item, field: str) -> Value | None:
        """What the item states, or None where it is silent."""
        name = canonical(field)
        own = built_in(item, name) if name in BUILT_IN else None
        flagged = name == "sale" and own is not None and not own.yes  # an attribute may say so without a list price
        return own if own is not None and not flagged else self.stated(item, name) or own

    def stated(self, item: Item, field: str) -> Value | None:
        """The same of its attributes and texts alone."""
        name = canonical(field)
        last = self._stated.get(item.id)
        same = last is not None and (last[0] is item or last[0].attributes == item.attributes)
        value = (last[1] if last is not None and same else self._attributes(item)).get(name)
        known = self._fields.get(name)
        if value is None or known is None:
            return value
        if known.kind == "number" and value.dimension != ("" if known.dimension == "count" else known.dimension):
            return replace(value, low=None, high=None, dimension="")  # "3 AAA batteries" among watts
        return value

    def ordinal(self, field: str) -> tuple[str, ...] | None:
        """The order of the field's choices, lowest first: light < medium < warm; None where there is none."""
        return self._orders.get(canonical(field))

    # ── building ─────────────────────────────────────────────────────────────

    def _attributes(self, item: Item) -> Mapping[str, Value]:
        found: dict[str, Value] = {}
        for name, raw in item.attributes.items():
            if (value := attribute(name, raw, self._comma)) is not None:
                if name in item.evidence:
                    value = replace(value, source=item.evidence[name])
                found.setdefault(canonical(name), value)
        return found

    def _read_texts(self, items: Sequence[Item]) -> None:
        """Numbers out of titles and descriptions, in the categories that state none."""
        sizes, numeric = Counter(map(_leaf, items)), Counter[str]()
        for item in items:
            numeric[_leaf(item)] += any(value.low is not None for value in self._stated[item.id][1].values())
        for item in items:
            if numeric[_leaf(item)] < _FEW * sizes[_leaf(item)]:
                stated = self._stated[item.id][1]
                self._stated[item.id] = (item, {**numbers_of(item, self._comma), **stated})

    def _count(self, items: Sequence[Item]) -> dict[str, Field]:
        sizes = Counter(map(_leaf, items))
        found: dict[str, Tally] = defaultdict(Tally)
        for item in items:
            stated = dict(self._stated[item.id][1])
            for name in BUILT_IN:
                if (own := built_in(item, name)) is not None:
                    stated[name] = own
            for name, value in stated.items():
                found[name].add(_leaf(item), value)
            for raw in item.attributes:
                found[canonical(raw)].label = found[canonical(raw)].label or raw
        fields = {}
        for name, tally in found.items():
            if not tally.count:
                continue
            self._orders[name] = tally.order()
            fields[name] = tally.field(name, sizes)
        return fields


@lru_cache(maxsize=1)
def _aliases() -> Mapping[str, str]:
    return {fold(name): own for own, names in data()["names"].items() for name in names}


@lru_cache(maxsize=50_000)
def canonical(name: str) -> str:
    """The field that a name means: "Farbe" is colour, "Weight (g)" weight."""
    plain = field_name(name)
    return _aliases().get(plain, plain)


def built_in(item: Item, name: str) -> Value | None:
    """The item's value of a built-in field, fresh from the item; None where it is silent."""
    if name in ("price", "weight", "rating"):
        raw = {"price": item.price, "weight": item.weight_g, "rating": item.rating}[name]
        return (
            None
            if raw is None
            else _number(float(raw), "mass" if name == "weight" else "money" if name == "price" else "")
        )
    if name == "stock":
        return replace(_number(float(item.stock), ""), yes=item.in_stock)
    if name == "sale":
        reduced = item.price is not None and item.list_price is not None and item.list_price > item.price
        return Value(yes=reduced, texts=("yes",) if reduced else ("no",), said="yes" if reduced else "no")
    texts = _TEXTS[name](item)
    return Value(texts=texts, said=", ".join(texts)) if texts else None


_TEXTS: Mapping[str, Callable[[Item], tuple[str, ...]]] = {
    "colour": lambda item: item.colours,
    "size": lambda item: item.sizes,
    "brand": lambda item: (item.brand,) if item.brand else (),
    "material": lambda item: item.materials,
    "use": lambda item: item.uses,
    "category": lambda item: _path(item),
    "audience": lambda item: tuple(who for who in made_for(item) if who != EVERYONE),
}


def _number(value: float, dimension: str) -> Value:
    return Value(value, value, dimension=dimension, said=f"{value:g}" + (" g" if dimension == "mass" else ""))


def _path(item: Item) -> tuple[str, ...]:
    path = item.categories
    return (*path, item.category) if item.category and item.category not in path else path


def _leaf(item: Item) -> str:
    return item.category or (item.categories[-1] if item.categories else "")
