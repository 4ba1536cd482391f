"""What a part of a message says of goods: kinds, limits, orders, for whom and what for. Links in, filters out."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from dialogue.linking.gazetteer import Gazetteer
from dialogue.linking.grammar import Grammar
from dialogue.linking.limits import Limits
from dialogue.linking.links import Link, Measure, View
from dialogue.linking.people import purposes, receiver, together
from dialogue.linking.resolving import Resolved, Resolver
from dialogue.linking.scopes import Scopes, pieces, read_scopes
from retrieval.fields import Fields
from retrieval.text import fold
from shop.dialogue import Filter, Op, Receiver, Sort

_GROWN = 18  # years
_EVERYWHERE = frozenset({"price", "colour", "size", "brand", "material", "weight", "audience", "use", "text"})
_NEXT = 3  # function words between a field and its value
_WANT = ("seek", "have_you", "offer", "recommend")


@dataclass
class Wishes:
    """``asked``: fields named without a limit. ``bare``: numbers that no field took. ``left``: content words of which
    nothing is known; ``unknown``: those of them that seem to name goods."""

    kinds: tuple[str, ...] = ()
    not_kinds: tuple[str, ...] = ()
    filters: list[Filter] = field(default_factory=list)
    drop: list[str] = field(default_factory=list)
    sort: Sort | None = None
    relative: list[Sort] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    purpose: str = ""
    receiver: Receiver | None = None
    budget: Decimal | None = None
    text: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    bare: list[Link] = field(default_factory=list)
    kind_links: list[Link] = field(default_factory=list)
    best: bool = False  # "the best": a winner, whatever by
    said_for: str = ""  # the kind of a purpose: "for my moka pot"

    @property
    def goods(self) -> bool:
        """Whether anything names goods or limits them."""
        return bool(
            self.kinds or self.not_kinds or self.filters or self.drop or self.sort or self.relative or self.unknown
        )

    @property
    def options(self) -> tuple[tuple[str, str], ...]:
        """Colour and size, where one value each was said."""
        return tuple(
            (one.field, one.values[0])
            for one in self.filters
            if one.field in ("colour", "size") and one.op == "is" and one.values
        )


class WishReader:
    """One catalogue in one language; pure."""

    def __init__(self, gazetteer: Gazetteer, fields: Fields, grammar: Grammar) -> None:
        self.gazetteer = gazetteer
        self.fields = fields
        self.grammar = grammar
        self.resolver = Resolver(fields, grammar)
        self.limits = Limits(self.resolver, gazetteer, fields, grammar)

    def read(self, view: View, in_force: Sequence[str] = (), *, question: bool = False) -> Wishes:
        """``in_force``: the kinds talked about, for words that mean different things of different kinds."""
        reading = _Reading(self, view, tuple(in_force), question)
        reading.run()
        return reading.wishes


class _Reading:
    def __init__(self, reader: WishReader, view: View, in_force: tuple[str, ...], question: bool) -> None:
        self.reader = reader
        self.view = view
        self.question = question
        self.wishes = Wishes()
        self.scopes: Scopes = read_scopes(view, reader.grammar)
        self.spans = _grouped(view.links())
        self.in_force = in_force
        self.effective = in_force
        self.used: set[int] = set()  # tokens that said something
        self.compared_with: set[int] = set()  # items that only lend a limit
        self.filler: set[int] = set()  # places inside longer function words
        self.taken: set[int] = set()  # spans (by start) that another one took along

    def run(self) -> None:
        self._kinds()
        self.wishes.receiver = receiver(self.view, self.spans, self.used)
        purpose, places = purposes(
            self.view, self.spans, self.reader.grammar, {link.start for link in self.wishes.kind_links}, self.effective
        )
        self.wishes.purpose = purpose
        self.used |= places
        self.filler = {
            place
            for span in self.view.spans("filler", "shop_topic", "change", "checkout", "times")
            if span.end - span.start > 1
            and span.names <= {"filler", "then", "shop_topic", "change", "add", "checkout", "times"}
            for place in range(span.start, span.end)
        }
        for start, links in self.spans:
            if start in self.taken or start in self.filler or set(range(links[0].start, links[0].end)) <= places:
                continue
            self._span(links)
        self._than_item()
        self._consistent()
        self._dropped()
        self._pair()
        self._ages()
        self._left()

    # ── kinds ────────────────────────────────────────────────────────────────

    def _kinds(self) -> None:
        named: list[Link] = []
        owned: list[str] = []
        denied: list[str] = []
        for start, links in self.spans:
            kind = self._kind(links)
            if kind is None or kind.entry is None:
                continue
            places = range(kind.start, kind.end)
            if self._for_mine(kind):
                self.wishes.said_for = kind.words
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
            ]  # type: ignore[union-attr]
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
        self._kinds_of_values()
        self.effective = self.wishes.kinds or self.in_force

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
        counted = any(before[0].measure and before[0].end == kind.start for _, before in self.spans)
        asked = any(link.quality and link.quality.as_ == "aspect" for link in links)
        others_named = any(
            link.type == "kind" and link.start != kind.start for _, found in self.spans for link in found
        )
        if counted and asked and others_named:
            return None  # a coffee maker for "10 cups"
        times = next((span for span in self.view.spans("times") if span.start <= kind.start < span.end), None)
        if times is not None and kind.start > self.view.start:
            counted = any(before[0].measure and before[0].end == kind.start for _, before in self.spans)
            if counted and (
                "of" in self.view.at(times.end)
                or times.end > kind.end
                or self.view.at(times.end) & {"of_them", "it", "them"}
            ):
                return None  # "3 bags of the first"
        if any(link.quality and link.quality.as_ != "aspect" for link in others):
            return None
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
            return fitting or kinds
        return kinds

    def _for_mine(self, kind: Link) -> bool:
        """ "for my moka pot": what the goods are for, not the goods."""
        before = self.view.at(kind.start - 1)
        if kind.start - 2 < self.view.start:
            return False
        first = self.view.at(kind.start - 2)
        return bool(
            "my" in before and "article" not in before - {"my"} and first & {"for", "purpose", "suit"}
        ) and self._mine(kind.start - 1)

    def _mine(self, place: int) -> bool:
        return "mine" in self.view.at(place)

    def _modified(self, kind: Link) -> bool:
        """Whether a denied kind has a modifier: "no dice games" denies the dice, not the games."""
        return any(
            links[0].end == kind.start
            and any(link.type in ("value", "colour", "quality", "audience", "size") for link in links)
            for _, links in self.spans
        )

    # ── what a span says ─────────────────────────────────────────────────────

    def _span(self, links: Sequence[Link]) -> None:
        first = links[0]
        places = range(first.start, first.end)
        by_type = {link.type: link for link in reversed(links)}
        if any(place in self.scopes.dropped for place in places):
            return
        if allergen := by_type.get("allergen"):
            if any(place in self.scopes.allergic for place in places) or (self._denied(first) and self._edible()):
                self._allergen(allergen)
                return
        if audience := by_type.get("audience"):
            who = self.wishes.receiver
            if (
                who is not None
                and (who.age is not None or "person" in by_type)
                and audience.name not in ("men", "women", "unisex")
            ):
                self.used.update(places)  # "a 9 year old girl" is who gets it
                return
            numbers = [one for _, found in self.spans for one in found if one.measure]
            if any(self._of_a_child(one) and 0 <= one.start - first.end <= 2 for one in numbers):
                self.used.update(places)
                return
            if "person" not in by_type and self.reader.fields.get("audience"):
                self._add(
                    Filter(field="audience", op=self._op(first), values=(audience.name,), **self._said(first)), first
                )
                return
        if "measure" in by_type and not ("size" in by_type and self._sized(by_type["size"])):
            if (
                by_type["measure"].measure
                and by_type["measure"].measure.spelled
                and not self._counted(by_type["measure"])
            ):
                return
            self._measure(by_type["measure"])
            return
        if (size := by_type.get("size")) and self._sized(size):
            self._add(Filter(field="size", op=self._op(first), values=self._sizes(size), **self._said(first)), first)
            return
        if colour := by_type.get("colour"):
            if self._coloured(links):
                self._colour(colour)
                return
        if value := self._value_of(links):
            self._value(value)
            return
        if quality := self._quality_of(links):
            self._quality(quality)
            return
        if stated := by_type.get("field"):
            self._field(stated)
            return
        if value := self._value_of(links, any_kind=True):
            if self.effective and not set(value.entry.kinds if value.entry else ()) & set(self.effective):
                self.wishes.text.append(value.words)
                self.used.update(places)
            else:
                self._value(value)

    def _said(self, link: Link) -> dict[str, object]:
        return {
            "words": self._phrase(link),
            "hard": not any(place in self.scopes.leaning for place in range(link.start, link.end)),
        }

    def _phrase(self, link: Link) -> str:
        start = link.start
        if self._denied(link):  # with the word that denies it
            for span in self.view.spans("negation", "unwanted", "except"):
                if span.end <= link.start and link.start - span.end <= _NEXT:
                    start = span.start
        return self.view.linked.words(start, link.end)

    def _denied(self, link: Link) -> bool:
        return any(place in self.scopes.negated for place in range(link.start, link.end))

    def _op(self, link: Link) -> str:
        return "is_not" if self._denied(link) else "is"

    def _add(self, filter_: Filter, *links: Link) -> None:
        for link in links:
            self.used.update(range(link.start, link.end))
        for at, other in enumerate(self.wishes.filters):
            alternatives = other.op in ("is", "is_not") and filter_.op == other.op and filter_.field == other.field
            if alternatives:  # "red or blue", "not red, not blue"
                values = tuple(dict.fromkeys((*other.values, *filter_.values)))
                words = other.words if filter_.words in other.words else f"{other.words}, {filter_.words}"
                self.wishes.filters[at] = other.model_copy(update={"values": values, "words": words})
                return
            if (
                other.field == filter_.field
                and other.op == filter_.op == "at_least"
                and "or" in self._between(other, filter_)
            ):
                self.wishes.filters[at] = other.model_copy(update={"low": min(other.low or 0, filter_.low or 0)})
                return
            if other.model_copy(update={"words": ""}) == filter_.model_copy(update={"words": ""}):
                return
        merged = self._merged(filter_)
        if merged is None:
            self.wishes.filters.append(filter_)

    def _merged(self, filter_: Filter) -> Filter | None:
        """Two ends of one range: "more than 150 but less than 250"."""
        ends = {"at_least": "at_most", "at_most": "at_least"}
        for at, other in enumerate(self.wishes.filters):
            if other.field == filter_.field and ends.get(other.op) == filter_.op:
                low = other.low if other.op == "at_least" else filter_.low
                high = other.high if other.op == "at_most" else filter_.high
                if low is not None and high is not None and low <= high:
                    both = other.model_copy(
                        update={"op": "between", "low": low, "high": high, "words": f"{other.words} {filter_.words}"}
                    )
                    self.wishes.filters[at] = both
                    return both
        return None

    def _between(self, one: Filter, other: Filter) -> set[str]:
        text = self.view.words
        start, end = text.find(one.words) + len(one.words), text.find(other.words)
        return {
            name
            for span in self.view.spans("or")
            if start
            <= self.view.linked.tokens[span.start].start - self.view.linked.tokens[self.view.start].start
            <= end
            for name in span.names
        }

    # ── values ───────────────────────────────────────────────────────────────

    def _value_of(self, links: Sequence[Link], *, any_kind: bool = False) -> Link | None:
        values = [link for link in links if link.type == "value" and link.entry]
        if not values:
            return None
        named = self._field_near(links[0])
        close = [link for link in values if link.entry and link.entry.name == named]
        if close:
            return close[0]
        fitting = [
            link
            for link in values
            if link.entry and (not self.effective or set(link.entry.kinds) & set(self.effective))
        ]
        if not fitting:
            return values[0] if any_kind else None
        if not self.effective and any(link.quality and link.quality.as_ != "aspect" for link in links) and not any_kind:
            return None  # "light" of nothing in particular is no roast
        vague = [link for link in links if link.quality and link.quality.as_ == "adjective" and link.degree]
        if vague:
            return None

        def rank(link: Link) -> tuple[bool, bool, bool, int]:
            assert link.entry is not None
            return link.entry.part, link.entry.name == "use", link.entry.name == "material", len(link.entry.values)

        return min(fitting, key=rank)

    def _field_near(self, link: Link) -> str:
        """The field named right before or behind a value."""
        for start, links in self.spans:
            other = links[0]
            apart = other.start - link.end if other.start >= link.end else link.start - other.end
            if (
                other is link
                or not 0 <= apart <= _NEXT
                or not self._light(min(link.end, other.end), max(link.start, other.start))
            ):
                continue
            for candidate in links:
                if candidate.type == "field" and candidate.entry:
                    return candidate.entry.name
                if candidate.quality and (resolved := self.reader.resolver.quality(candidate.quality, self.effective)):
                    if not candidate.degree and candidate.quality.as_ != "adjective":
                        return resolved.field
        return ""

    def _light(self, start: int, end: int) -> bool:
        """Whether only function words stand between two places."""
        tokens = self.view.linked.tokens[start:end]
        return all(token.type != "mark" and token.word in self.reader.grammar.stop for token in tokens)

    def _value(self, value: Link) -> None:
        entry = value.entry
        assert entry is not None
        known = self.reader.fields.get(entry.name)
        name = known.name if known else entry.name
        for _, links in self.spans:  # the field's own name is no more than that
            other = links[0]
            if 0 <= other.start - value.end <= _NEXT or 0 <= value.start - other.end <= _NEXT:
                if any(link.type == "field" and link.entry and link.entry.name == entry.name for link in links):
                    self.taken.add(other.start)
                    self.used.update(range(other.start, other.end))
        kept = tuple(entry.values)
        if known is not None and known.kind == "choice" and len(kept) > 1 and set(known.values) <= set(kept):
            return  # every one of them is: "harder steel"
        if name == "use":
            if "gift" in self.view.at(value.start):
                self.used.update(range(value.start, value.end))
                return
            if not self._denied(value):
                self.wishes.purpose = self.wishes.purpose or value.words
                self.used.update(range(value.start, value.end))
                self._add(Filter(field=name, op="is", values=kept, words=value.words, hard=False), value)
            return
        if known is not None and known.kind == "boolean":
            no = kept and not self._says_yes(kept[0])
            self._add(
                Filter(field=name, op="has_not" if bool(no) != self._denied(value) else "has", **self._said(value)),
                value,
            )  # type: ignore[arg-type]
            return
        self._add(Filter(field=name, op=self._op(value), values=kept, **self._said(value)), value)  # type: ignore[arg-type]

    def _says_yes(self, value: str) -> bool:
        from retrieval.values import says

        return says(value) is not False

    def _coloured(self, links: Sequence[Link]) -> bool:
        if not self.effective:
            return True
        if any(
            link.type == "value" and link.entry and not link.entry.part and set(link.entry.kinds) & set(self.effective)
            for link in links
        ):
            return False
        return self.reader.gazetteer.carries("colour", self.effective)

    def _colour(self, colour: Link) -> None:
        names = self.reader.gazetteer.colours
        meant = names.meant(colour.name) or (colour.words,)
        if self._denied(colour):
            meant = tuple(dict.fromkeys((*meant, *names.within(colour.name))))
        self._add(Filter(field="colour", op=self._op(colour), values=meant, **self._said(colour)), colour)  # type: ignore[arg-type]

    def _sized(self, size: Link) -> bool:
        """Whether "M" or "42" is a size here."""
        before = self.view.at(size.start - 1) if size.start > self.view.start else frozenset()
        classes = self.reader.grammar.classes
        for back in range(1, _NEXT + 1):  # "size 42", "the size to 43"
            place = size.start - back
            if place < self.view.start:
                break
            word = self.view.linked.tokens[place].word
            if "size_word" in classes.get((word,)) or (back == 1 and "size_word" in before):
                return True
            if word not in self.reader.grammar.stop:
                break
        if size.end - size.start > 2:
            return True  # "39-41", "42 2/3"
        letters = size.name.isalpha()
        token = self.view.linked.tokens[size.start]
        sized = self.reader.gazetteer.sized
        kinds = [kind for kind in self.effective if fold(size.name) in sized.get(kind, ())]
        if letters and not token.spaced and size.start > 0 and self.view.linked.tokens[size.start - 1].type != "mark":
            return False
        if not kinds:
            return bool("in" in before and (letters or not self.effective) and (not letters or token.text.isupper()))
        if letters:
            return token.text.isupper() or "in" in before or len(self.view.tokens) <= 3 or len(size.name) > 1
        measure = next(
            (link.measure for _, links in self.spans for link in links if link.start == size.start and link.measure),
            None,
        )
        if measure is None:
            return True
        if measure.bound or measure.dimension:
            return False
        following = self.view.at(size.end) if size.end < self.view.end else frozenset()
        if following & {"people", "times"} or self._field_near(size):
            return False
        return True

    def _sizes(self, size: Link) -> tuple[str, ...]:
        return (size.name,)

    # ── qualities ────────────────────────────────────────────────────────────

    def _quality_of(self, links: Sequence[Link]) -> Link | None:
        found = [link for link in links if link.quality]
        for link in found:
            if link.quality and self.reader.resolver.quality(link.quality, self.effective):
                return link
        return found[0] if found else None

    def _quality(self, link: Link) -> None:
        quality = link.quality
        assert quality is not None
        places = range(link.start, link.end)
        resolved = self.reader.resolver.quality(quality, self.effective)
        if resolved is None and not self.wishes.kinds and quality.as_ == "feature":
            resolved = self.reader.resolver.quality(quality, ())
        self.used.update(places)
        if quality.as_ == "adjective":
            self._adjective(link, resolved)
            return
        if resolved is None:
            if quality.as_ == "feature":
                self.wishes.text.append(link.words)
                if quality.safety:
                    self._add(Filter(field=fold(link.words), op="has", words=link.words, safety=True), link)
            return
        if quality.as_ == "feature" and not self.view.at(link.start - 1) & {"most", "more_of", "less_of", "least"} - {
            "at_least"
        }:
            self._feature(link, resolved)
            return
        if direction := self._directed(link):
            descending, kind = direction
            made = Sort(
                field=resolved.field,
                descending=descending,
                words=self.view.linked.words(max(self.view.start, link.start - 1), link.end),
            )
            if kind == "sort":
                self.wishes.sort = self.wishes.sort or made
            elif kind == "relative":
                self.wishes.relative.append(made)
            return
        if not self._takes_number(link, resolved.field):
            known = self.reader.fields.get(resolved.field)
            if known is not None and known.kind == "boolean" and not resolved.asked:
                self._feature(link, resolved)
            else:
                self.wishes.asked.append(resolved.field)

    def _adjective(self, link: Link, resolved: Resolved | None) -> None:
        if resolved is None:
            if link.degree or link.words.lower() not in self.reader.grammar.stop:
                self.wishes.left.append(link.words)
                self.wishes.text.append(link.words)
            return
        if not link.degree and any(
            links[0].measure and links[0].measure.dimension and links[0].end == link.start for _, links in self.spans
        ):
            return  # "1.92 m tall": the number says it
        linked = self.view.linked
        before = self.view.at(link.start - 1) if link.start > self.view.start else frozenset()
        behind = self.view.at(link.end) if link.end < self.view.end else frozenset()
        words = link.words
        descending = resolved.descending
        degree = link.degree
        if "most" in before and linked.tokens[link.start - 1].word == self.reader.grammar.superlative.get("more"):
            degree = "superlative"
        elif "least" in before and linked.tokens[link.start - 1].word == self.reader.grammar.superlative.get("less"):
            degree, descending = "superlative", not descending
        elif "more_word" in before and "more_of" in before:
            degree = "comparative"
        elif "more_word" in before and "less_of" in before:
            degree, descending = "comparative", not descending
        denied = self._denied(link)
        too = "too" in before and linked.tokens[link.start - 1].word not in ("",) and self._too(link.start - 1)
        if (denied and not degree) or too:
            descending = not descending
            if too and not denied:  # "it's too heavy"
                self.wishes.relative.append(Sort(field=resolved.field, descending=descending, words=words))
                return
        if degree == "comparative" and not ("than" in behind and self._measured_behind(link)):
            self.wishes.relative.append(Sort(field=resolved.field, descending=descending, words=words))
        elif degree == "comparative":
            return  # the number behind "than" says it
        elif self._takes_number(link, resolved.field):
            return
        elif degree == "superlative" or self.wishes.sort is None:
            known = self.reader.fields.get(resolved.field)
            if known is not None and known.kind == "boolean" and not degree:
                self._feature(link, resolved)
            elif not self.question or degree:
                self.wishes.sort = Sort(field=resolved.field, descending=descending, words=words)
            else:
                self.wishes.asked.append(resolved.field)

    def _too(self, place: int) -> bool:
        return (
            self.view.at(place) >= {"too"} and "filler" in self.view.at(place) and self.view.at(place) >= {"then"}
        ) or len(self.view.at(place) - {"too"}) == 0

    def _measured_behind(self, link: Link) -> bool:
        return any(
            (links[0].type == "measure" and 0 <= links[0].start - link.end <= 2)
            or links[0].start <= link.start < links[0].end
            for _, links in self.spans
        )

    def _directed(self, link: Link) -> tuple[bool, str] | None:
        """(more first, "sort" or "relative" or "lean") of an aspect by the word before it: "longest battery"."""
        for _, links in self.spans:  # "longest" is an adjective of its own too
            other = links[0]
            if other.end <= link.start and self._light(other.end, link.start) and link.start - other.end <= 1:
                for candidate in links:
                    if (
                        candidate.quality
                        and candidate.quality.as_ == "adjective"
                        and candidate.degree
                        and any(
                            name in self.view.at(candidate.start) for name in ("most", "least", "more_of", "less_of")
                        )
                    ):
                        self.wishes.sort = None
                        self.wishes.relative = [one for one in self.wishes.relative if one.words != candidate.words]
        for back in (1, 2):
            place = link.start - back
            if place < self.view.start:
                break
            names = self.view.at(place)
            if "sort_by" in names:
                return bool(link.quality and any(hint.direction == "+" for hint in link.quality.hints[:1])), "sort"
            if "most" in names and self.view.linked.tokens[place].word not in self.reader.grammar.number_articles:
                return True, "sort"
            if "least" in names:
                return False, "sort"
            if "more_of" in names:
                return True, "relative"
            if "less_of" in names:
                return False, "relative"
            if names & {"much"} and not self.question:
                return True, "sort"
            if names & {"little"} and not self.question:
                return False, "sort"
            if self.view.linked.tokens[place].word not in self.reader.grammar.stop:
                break
        return None

    def _feature(self, link: Link, resolved: Resolved) -> None:
        said = self._said(link)
        safety = bool(link.quality and link.quality.safety)
        if safety:
            said["hard"] = True
        no = resolved.no
        known = self.reader.fields.get(resolved.field)
        if resolved.value and known is not None:
            self._add(
                Filter(field=known.name, op=self._op(link), values=(resolved.value,), safety=safety, **said), link
            )  # type: ignore[arg-type]
            return
        value = self._value_beside(link, resolved.field)
        if value is not None:
            return
        if known is not None and known.kind == "number" and self._takes_number(link, known.name):
            return
        denied = self._denied(link)
        self._add(Filter(field=resolved.field, op="has_not" if no != denied else "has", safety=safety, **said), link)  # type: ignore[arg-type]

    def _value_beside(self, link: Link, name: str) -> Link | None:
        """A value of the same field close by, which will say it: "rain cover included", "padded hip belt"."""
        for _, links in self.spans:
            other = links[0]
            apart = other.start - link.end if other.start >= link.end else link.start - other.end
            if (
                other.start != link.start
                and 0 <= apart <= _NEXT
                and self._light(min(link.end, other.end), max(link.start, other.start))
            ):
                for candidate in links:
                    if candidate.type == "value" and candidate.entry and candidate.entry.name == name:
                        return candidate
        return None

    def _field(self, link: Link) -> None:
        assert link.entry is not None
        known = self.reader.fields.get(link.entry.name)
        if known is None:
            return
        if (
            self.effective
            and not set(link.entry.kinds) & set(self.effective)
            and known.name not in ("price", "weight", "size", "colour")
        ):
            self.wishes.text.append(link.words)
            self.used.update(range(link.start, link.end))
            return
        self.used.update(range(link.start, link.end))
        resolved = Resolved(known.name, True)
        if direction := self._directed(link):
            made = Sort(field=known.name, descending=direction[0], words=link.words)
            if direction[1] == "sort":
                self.wishes.sort = made
            else:
                self.wishes.relative.append(made)
            return
        if known.kind == "boolean":
            self._feature(link, resolved)
        elif not self._takes_number(link, known.name) and self._value_beside(link, known.name) is None:
            if known.kind == "choice" and self._denied(link):
                self._add(Filter(field=known.name, op="has_not", **self._said(link)), link)  # type: ignore[arg-type]
            else:
                self.wishes.asked.append(known.name)

    # ── numbers ──────────────────────────────────────────────────────────────

    def _takes_number(self, link: Link, name: str) -> bool:
        """Whether a number beside a field's name will be read as its limit."""
        return self._number_beside(link, name) is not None

    def _number_beside(self, link: Link, name: str) -> Link | None:
        known = self.reader.fields.get(name)
        if known is None or known.kind != "number":
            return None
        for _, links in self.spans:
            other = links[0]
            if other.measure is None:
                continue
            apart = other.start - link.end if other.start >= link.end else link.start - other.end
            if (
                0 <= apart <= 4
                and self._light(min(link.end, other.end), max(link.start, other.start))
                and self.reader.limits.fits(other.measure, known)
            ):
                return other
        return None

    def _counted(self, link: Link) -> bool:
        """Whether a number in words counts something: "for two", "two people"."""
        assert link.measure is not None
        return bool(link.measure.dimension or link.measure.bound) or link.measure.low >= 2

    def _measure(self, link: Link) -> None:
        measure = link.measure
        assert measure is not None
        places = range(link.start, link.end)
        if set(places) <= self.used or any("both" in self.view.at(place) for place in places):
            return
        if measure.dimension == "" and any(kind.start == link.end for kind in self.wishes.kind_links):
            self.wishes.bare.append(link)  # "60 mugs"
            self.used.update(places)
            return
        if measure.joint and measure.dimension in ("", "money"):
            self.wishes.budget = Decimal(str(measure.high))
            self.used.update(places)
            return
        if measure.dimension == "age":
            self.used.update(places)
            return  # somebody's: see _ages
        if measure.dimension == "" and measure.low <= _GROWN and self._of_a_child(link):
            self.wishes.filters += self._age(measure.low, link.words)
            self.used.update(places)
            return
        if measure.dimension == "" and not measure.bound and self._of_a_set(link):
            near = (
                self.reader.resolver.all(self.reader.grammar.counts.get("set", ()), self.effective)
                if self.effective
                else []
            )
            made = self.reader.limits.filter(measure, link, near, self.effective) if near else None
            if made is not None and made.field in near:
                self._add(made.model_copy(update={"words": link.words}), link)
                return
        company = self.wishes.receiver is not None and "of_them" in self.view.at(link.end)
        if measure.dimension == "" and not measure.bound and measure.low >= 1 and (self._for_count(link) or company):
            measure = Measure(measure.low, measure.high, "people")
        near = self._fields_near(link)
        made = self.reader.limits.filter(measure, link, near, self.effective, denied=self._denied(link))
        if made is None:
            if measure.dimension == "people":
                self.wishes.purpose = " ".join(
                    filter(None, (self.wishes.purpose, self.view.linked.words(link.start, link.end)))
                )
                self.used.update(places)
                return
            self.wishes.bare.append(link)
            return
        made = made.model_copy(
            update={"words": link.words, "hard": not any(place in self.scopes.leaning for place in places)}
        )
        self._add(made, link)

    def _of_a_set(self, link: Link) -> bool:
        """ "set of four", "3 pack"."""
        before = self.view.at(link.start - 1) if link.start > self.view.start else frozenset()
        classes = self.reader.grammar.classes
        behind = classes.get((self.view.linked.tokens[link.end].word,)) if link.end < self.view.end else ()
        return "set_of" in before or "pack_word" in behind

    def _for_count(self, link: Link) -> bool:
        before = self.view.at(link.start - 1) if link.start > self.view.start else frozenset()
        return "for" in before and link.measure is not None and link.measure.low <= 20 and link.measure.low % 1 == 0

    def _fields_near(self, link: Link) -> list[str]:
        """Fields named around a number, the nearest first; those behind the next number are that number's."""
        found: list[tuple[int, str]] = []
        numbers = [links[0].start for _, links in self.spans if links[0].measure]
        for start, links in self.spans:
            other = links[0]
            if other.start == link.start or start in self.filler:
                continue
            behind = other.start >= link.end
            apart = other.start - link.end if behind else link.start - other.end
            low, high = min(link.end, other.end), max(link.start, other.start)
            if (
                apart < 0
                or apart > 8
                or any(low <= number < high for number in numbers if number != link.start)
                or any(token.word in ".!?;" for token in self.view.linked.tokens[low:high])
            ):
                continue
            for candidate in links:
                name = ""
                bare = link.measure is not None and not link.measure.dimension
                if bare and candidate.quality and candidate.quality.as_ == "adjective" and not candidate.degree:
                    continue  # "warm gloves under 60"
                if candidate.type == "field" and candidate.entry:
                    name = candidate.entry.name
                elif candidate.quality and (
                    resolved := self.reader.resolver.quality(candidate.quality, self.effective)
                ):
                    name = resolved.field
                    for also in self.reader.resolver.all(candidate.quality.hints, self.effective):
                        found.append((apart + behind + 1, also))
                if name:
                    comma = any(token.word == "," for token in self.view.linked.tokens[low:high])
                    found.append((apart + behind + 6 * comma, name))
        return [name for _, name in sorted(found)]

    def _consistent(self) -> None:
        """What is wanted says what is not: "down, not synthetic"; a number says more than its adjective."""
        wanted = {one.field for one in self.wishes.filters if one.op == "is"}
        self.wishes.filters = [
            one
            for one in self.wishes.filters
            if not (one.op == "is_not" and one.field in wanted and one.field != "colour")
        ]
        sort = self.wishes.sort
        numbers = ("at_most", "at_least", "between", "around")
        if sort is not None and any(one.field == sort.field and one.op in numbers for one in self.wishes.filters):
            plain = {link.words for link in self.view.links("quality") if not link.degree}
            if sort.words in plain:
                self.wishes.sort = None
        if not self.wishes.kinds and not self.in_force:
            self._kinds_of_fields()

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

    def _than_item(self) -> None:
        """ "costs less than the Moraine": the item's own value is the limit."""
        for span in self.view.spans("below", "above"):
            if self.view.linked.tokens[span.start].type == "mark":
                continue
            link = next(
                (
                    one
                    for _, links in self.spans
                    for one in links
                    if one.type == "item" and 0 <= one.start - span.end <= 1
                ),
                None,
            )
            item = self.reader.gazetteer.names.items.get(link.ids[0]) if link and link.ids else None
            if link is None or item is None:
                continue
            field = next((one.field for one in self.wishes.relative), None) or next(iter(self.wishes.asked), "price")
            value = self.reader.fields.value(item, field)
            if value is None or value.low is None:
                continue
            self.wishes.relative = [one for one in self.wishes.relative if one.field != field]
            self.wishes.asked = [one for one in self.wishes.asked if one != field]
            words = self.view.linked.words(span.start, link.end)
            if "below" in span.names:
                made = Filter(field=field, op="at_most", high=math.nextafter(value.low, -math.inf), words=words)
            else:
                made = Filter(field=field, op="at_least", low=math.nextafter(value.low, math.inf), words=words)
            self._add(made, link)
            self.compared_with.add(link.start)

    def _pair(self) -> None:
        """ "for me and my girlfriend": two people, where none are counted."""
        other = together(self.view, self.spans)
        if other is None or any(
            link.measure and link.measure.dimension == "people" for _, links in self.spans for link in links
        ):
            return
        self.used.update(range(other.start, other.end))
        made = self.reader.limits.filter(Measure(2, 2, "people"), other, [], self.effective)
        if made is not None and self.wishes.kinds:
            self._add(
                made.model_copy(
                    update={"words": self.view.linked.words(max(self.view.start, other.start - 3), other.end)}
                ),
                other,
            )

    def _ages(self) -> None:
        who = self.wishes.receiver
        if who is not None and who.age is not None and who.age < _GROWN:
            self.wishes.filters += self._age(who.age, f"{who.age:g}")

    def _age(self, years: float, words: str) -> list[Filter]:
        """The limit on goods that are made from some age on."""
        resolved = self.reader.resolver.hints(self.reader.grammar.counts.get("age", ()), self.effective)
        if resolved is None:
            return []
        return [Filter(field=resolved.field, op="covers", low=years, high=years, words=words, safety=True)]

    def _of_a_child(self, link: Link) -> bool:
        """ "the kids are 8 and up": a small number right behind a child and a verb."""
        classes = self.reader.grammar.classes
        for _, links in self.spans:
            apart = link.start - links[0].end
            child = any(one.type in ("audience", "person") and one.name in ("kids", "boys", "girls") for one in links)
            if child and 1 <= apart <= 2:
                verb = classes.get((self.view.linked.tokens[links[0].end].word,))
                return "turns" in verb or "asks" in verb
        return False

    # ── what must not be inside ──────────────────────────────────────────────

    def _edible(self) -> bool:
        return any(self._allergen_field((kind,)) for kind in self.effective) if self.effective else False

    def _allergen_field(self, kinds: Iterable[str]) -> str:
        for links in self.reader.grammar.qualities.get(("allergens",)):
            if resolved := self.reader.resolver.quality(links, kinds):
                return resolved.field
        return ""

    def _allergen(self, link: Link) -> None:
        allergen = link.allergen
        assert allergen is not None
        said = self._phrase(link)
        name = self._allergen_field(self.effective)
        known = self.reader.fields.get(name) if name else None
        if allergen.words:
            words = set(allergen.words)
            stated = tuple(value for value in (known.values if known else ()) if words & set(fold(value).split()))
            values = tuple(dict.fromkeys((*stated, *allergen.words)))
            self._add(Filter(field=name or "text", op="without", values=values, words=said, safety=True), link)
        for hint in allergen.hints[:1]:
            if resolved := self.reader.resolver.hints((hint,), self.effective):
                op: Op = "has_not" if resolved.no else "has"
                self._add(Filter(field=resolved.field, op=op, words=said, safety=True), link)

    # ── what is given up, and what is left ───────────────────────────────────

    def _dropped(self) -> None:
        drop: dict[str, None] = {}
        for _, links in self.spans:
            if not any(place in self.scopes.dropped for place in range(links[0].start, links[0].end)):
                continue
            self.used.update(range(links[0].start, links[0].end))
            for link in links:
                if link.quality and (resolved := self.reader.resolver.quality(link.quality, self.effective)):
                    drop[resolved.field] = None
                elif link.type in ("field", "value") and link.entry and link.entry.type != "kind":
                    known = self.reader.fields.get(link.entry.name)
                    drop[known.name if known else link.entry.name] = None
                elif link.type in ("colour", "size"):
                    drop[link.type] = None
                elif link.measure is not None:
                    made = self.reader.limits.filter(link.measure, link, [], self.effective)
                    if made:
                        drop[made.field] = None
        self.wishes.drop = list(drop)
        if self.scopes.drop_all and not drop:
            self.wishes.drop = ["*"]

    def _kinds_of_values(self) -> None:
        """Where no kind is named or in force, a value that few kinds have names them: a beanie is a hat."""
        if self.effective:
            return
        kinds: set[str] | None = None
        for _, links in self.spans:
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

    def _unknown_behind(self, place: int) -> bool:
        """Whether a word of which nothing is known follows: then it is what is named, "inflatable kayaks"."""
        if place >= self.view.end:
            return False
        token = self.view.linked.tokens[place]
        linked = any(links[0].start <= place < links[0].end for _, links in self.spans)
        return token.is_word and not linked and not self.view.at(place) and token.word not in self.reader.grammar.stop

    def _left(self) -> None:
        """Content words that nothing covers. In the place of goods they are goods that the shop may not carry."""
        view, grammar = self.view, self.reader.grammar
        covered = set(self.used)
        for span in view.linked.classes:
            covered.update(range(span.start, span.end))
        for _, links in self.spans:
            covered.update(range(links[0].start, links[0].end))
        run: list[int] = []
        runs: list[list[int]] = []
        for place in range(view.start, view.end):
            token = view.linked.tokens[place]
            if place not in covered and token.is_word and token.word not in grammar.stop and len(token.word) > 1:
                run.append(place)
            elif run:
                runs.append(run)
                run = []
        if run:
            runs.append(run)
        for run in runs:
            words = view.linked.words(run[0], run[-1] + 1)
            known = all(view.linked.tokens[place].word in self.reader.gazetteer.words for place in run)
            if (self.wishes.kinds or self.in_force) and self._what_for(run[0]):
                self.wishes.purpose = " ".join(filter(None, (self.wishes.purpose, words)))
                continue
            if all(view.linked.tokens[place].word in self.reader.gazetteer.answers for place in run):
                continue
            if not self.wishes.kinds and self._wanted(run[0]):
                self._unknown(run, words)
            elif known and self._beside_goods(run):
                self.wishes.text.append(words)
            elif not self._understood(run, covered):
                self.wishes.left.append(words)

    def _unknown(self, run: list[int], words: str) -> None:
        """Goods by a name that no kind has, with what is said before it: "inflatable kayaks"."""
        start = run[0]
        for _, links in reversed(self.spans):
            if links[0].end == start and any(link.type in ("value", "quality") for link in links):
                start = links[0].start
                said = self.view.linked.words(links[0].start, links[0].end)
                self.wishes.filters = [one for one in self.wishes.filters if one.words != said]
        self.wishes.unknown.append(self.view.linked.words(start, run[-1] + 1))

    def _what_for(self, place: int) -> bool:
        """Whether unknown words stand right behind "for": they say what it is for."""
        before = [span for span in self.view.spans("for", "purpose") if span.end <= place]
        return bool(before) and place - before[-1].end <= 1 and "for" in before[-1].names

    def _beside_goods(self, run: list[int]) -> bool:
        """Whether words stand right before a kind, or behind "with"."""
        return any(
            links[0].start == run[-1] + 1 and any(link.type in ("kind", "value") for link in links)
            for _, links in self.spans
        ) or any(links[0].end == run[0] and any(link.type == "kind" for link in links) for _, links in self.spans)

    def _understood(self, run: list[int], covered: set[int]) -> bool:
        """Whether something of the same piece was understood: then these are words around it."""
        low, high = next(
            ((start, end) for start, end in pieces(self.view) if start <= run[0] < end),
            (self.view.start, self.view.end),
        )
        linked = any(low <= links[0].start < high for _, links in self.spans)
        return linked or bool(self.used & set(range(low, high)))

    def _wanted(self, place: int) -> bool:
        """Whether a word of wanting or asking stands before a place in its piece."""
        low = next((start for start, end in pieces(self.view) if start <= place < end), self.view.start)
        if any(low <= links[0].start < place and links[0].type in ("kind", "item") for _, links in self.spans):
            return False
        before = [span for span in self.view.spans(*_WANT) if low <= span.start and span.end <= place]
        if not before or place - before[-1].end > _NEXT:
            return False
        between = [links for _, links in self.spans if before[-1].end <= links[0].start < place]
        named = {"value", "colour", "audience", "size"}
        return all(
            any(link.type in named or (link.quality and link.quality.as_ == "adjective") for link in links)
            for links in between
        )


def _grouped(links: Iterable[Link]) -> list[tuple[int, list[Link]]]:
    found: dict[int, list[Link]] = {}
    for link in links:
        found.setdefault(link.start, []).append(link)
    return sorted(found.items())
