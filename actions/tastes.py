"""What shoppers say they like or do not like."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from actions.asides import TalkAction
from actions.dislikes import dismissed
from actions.gifts import of_the_receiver
from actions.reading import only_narrows, read
from actions.reply import Quick, Reply
from actions.search import refine
from actions.suggesting import recommend
from actions.summary import plain
from actions.turn import Turn
from retrieval.understanding.phrases import stems
from shop.types import Constraints, Taste

TasteKind = Literal["colour", "brand", "material", "category", "use", "size"]
_NEGATIVE = re.compile(
    r"\b(?:not?|never|none|nothing|without|stop|hate|dislike|avoid|skip|leave out|less|too|ugly|dont|wont|cant)\b"
    r"|n't\b|[不没别勿讨厌]",
    re.IGNORECASE,
)
_ALLERGY = re.compile(r"\ballerg|\bintoleran|过敏", re.IGNORECASE)
_ALLERGIC_TO = re.compile(r"\ballergic to [^,;.?!]+", re.IGNORECASE)
_THAT_BRAND = re.compile(r"\b(?:that|this|their|its) (?:brand|make|label)\b|[这那]个?(?:牌子|品牌)", re.IGNORECASE)


class Like(TalkAction):
    action_name = "action_like"

    async def answer(self, turn: Turn) -> Reply:
        if told := await of_the_receiver(turn):
            return told
        if turn.state.shown and _only_prices((await read(turn)).constraints):  # "my budget is 150", beside a list
            return await refine(turn, await read(turn, turn.state.constraints))
        return await note_tastes(turn, weight=1.0)


class Dislike(TalkAction):
    action_name = "action_dislike"

    async def answer(self, turn: Turn) -> Reply:
        if turn.state.constraints is not None and not _NEGATIVE.search(turn.plain):
            understood = await read(turn)
            if only_narrows(understood.constraints.model_copy(update={"text": ""})):  # "yellow would suit me more"
                return await refine(turn, await read(turn, turn.state.constraints))
        noted = await note_tastes(turn, weight=-1.0)
        if turn.state.pending.get("list") == "recommendation" and turn.state.shown and not noted.cards:
            again = await recommend(turn, understood=await read(turn, turn.state.constraints or Constraints(), ""))
            if again.cards:  # the suggestions go on without it
                return Reply(noted.text, cards=again.cards, quick=again.quick)
        return noted


def _only_prices(constraints: Constraints) -> bool:
    rest = constraints.model_copy(update={"price_min": None, "price_max": None, "text": ""})
    return rest == Constraints() and constraints != Constraints(text=constraints.text)


async def note_tastes(turn: Turn, *, weight: float) -> Reply:
    """Keep what the shopper says they like or do not like; a disliked item of the list is dismissed."""
    if weight < 0 and (clause := _ALLERGIC_TO.search(turn.text)):
        turn.text = clause[0]  # "i'm allergic to almonds, energy bars?" says nothing against the bars
    named = await _values(turn)
    if weight < 0 and not named and (told := await dismissed(turn)):
        return told
    own = "" if _THAT_BRAND.search(turn.text) else _own((await read(turn)).constraints)
    if not named and own:
        named = [("category", own[:60])]
    if not named:
        return Reply(turn.say("taste.unclear"))
    kind_of = {text: kind for kind, text in named}
    for text, kind in kind_of.items():
        stated: TasteKind | Literal["like", "dislike"] = "dislike" if weight < 0 else kind if text != own else "like"
        await turn.remember(Taste(text=text, kind=stated, weight=weight))
    names = turn.all_of([as_words(turn, kind, text) for text, kind in kind_of.items()])
    key = "taste.liked" if weight > 0 else "taste.allergy" if _ALLERGY.search(turn.text) else "taste.disliked"
    suggest = Quick(turn.say("tap.suggest"), "ask_recommendation", {"words": turn.say("words.suggest")})
    return Reply(turn.say(key, what=names), quick=[suggest])


def _own(constraints: Constraints) -> str:
    """What the catalogue has no colour, brand, size or kind for, features ("vegan") among it."""
    return " ".join((*constraints.features, *constraints.not_features, constraints.text)).strip()


async def _values(turn: Turn) -> list[tuple[TasteKind, str]]:
    """Colours, brands and the like that the text names, wanted or not; a kind of thing in the shopper's own words."""
    if _THAT_BRAND.search(turn.text):
        items = await turn.items([turn.state.focus]) if turn.state.focus else []
        return [("brand", item.brand) for item in items if item.brand]
    constraints = (await read(turn)).constraints
    kinds: tuple[tuple[TasteKind, tuple[str, ...]], ...] = (
        ("colour", (*constraints.colours, *constraints.not_colours)),
        ("brand", (*constraints.brands, *constraints.not_brands)),
        ("material", _as_said(turn, (*constraints.materials, *constraints.not_materials))),
        ("category", _as_said(turn, (*constraints.categories, *constraints.not_categories))),
        ("use", constraints.uses),
        ("size", _sizes_said(turn, constraints.sizes)),
    )
    return [(kind, value) for kind, values in kinds for value in values]


def as_words(turn: Turn, kind: str, text: str) -> str:
    """A taste in a sentence of the conversation's language: "size 42", "blue", a brand as it is written."""
    if kind == "size":
        return turn.say("taste.size", value=text)
    return text if kind == "brand" else plain(turn.named(text))


def _sizes_said(turn: Turn, sizes: Sequence[str]) -> tuple[str, ...]:
    """The sizes as the shopper said them; where none is, all that they may mean."""
    said = turn.plain.lower().replace(",", " ").split()
    return tuple(size for size in sizes if size.lower() in said) or tuple(sizes)


def _as_said(turn: Turn, values: Sequence[str]) -> tuple[str, ...]:
    """ "shoes" where the shopper said so and the catalogue has "Running shoes"; a name by another word as it is."""
    words = re.findall(r"[^\W_]+", turn.plain.lower())
    said = []
    for value in values:
        name = value.split(">")[-1].strip()
        own = set(stems(name))
        spoken = " ".join(word for word in dict.fromkeys(words) if set(stems(word)) & own)
        said.append(spoken or name)
    return tuple(dict.fromkeys(said))
