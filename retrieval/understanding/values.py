"""The catalogue's own names for things (categories, brands, materials, uses, colours), found as phrases in a text.

A name is only a limit where the catalogue bears it out: in a grocer's, "orange" stands in the titles of juices that
are of no colour, so it is left to the ranking; in a boutique it is a colour.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from retrieval.columns import PATH, facet_values
from retrieval.text import STOP, fold, stem
from retrieval.understanding.colours import COLOUR_WORDS, SHADES, family, meant, shades
from retrieval.understanding.grammar import GRAMMAR
from retrieval.understanding.synonyms import other_names, wider_names
from shop.types import Item

_WORD = re.compile(r"[^\W_]+")
_MEASURED = re.compile(r"(\d\s*-?)?([^\W\d_]+)")
_FIRST = 120  # characters of a text that are read for measures
_LONGEST = 5  # words in a name
_SAMPLE = 20_000  # items that are read for the words of measures
_HEAD_BORNE_OUT = 0.7  # share of titles with the word whose items are of the categories that end so
_ROOTS = frozenset({"default category", "home", "root", "root catalog", "all", "all products", "shop"})
_AUDIENCE = {
    "men": "men man mens mans male gentlemen guys",
    "women": "women woman womens womans female ladies lady",
    "kids": "kids kid children child childrens",
    "boys": "boys boy",
    "girls": "girls girl",
    "baby": "baby babies infant toddler newborn",
}
_RELATIVES = {
    "men": "husband boyfriend father dad daddy brother grandfather grandpa granddad uncle",
    "women": "wife girlfriend mother mum mom mummy sister grandmother grandma aunt",
}
_RELATIVE = re.compile(rf"\bfor (?:my |our |his |her |a |the )?({'|'.join(' '.join(_RELATIVES.values()).split())})\b")
_AUDIENCE_OF = {word: name for name, said in _AUDIENCE.items() for word in said.split()}


_AUDIENCE_STEMS = frozenset(stem(word) for word in _AUDIENCE_OF)


@dataclass(frozen=True)
class Named:
    """Values of one facet that a phrase of ``length`` words names.

    ``every`` are all that a shopper who does not want them means: "not blue" is not light blue either.
    ``ranked``: the phrase says more than the values do ("beanies" of hats), so results are ranked by it too.
    """

    facet: str
    values: tuple[str, ...]
    length: int
    every: tuple[str, ...] = ()
    ranked: bool = False


class Names:
    """All names of the catalogue, by their stems."""

    def __init__(self, items: Iterable[Item]) -> None:
        counts: dict[str, dict[str, int]] = {facet: defaultdict(int) for facet in _FACETS}
        titles: list[tuple[tuple[str, ...], dict[str, tuple[str, ...]]]] = []
        self.paths: dict[str, set[tuple[str, ...]]] = defaultdict(set)  # folded category → the paths it stands on
        self.parents: set[str] = set()
        self._within: dict[tuple[str, str], set[str]] = defaultdict(set)  # (facet, folded category) → its items' values
        self._sized: dict[str, int] = defaultdict(int)  # folded category → items in S, M and L less those that are not
        self._sizes: dict[str, set[str]] = defaultdict(set)  # folded category → folded sizes of its items
        measured: dict[str, list[int]] = defaultdict(lambda: [0, 0])  # word → times said, times after a number
        for place, item in enumerate(items):
            values = facet_values(item)
            if place < _SAMPLE:
                _count_measures(item, measured)
            sizes = {fold(size) for size in item.sizes}
            for category in values["categories"]:
                for facet in ("uses", "materials", "colours"):
                    self._within[facet, fold(category)].update(values[facet])
                self._sized[fold(category)] += 1 if sizes & {"s", "m", "l"} else -1
                self._sizes[fold(category)].update(sizes)
            for facet in _FACETS:
                for value in values[facet]:
                    counts[facet][value] += 1
            for depth, category in enumerate(values["categories"]):
                self.paths[fold(category)].add(tuple(map(fold, values["categories"])))
                if depth < len(values["categories"]) - 1:
                    self.parents.add(fold(category))
            titles.append((tuple(stems(item.title)), values))
        self.counts = {facet: dict(found) for facet, found in counts.items()}
        self.colours = tuple(self.counts["colours"])
        self.words: set[str] = set()
        self._folded: set[str] = set()
        self._whole: set[tuple[tuple[str, ...], str, str]] = set()
        self._names: dict[tuple[str, ...], list[tuple[str, str]]] = defaultdict(list)
        for facet in ("categories", "brands", "materials", "uses", "colours"):
            for value in self.counts[facet]:
                if facet == "categories" and fold(value) in _ROOTS:
                    continue
                whole = tuple(stems(value))
                for phrase in _phrases(facet, value):
                    self._names[phrase].append((facet, value))
                    if phrase == whole:
                        self._whole.add((phrase, facet, value))
                self.words.update(_WORD.findall(fold(value)))
                if facet in ("categories", "brands"):
                    self._folded.add(fold(value))
        self._find_doubtful(titles)
        numbered = sorted({name for name in self._folded if any(map(str.isdigit, name))}, key=len, reverse=True)
        self.numbered = re.compile(rf"\b(?:{'|'.join(map(re.escape, numbered)) or r'(?!)'})\b")
        self.things = _things((title for title, _ in titles), self.counts["categories"])
        self._heads = self._find_heads(titles)
        self.titled = {word for title, _ in titles for word in title}
        named = {word for phrase in self._names for word in phrase} | self.things
        self.measures = {
            word for word, (said, after) in measured.items() if after > 1 and after >= said / 2 and word not in named
        }
        self.audiences = {
            audience: [value for value in self.counts["categories"] if _audience(value) == audience]
            for audience in _AUDIENCE
        }

    def _find_doubtful(self, titles: list[tuple[tuple[str, ...], dict[str, tuple[str, ...]]]]) -> None:
        """One-word names that titles do not bear out.

        A name is doubtful everywhere where more titles hold it without the value than items carry the value; and
        beside the word that follows it in such a title ("green tea") always.
        """
        single: dict[str, set[str]] = defaultdict(set)
        for phrase, named in self._names.items():
            if len(phrase) == 1:
                single[phrase[0]].update(facet for facet, _ in named if facet != "categories")
        for word in COLOUR_WORDS if self.colours else ():
            single[stem(word)].add("colours")
        carried: dict[tuple[str, str], int] = defaultdict(int)
        unborne: dict[tuple[str, str], int] = defaultdict(int)
        self._beside: set[tuple[str, str, str]] = set()
        for title, values in titles:
            own = {facet: {part for value in values[facet] for part in stems(value)} for facet in _FACETS}
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

    def _find_heads(
        self, titles: list[tuple[tuple[str, ...], dict[str, tuple[str, ...]]]]
    ) -> dict[str, tuple[str, ...]]:
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
            if audience := self.audiences.get(_AUDIENCE_OF.get(words[0], "")):
                return Named("categories", tuple(audience), 1)
        return None

    def _known(self, phrase: tuple[str, ...], words: list[str], following: str, skip: str) -> Named | None:
        found = self._names.get(phrase, [])
        carriers = {
            facet: sum(self.counts[facet][value] for kind, value in found if kind == facet) for facet in _FACETS
        }
        # copper is a colour where more things are copper-coloured than made of it
        look = sorted(("materials", "colours"), key=lambda facet: -carriers[facet])
        for facet in ("categories", "brands", "uses", *look):
            values = tuple(dict.fromkeys(value for kind, value in found if kind == facet))
            if not values or facet == skip:
                continue
            if len(phrase) == 1 and (
                (self._doubts(facet, phrase[0], following) and not self._borne_out(facet, values, words, following))
                or (facet != "categories" and words[0] in STOP)
            ):
                continue
            every = values
            if facet == "colours":
                values = meant(" ".join(words[: len(phrase)]), self.colours)
                every = (*values, *(c for c in self.colours if set(phrase) <= set(stems(c))))
            else:  # "tanks" are the category of that name, where there is one, and not "Bras & Tanks"
                values = tuple(value for value in values if (phrase, facet, value) in self._whole) or values
            return Named(facet, values, len(phrase), tuple(dict.fromkeys(every)))
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
        return () if self._doubts("colours", stem(said), following) else meant(" ".join(words), self.colours)

    def _doubts(self, facet: str, word: str, following: str) -> bool:
        return (facet, word) in self._doubtful or (facet, word, following) in self._beside

    def _borne_out(self, facet: str, values: tuple[str, ...], words: list[str], following: str) -> bool:
        """A doubtful name right before a category whose things carry it: "glass bowls", beside wine glasses."""
        if len(words) < 2 or (facet, stem(words[0]), following) in self._beside:
            return False
        named = self.at(words[1:])
        if named is None or named.facet != "categories":
            return False
        return any(value in self._within[facet, fold(category)] for category in named.values for value in values)

    def narrowed(self, values: tuple[str, ...], text: str) -> tuple[str, ...]:
        """Of "Mens watches" and "Womens watches", those for whom the text names; all, where it names nobody."""
        said = {_AUDIENCE_OF[word] for word in _WORD.findall(text.replace("'s", "")) if word in _AUDIENCE_OF}
        meant_for = tuple(v for v in values if any(_AUDIENCE_OF.get(w) in said for w in _WORD.findall(fold(v))))
        return meant_for or values

    def is_audience(self, value: str) -> bool:
        return _audience(value) is not None

    def says_for_whom(self, word: str) -> bool:
        """Whether a folded word names an audience: men, ladies, kids."""
        return word in _AUDIENCE_OF

    def relatives(self, text: str) -> tuple[re.Match[str], tuple[str, ...]] | None:
        """ "for my wife": where it stands, and the categories of those meant; None where there are none."""
        match = _RELATIVE.search(text)
        whom = next((name for name, words in _RELATIVES.items() if match and match[1] in words.split()), "")
        values = tuple(self.audiences.get(whom, ()))
        return (match, values) if match and values else None

    def lettered(self, categories: Iterable[str]) -> bool:
        """Whether most of what is in the categories comes in S, M and L."""
        return any(self._sized[fold(category.split(PATH)[-1])] > 0 for category in categories)

    def stocked(self, categories: Iterable[str], sizes: tuple[str, ...]) -> tuple[str, ...]:
        """Of what "size 42" may mean, the sizes that things of the categories come in; all, where none of them is."""
        known = set().union(*(self._sizes[fold(category.split(PATH)[-1])] for category in categories))
        return tuple(size for size in sizes if fold(size) in known) or sizes

    def serve(self, categories: Iterable[str], uses: Iterable[str]) -> bool:
        """Whether anything in the categories is for any of the uses."""
        leaves = [fold(category.split(PATH)[-1]) for category in categories]
        return any(use in self._within["uses", leaf] for leaf in leaves for use in uses)

    def kin_within(self, facet: str, values: tuple[str, ...], categories: Iterable[str]) -> tuple[str, ...]:
        """The values, or where nothing in the categories has one, the nearest there: for steel, stainless steel."""
        leaves = [fold(category.split(PATH)[-1]) for category in categories]
        known = set().union(*(self._within[facet, leaf] for leaf in leaves))
        if known & set(values):
            return values
        if facet == "colours":
            near = [
                kin
                for kin in known
                if {family(word) for value in values for word in fold(value).split()}
                & {family(word) for word in fold(kin).split()} - {None}
            ]
        else:
            near = [
                kin
                for kin in known
                if not _IMITATIONS & set(stems(kin))
                and any(stems(value) == stems(kin)[-len(stems(value)) :] for value in values)
            ]
        return tuple(sorted(near)) or values

    def sizeless(self, categories: Iterable[str]) -> bool:
        """Whether nothing in the categories comes in sizes."""
        return not any(self._sizes[fold(category.split(PATH)[-1])] for category in categories)

    def together(self, one: str, other: str) -> str | None:
        """ "Men > Jackets" where both stand on one path, else None."""
        first, second = fold(one), fold(other)
        for path in self.paths[first]:
            if second in path and first != second:
                return f"{one} > {other}" if path.index(first) < path.index(second) else f"{other} > {one}"
        return None


_FACETS = ("categories", "brands", "materials", "uses", "colours")


def stems(text: str) -> list[str]:
    """Stems of all the words of a text, in order, compounds in parts only."""
    return [stem(word) for word in _WORD.findall(fold(text).replace("'s", ""))]


def _audience(value: str) -> str | None:
    found = _WORD.findall(fold(value).replace("'s", ""))
    return _AUDIENCE_OF.get(found[0]) if len(found) == 1 else None


def _count_measures(item: Item, measured: dict[str, list[int]]) -> None:
    """Count the words of an item's title, attributes and first sentence, and those that follow a number."""
    said = [item.title, item.description[:_FIRST], *(v for v in item.attributes.values() if isinstance(v, str))]
    for text in said:
        for number, word in _MEASURED.findall(fold(text[:_FIRST])):
            if len(word) > 1 and word not in GRAMMAR:
                counts = measured[stem(word)]
                counts[0] += 1
                counts[1] += bool(number)


