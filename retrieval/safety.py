"""What must not be inside: an item is free of a thing only where it states what it holds and names the thing nowhere.

It fails closed. An item that states neither allergens nor ingredients nor materials does not pass; nor does one whose
title, flavour, description or any attribute names the thing, one of its kinds, or the group that is declared for it.
"""

from __future__ import annotations

import tomllib
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from retrieval.mentions import Mentions, Name, Names, Wording, holds, name_of, names, wording
from retrieval.phrases import stems
from retrieval.text import fold, stem
from retrieval.values import Value, attribute, data, field_name
from shop.types import Item

_PARTS = ("heads", "members", "loose")  # of a group
_THINGS = 16  # words whose answers are remembered


@dataclass(frozen=True)
class Thing:
    """What is to be avoided: what it is called, everything that names it, and that without what a claim outweighs."""

    heads: tuple[Name, ...]
    names: Names
    strict: Names
    claims: frozenset[str] = frozenset()  # attributes that say so of the whole item: "vegetarian" of meat


class Safety:
    """Answers are remembered for the last few things asked for, until an item changes."""

    def __init__(self, mentions: Mentions) -> None:
        self._mentions = mentions
        self._known: OrderedDict[str, dict[str, tuple[Item, bool | None]]] = OrderedDict()

    def free_of(self, item: Item, words: Iterable[str]) -> bool | None:
        """True: free of all of them by its own record; False: named; None: it does not state what it holds."""
        found = [self._remembered(item, word) for word in words]
        return False if False in found else None if None in found else True

    def _remembered(self, item: Item, word: str) -> bool | None:
        known = self._known.setdefault(word, {})
        self._known.move_to_end(word)
        if len(self._known) > _THINGS:
            self._known.popitem(last=False)
        last = known.get(item.id)
        if last is None or last[0] is not item:
            last = known[item.id] = (item, self._free_of(item, thing(word)))
        return last[1]

    def _free_of(self, item: Item, avoided: Thing) -> bool | None:
        stated = {field_name(name): value for name, raw in item.attributes.items() if (value := attribute(name, raw))}
        claim = _claim(stated, avoided)
        if claim is False:
            return False
        wanted = avoided.strict if claim else avoided.names
        if self._mentions.hold(item, wanted, _is_claim):
            return False
        return True if claim or _declares(item, stated) else None


def eaten(item: Item) -> bool:
    """Whether it is something to eat or drink: marked as used up, or it declares what it holds."""
    return item.consumable or any(field_name(name) in _words("declares") for name in item.attributes)


def _claim(stated: Mapping[str, Value], avoided: Thing) -> bool | None:
    """ "gluten-free: yes" is a claim, "gluten-free: no" its opposite, "free from: nuts, milk" a claim as well."""
    ends = tuple(fold(end) for end in data()["denials"]["behind"])
    for name, value in stated.items():
        if name in avoided.claims and value.yes:
            return True
        if name.endswith(ends) and value.yes is not None:
            parts = tuple(stems(name))
            apart = parts[-1] in map(stem, ends) and parts[:-1] in avoided.heads
            if apart or any(name == f"{' '.join(head)}{end}" for head in avoided.heads for end in ends):
                return value.yes
        if name in _words("free_from") and holds(wording(value.said), names(avoided.heads)):
            return True
    return None


def _is_claim(text: Wording) -> bool:
    """Whether an attribute lists what is not inside."""
    return text.text.split(":")[0].strip() in _words("free_from")


def _declares(item: Item, stated: Mapping[str, Value]) -> bool:
    """Whether it states what it holds; things to eat by allergens or ingredients, all others by their materials too."""
    declared = any(name in stated for name in _words("declares"))
    return declared or (bool(item.materials) and not item.consumable)


@lru_cache(maxsize=5_000)
def thing(word: str) -> Thing:
    """What a shopper's word means: "nuts" all of them, "almonds" these and whatever is declared as nuts."""
    own = name_of(word)
    heads, strict, loose = [own], [own], list[Name]()
    claims: set[str] = set()
    for group in _groups():
        own_heads, members, may_be = ([name_of(one) for one in group.get(key, ())] for key in _PARTS)
        if own in own_heads:
            heads += own_heads
            strict += [*own_heads, *members]
            loose += may_be
        elif own in members or own in may_be:
            strict += own_heads
        else:
            continue
        claims |= {fold(word) for word in group.get("claims", ())}
    every = names([*strict, *loose], compounds=True)
    return Thing(tuple(dict.fromkeys(heads)), every, names(strict, compounds=True), frozenset(claims))


def _groups() -> list[dict[str, Any]]:
    groups: list[dict[str, Any]] = _table()["group"]
    return groups


@lru_cache(maxsize=2)
def _words(key: str) -> frozenset[str]:
    return frozenset(fold(word) for word in _table()[key])


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "allergens.toml").read_text(encoding="utf-8"))
