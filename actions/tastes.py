"""What shoppers say they like or do not like, take back, or allow again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Literal

import numpy as np

from actions.base import ShopAction
from actions.reply import Quick, Reply
from actions.search import read
from actions.summary import plain
from actions.turn import Turn
from retrieval.text import terms
from retrieval.understanding.values import stems
from shop.types import Event, Item, Taste

TasteKind = Literal["colour", "brand", "material", "category", "use", "size"]
KIND_SHARE = 0.1  # of a category's titles: from here on a word names the whole category ("shoes" the hiking boots)

_FORGET = re.compile(
    r"\b(?:forget|don'?t remember|do not remember|delete|remove|erase)\b.*"
    r"\b(?:like|likes|love|tastes?|into|prefer)\b"
    r"|忘(?:记|掉).*喜欢",
    re.IGNORECASE,
)
_ALLOWED = re.compile(
    r"\b(?:(?:is|are)(?: actually| totally| quite)? (?:fine|ok(?:ay)?|all right|alright)|after all|don'?t mind|"
    r"show me .* again)\b|也(?:可以|行)",
    re.IGNORECASE,
)

_NOT_THAT = re.compile(r"^\W*(?:no\b\W*)?(?:not|anything but|forget) (?:that|this|the|those)\b|^不要第", re.IGNORECASE)


class Like(ShopAction):
    action_name = "action_like"
    takes_asides = True

    async def answer(self, turn: Turn) -> Reply:
        return await note_tastes(turn, weight=1.0)


class Dislike(ShopAction):
    action_name = "action_dislike"
    takes_asides = True

    async def answer(self, turn: Turn) -> Reply:
        return await note_tastes(turn, weight=-1.0)


async def note_tastes(turn: Turn, *, weight: float) -> Reply:
    """Keep what the shopper says they like or do not like; a disliked item of the list is dismissed."""
    named = await _values(turn)
    if weight < 0 and not named and (told := await dismissed(turn)):
        return told
    own = (await read(turn)).constraints.text.strip()
    if not named and own:
        named = [("category", own[:60])]
    if not named:
        return Reply(turn.say("taste.unclear"))
    kind_of = {text: kind for kind, text in named}
    for text, kind in kind_of.items():
        stated: TasteKind | Literal["like", "dislike"] = "dislike" if weight < 0 else kind if text != own else "like"
        await turn.remember(Taste(text=text, kind=stated, weight=weight))
    names = turn.all_of([text if kind == "brand" else plain(turn.named(text)) for text, kind in kind_of.items()])
    key = "taste.liked" if weight > 0 else "taste.disliked"
    suggest = Quick(turn.say("tap.suggest"), "ask_recommendation", {"words": turn.say("words.suggest")})
    return Reply(turn.say(key, what=names), quick=[suggest])


async def dismissed(turn: Turn) -> Reply | None:
    """Items of the list that the shopper does not want to see again; ``None`` if the text points at none."""
    meant = [item for item in await turn.referred() if item.id in turn.state.shown]
    if not meant:
        return None
    events = [Event(type="dismiss", item_id=item.id) for item in meant]
    await turn.budget.store(turn.house.profiles.record, turn.shopper_id, events)
    gone = {item.id for item in meant}
    turn.state.shown = [item_id for item_id in turn.state.shown if item_id not in gone]
    names = turn.all_of([item.title for item in meant])
    return Reply(turn.say("taste.dismissed", what=names), quick=[Quick(turn.say("tap.more_ideas"), "show_more")])


def turns_down(turn: Turn) -> bool:
    """ "not the first one"."""
    return bool(_NOT_THAT.search(turn.plain))


async def taken_back(turn: Turn) -> Reply | None:
    """ "forget that i like wool", "leather is fine after all": the taste goes; ``None`` if nothing is taken back."""
    forgets, allows = _FORGET.search(turn.plain), _ALLOWED.search(turn.plain)
    if not forgets and not allows:
        return None
    said = set(terms(turn.plain))
    tastes = await turn.budget.store(turn.house.profiles.tastes, turn.shopper_id)
    meant = [t for t in tastes if set(terms(t.text)) & said and (forgets or t.weight < 0)]
    if not meant:
        return Reply(turn.say("taste.nothing_kept")) if forgets else None
    for taste in meant:
        await turn.budget.store(turn.house.profiles.remove_taste, turn.shopper_id, taste.text)
    names = turn.all_of([taste.text for taste in meant])
    suggest = Quick(turn.say("tap.suggest"), "ask_recommendation", {"words": turn.say("words.suggest")})
    return Reply(turn.say("taste.forgotten" if forgets else "taste.allowed", what=names), quick=[suggest])


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


async def _values(turn: Turn) -> list[tuple[TasteKind, str]]:
    """Colours, brands and the like that the text names, wanted or not; a kind of thing in the shopper's own words."""
    constraints = (await read(turn)).constraints
    kinds: tuple[tuple[TasteKind, tuple[str, ...]], ...] = (
        ("colour", (*constraints.colours, *constraints.not_colours)),
        ("brand", (*constraints.brands, *constraints.not_brands)),
        ("material", (*constraints.materials, *constraints.not_materials)),
        ("category", _as_said(turn, (*constraints.categories, *constraints.not_categories))),
        ("use", constraints.uses),
        ("size", constraints.sizes),
    )
    return [(kind, value) for kind, values in kinds for value in values]


def _as_said(turn: Turn, categories: Sequence[str]) -> tuple[str, ...]:
    """ "shoes" where the shopper said so and the catalogue has "Running shoes"; a name by another word as it is."""
    words = re.findall(r"[^\W_]+", turn.plain.lower())
    said = []
    for category in categories:
        name = category.split(">")[-1].strip()
        own = set(stems(name))
        spoken = " ".join(word for word in words if set(stems(word)) & own)
        said.append(spoken or name)
    return tuple(dict.fromkeys(said))
