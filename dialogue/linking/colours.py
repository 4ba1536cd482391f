"""Colour words, and which of the catalogue's own colours they mean."""

from __future__ import annotations

from collections.abc import Sequence

from dialogue.labels import Labels
from dialogue.linking.grammar import Grammar
from dialogue.linking.phrases import PhraseTable, keys
from retrieval.text import fold
from shop.types import Item

_NONE = Labels()


class ColourNames:
    def __init__(self, items: Sequence[Item], grammar: Grammar, labels: Labels = _NONE) -> None:
        found: dict[str, None] = {}
        for item in items:
            found.update(dict.fromkeys(item.colours))
            for variant in item.variants:
                found.update({value: None for name, value in variant.options.items() if fold(name) in _OPTIONS})
        self.all = tuple(found)
        self._grammar = grammar
        self._own = {keys(colour): colour for colour in self.all}
        for colour in self.all:
            for name in labels.names("colour", colour):
                self._own.setdefault(keys(name), colour)
        self.table: PhraseTable[str] = PhraseTable()  # by words
        for phrase in (*grammar.colours, *self._own):
            self.table.add(phrase, " ".join(phrase))
        self._words = {phrase[0] for phrase in self.table if len(phrase) == 1}

    def known(self, word: str) -> bool:
        return word in self._words

    def family(self, word: str) -> str | None:
        return next(iter(self._grammar.colours.get(keys(word))), None)

    def meant(self, said: str) -> tuple[str, ...]:
        """The catalogue's colours that a word means: the one so named; else those named with it; else those of its
        family; else those of the nearest family; else none."""
        phrase = keys(said)
        if phrase in self._own:
            return (self._own[phrase],)
        if within := self.within(said):
            return within
        family = self.family(said) or (self.family(phrase[-1]) if phrase else None)
        for wanted in (family, self._grammar.near_colours.get(family or "")):
            kin = tuple(colour for colour in self.all if wanted and self._of(colour, wanted))
            if kin:
                return kin
        return ()

    def within(self, said: str) -> tuple[str, ...]:
        """Colours named with the word: for blue "light blue" too. What is not wanted is not wanted in any shade."""
        phrase = set(keys(self._own.get(keys(said), said)))
        return tuple(colour for colour in self.all if phrase <= set(keys(colour)))

    def _of(self, colour: str, family: str) -> bool:
        return any(self.family(word) == family for word in (colour, *keys(colour)))


_OPTIONS = frozenset({"colour", "color"})
