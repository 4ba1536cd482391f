"""Which items mention words, and which deny them: "no nuts" and "nut-free" mention no nuts."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache

from retrieval.text import fold, stem
from retrieval.understanding.phrases import WORD
from retrieval.values import attribute, data
from shop.quantities.units import latin, wide
from shop.types import Item

_KEPT = 20_000  # items whose words are remembered
_COMPOUND = 5  # letters from which on a word is looked for within compounds: "almondmilk"


@dataclass(frozen=True)
class Wording:
    """One text of an item in words: ``text`` folded, for scripts without blanks; its tokens, and their stems."""

    text: str
    tokens: tuple[str, ...]
    stems: tuple[str, ...]


class Mentions:
    """Remembers items' words; an item that changed is read anew."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, tuple[Item, tuple[Wording, ...]]] = OrderedDict()

    def of(self, item: Item, words: Iterable[str]) -> bool:
        """Whether title, names, attributes or description hold one of the words without denying it."""
        sought = [_sought(word) for word in words]
        return any(holds(wording, one) for wording in self.wordings(item) for one in sought)

    def wordings(self, item: Item) -> tuple[Wording, ...]:
        """Title, names, each attribute that does not say no, description."""
        last = self._known.get(item.id)
        if last is None or last[0] is not item:
            last = (item, tuple(wording(text) for text in _texts(item) if text))
            self._known[item.id] = last
            if len(self._known) > _KEPT:
                self._known.popitem(last=False)
        return last[1]


def _texts(item: Item) -> Iterable[str]:
    yield item.title
    yield "; ".join((item.brand or "", *item.categories, *item.materials, *item.uses))
    yield ", ".join(item.colours)
    for name, raw in item.attributes.items():
        value = attribute(name, raw)
        if value is not None and value.yes is not False:
            yield f"{name}: {value.said}"
        elif value is not None and (rest := re.split(r"[,;(]", value.said, maxsplit=1)[1:]):
            yield rest[0]  # "no, 3.5 mm cable"
    yield item.description


def wording(text: str) -> Wording:
    folded = fold(text)
    tokens = tuple(WORD.findall(folded.replace("'s", "")))
    return Wording(folded, tokens, tuple(map(stem, tokens)))


def holds(text: Wording, sought: tuple[str, ...], *, compounds: bool = False) -> bool:
    """Whether the stems stand there in a row and are not denied; ``compounds``: within longer words too."""
    if wide(sought[0][0]):
        return any(not _denied_wide(text.text, match.start()) for match in re.finditer(re.escape(sought[0]), text.text))
    length = len(sought)
    for place in range(len(text.stems) - length + 1):
        if text.stems[place : place + length] == sought and not _denied(text.tokens, place, length):
            return True
    if compounds and length == 1 and len(sought[0]) >= _COMPOUND:
        return any(
            token != sought[0] and (token.startswith(sought[0]) or token.endswith(sought[0]))
            for token in text.tokens
            if not token.endswith(_ends())
        )
    return False


@lru_cache(maxsize=10_000)
def _sought(word: str) -> tuple[str, ...]:
    folded = fold(word)
    if any(map(wide, folded)):
        return (folded,)
    return tuple(stem(token) for token in WORD.findall(folded.replace("'s", ""))) or (folded,)


def sought(words: Collection[str]) -> list[tuple[str, ...]]:
    """The words as stems in a row."""
    return [_sought(word) for word in words]


def _denied(tokens: tuple[str, ...], place: int, length: int) -> bool:
    if place + length < len(tokens) and tokens[place + length] in _ends():
        return True
    start = place
    while start > 1 and tokens[start - 1] in ("or", "nor", "any"):  # "no nuts or seeds"
        start -= 1 if tokens[start - 1] == "any" else 2
    lead = " " + " ".join(tokens[max(0, start - 3) : start])
    return lead.endswith(_starts())


def _denied_wide(text: str, place: int) -> bool:
    return text[:place].rstrip().endswith(tuple(word for word in data()["denials"]["before"] if not latin(word[-1])))


@lru_cache(maxsize=1)
def _starts() -> tuple[str, ...]:
    return tuple(" " + fold(word) for word in data()["denials"]["before"] if latin(word[-1]))


@lru_cache(maxsize=1)
def _ends() -> tuple[str, ...]:
    return tuple(fold(word) for word in data()["denials"]["behind"])
