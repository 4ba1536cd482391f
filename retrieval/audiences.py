"""For whom things are: the words that say so, and what is said of an item."""

from __future__ import annotations

import re
from collections.abc import Iterable

from retrieval.phrases import WORD
from retrieval.text import fold
from shop.types import Item

UNISEX = "unisex"
EVERYONE = "everyone"  # whose items say nothing of it

AUDIENCES = {
    "men": "men man mens mans male gentlemen guys",
    "women": "women woman womens womans female ladies lady",
    "kids": "kids kid children child childrens",
    "boys": "boys boy",
    "girls": "girls girl",
    "baby": "baby babies infant toddler newborn",
    UNISEX: "unisex",
}
_GROWN = frozenset({"men", "women"})
_CHILDREN = {"kids": ("boys", "girls", "baby"), "boys": ("kids",), "girls": ("kids",)}  # whose things fit them too
_ONE = frozenset("man woman boy girl child kid lady baby".split())  # in a title whom it shows, or a baby alpaca
AUDIENCE_OF = {word: name for name, said in AUDIENCES.items() for word in said.split()}
_OWNED = re.compile(r"([^\W_]+)('s?)?")
_NOTHING_BUT = re.compile(rf"(?:\W*\b(?:{'|'.join(AUDIENCE_OF)}|s|and|or|for|adults?)\b)+\W*$", re.IGNORECASE)


def made_for(item: Item) -> tuple[str, ...]:
    """Of :data:`AUDIENCES` those that title, categories or else an attribute name; :data:`EVERYONE` for none."""
    attributes = [value for value in item.attributes.values() if isinstance(value, str) and _NOTHING_BUT.match(value)]
    for said in (
        [word for word, owns in _OWNED.findall(fold(item.title)) if owns or word not in _ONE],
        WORD.findall(fold(" ".join((*item.categories, item.category or ""))).replace("'s", "")),
        WORD.findall(fold(" ".join(attributes)).replace("'s", "")),
    ):
        if found := dict.fromkeys(AUDIENCE_OF[word] for word in said if word in AUDIENCE_OF):
            return tuple(found)
    return (EVERYONE,)


def serving(audiences: Iterable[str]) -> set[str]:
    """Whose things these audiences can use: what is unisex, or says nothing of it, fits everybody; grown-up sizes
    that are called unisex fit no child."""
    wanted = set(audiences)
    fits = wanted | {kin for audience in wanted for kin in _CHILDREN.get(audience, ())}
    return fits | ({UNISEX} if wanted & _GROWN else set()) | (set() if wanted == {UNISEX} else {EVERYONE})