def _things(titles: Iterable[tuple[str, ...]], categories: Iterable[str]) -> set[str]:
    """Stems that say what a thing is: last words of categories, and of titles where several end so."""
    ends: dict[str, int] = defaultdict(int)
    for title in titles:
        if title and title[-1].isalpha():
            ends[title[-1]] += 1
    found = {word for word, count in ends.items() if count > 1}
    return found | {last[-1] for category in categories if (last := stems(category))}


def _phrases(facet: str, value: str) -> Iterable[tuple[str, ...]]:
    """The stems a name is known by: whole, and for "Hoodies & Sweatshirts" each side too."""
    whole = tuple(stems(value))
    if whole:
        yield whole
    if facet == "categories" and len(whole) > 1 and whole[0] in _AUDIENCE_STEMS:
        yield (*whole[1:], "for", whole[0])
    if facet in ("categories", "materials"):
        parts = re.split(r"\s*(?:&|,|/|\band\b|\+)\s*", fold(value))
        if len(parts) > 1:
            for part in parts:
                if phrase := tuple(stems(part)):
                    yield phrase
        joined = tuple(s for s in whole if s != "and")
        if joined and joined != whole:
            yield joined
    if facet == "materials" and len(whole) > 1 and not _IMITATIONS & set(whole):
        for part in whole:
            if part in _MATERIALS:
                yield (part,)  # "Organic cotton" is cotton


_IMITATIONS = frozenset(stem(word) for word in "faux vegan synthetic artificial imitation fake".split())
_MATERIALS = frozenset(
    stem(word) for word in "cotton leather wool steel wood silk linen denim suede polyester nylon".split()
)
