"""Sizes: letters and "size 42" must be sizes of the item."""

from __future__ import annotations

import re
from collections.abc import Iterator

from words.facts import Facts

_LETTERS = re.compile(r"(?<![\w.’'-])(?:XXS|XS|S|M|L|XL|XXL|XXXL|[2-5]XL)(?![\w’'-])")
_NUMBERED = re.compile(r"\bsizes?,? (\d{1,3}(?:[.–-]\d{1,2})?)\b", re.IGNORECASE)


def problems(sentence: str, facts: Facts) -> Iterator[str]:
    sizes = set(facts.item.sizes)
    held = set(_LETTERS.findall(facts.held))
    for letter in _LETTERS.findall(sentence):
        if letter not in sizes and letter not in held:
            yield f"size {letter}"
    for number in _NUMBERED.findall(sentence):
        if number not in sizes:
            yield f"size {number}"
