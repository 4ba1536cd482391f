"""The names of what a shop sells, to be taken out of questions about the shop."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from retrieval.phrases import WORD, phrases, stems
from retrieval.text import fold, stem
from shop.types import Item


class Goods:
    """Categories, the last words of their names, brands, colours and materials, as stems."""

    def __init__(self, items: Iterable[Item] = ()) -> None:
        self._named = {phrase for item in items for phrase in _names(item)}
        self._longest = max(map(len, self._named), default=0)

    def hidden(self, text: str) -> str:
        """The folded text with each stretch of names as "item": "can I return the red boots?" → "can i return the
        item?"."""
        folded = fold(text)
        words = list(WORD.finditer(folded))
        stemmed = [stem(word[0]) for word in words]
        parts, end, place, before = [], 0, 0, -1
        while place < len(words):
            length = self._at(stemmed, place)
            if length:
                if before != place:  # a stretch goes on: one thing
                    parts += [folded[end : words[place].start()], "item"]
                place += length
                end, before = words[place - 1].end(), place
            else:
                place += 1
        return "".join((*parts, folded[end:]))

    def _at(self, stemmed: list[str], place: int) -> int:
        """How many words from here are a name, the longest one; 0 for none."""
        for length in range(min(self._longest, len(stemmed) - place), 0, -1):
            if tuple(stemmed[place : place + length]) in self._named:
                return length
        return 0


def _names(item: Item) -> Iterator[tuple[str, ...]]:
    for category in dict.fromkeys((*item.categories, *((item.category,) if item.category else ()))):
        yield from phrases(category)
        if last := stems(category)[-1:]:
            yield tuple(last)
    for value in (*item.colours, *item.materials, *((item.brand,) if item.brand else ())):
        if name := tuple(stems(value)):
            yield name
