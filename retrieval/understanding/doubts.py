"""One-word names that titles do not bear out: in a grocer's, "orange" stands in the titles of juices of no colour."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from retrieval.text import stem
from retrieval.understanding.colours import COLOUR_WORDS, shades
from retrieval.understanding.phrases import FACETS, stems

Title = tuple[tuple[str, ...], dict[str, tuple[str, ...]]]  # its stems, and the item's values by facet


class Doubts:
    """A name is doubtful everywhere where more titles hold it without the value than items carry the value; and
    beside the word that follows it in such a title ("green tea") always."""

    def __init__(
        self, names: Mapping[tuple[str, ...], Sequence[tuple[str, str]]], titles: Sequence[Title], *, coloured: bool
    ) -> None:
        single: dict[str, set[str]] = defaultdict(set)
        for phrase, named in names.items():
            if len(phrase) == 1:
                single[phrase[0]].update(facet for facet, _ in named if facet != "categories")
        for word in COLOUR_WORDS if coloured else ():
            single[stem(word)].add("colours")
        carried: dict[tuple[str, str], int] = defaultdict(int)
        unborne: dict[tuple[str, str], int] = defaultdict(int)
        self._beside: set[tuple[str, str, str]] = set()
        for title, values in titles:
            own = {facet: {part for value in values[facet] for part in stems(value)} for facet in FACETS}
            own["colours"] |= {stem(word) for word in shades(title, values["colours"])}
            for facet, parts in own.items():
                for part in parts & single.keys():
                    carried[facet, part] += 1
            for place, word in enumerate(title):
                for facet in single.get(word, ()):
                    if word not in own[facet]:
                        unborne[facet, word] += 1
                        if place + 1 < len(title):
                            self._beside.add((facet, word, title[place + 1]))
        self._doubtful = {key for key, count in unborne.items() if count > carried[key]}

    def about(self, facet: str, word: str, following: str) -> bool:
        """Whether a name of one stem is doubtful before the stem that follows it."""
        return (facet, word) in self._doubtful or self.beside(facet, word, following)

    def beside(self, facet: str, word: str, following: str) -> bool:
        """Whether the two stand together in a title whose item lacks the value."""
        return (facet, word, following) in self._beside
