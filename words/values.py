"""A catalogue's values as a sentence holds them: "Black, Blue" of a list of fields is "black and blue" in a text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from retrieval.text import fold
from words.claims.lexicon import COLOURS, MATERIALS
from words.text import joined

_LIST = re.compile(r", | and ")
_COMMON = frozenset("organic recycled natural dark light bright pale heather vegan faux solid".split())
_TITLED = re.compile(r"[A-Z][a-zà-ÿ]+(?:[ -][A-Za-z][a-zà-ÿ]+)*")


def plain(value: str) -> str:
    """A field's capital letter off where the word is a colour's or a material's own, as in "Nylon"; a name keeps it."""
    if not _TITLED.fullmatch(value):
        return value
    common = all(
        word in _COMMON or COLOURS.fullmatch(word) or MATERIALS.fullmatch(word) for word in fold(value).split()
    )
    return value.lower() if common else value


def listed(values: Sequence[str], spoken: Mapping[str, str] | None = None, last: str = "and") -> str:
    """ "a, b and c", each as it is spoken: ``spoken`` maps some to other words, "" leaves one out."""
    told = [(spoken or {}).get(value, plain(value)) for value in values]
    return joined(list(dict.fromkeys(one for one in told if one)), last)


def split(value: str) -> list[str]:
    """The members of a list that is already text."""
    return [part for part in _LIST.split(value) if part]
