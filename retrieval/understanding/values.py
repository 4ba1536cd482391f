"""The catalogue's own names for things (categories, brands, materials, uses, colours), found as phrases in a text.

A name is only a limit where the catalogue bears it out: in a grocer's, "orange" stands in the titles of juices that
are of no colour, so it is left to the ranking; in a boutique it is a colour.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from retrieval.columns import facet_values, says_yes
from retrieval.text import STOP, fold, stem
from retrieval.understanding.audiences import (
    AUDIENCE_OF,
    AUDIENCE_STEMS,
    AUDIENCES,
    audience_of,
    relative,
    served,
)
from retrieval.understanding.colours import COLOUR_WORDS, SHADES, meant
from retrieval.understanding.doubts import Doubts, Title
from retrieval.understanding.grammar import says_nothing
from retrieval.understanding.kinds import Kinds
from retrieval.understanding.materials import kinds_of
from retrieval.understanding.phrases import FACETS, WORD, count_measures, phrases, stems, things
from retrieval.understanding.synonyms import other_names, wider_names
from shop.types import Item

_LONGEST = 5  # words in a name
_SAMPLE = 20_000  # items that are read for the words of measures
_HEAD_BORNE_OUT = 0.7  # share of titles with the word whose items are of the categories that end so
_ROOTS = frozenset({"default category", "home", "root", "root catalog", "all", "all products", "shop"})


@dataclass(frozen=True)
class Named:
    """Values of one facet that a phrase of ``length`` words names.

    ``every`` are all that a shopper who does not want them means: "not blue" is not light blue either.
    ``ranked``: the phrase says more than the values do ("beanies" of hats), so results are ranked by it too.
    ``doubtful``: a feature that titles use otherwise ("organic" cotton); it counts beside kinds that carry it, alone.
    """

    facet: str
    values: tuple[str, ...]
    length: int
    every: tuple[str, ...] = ()
    ranked: bool = False
    doubtful: bool = False


class Names:
    """All names of the catalogue, by their stems."""

    def __init__(self, items: Iterable[Item]) -> None:
        counts: dict[str, dict[str, int]] = {facet: defaultdict(int) for facet in FACETS}
        titles: list[Title] = []
        self.kinds = Kinds()
        self._made_for: set[str] = set()  # audiences that the catalogue says items are for
        stated: set[str] = set()  # attributes that some item is said to have
        measured: dict[str, list[int]] = defaultdict(lambda: [0, 0])  # word → times said, times after a number
        for place, item in enumerate(items):
            values = facet_values(item)
            if place < _SAMPLE:
                count_measures(item, measured)
            self.kinds.add(item, values)
            self._made_for.update(values["audiences"])
            stated.update(name for name, value in item.attributes.items() if says_yes(value))
            for facet in FACETS:
                for value in values[facet]:
                    counts[facet][value] += 1
            titles.append((tuple(stems(item.title)), values))
        self.counts = {facet: dict(found) for facet, found in counts.items()}
        self.colours = tuple(self.counts["colours"])
        self.words: set[str] = set()
        self._folded: set[str] = set()
        self._whole: set[tuple[tuple[str, ...], str, str]] = set()
        self._names: dict[tuple[str, ...], list[tuple[str, str]]] = defaultdict(list)
        for facet in FACETS:
            for value in self.counts[facet]:
                if facet == "categories" and fold(value) in _ROOTS:
                    continue
                if facet == "features" and (value not in stated or all(map(says_nothing, fold(value).split()))):
                    continue
                whole = tuple(stems(value))
                for phrase in phrases(facet, value, AUDIENCE_STEMS):
                    self._names[phrase].append((facet, value))
                    if phrase == whole:
                        self._whole.add((phrase, facet, value))
                for kind in kinds_of(value) if facet == "materials" else ():
                    self._names[(kind,)].append((facet, value))
                    self._whole.add(((kind,), facet, value))
                self.words.update(WORD.findall(fold(value)))
                if facet in ("categories", "brands"):
                    self._folded.add(fold(value))
        self._doubts = Doubts(self._names, titles, coloured=bool(self.colours))
        numbered = sorted({name for name in self._folded if any(map(str.isdigit, name))}, key=len, reverse=True)
        self.numbered = re.compile(rf"\b(?:{'|'.join(map(re.escape, numbered)) or r'(?!)'})\b")
        self.things = things((title for title, _ in titles), self.counts["categories"])
        self._heads = self._find_heads(titles)
        self._topics = self._find_topics()
        self.titled = {word for title, _ in titles for word in title}
        named = {word for phrase in self._names for word in phrase} | self.things
        self.measures = {
            word for word, (said, after) in measured.items() if after > 1 and after >= said / 2 and word not in named
        }
        self.audiences = {
            audience: [value for value in self.counts["categories"] if audience_of(value) == audience]
            for audience in AUDIENCES
        }

    def _find_heads(self, titles: list[Title]) -> dict[str, tuple[str, ...]]:
        """Last words of longer category names ("watches" of "Mens watches"), where titles with the word bear it out."""
        ending: dict[str, list[str]] = defaultdict(list)
        for category in self.counts["categories"]:
            found = stems(category)
            if len(found) > 1 and (found[-1],) not in self._names:
                ending[found[-1]].append(category)
        held: dict[str, int] = defaultdict(int)
        borne: dict[str, int] = defaultdict(int)
        for title, values in titles:
            for word in ending.keys() & set(title):
                held[word] += 1
                borne[word] += any(category in values["categories"] for category in ending[word])
        return {word: tuple(found) for word, found in ending.items() if borne[word] >= _HEAD_BORNE_OUT * held[word]}

    def _find_topics(self) -> dict[str, tuple[str, ...]]:
        """Word of a department that holds no things but kinds of them → the kinds elsewhere that begin with it: coffee
        is the coffee beans of the groceries, too."""
        categories = {value: found for value in self.counts["categories"] if (found := stems(value))}
        topics = {}
        for department, (word, *more) in categories.items():
            if more or not self.kinds.divided(department):
                continue
            begun = [value for value, found in categories.items() if len(found) > 1 and found[0] == word]
            topics[word] = tuple(value for value in begun if not self.kinds.together(department, value))
        return topics

    def at(self, words: list[str], *, skip: str = "") -> Named | None:
        """The longest name that starts at the first of these folded words; a category before other facets."""
        for length in range(min(_LONGEST, len(words)), 0, -1):
            phrase = tuple(stem(word) for word in words[:length])
            following = stem(words[length]) if length < len(words) else ""
            if named := self._known(phrase, words, following, skip):
                return named
            if length <= 2 and (kin := self._by_kin(phrase, skip)):
                return kin
            if length <= 2 and (colours := self._colour(words[:length], following)):
                return Named("colours", colours, length)
            if length > 1 or skip == "categories":
                continue
            audience = AUDIENCE_OF.get(words[0], "")
            if departments := self.audiences.get(audience):
                return Named("categories", tuple(departments), 1)
            if self._told(audience):
                return Named("audiences", (audience,), 1)
        return None

    def _known(self, phrase: tuple[str, ...], words: list[str], following: str, skip: str) -> Named | None:
        found = self._names.get(phrase, [])
        carriers = {facet: sum(self.counts[facet][value] for kind, value in found if kind == facet) for facet in FACETS}
        # copper is a colour where more things are copper-coloured than made of it
        look = sorted(("materials", "colours"), key=lambda facet: -carriers[facet])
        for facet in ("categories", "brands", "uses", *look, "features"):
            values = tuple(dict.fromkeys(value for kind, value in found if kind == facet))
            if not values or facet == skip:
                continue
            if len(phrase) == 1 and facet != "categories" and words[0] in STOP:
                continue
            doubtful = len(phrase) == 1 and self._doubts.about(facet, phrase[0], following)
            if doubtful and facet != "features" and not self._borne_out(facet, values, words, following):
                continue
            every = values
            if facet == "colours":
                values = meant(" ".join(words[: len(phrase)]), self.colours)
                every = (*values, *(c for c in self.colours if set(phrase) <= set(stems(c))))
            else:  # "tanks" are the category of that name, where there is one, and not "Bras & Tanks"
                values = tuple(value for value in values if (phrase, facet, value) in self._whole) or values
                if facet == "categories" and len(phrase) == 1:
                    values = (*values, *(kind for kind in self._topics.get(phrase[0], ()) if kind not in values))
            return Named(facet, values, len(phrase), tuple(dict.fromkeys(every)), doubtful=doubtful)
        if len(phrase) == 1 and skip != "categories" and phrase[0] in self._heads:
            return Named("categories", self._heads[phrase[0]], 1)
        return None

    def _by_kin(self, phrase: tuple[str, ...], skip: str) -> Named | None:
        """What is called otherwise here: trousers for "pants", and for want of sneakers, shoes."""
        for others, exact in ((other_names(phrase), True), (wider_names(phrase), False)):
            for other in others:
                for facet in ("categories", "uses", "materials"):
                    values = tuple(value for kind, value in self._names.get(other, []) if kind == facet != skip)
                    if not values and facet == "categories" != skip and len(other) == 1:
                        values = self._heads.get(other[0], ())
                    if values:
                        ranked = not exact or all(word in self.titled for word in phrase)
                        return Named(facet, values, len(phrase), values, ranked=ranked and facet == "categories")
        return None

    def _colour(self, words: list[str], following: str) -> tuple[str, ...]:
        """The catalogue's colours for a colour word it does not use itself: "navy", "dark green"."""
        said, shade = words[-1], words[0] if len(words) == 2 else ""
        if not self.colours or said not in COLOUR_WORDS or (shade and shade not in SHADES):
            return ()
        return () if self._doubts.about("colours", stem(said), following) else meant(" ".join(words), self.colours)

    def _borne_out(self, facet: str, values: tuple[str, ...], words: list[str], following: str) -> bool:
        """A doubtful name right before a category whose things carry it: "glass bowls", beside wine glasses."""
        if len(words) < 2 or self._doubts.beside(facet, stem(words[0]), following):
            return False
        named = self.at(words[1:])
        if named is None or named.facet != "categories":
            return False
        return self.kinds.carry(named.values, facet, values)

    def _told(self, audience: str) -> bool:
        """Whether the catalogue says of anything that it is for this audience."""
        return audience != "" and not served((audience,)).isdisjoint(self._made_for)

    def relatives(self, text: str) -> tuple[re.Match[str], Named] | None:
        """ "for my wife": where it stands, and the categories of those meant, or else who they are; None where the
        catalogue tells nobody from others."""
        if (found := relative(text)) is None:
            return None
        match, audience = found
        if departments := self.audiences[audience]:
            return match, Named("categories", tuple(departments), 1)
        return (match, Named("audiences", (audience,), 1)) if self._told(audience) else None
