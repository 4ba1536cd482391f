"""What a shopper's stated dislikes rule out, whatever a model makes of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np

from retrieval.phrases import stems
from retrieval.shelves import Shelves
from retrieval.text import STOP, stem
from shop.types import Item, Taste

_INSIDE = re.compile(r"allergen|contains|ingredient|flavou?r", re.IGNORECASE)  # attributes that say what is in it
_NUTS = tuple(stem(nut) for nut in "almonds cashews hazelnuts macadamias peanuts pecans pistachios walnuts".split())
KIND_SHARE = 0.1  # of a category's titles: from here on a word names the whole category ("shoes" the hiking boots)


def ruled_out(shelves: Shelves, tastes: Sequence[Taste], asked: str = "") -> set[str]:
    """Ids of all items of the catalogue that the shopper's stated dislikes rule out.

    Who asks for a thing by the very word (``asked``) wants to see it, whatever was said before.
    """
    said = set(stems(asked))
    disliked = [words for words in _disliked(tastes) if not words & said]
    if not disliked:
        return set()
    shut = _shut(shelves, disliked)
    # worth a closer look: what holds the words somewhere, or lies in a category that is called so
    found = _holding(shelves, disliked)
    if shut:
        found += [item for item in shelves.mirror.by_row() if item is not None and item.category in shut]
    return _ruled_out(disliked, shut, found)


def bearing(shelves: Shelves, words: Sequence[str]) -> set[str]:
    """Ids of all items that are named by one of the words, made of it, or said to have it inside."""
    said = _each([own for word in words if (own := set(stems(word)))])
    return _ruled_out(said, set(), _holding(shelves, said))


def _holding(shelves: Shelves, said: Sequence[set[str]]) -> list[Item]:
    """The items whose texts hold all the words of one of these sets somewhere."""
    if not said:
        return []
    held = [np.logical_and.reduce([shelves.lexical.holding(word) for word in words - STOP or words]) for words in said]
    items, rows = shelves.mirror.by_row(), np.flatnonzero(np.logical_or.reduce(held)).tolist()
    return [item for row in rows if row < len(items) and (item := items[row])]


def unwanted(shelves: Shelves, tastes: Sequence[Taste], items: Sequence[Item]) -> set[str]:
    """Ids of the items that the shopper's stated dislikes rule out.

    A word that many titles of a category bear rules out all of it; a colour only what comes in no other.
    """
    disliked = _disliked(tastes)
    return _ruled_out(disliked, _shut(shelves, disliked), items) if disliked else set()


def _ruled_out(disliked: Sequence[set[str]], shut: set[str], items: Sequence[Item]) -> set[str]:
    gone = set()
    for item in items:
        worn = {frozenset(stems(colour)) for colour in item.colours}
        inside = [str(value) for name, value in item.attributes.items() if _INSIDE.match(name)]
        named = (item.title, item.brand or "", *item.categories, *item.materials, *item.uses, *inside)
        told = set(stems(" ".join(named)))
        told -= {word for colour in worn for word in colour} if len(worn) > 1 else set()
        told |= set().union(*worn) if len(worn) == 1 else set()
        if item.category in shut or any(words <= told for words in disliked):
            gone.add(item.id)
    return gone


def _disliked(tastes: Sequence[Taste]) -> list[set[str]]:
    """The words of each stated dislike."""
    stated = [taste for taste in tastes if taste.weight < 0 and taste.source != "events"]
    return _each([words for taste in stated if (words := set(stems(taste.text)))])


def _each(said: list[set[str]]) -> list[set[str]]:
    """Who says nuts means each of them."""
    return [*said, *({nut} for nut in _NUTS if {"nut"} in said)]


def _shut(shelves: Shelves, disliked: Sequence[set[str]]) -> set[str]:
    """Categories that are ruled out whole."""
    return {category for words in disliked for category in _categories_called(shelves, words)}


def _categories_called(shelves: Shelves, words: set[str]) -> set[str]:
    """Categories in which a good part of the titles holds the words, and not as what the items are made of or taste
    of, nor as who makes them."""
    titled = [
        item
        for item in _holding(shelves, [words])
        if words <= set(stems(item.title))
        and not words <= set(stems(" ".join((item.brand or "", *item.colours, *item.materials, *_attributes(item)))))
    ]
    held = Counter(item.category for item in titled if item.category)
    sizes = Counter(item.category for item in shelves.mirror.by_row() if item is not None and item.category in held)
    return {category for category, count in held.items() if count >= KIND_SHARE * sizes[category]}


def _attributes(item: Item) -> list[str]:
    return [str(value) for value in item.attributes.values()]
