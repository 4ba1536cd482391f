"""Names of brands, places and things: a capital letter inside a sentence must be the catalogue's too."""

from __future__ import annotations

import re
from collections.abc import Iterator

from retrieval.text import fold, stem
from words.facts import Facts

_NAME = re.compile(r"(?<=[\w,;:)’'] )[A-Z][\w-]*")
_NO_NAMES = frozenset({"i"})


def problems(sentence: str, facts: Facts) -> Iterator[str]:
    held = fold(facts.held)
    for match in _NAME.finditer(sentence):
        name = fold(match.group())
        if name not in held and stem(name) not in facts.stems and name not in _NO_NAMES:
            yield match.group()
