"""Kinds of things where a shop's categories are none: "Indoor" and "Outdoor" hold couches, lamps and watering cans.

A category is wide where few of its titles end on a word of its name, and few of its texts use it. Its items get a
category below it, by the word that their titles end on ("Striped Couch" is a couch), where their own descriptions or
tags use that word for things, or those of most others of the category theirs. So "Alta Trail" among backpacks is no
trail, and a phone called Pro no pro.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import Stemmer

from shop.importers.lexicon import named_colours, named_materials
from shop.item_rows import Prepared
from shop.types import Item

MOST = 0.6  # of a wide category's items whose words the shop uses: then the others' words name things too
WIDE = 0.34  # of a category's titles that end on its name: from here on it is a kind
LONGEST = 1000  # characters of a description that are read
FEWEST = 3  # items that tell whether a category is wide
_ASIDE = re.compile(r"\s+[-–|]\s+|[,(/:]")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


class Kinds:
    """Learns of each item once (:meth:`learn`), then says which have a kind below their category (:meth:`of`)."""

    def __init__(self) -> None:
        self._items: Counter[str] = Counter()  # by category
        self._told: Counter[str] = Counter()  # those whose title ends on its name, or whose texts use it
        self._roots: dict[str, Counter[str]] = defaultdict(Counter)  # by category
        self._heads: Counter[str] = Counter()  # roots that titles end on
        self._pairs: dict[str, Counter[str]] = defaultdict(Counter)  # root → the last two words of titles
        self._names: dict[str, Counter[str]] = defaultdict(Counter)  # root → how titles write it
        self._used: Counter[str] = Counter()  # roots by items whose own description or tags use them
        self._values: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
        # attribute → root that a title ends on and one of its values names → values

    def learn(self, item: Item) -> None:
        category, description, tags = item.category, item.description, item.attributes.get("tags") or ()
        words = head(item.title)
        if not words:
            return
        root = _root(words[-1])
        said = {_root(word) for word in _WORD.findall(description[:LONGEST]) if word.islower()}
        said |= {_root(word) for tag in tags for word in _WORD.findall(tag)}
        self._heads[root] += 1
        self._used[root] += root in said
        self._names[root][words[-1]] += 1
        if len(words) > 1:
            self._pairs[root][" ".join(words[-2:])] += 1
        if category:
            self._items[category] += 1
            self._roots[category][root] += 1
            named = _WORD.findall(category)
            self._told[category] += root in _roots(category) or (bool(named) and _root(named[-1]) in said)
        for name, value in item.attributes.items():
            if name != "tags":
                for one in value if isinstance(value, (list, tuple)) else [value]:
                    if isinstance(one, str) and _roots(one) == {root}:
                        self._values[name][root][one] += 1

    def of(self, words: Sequence[str], category: str | None) -> str | None:
        """The name of the kind that a title's :func:`head` tells; None where the category says it, or nothing does."""
        if not words or (category and not self._is_wide(category)):
            return None
        root = _root(words[-1])
        if category and root in _roots(category):
            return None
        if not self._names_things(root) and not (category and self._mostly_named(category)):
            return None
        pair, count = self._pairs[root].most_common(1)[0] if self._pairs[root] else ("", 0)
        if count > 1 and count == self._heads[root]:
            return pair  # every can is a watering can
        return self._names[root].most_common(1)[0][0]

    def values(self, words: Sequence[str]) -> dict[str, str]:
        """Attribute → value, where the shop calls other things of such a title so: "style: Hoodie" of hoodies."""
        root = _root(words[-1]) if words else ""
        found = {name: by_root[root] for name, by_root in self._values.items() if root in by_root}
        return {name: counts.most_common(1)[0][0] for name, counts in found.items() if sum(counts.values()) >= FEWEST}

    def _names_things(self, root: str) -> bool:
        return 2 * self._used[root] >= self._heads[root]

    def _mostly_named(self, category: str) -> bool:
        known = sum(count for root, count in self._roots[category].items() if self._names_things(root))
        return known >= MOST * self._items[category]

    def _is_wide(self, category: str) -> bool:
        return self._items[category] >= FEWEST and self._told[category] < WIDE * self._items[category]


def placed(row: Prepared, kinds: Kinds) -> Prepared:
    """The row with its kind as the category, where it has one, and what its title says in the shop's own terms; a tag
    that says the same goes."""
    body = row.body
    words = head(body["title"])
    silent = {name: one for name, one in kinds.values(words).items() if name not in body.get("attributes", {})}
    if silent:
        evidence = {**body.get("evidence", {}), **dict.fromkeys(silent, body["title"])}
        row = row.of({**body, "attributes": {**body.get("attributes", {}), **silent}, "evidence": evidence})
        body = row.body
    kind = kinds.of(words, row.category)
    if kind is None:
        return row
    path = [*body.get("categories", [])] or [one for one in (row.category,) if one]
    found = {**body, "category": kind, "categories": [*path, kind]}
    attributes = dict(found.get("attributes", {}))
    tags = [tag for tag in attributes.get("tags", []) if not _roots(tag) <= _roots(kind)]
    if "tags" in attributes:
        found["attributes"] = attributes | {"tags": tags}
        if not tags:
            del found["attributes"]["tags"]
    return row.of(found)


def head(title: str) -> list[str]:
    """A title's words up to the one that says what the thing is, as titles write them."""
    words = _WORD.findall(_ASIDE.split(title, maxsplit=1)[0])
    at = next((place for place, word in enumerate(words) if place and word.casefold() in _table()["ends"]), len(words))
    words = words[:at]
    while len(words) > 1 and (words[-1].casefold() in _table()["versions"] or _tells(words[-1])):
        words.pop()
    return words if words and len(words[-1]) > 2 else []


@lru_cache(maxsize=10_000)
def _tells(word: str) -> bool:
    """Whether a word says of what colour or material a thing is, and not what it is."""
    return bool(named_colours([word]) or named_materials([word]))


@lru_cache(maxsize=1)
def _table() -> dict[str, frozenset[str]]:
    with Path(__file__).with_suffix(".toml").open("rb") as file:
        return {name: frozenset(words) for name, words in tomllib.load(file).items()}


@cache
def _stemmer() -> Any:
    return Stemmer.Stemmer("english")


@lru_cache(maxsize=50_000)
def _root(word: str) -> str:
    root: str = _stemmer().stemWord(word.casefold())
    return root


@lru_cache(maxsize=10_000)
def _roots(text: str) -> frozenset[str]:
    return frozenset(map(_root, _WORD.findall(text)))
