"""English in a Chinese conversation, apart from titles and catalogue text."""

from __future__ import annotations

import re
from collections.abc import Iterable

_LINK = re.compile(r"https?://\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_CODE = re.compile(
    r"\b[A-Z]{1,4}-?\d[\w-]*\b|\b[A-Z]{2,}\d*\b|\b\d[\d.,]*\s?(?:ml|l|cm|mm|kg|g|m|W|h|lm)\b|\bPayPal\b", re.ASCII
)
_LATIN = re.compile(r"[A-Za-z]{2,}")


class Leaks:
    """``own``: titles, sentences of descriptions, and names, which stay as they are."""

    def __init__(self, own: Iterable[str]) -> None:
        self._own = sorted({text for text in own if text}, key=len, reverse=True)

    def find(self, text: str) -> list[str]:
        """The Latin words that remain once links, addresses, codes, measures and ``own`` are taken out."""
        for title in self._own:
            if title in text:
                text = text.replace(title, " ")
        return _LATIN.findall(_CODE.sub(" ", _LINK.sub(" ", text)))
