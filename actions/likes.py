"""What the one who gets a present likes: "she loves tea", whether a use, a kind of thing or a word of the texts."""

from __future__ import annotations

import re

from actions.listing import by_kind
from actions.reading import read
from actions.summary import PEOPLE
from actions.turn import Turn
from retrieval.dislikes import bearing
from retrieval.moments import by_turns
from retrieval.understanding.grammar import says_nothing
from shop.types import Constraints

_LIKES = re.compile(
    r"(?<!\bi )(?<!\bi'd )\b(?:likes?|loves?|enjoys?|(?:is|s|are) (?:really )?into|fan of)\b "
    r"(?!it\b|them\b|th[ei]s|that\b|to )([^,;.?!]{3,40})"
    r"|(?<![我不])(?:喜欢|热爱|爱喝|爱吃|爱看|爱玩)\s*([^,;.?!，。；？！的了]{1,20})",
    re.IGNORECASE,
)
_ALSO = re.compile(r"\b(?:also|too|as well)\b|也|还", re.IGNORECASE)
_FEW = 3  # things that are liked: fewer are no list of ideas


def liked(text: str, before: str = "") -> str:
    """What the text tells, or else was told ``before``; both of "she also likes tea"."""
    found = _LIKES.search(text)
    words = (found[1] or found[2]).split() if found else []
    while words and says_nothing(words[-1].lower()):
        words.pop()  # "coffee a lot"
    said = " ".join(words)
    return f"{before} and {said}" if said and before and _ALSO.search(text) else said or before


async def kinds_liked(turn: Turn, likes: str, constraints: Constraints) -> list[list[str]]:
    """Ids within the limits of what has to do with what is liked, kind by kind; none where that is next to nothing."""
    mirror, shelves = turn.house.retrieval.mirror, turn.house.retrieval.shelves
    people = tuple(value for value in constraints.categories if value.casefold() in PEOPLE)
    limits = constraints.model_copy(update={"text": "", "uses": (), "categories": people})
    within = set(mirror.item_ids(mirror.ids(limits))) - bearing(shelves, constraints.without)
    parts: list[list[list[str]]] = []
    for part in re.split(r"\s+(?:and|or)\s+", likes):
        found: dict[str, None] = {}
        named = (await read(turn, text=part)).constraints
        if named.categories or named.uses:
            wanted = Constraints(categories=named.categories, uses=() if named.categories else named.uses)
            found |= dict.fromkeys(mirror.item_ids(mirror.ids(wanted)))
        found |= dict.fromkeys(sorted(bearing(shelves, [part])))
        parts.append(by_kind(await turn.items([item_id for item_id in found if item_id in within])))
    kinds = by_turns(parts)  # of camping and coffee some of each
    return kinds if sum(map(len, kinds)) >= _FEW else []
