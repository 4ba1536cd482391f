"""Countries by their English names, as shoppers write them: "how much is shipping to the us"."""

from __future__ import annotations

import re
from functools import lru_cache

from holidays.registry import COUNTRIES

_SHORT = "us,usa,states,america,uk,england,scotland,wales,great britain,czech republic,holland,europe,eu".split(",")
_BARE = ("us",)  # a pronoun, unless it has its article or its capitals


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    names = sorted({name.replace("_", " ") for name in COUNTRIES} | set(_SHORT), key=len, reverse=True)
    return re.compile(rf"\b(?:to|in|into|for)\s+(the\s+)?({'|'.join(map(re.escape, names))})\b", re.IGNORECASE)


def country_named(text: str) -> str | None:
    """The country that something is to go to, or that somebody is in, as it is written; ``None`` where none is."""
    for found in _pattern().finditer(text):
        article, name = found.groups()
        if article or name.lower() not in _BARE or name.isupper():
            return f"the {name}" if article else name
    return None
