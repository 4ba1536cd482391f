"""For whom things are: the words that say so, those of a shopper's relatives, and what is said of an item."""

from __future__ import annotations

import re
from collections.abc import Iterable

from retrieval.text import fold, stem
from retrieval.understanding.phrases import WORD
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
_RELATIVES = {
    "men": "husband boyfriend father dad daddy brother grandfather grandpa granddad uncle him",
    "women": "wife girlfriend mother mum mom mummy sister grandmother grandma aunt her",
}
_RELATIVE = re.compile(
    rf"\b(?:for (?:my |our |his |her |a |the )?|my |our )({'|'.join(' '.join(_RELATIVES.values()).split())})\b"
)
AUDIENCE_OF = {word: name for name, said in AUDIENCES.items() for word in said.split()}
_OWNED = re.compile(r"([^\W_]+)('s?)?")
_NOTHING_BUT = re.compile(rf"(?:\W*\b(?:{'|'.join(AUDIENCE_OF)}|s|and|or|for|adults?)\b)+\W*$", re.IGNORECASE)
AUDIENCE_STEMS = frozenset(stem(word) for word in AUDIENCE_OF)


def audience_of(value: str) -> str | None:
    """The audience that a category's name is nothing but: "Men's" → men."""
    found = WORD.findall(fold(value).replace("'s", ""))
    return AUDIENCE_OF.get(found[0]) if len(found) == 1 else None


def is_audience(value: str) -> bool:
    return audience_of(value) is not None


def relative(text: str) -> tuple[re.Match[str], str] | None:
    """ "for my wife": where it stands, and the audience of those meant."""
    match = _RELATIVE.search(text)
    return (match, next(name for name, words in _RELATIVES.items() if match[1] in words.split())) if match else None


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


def served(audiences: Iterable[str]) -> set[str]:
    """What is said of an item that is made for one of these audiences, or for all."""
    return serving(audiences) - {EVERYONE}


def serving(audiences: Iterable[str]) -> set[str]:
    """Whose things these audiences can use: what is unisex, or says nothing of it, fits everybody; grown-up sizes
    that are called unisex fit no child."""
    wanted = set(audiences)
    fits = wanted | {kin for audience in wanted for kin in _CHILDREN.get(audience, ())}
    return fits | ({UNISEX} if wanted & _GROWN else set()) | (set() if wanted == {UNISEX} else {EVERYONE})


def narrowed(values: tuple[str, ...], text: str) -> tuple[str, ...]:
    """Of "Mens watches" and "Womens watches", those for whom the text names; all, where it names nobody."""
    said = {AUDIENCE_OF[word] for word in WORD.findall(text.replace("'s", "")) if word in AUDIENCE_OF}
    meant_for = tuple(v for v in values if any(AUDIENCE_OF.get(w) in said for w in WORD.findall(fold(v))))
    return meant_for or values
