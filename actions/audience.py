"""For whom an item is made, and for whom the shopper looks: nobody is helped by a suggestion cut for someone else."""

from __future__ import annotations

import re
from collections.abc import Iterable

from retrieval.understanding.audiences import EVERYONE, UNISEX, made_for, serving
from shop.types import Event, Item

_WORDS = {
    "men": re.compile(r"\b(?:men'?s?|mens|man'?s|gentlemen'?s?|male)\b", re.IGNORECASE),
    "women": re.compile(r"\b(?:women'?s?|womens|woman'?s|lad(?:y|ies)'?s?|female)\b", re.IGNORECASE),
    "kids": re.compile(
        r"\b(?:kid'?s?|child(?:ren)?'?s?|boys?'?s?|girls?'?s?|bab(?:y|ies)'?s?|toddlers?)\b", re.IGNORECASE
    ),
}
_RELATIVES = {
    "men": re.compile(
        r"\b(?:father|dad|daddy|grand(?:pa|dad|father)|husband|boyfriend|brother|uncle|nephew|him)\b", re.IGNORECASE
    ),
    "women": re.compile(
        r"\b(?:mother|mum|mom|mummy|grand(?:ma|mother)|wife|girlfriend|sister|aunt|niece|her)\b", re.IGNORECASE
    ),
}
_AGE = re.compile(
    r"\b(\d{1,2})[- ]?(?:years?|yrs?|y)?[- ]?old\b|\b(?:turn(?:s|ing)?|is|he'?s|she'?s) (\d{1,2})\b|(\d{1,2}) ?岁"
)
_FROM = re.compile(r"\d{1,2}")
_AGES = frozenset({"age", "recommended age", "ages", "minimum age"})
CHILD = 12  # up to this age it matters what something is made for
_OWN = ("purchase", "cart", "view")


def audience_said(text: str) -> str | None:
    """For whom the text asks: "for my dad", "women's"."""
    for patterns in (_WORDS, _RELATIVES):
        found = [name for name, pattern in patterns.items() if pattern.search(text)]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def age_said(text: str) -> int | None:
    """ "for a 10 year old"; ``None`` for whoever is no child."""
    found = _AGE.search(text)
    age = int(next(group for group in found.groups() if group)) if found else None
    return age if age is not None and age <= CHILD else None


def for_age(item: Item, age: int) -> bool:
    """Whether the catalogue says from what age it is, and the child is that old."""
    said = next((str(value) for name, value in item.attributes.items() if name.lower() in _AGES), "")
    found = _FROM.search(said)
    return found is not None and int(found[0]) <= age


def audience_lived(events: Iterable[Event], items: dict[str, Item]) -> str | None:
    """The one audience of all that the shopper looked at or bought, where there is only one."""
    touched = (items.get(event.item_id) for event in events if event.type in _OWN and event.item_id)
    made = (made_for(item) for item in touched if item is not None)
    found = {audiences[0] for audiences in made if len(audiences) == 1} - {EVERYONE, UNISEX}
    return found.pop() if len(found) == 1 else None


def suits(item: Item, audience: str | None) -> bool:
    return audience is None or not serving((audience,)).isdisjoint(made_for(item))
