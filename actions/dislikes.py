"""What a shopper does not want to see: items waved away, and all that a stated dislike rules out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np

from actions.events import note
from actions.reply import Quick, Reply
from actions.turn import Turn
from retrieval.understanding.values import stems
from shop.types import Event, Item, Taste

KIND_SHARE = 0.1  # of a category's titles: from here on a word names the whole category ("shoes" the hiking boots)
_NOT_THAT = re.compile(r"^\W*(?:no\b\W*)?(?:not|anything but|forget) (?:that|this|the|those)\b|^不要第", re.IGNORECASE)


async def dismissed(turn: Turn) -> Reply | None:
    """Items of the list that the shopper does not want to see again; ``None`` if the text points at none."""
    meant = [item for item in await turn.referred() if item.id in turn.state.shown]
    if not meant:
        return None
    await note(turn, *(Event(type="dismiss", item_id=item.id) for item in meant))
    gone = {item.id for item in meant}
    turn.state.shown = [item_id for item_id in turn.state.shown if item_id not in gone]
    names = turn.all_of([item.title for item in meant])
    return Reply(turn.say("taste.dismissed", what=names), quick=[Quick(turn.say("tap.more_ideas"), "show_more")])


def turns_down(turn: Turn) -> bool:
    """ "not the first one"."""
    return bool(_NOT_THAT.search(turn.plain))


def unwanted(turn: Turn, tastes: Sequence[Taste], items: Sequence[Item]) -> set[str]:
    """Ids of the items that the shopper's stated dislikes rule out.

    A word that many titles of a category bear rules out all of it; a colour only what comes in no other.
    """
    disliked = [set(stems(taste.text)) for taste in tastes if taste.weight < 0 and taste.source != "events"]
    disliked = [words for words in disliked if words]
    if not disliked:
        return set()
    shut = {category for words in disliked for category in _categories_called(turn, words)}
    gone = set()
    for item in items:
        worn = {frozenset(stems(colour)) for colour in item.colours}
        told = set(stems(" ".join((item.title, item.brand or "", *item.categories, *item.materials, *item.uses))))
        told -= {word for colour in worn for word in colour} if len(worn) > 1 else set()
        told |= set().union(*worn) if len(worn) == 1 else set()
        if item.category in shut or any(words <= told for words in disliked):
            gone.add(item.id)
    return gone


def _categories_called(turn: Turn, words: set[str]) -> set[str]:
    """Categories in which a good part of the titles holds the words."""
    items = turn.house.retrieval.mirror.by_row()
    lexical = turn.house.retrieval.shelves.lexical
    holding = np.logical_and.reduce([lexical.holding(word) for word in words])
    bearing = [
        item for row in np.flatnonzero(holding).tolist() if (item := items[row]) and words <= set(stems(item.title))
    ]
    held = Counter(item.category for item in bearing if item.category)
    sizes = Counter(item.category for item in items if item is not None and item.category in held)
    return {category for category, count in held.items() if count >= KIND_SHARE * sizes[category]}
