"""What a shopper's stated dislikes rule out, whatever a model makes of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from retrieval.shelves import Shelves
from retrieval.understanding.phrases import stems
from shop.types import Item, Taste

KIND_SHARE = 0.1  # of a category's titles: from here on a word names the whole category ("shoes" the hiking boots)


def unwanted(shelves: Shelves, tastes: Sequence[Taste], items: Sequence[Item]) -> set[str]:
    """Ids of the items that the shopper's stated dislikes rule out.

    A word that many titles of a category bear rules out all of it; a colour only what comes in no other.
    """
    disliked = [set(stems(taste.text)) for taste in tastes if taste.weight < 0 and taste.source != "events"]
    disliked = [words for words in disliked if words]
    if not disliked:
        return set()
    shut = {category for words in disliked for category in _categories_called(shelves, words)}
    gone = set()
    for item in items:
        worn = {frozenset(stems(colour)) for colour in item.colours}
        told = set(stems(" ".join((item.title, item.brand or "", *item.categories, *item.materials, *item.uses))))
        told -= {word for colour in worn for word in colour} if len(worn) > 1 else set()
        told |= set().union(*worn) if len(worn) == 1 else set()
        if item.category in shut or any(words <= told for words in disliked):
            gone.add(item.id)
    return gone


def _categories_called(shelves: Shelves, words: set[str]) -> set[str]:
    """Categories in which a good part of the titles holds the words."""
    items = shelves.mirror.by_row()
    lexical = shelves.lexical
    holding = np.logical_and.reduce([lexical.holding(word) for word in words])
    bearing = [
        item for row in np.flatnonzero(holding).tolist() if (item := items[row]) and words <= set(stems(item.title))
    ]
    held = Counter(item.category for item in bearing if item.category)
    sizes = Counter(item.category for item in items if item is not None and item.category in held)
    return {category for category, count in held.items() if count >= KIND_SHARE * sizes[category]}
