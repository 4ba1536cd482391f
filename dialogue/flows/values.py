"""Which values of an item's options words name: "1L" of "1 liter", "wifi only", "without backlight", "the steel one".

Text and values are cut into the same tokens: numbers, units, stems. A value is named by all its tokens in a row, by
those that only it has among the option's values, or, of a yes or no, by the option's own name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from dialogue.flows.words import FlowWords, plain
from dialogue.labels import Labels
from retrieval.text import STOP, UNITS, fold, stem
from shop.types import Item

_TOKEN = re.compile(r"[^\W\d_]+\d+(?!\w)|\d+(?:[.,]\d+)*|[^\W\d_]+|[%\"]|[.,;:()!?]")
_SHORTENED = re.compile(r"(?<=\w)'(?:m|s|d|ll|re|ve)\b")
BREAK = "|"  # what stands between two parts of a sentence
_UNTIL = re.compile(r"(\d)\s*(?:-|\bto\b)\s*(?=\d)")  # "5 to 25" is "5-25"
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}\b)")
_ALIKE = {"gray": "grey", "litre": "l", "h": "hour", "hr": "hour", "hrs": "hour", '"': "inch", "percent": "%"}
_JOINED = re.compile(r"\b(wi|e|t)-(?=[a-z])")  # "wi-fi" is "wifi"
_NUMBER = re.compile(r"\d")
_NEAR = 2  # tokens between a no and what it is said of
_SHORT = 3  # letters of a word that may name a value alone
_UNNAMED = Labels()


class Named:
    """Values of options that a text names, read once."""

    def __init__(self, text: str, words_of: FlowWords) -> None:
        self._words = words_of
        self._text = text
        self._all = tokens(plain(text))
        self._kept = tokens(words_of.without("rejected_value", text))
        self._units = set(UNITS.values())

    def of(self, name: str, values: Sequence[str], labels: Sequence[Sequence[str]] = ()) -> list[str]:
        """The values of the option ``name`` that are named; ``labels``: what each is called in the talk's language."""
        if {value.casefold() for value in values} <= {"yes", "no"}:
            return self._yes_or_no(name, values)
        cut = {value: tokens(value) for value in values}
        hits = [value for value in values if self._whole(name, cut[value])]
        for value, called in zip(values, labels, strict=False):
            other = [tokens(one) for one in called if fold(one) != fold(value)]
            if value not in hits and any(self._row(row, self._kept) for row in other):
                hits.append(value)
        hits = [
            value for value in hits
            if not any(other != value and _inside(cut[value], cut[other]) for other in hits)
        ]  # fmt: skip
        if not hits:
            hits = [value for value in values if self._telling(value, cut, tokens(name))]
        if not hits and (none := next((value for value in values if value.casefold() in ("none", "no")), None)):
            hits = [none] if self._denied(tokens(name)) else []
        return hits

    def strange(self, name: str, values: Sequence[str], others: Iterable[str]) -> list[str]:
        """What is named of the option ``name`` that none of its ``values`` is: of ``others``, which the option has
        elsewhere, and numbers in its unit ("7 inch" where there are 8 and 10)."""
        known = {token for value in values for token in tokens(value)} | set(tokens(name))
        found = []
        for other in others:
            cut = tokens(other)
            if cut and not known & set(cut) and len(cut[0]) > 1 and self._said_small(other) and self._whole(name, cut):
                found.append(other)
        numbered = [tokens(value) for value in values]
        units = {row[1] for row in numbered if len(row) > 1 and _NUMBER.match(row[0])} & self._units
        pairs = zip(self._kept, self._kept[1:], strict=False)
        found += [f"{number} {unit}" for number, unit in pairs
                  if unit in units and _NUMBER.match(number) and number not in known]  # fmt: skip
        return found

    def _said_small(self, value: str) -> bool:
        """Whether it stands in small letters, as no name of a person or a street does."""
        return bool(re.search(rf"\b{re.escape(value.lower())}\b", self._text)) or not value.isalpha()

    def _whole(self, name: str, value: list[str]) -> bool:
        if len(value) == 1 and _NUMBER.match(value[0]):
            return self._bare(name, value[0])
        if len(value) == 1 and len(value[0]) == 1:  # the size "L" is no litre
            pairs = zip(["", *self._kept], self._kept, strict=False)
            return any(token == value[0] and not _NUMBER.match(before) for before, token in pairs)
        if value and value[0] in self._words.denials:  # "not resistant" is a value itself
            return self._row(value, self._all)
        size = len(value)
        places = [at for at in range(len(self._all) - size + 1) if self._all[at : at + size] == value]
        return self._row(value, self._kept) and any(not self._no_before(place) for place in places)

    def _bare(self, name: str, number: str) -> bool:
        """A number without a unit: one that has none in the text either, or the option's own name."""
        own = set(tokens(name))
        for place, token in enumerate(self._kept):
            if token != number:
                continue
            after = self._kept[place + 1 : place + 2]
            before = self._kept[place - 1 : place] if place else []
            if own & set(after + before) or not after or not (after[0] in self._units or after[0] in _MEASURES):
                return True
        return False

    def _row(self, row: list[str], among: list[str]) -> bool:
        return bool(row) and any(among[at : at + len(row)] == row for at in range(len(among) - len(row) + 1))

    def _telling(self, value: str, cut: dict[str, list[str]], name: list[str]) -> bool:
        """Whether what only this value has is named: "cellular", "512 GB" of "512GB SSD", "homekit"."""
        others = {token for other, row in cut.items() if other != value for token in row} | set(name)
        own = [token for token in cut[value] if token not in others and token not in self._units]
        if not own:
            return False
        if _NUMBER.match(own[0]):
            at = cut[value].index(own[0])
            row = cut[value][at : at + 2]
            return len(row) > 1 and self._row(row, self._kept)
        named = [token for token in own if len(token) >= _SHORT and (token in self._kept or f"{token}en" in self._kept)]
        return bool(named) and not self._denied(named)

    def _denied(self, row: list[str]) -> bool:
        """Whether a no stands right before what is named: "no backlight", "without the water resistance"."""
        return any(token in row and self._no_before(place) for place, token in enumerate(self._all))

    def _no_before(self, place: int) -> bool:
        near = self._all[max(0, place - _NEAR - 1) : place]
        while BREAK in near:
            near = near[near.index(BREAK) + 1 :]
        return any(one in self._words.denials for one in near)

    def _yes_or_no(self, name: str, values: Sequence[str]) -> list[str]:
        own = [token for token in tokens(name) if len(token) > _SHORT]
        roots = [token[:6] for token in own]
        at = [place for place, token in enumerate(self._all) if token[:6] in roots and token[:6] == roots[0]]
        at = at or [place for place, token in enumerate(self._all) if token[:6] in roots]
        if not at:
            return []
        said = "no" if self._no_before(at[0]) else "yes"
        return [value for value in values if value.casefold() == said]


