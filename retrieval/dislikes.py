"""What a shopper's stated dislikes rule out, whatever a model makes of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from retrieval.shelves import Shelves
from retrieval.understanding.phrases import stems
from shop.types import Item, Taste

KIND_SHARE = 0.1  # of a category's titles: from here on a word names the whole category ("shoes" the hiking boots)


def ruled_out(shelves: Shelves, tastes: Sequence[Taste], asked: str = "") -> set[str]:
    """Ids of all items of the catalogue that the shopper's stated dislikes rule out.

    Who asks for a thing by the very word (``asked``) wants to see it, whatever was said before.
    """
    said = set(stems(asked))
    held = [taste for taste in tastes if not set(stems(taste.text)) & said]
    rows = _may_be_disliked(shelves, held)
    items = shelves.mirror.by_row()
    return unwanted(shelves, held, [item for row in rows if row < len(items) and (item := items[row])])


def _may_be_disliked(shelves: Shelves, tastes: Sequence[Taste]) -> list[int]:
    """Rows worth a closer look: those that hold the words somewhere, or lie in a category that is called so."""
    disliked = [words for words in map(_words, tastes) if words]
    if not disliked:
        return []
    lexical, items = shelves.lexical, shelves.mirror.by_row()
    holding = [np.logical_and.reduce([lexical.holding(word) for word in words]) for words in disliked]
    rows = set(np.flatnonzero(np.logical_or.reduce(holding)).tolist())
    shut = {category for words in disliked for category in _categories_called(shelves, words)}
    if shut:
        rows |= {row for row, item in enumerate(items) if item is not None and item.category in shut}
    return sorted(rows)


def _words(taste: Taste) -> set[str]:
    """The words of a stated dislike; none of any other taste."""
    return set(stems(taste.text)) if taste.weight < 0 and taste.source != "events" else set()


def unwanted(shelves: Shelves, tastes: Sequence[Taste], items: Sequence[Item]) -> set[str]:
    """Ids of the items that the shopper's stated dislikes rule out.

    A word that many titles of a category bear rules out all of it; a colour only what comes in no other.
    """
    disliked = [words for words in map(_words, tastes) if words]
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
    """Categories in which a good part of the titles holds the words, and not as what the items are made of or by."""
    items = shelves.mirror.by_row()
    lexical = shelves.lexical
    holding = np.logical_and.reduce([lexical.holding(word) for word in words])
    bearing = [
        item
        for row in np.flatnonzero(holding).tolist()
        if (item := items[row])
        and words <= set(stems(item.title))
        and not words <= set(stems(" ".join((item.brand or "", *item.colours, *item.materials))))
    ]
    held = Counter(item.category for item in bearing if item.category)
    sizes = Counter(item.category for item in items if item is not None and item.category in held)
    return {category for category, count in held.items() if count >= KIND_SHARE * sizes[category]}
