"""What must not be inside: an item is free of a thing only where it states what it holds and names the thing nowhere.

It fails closed. An item that states neither allergens nor ingredients nor materials does not pass; nor does one whose
title, flavour, description or any attribute names the thing, one of its kinds, or the group that is declared for it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from retrieval.mentions import Mentions, holds, sought, wording
from retrieval.text import fold, stem
from retrieval.understanding.phrases import stems
from retrieval.values import Value, attribute, data, field_name
from shop.types import Item


@dataclass(frozen=True)
class Thing:
    """What is to be avoided, as stems in a row: the strict names, and those that a claim ("dairy-free") outweighs."""

    heads: tuple[tuple[str, ...], ...]
    names: tuple[tuple[str, ...], ...]
    loose: tuple[tuple[str, ...], ...]


class Safety:
    def __init__(self, mentions: Mentions) -> None:
        self._mentions = mentions

    def free_of(self, item: Item, words: Iterable[str]) -> bool | None:
        """True: free of all of them by its own record; False: named; None: it does not state what it holds."""
        found = [self._free_of(item, thing(word)) for word in words]
        return False if False in found else None if None in found else True

    def _free_of(self, item: Item, avoided: Thing) -> bool | None:
        stated = {field_name(name): value for name, raw in item.attributes.items() if (value := attribute(name, raw))}
        claim = _claim(stated, avoided)
        if claim is False:
            return False
        names = avoided.names if claim else (*avoided.names, *avoided.loose)
        for text in self._mentions.wordings(item):
            if any(holds(text, one, compounds=True) for one in names) and not _is_claim(text.text):
                return False
        return True if claim or _declares(item, stated) else None


def _claim(stated: Mapping[str, Value], avoided: Thing) -> bool | None:
    """ "gluten-free: yes" is a claim, "gluten-free: no" its opposite, "free from: nuts, milk" a claim as well."""
    ends = data()["denials"]["behind"]
    for name, value in stated.items():
        parts = tuple(stems(name))
        claims = len(parts) > 1 and parts[-1] in {stem(fold(end)) for end in ends} and parts[:-1] in avoided.heads
        joined = any(name == f"{' '.join(head)}{end}" for head in avoided.heads for end in ends)
        if (claims or joined) and value.yes is not None:
            return value.yes
        if name in _words("free_from") and any(holds(wording(value.said), head) for head in avoided.heads):
            return True
    return None


def _is_claim(text: str) -> bool:
    """Whether an attribute lists what is not inside."""
    return text.split(":")[0].strip() in _words("free_from")


def _declares(item: Item, stated: Mapping[str, Value]) -> bool:
    """Whether it states what it holds; things to eat by allergens or ingredients, all others by their materials too."""
    declared = any(name in stated for name in _words("declares"))
    return declared or (bool(item.materials) and not item.consumable)


@lru_cache(maxsize=5_000)
def thing(word: str) -> Thing:
    """What a shopper's word means: "nuts" all of them, "almonds" these and whatever is declared as nuts."""
    own = sought([word])[0]
    heads, names, loose = [own], [own], list[tuple[str, ...]]()
    for group in _groups():
        own_heads, members, may_be = (sought(group.get(key, ())) for key in ("heads", "members", "loose"))
        if own in own_heads:
            heads += own_heads
            names += [*own_heads, *members]
            loose += may_be
        elif own in members or own in may_be:
            names += own_heads
    distinct = tuple(dict.fromkeys(names))
    return Thing(
        tuple(dict.fromkeys(heads)), distinct, tuple(one for one in dict.fromkeys(loose) if one not in distinct)
    )


def _groups() -> list[dict[str, Any]]:
    groups: list[dict[str, Any]] = _table()["group"]
    return groups


@lru_cache(maxsize=2)
def _words(key: str) -> frozenset[str]:
    return frozenset(fold(word) for word in _table()[key])


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "allergens.toml").read_text(encoding="utf-8"))
