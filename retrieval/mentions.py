"""Which items mention words, and which deny them: "no nuts" and "nut-free" mention no nuts."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from retrieval.phrases import WORD
from retrieval.text import fold, stem
from retrieval.values import attribute, data
from shop.quantities.units import latin, wide
from shop.types import Item

_KEPT = 20_000  # items whose words are remembered
_COMPOUND = 5  # letters from which on a word is looked for within compounds: "almondmilk"


Name = tuple[str, ...]  # stems in a row; of a script without blanks the folded word


@dataclass(frozen=True)
class Wording:
    """One text of an item in words: ``text`` folded, its tokens, their stems, and these as a set."""

    text: str
    tokens: tuple[str, ...]
    stems: Name
    held: frozenset[str]


@dataclass(frozen=True)
class Names:
    """Names that are looked for at once: by their first stem, those of scripts without blanks, and compounds."""

    by_first: Mapping[str, tuple[Name, ...]]
    wide: tuple[str, ...]
    compounds: re.Pattern[str] | None


class Mentions:
    """Remembers items' words; an item that changed is read anew."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, tuple[Item, Wording, tuple[Wording, ...]]] = OrderedDict()

    def learn(self, items: Iterable[Item]) -> None:
        """Read the first items' words ahead, so that no question waits for it."""
        for item in islice(items, _KEPT):
            self._read(item)

    def of(self, item: Item, words: Iterable[str]) -> bool:
        """Whether title, names, attributes or description hold one of the words without denying it."""
        return self.hold(item, names(map(name_of, words)))

    def hold(self, item: Item, wanted: Names, skip: Callable[[Wording], bool] | None = None) -> bool:
        """The same for names; texts that ``skip`` says yes to do not count."""
        whole, texts = self._read(item)[1:]
        if not _may_hold(whole, wanted):
            return False
        return any(holds(text, wanted) for text in texts if skip is None or not skip(text))

    def _read(self, item: Item) -> tuple[Item, Wording, tuple[Wording, ...]]:
        last = self._known.get(item.id)
        if last is None or last[0] is not item:
            texts = [text for text in _texts(item) if text]
            last = (item, wording("\n".join(texts)), tuple(map(wording, texts)))
            self._known[item.id] = last
            if len(self._known) > _KEPT:
                self._known.popitem(last=False)
        return last


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
    found = tuple(map(stem, tokens))
    return Wording(folded, tokens, found, frozenset(found))


@lru_cache(maxsize=10_000)
def name_of(word: str) -> Name:
    folded = fold(word)
    if any(map(wide, folded)):
        return (folded,)
    return tuple(stem(token) for token in WORD.findall(folded.replace("'s", ""))) or (folded,)


def names(wanted: Iterable[Name], *, compounds: bool = False) -> Names:
    """``compounds``: long names are found within longer words too, "almond" in "almondmilk"."""
    by_first: dict[str, tuple[Name, ...]] = {}
    own = list(dict.fromkeys(wanted))
    for name in own:
        by_first[name[0]] = (*by_first.get(name[0], ()), name)
    long = [re.escape(name[0]) for name in own if len(name) == 1 and len(name[0]) >= _COMPOUND]
    either = "|".join(sorted(long, key=len, reverse=True))
    pattern = re.compile(rf"\b(?:{either})\w+|\w+(?:{either})\b") if compounds and long else None
    return Names(by_first, tuple(name[0] for name in own if any(map(wide, name[0]))), pattern)


def _may_hold(text: Wording, wanted: Names) -> bool:
    """Whether a closer look can find anything."""
    return (
        not text.held.isdisjoint(wanted.by_first)
        or any(word in text.text for word in wanted.wide)
        or (wanted.compounds is not None and wanted.compounds.search(text.text) is not None)
    )


def holds(text: Wording, wanted: Names) -> bool:
    """Whether one of the names stands there and is not denied: "no nuts", "nut-free"."""
    for first in text.held & wanted.by_first.keys():
        for name in wanted.by_first[first]:
            for place in range(len(text.stems) - len(name) + 1):
                if text.stems[place : place + len(name)] == name and not _denied(text.tokens, place, len(name)):
                    return True
    for word in wanted.wide:
        if any(not _denied_wide(text.text, match.start()) for match in re.finditer(re.escape(word), text.text)):
            return True
    if wanted.compounds is None:
        return False
    found = (match[0] for match in wanted.compounds.finditer(text.text))
    return any(stem(word) not in wanted.by_first and not word.endswith(_ends()) for word in found)


def _denied(tokens: tuple[str, ...], place: int, length: int) -> bool:
    behind = tokens[place + length] if place + length < len(tokens) else ""
    if behind in _ends() or behind in data()["particles"].get(tokens[place + length - 1], ()):
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
