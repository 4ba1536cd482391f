"""How answers inside an order process are worded: ``languages/<tag>/grammar-flows.yml``, compiled."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from dialogue.wording import LANGUAGES, REFERENCE, language_file
from retrieval.text import stem, words

_TABLES = frozenset({"numbers", "ordinals", "months", "size_words"})  # word → value; the other mappings hold patterns


class FlowWords:
    """One language's patterns. A key that the language does not have is the reference language's."""

    def __init__(self, raw: dict[str, Any]) -> None:
        self._patterns: dict[str, re.Pattern[str]] = {}
        self._groups: dict[str, dict[str, re.Pattern[str]]] = {}
        self.tables: dict[str, dict[str, Any]] = {}
        self.empty = frozenset(stem(word) for word in str(raw.get("empty", "")).split())  # stems that name nothing
        self.denials = frozenset(str(raw.get("denials", "")).split())  # what says that a value is not wanted
        for key, value in raw.items():
            if key in _TABLES:
                self.tables[key] = {str(word): meant for word, meant in value.items()}
            elif isinstance(value, dict):
                self._groups[key] = {name: re.compile(text, re.IGNORECASE) for name, text in value.items()}
            elif key not in ("empty", "denials"):
                self._patterns[key] = re.compile(value, re.IGNORECASE)

    def find(self, key: str, text: str) -> re.Match[str] | None:
        """The first place where ``key``'s pattern stands in the text."""
        return self._patterns[key].search(plain(text))

    def has(self, key: str, text: str) -> bool:
        return self.find(key, text) is not None

    def split(self, key: str, text: str) -> list[str]:
        return [part.strip() for part in self._patterns[key].split(plain(text)) if part and part.strip()]

    def finditer(self, key: str, text: str) -> list[re.Match[str]]:
        return list(self._patterns[key].finditer(plain(text)))

    def matching(self, group: str, text: str, among: tuple[str, ...] | None = None) -> list[str]:
        """Names of the group's patterns that stand in the text, in the order of ``among`` or of the file."""
        known = self._groups.get(group, {})
        names = known if among is None else [name for name in among if name in known]
        return [name for name in names if known[name].search(plain(text))]

    def without(self, key: str, text: str) -> str:
        """The text with every place of ``key``'s pattern taken out."""
        return self._patterns[key].sub(" ", plain(text))

    def place(self, text: str, among: int) -> int | None:
        """ "the second", "2": a place among so many, counted from 0; the last is the last."""
        for word in words(text):
            place = self.tables["ordinals"].get(word) or (int(word) if word.isdigit() else None)
            if place and -among <= place <= among:
                return int(place) - 1 if place > 0 else among + int(place)
        return None

    def yes_no(self, text: str) -> bool | None:
        """Whether a message begins with a yes or a no."""
        if self.has("denied", text):
            return False
        return True if self.has("affirmed", text) else None


def plain(text: str) -> str:
    """One kind of apostrophe; what people leave out of "dont" is put back, so that one pattern reads both."""
    return _APOSTROPHE.sub(r"\1n't", text.replace("’", "'").replace("‘", "'"))


_APOSTROPHE = re.compile(r"\b(do|does|did|is|are|was|were|has|have|would|could|should)nt\b", re.IGNORECASE)


@lru_cache(maxsize=16)
def flow_words(language: str, folder: Path = LANGUAGES) -> FlowWords:
    """The words of a language, over those of the reference language; read once."""
    raw = _read(REFERENCE, folder)
    if language != REFERENCE:
        own = _read(language, folder)
        both = f"{raw.get('denials', '')} {own.get('denials', '')}"  # a catalogue says no in its own language
        raw = raw | own | {"denials": both}
    return FlowWords(raw)


def _read(language: str, folder: Path) -> dict[str, Any]:
    path = language_file(language, "grammar-flows.yml", folder)
    return yaml.safe_load(path.read_text(encoding="utf-8")) or {} if path is not None else {}
