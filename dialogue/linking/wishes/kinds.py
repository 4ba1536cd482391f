"""Which kinds of goods are named, owned already, or only meant by what is said of them."""

from __future__ import annotations

from collections.abc import Sequence

from dialogue.linking.links import Link
from dialogue.linking.wishes.base import Base
from retrieval.text import fold

_INTO = 6  # words between a thing and what it is put into
_NAMED = 3  # tokens before a part of a name by which a message turns to other goods
_EVERYWHERE = frozenset({"price", "colour", "size", "brand", "material", "weight", "audience", "use", "text"})


class KindReading(Base):
    """Which kinds of goods are named, owned already, or only meant by what is said of them."""

    def _kinds(self) -> None:
        named: list[Link] = []
        owned: list[str] = []
        denied: list[str] = []
        for start, links in self.spans:
            kind = self._kind(links)
            if kind is None or kind.entry is None:
                continue
            places = range(kind.start, kind.end)
            if self._for_mine(kind) or self._holds(kind):
                self.wishes.said_for = kind.words
                self.taken.add(start)
                self.used.update(places)
                continue
            if any(place in self.scopes.dropped for place in places):
                self.taken.add(start)
                self.used.update(places)
                continue
            if any(place in self.scopes.owned for place in places):
                owned += self._narrow(kind)
                self.taken.add(start)
                self.used.update(places)
                continue
            if any(place in self.scopes.negated for place in places):
                if not self._modified(kind):
                    denied += self._narrow(kind)
                    self.used.update(places)
                else:
                    self.used.update(places)
                self.taken.add(start)
                continue
            named.append(kind)
        nouns = self._nouns()
        if nouns:  # "moka pots for 6 cups"
            named = [link for link in named if not (self._count_before(link) and self._elsewhere(link, nouns))]
        heads = [
            link
            for at, link in enumerate(named)
            if not (
                at + 1 < len(named) and named[at + 1].start == link.end and self._modifies(link)
            )  # "coffee mug" is a mug
        ]
        whole = [link for link in heads if link.entry and not link.entry.part]
        if whole and any(
            set(link.entry.kinds) >= set(other.entry.kinds)
            for link in heads
            if link.entry and link.entry.part
            for other in whole
            if other.entry
        ):
            heads = [
                link
                for link in heads
                if link in whole
                or not any(
                    set(link.entry.kinds) & set(other.entry.kinds) for other in whole if link.entry and other.entry
                )
            ]
        kinds: dict[str, None] = {}
        for link in heads:
            narrowed = self._narrow(link)
            modifiers = [other for other in named if other.end == link.start and other.entry]
            for other in modifiers:
                both = [kind for kind in narrowed if other.entry and kind in other.entry.kinds]
                narrowed = both or narrowed
            kinds.update(dict.fromkeys(narrowed))
        for link in named:
            self.taken.add(link.start)
            self.used.update(range(link.start, link.end))
        self.wishes.kind_links = heads
        self.wishes.kinds = tuple(kind for kind in kinds if kind not in owned)
        self.wishes.not_kinds = tuple(dict.fromkeys([*owned, *(kind for kind in denied if kind not in kinds)]))
        self.effective = self.wishes.kinds or self.in_force
        if nouns and not kinds and self._elsewhere(nouns[0], (), self.in_force):  # "now french presses"
            self.wishes.kinds = nouns[0].entry.kinds if nouns[0].entry else ()
        self._kinds_of_values()
        self.effective = self.wishes.kinds or self.in_force

    def _nouns(self) -> list[Link]:
        """Values by which things are called, where they stand for what is wanted."""
        found = []
        for _, links in self.spans:
            if any(
                link.type in ("kind", "purpose") or (link.quality and link.quality.as_ != "aspect") for link in links
            ):
                continue
            for link in links:
                if (
                    link.type == "value"
                    and link.entry
                    and (not link.entry.part or self._telling(link, links))
                    and self.reader.gazetteer.named_by(link.entry)
                    and not self._denied(link)
                    and not self._for_mine(link)
                    and not any(place in self.scopes.owned | self.scopes.dropped for place in (link.start,))
                ):
                    found.append(link)
                    break
        return found

    def _telling(self, link: Link, links: Sequence[Link]) -> bool:
        """Whether a part of a name stands for all of it: "oolong"; not the "card" of card games, an everyday word."""
        word = self.view.linked.tokens[link.start].word
        alone = link.entry is not None and len(links) == 1 == len(link.entry.values)
        if self.in_force and link.start - self.view.start > _NAMED:
            return False  # "we eat when the sun goes down", of meals
        return alone and word not in self.reader.grammar.ordinary

    def _elsewhere(self, link: Link, others: Sequence[Link], kinds: Sequence[str] = ()) -> bool:
        """Whether a link's kinds are none of the others' nor of ``kinds``."""
        own = set(link.entry.kinds) if link.entry else set()
        theirs = {kind for other in others if other.entry for kind in other.entry.kinds} | set(kinds)
        return bool(own) and not own & theirs

    def _count_before(self, link: Link) -> bool:
        if link.start == self.view.start:
            return False
        word = self.view.linked.tokens[link.start - 1].word
        return link.start in self.counted or (
            word in self.reader.grammar.numbers and word not in self.reader.grammar.number_articles
        )

    def _modifies(self, link: Link) -> bool:
        """Whether a kind right before another only tells which: a part of a name in the singular."""
        suffixes = self.reader.grammar.plural_suffixes
        word = self.view.linked.tokens[link.end - 1].word
        return bool(link.entry and link.entry.part and not any(word.endswith(suffix) for suffix in suffixes))

    def _kind(self, links: Sequence[Link]) -> Link | None:
        """The reading of a span as a kind, unless it says something else of the kinds in question."""
        kind = next((link for link in links if link.type == "kind"), None)
        if kind is None or kind.entry is None:
            return None
        others = [link for link in links if link.type != "kind"]
        counted = kind.start in self.counted
        asked = any(link.quality and link.quality.as_ == "aspect" for link in links)
        others_named = any(
            link.type == "kind" and link.start != kind.start for _, found in self.spans for link in found
        )
        stated = len(self.in_force) == 1 and any(
            link.quality and self.reader.resolver.quality(link.quality, self.in_force) for link in links
        )
        if counted and asked and (others_named or stated):
            return None  # a coffee maker for "10 cups"
        said = fold(kind.words)
        if others_named and any(link.type == "field" and link.entry and link.entry.name == said for link in others):
            return None  # "pans without coating" are without no coats
        times = next((span for span in self.view.spans("times") if span.start <= kind.start < span.end), None)
        if times is not None and kind.start > self.view.start:
            counted = kind.start in self.counted
            if counted and (
                "of" in self.view.at(times.end)
                or times.end > kind.end
                or self.view.at(times.end) & {"of_them", "it", "them"}
            ):
                return None  # "3 bags of the first"
        if any(link.quality and link.quality.as_ != "aspect" for link in others):
            return None
        if kind.entry.part and self.in_force and self._count_before(kind) and self._elsewhere(kind, (), self.in_force):
            return None  # "the one from Honduras, one bag"
        if any(link.type in ("value", "colour") and self._applies(link) for link in others) and kind.entry.part:
            return None
        value = next((link for link in others if link.type == "value" and link.entry and not link.entry.part), None)
        if (
            value is not None
            and value.entry
            and set(value.entry.kinds) <= set(kind.entry.kinds)
            and self._is_type(value)
        ):
            return None  # "beanie" is a kind of hat by its type
        if any(link.type == "purpose" for link in others) and kind.entry.part:
            return None
        return kind

    def _is_type(self, value: Link) -> bool:
        return value.entry is not None and len(value.entry.values) <= 3 and value.entry.name not in ("use", "material")

    def _applies(self, link: Link) -> bool:
        return link.entry is not None and bool(set(link.entry.kinds) & set(self.in_force))

    def _narrow(self, kind: Link) -> list[str]:
        """Of the kinds that a part of a name may mean those in force, else all."""
        assert kind.entry is not None
        kinds = list(kind.entry.kinds)
        if kind.entry.part and (both := [one for one in kinds if one in self.in_force]):
            return both
        if kind.entry.part and len(kinds) > 1:
            said = {token.stem for token in self.view.linked.tokens} - {
                token.stem for token in self.view.linked.tokens[kind.start : kind.end]
            }
            fitting = [one for one in kinds if said & self.reader.gazetteer.paths.get(one, frozenset())]
            return fitting or self._of_values(kinds, kind) or kinds
        return kinds

    def _of_values(self, kinds: list[str], kind: Link) -> list[str]:
        """Of several kinds those that carry what is said beside: "mummy bag", "a mat with an R-value over 5"."""
        for _, links in self.spans:
            for link in links:
                if link.type in ("value", "field") and link.entry and not link.entry.part and link.start != kind.start:
                    both = [one for one in kinds if one in link.entry.kinds]
                    if both and len(both) < len(kinds):
                        return both
        return []

    def _for_mine(self, kind: Link) -> bool:
        """ "for my moka pot": what the goods are for, not the goods."""
        before = self.view.at(kind.start - 1)
        if kind.start - 2 < self.view.start:
            return False
        first = self.view.at(kind.start - 2)
        return bool(
            "my" in before and "article" not in before - {"my"} and first & {"for", "purpose", "suit"}
        ) and self._mine(kind.start - 1)

    def _holds(self, kind: Link) -> bool:
        """ "Needs to go in a 40 cm cabin case": where other goods are to be put, not what is wanted."""
        own = set(kind.entry.kinds) if kind.entry else set()
        first = next(self.view.links("kind"), None)
        named = first is not None and first.start < kind.start
        if not named and (not self.in_force or own & set(self.in_force)):
            return False
        classes = self.reader.grammar.classes
        tokens = self.view.linked.tokens
        for place in range(kind.start - 1, max(self.view.start, kind.start - _INTO), -1):
            names = classes.get((tokens[place].word,))
            if tokens[place].type == "mark" or not (place in self.linked or {"into", "article"} & set(names)):
                return False
            if "into" in names:
                before = [tokens[at].word for at in range(max(self.view.start, place - _INTO), place)]
                if not any("placed" in classes.get((word,)) for word in before):
                    return False
                for start in range(place + 1, kind.start):  # its own size and make
                    if start in self.by_start:
                        self.taken.add(start)
                        self.used.update(range(start, self.by_start[start][0].end))
                return True
        return False

    def _mine(self, place: int) -> bool:
        return "mine" in self.view.at(place)

    def _modified(self, kind: Link) -> bool:
        """Whether a denied kind has a modifier: "no dice games" denies the dice, not the games."""
        return any(
            links[0].end == kind.start
            and any(link.type in ("value", "colour", "quality", "audience", "size") for link in links)
            for _, links in self.spans
        )

    def _kinds_of_values(self) -> None:
        """Where no kind is named or in force, a value that few kinds have names them: a beanie is a hat."""
        if self.effective:
            return
        kinds: set[str] | None = None
        for _, links in self.spans:
            if any("shop_topic" in self.view.at(place) for place in range(links[0].start, links[0].end)):
                continue  # "a gift card"
            if any(
                link.type == "purpose" or (link.quality and link.quality.as_ != "aspect") for link in links
            ) or self._unknown_behind(links[0].end):
                continue
            for link in links:
                if (
                    link.type == "value"
                    and link.entry
                    and not link.entry.part
                    and self._is_type(link)
                    and len(link.entry.kinds) <= 2
                    and not self._denied(link)
                ):
                    kinds = set(link.entry.kinds) if kinds is None else kinds & set(link.entry.kinds) or kinds
                    break
        if kinds:
            self.wishes.kinds = tuple(sorted(kinds))

    def _kinds_of_fields(self) -> None:
        """The kind that alone states all the fields said: a laptop sleeve and a rain cover are a backpack's."""
        named = [one.field for one in self.wishes.filters if one.field not in _EVERYWHERE]
        if len(named) < 2 or self.wishes.unknown:
            return
        kinds: set[str] | None = None
        for name in named:
            stated = set(self.reader.gazetteer.kinds_of_field.get(name, ()))
            kinds = stated if kinds is None else kinds & stated
        if kinds and len(kinds) == 1:
            self.wishes.kinds = tuple(kinds)

    def _unknown_behind(self, place: int) -> bool:
        """Whether a word of which nothing is known follows: then it is what is named, "inflatable kayaks"."""
        if place >= self.view.end:
            return False
        token = self.view.linked.tokens[place]
        return (
            token.is_word
            and place not in self.linked
            and not self.view.at(place)
            and token.word not in self.reader.grammar.stop
        )
