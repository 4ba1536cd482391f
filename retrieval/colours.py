"""Colour names: spellings, families, and which of the catalogue's own colours a shopper's word means."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from retrieval.text import fold, stem

FAMILIES: dict[str, str] = {
    "black": "black jet onyx ebony",
    "white": "white ivory snow pearl chalk offwhite",
    "grey": "grey gray charcoal graphite slate anthracite ash steel heather stone",
    "silver": "silver chrome",
    "gold": "gold golden brass",
    "blue": "blue navy azure cobalt indigo sapphire royal sky denim cyan marine midnight",
    "turquoise": "turquoise teal aqua aquamarine petrol",
    "green": "green olive emerald lime mint sage forest jade khaki moss pine",
    "red": "red crimson scarlet ruby cherry cardinal",
    "burgundy": "burgundy maroon wine bordeaux oxblood claret",
    "pink": "pink rose fuchsia magenta blush salmon coral",
    "purple": "purple violet lilac lavender plum mauve aubergine",
    "orange": "orange tangerine apricot rust terracotta amber copper",
    "yellow": "yellow mustard lemon ochre saffron",
    "brown": "brown chocolate coffee tan chestnut cognac walnut mocha bronze",
    "beige": "beige cream sand camel taupe nude ecru oatmeal",
    "multicolour": "multicolour multicolor multicoloured multicolored multi rainbow colourful colorful",
}
# families a shopper would accept for another when the catalogue has nothing nearer
_NEAR = {"burgundy": "red", "turquoise": "blue", "beige": "brown", "silver": "grey", "gold": "yellow"}

_FAMILY = {word: family for family, names in FAMILIES.items() for word in names.split()}


def family(word: str) -> str | None:
    """The family of a folded colour word: navy → blue."""
    return _FAMILY.get(word) or _FAMILY.get(word.removesuffix("ish"))


def meant(word: str, colours: Collection[str]) -> tuple[str, ...]:
    """The catalogue's colours that a shopper's word means.

    The colour of that name; else those named with the word ("blue" → "Dark blue"); else those of its family
    ("navy" → "Blue", "blue" → "Navy"); else those of the nearest family; else none.
    """
    word = fold(word)
    exact = tuple(colour for colour in colours if _same(fold(colour), word))
    if exact:
        return exact
    parts = word.split()
    last = parts[-1] if parts else word
    within = tuple(colour for colour in colours if any(_same(part, last) for part in _parts(colour)))
    if within and len(parts) == 1:
        return within
    wanted = family(last)
    if wanted is None:
        return within
    for target in (wanted, _NEAR.get(wanted, "")):
        kin = tuple(c for c in colours if any(family(part) == target for part in _parts(c)))
        if kin:
            return within or kin
    return within


def _parts(colour: str) -> Iterable[str]:
    return fold(colour).replace("/", " ").replace("-", " ").split()


def _same(one: str, other: str) -> bool:
    return one == other or {one, other} == {"grey", "gray"} or stem(one) == stem(other)