_MEASURES = frozenset({"bar", "hour", "cup", "%", "degre", "x", "p", "k", "equival"})


def values_named(
    text: str, item: Item, words_of: FlowWords, labels: Labels = _UNNAMED, *, bought: Iterable[tuple[str, str]] = ()
) -> dict[str, list[str]]:
    """Option → the values that a text names, in the order of the item's values; options without one are left out."""
    named, known = Named(text, words_of), dict(bought)
    found: dict[str, list[str]] = {}
    for name in names(item):
        values = values_of(item, name, known)
        if hits := named.of(name, values, [labels.names(name, value) for value in values]):
            found[name] = hits
    return found


def strange(
    text: str, item: Item, words_of: FlowWords, others: Mapping[str, Sequence[str]], *, bought: Mapping[str, str]
) -> list[str]:
    """Values that a text names and that the item does not come in; ``others``: by option, what other items have."""
    named = Named(text, words_of)
    cut = [tokens(value) for name in names(item) for value in values_of(item, name, dict(bought))]
    own = {" ".join(row[:size]) for row in cut for size in range(1, len(row) + 1)}
    found = [
        value
        for name in names(item)
        for value in named.strange(name, values_of(item, name, dict(bought)), others.get(name, ()))
        if " ".join(tokens(value)) not in own  # "8GB" is no storage where it is the memory's
    ]
    return list(dict.fromkeys(found))


def names(item: Item) -> list[str]:
    return list(dict.fromkeys(name for variant in item.variants for name in variant.options))


def values_of(item: Item, name: str, bought: dict[str, str]) -> list[str]:
    there = [variant.options[name] for variant in item.variants if name in variant.options]
    return list(dict.fromkeys([*there, *([bought[name]] if name in bought else [])]))


def tokens(text: str) -> list[str]:
    """Numbers, units and stems, in order."""
    said = _JOINED.sub(r"\1", _UNTIL.sub(r"\1 ", _THOUSANDS.sub("", _SHORTENED.sub("", fold(text)))))
    return [_token(one) for one in _TOKEN.findall(said)]


def _token(said: str) -> str:
    if said in ".,;:()!?":
        return BREAK
    said = _ALIKE.get(said, said)
    if said in UNITS and said not in ("pieces", "piece", "pack", "m", "g", "v"):
        return UNITS[said]
    return said if _NUMBER.match(said) or len(said) < _SHORT or said in STOP else _ALIKE.get(stem(said), stem(said))


def _inside(row: list[str], other: list[str]) -> bool:
    return len(row) < len(other) and any(other[at : at + len(row)] == row for at in range(len(other) - len(row) + 1))
