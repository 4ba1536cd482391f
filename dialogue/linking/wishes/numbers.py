"""Numbers: limits, counts of people, ages, and the values of items that are named beside "than"."""

from __future__ import annotations

import math
from bisect import bisect_left
from decimal import Decimal

from dialogue.linking.links import Link, Measure
from dialogue.linking.people import together
from dialogue.linking.wishes.values import ValueReading
from shop.dialogue import Filter, Receiver
from shop.quantities.units import wide

_DAY = 24 * 60.0  # minutes
_GROWN = 18  # years
_YOUNG = 15  # years, below which things are made for children
_SMALL = 2  # years of a small child of whom no more is said
_FAR = 16  # tokens around a number
_NAMES = 10.0  # from here on a number alone may be what goods are called by
_NEXT = 2  # small words between a number and a field's name


class NumberReading(ValueReading):
    """Numbers: limits, counts of people, ages, and the values of items that are named beside "than"."""

    def _counted(self, link: Link) -> bool:
        """Whether a number in words counts something: "for two", "two people"."""
        assert link.measure is not None
        return bool(link.measure.dimension or link.measure.bound) or link.measure.low >= 2 or self._for_one(link)

    def _for_one(self, link: Link) -> bool:
        """ "A tent for one": nobody else follows."""
        ends = link.end >= self.view.end or self.view.linked.tokens[link.end].type == "mark"
        return ends and link.start > self.view.start and "for" in self.view.at(link.start - 1)

    def _measure(self, link: Link) -> None:
        measure = link.measure
        assert measure is not None
        places = range(link.start, link.end)
        if any(one.degree == "comparative" for one in self.by_start.get(link.end, ())):
            self.used.update(places)
            return  # "15 euros cheaper": a difference, no limit
        if set(places) <= self.used or any("both" in self.view.at(place) for place in places):
            return
        if measure.dimension == "" and any(kind.start == link.end for kind in self.wishes.kind_links):
            self.wishes.bare.append(link)  # "60 mugs"
            self.used.update(places)
            return
        before = self.view.at(link.start - 1) if link.start > self.view.start else frozenset()
        if measure.dimension == "" and not measure.bound and "them" in before:
            self.used.update(places)
            return  # "which of those two"
        if measure.dimension == "" and not measure.bound and self._word(link.end, "times") and self._marked(link.end):
            self.wishes.bare.append(link)  # "4x the cheapest"
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
        child = measure.dimension == "years" and measure.low < _GROWN and (self._is_for(link) or self._young_one())
        if (child or self._from_age(measure)) and (aged := self._age(measure.low, link.words)):  # "ok for 8 years"
            self.wishes.filters += aged
            self.used.update(places)
            return
        near = self._fields_near(link)
        named = self._names_beside(link) if not measure.dimension else ()
        made = self.reader.limits.filter(measure, link, near, self.effective, denied=self._denied(link), named=named)
        if made is not None and made.field not in near and self._of_a_stay(measure, made.field):
            self.wishes.purpose = " ".join(filter(None, (self.wishes.purpose, link.words)))
            self.used.update(places)
            return
        if made is None:
            if measure.dimension == "people":
                self.wishes.purpose = " ".join(
                    filter(None, (self.wishes.purpose, self.view.linked.words(link.start, link.end)))
                )
                self.used.update(places)
                return
            if self._named_by(link) and (known := self.reader.limits.stated(measure, self.effective, link.words)):
                self._add(known, link)
                return
            self.wishes.bare.append(link)
            if measure.dimension:
                self.wishes.left.append(link.words)  # no field here holds such a number
            return
        made = made.model_copy(
            update={"words": link.words, "hard": not any(place in self.scopes.leaning for place in places)}
        )
        self._add(made, link)

    def _named_by(self, link: Link) -> bool:
        """Whether goods are called by a bare number: "a 28er pan", "de 28"."""
        measure, classes = link.measure, self.view.at(link.start - 1) if link.start > self.view.start else frozenset()
        if measure is None or measure.dimension or measure.bound or measure.spelled or not self.effective:
            return False
        behind = self.view.linked.tokens[link.end] if link.end < self.view.end else None
        if behind is not None and behind.word in self.reader.grammar.numbered_ones and not behind.spaced:
            return True
        ends = behind is None or behind.type == "mark"
        return measure.suffix or (ends and measure.low >= _NAMES and bool(classes & {"of", "seek"}))  # not "I want 2"

    def _marked(self, place: int) -> bool:
        """Whether a sign of times stands at a place, no word that may name goods: "bags", "pairs"."""
        word = self.view.linked.tokens[place].word if place < self.view.end else ""
        return len(word) == 1 and not wide(word)  # 四个轮子 counts wheels

    def _of_a_set(self, link: Link) -> bool:
        """ "set of four", "3 pack"."""
        before = self.view.at(link.start - 1) if link.start > self.view.start else frozenset()
        classes = self.reader.grammar.classes
        behind = classes.get((self.view.linked.tokens[link.end].word,)) if link.end < self.view.end else ()
        return "set_of" in before or "pack_word" in behind

    def _is_for(self, link: Link) -> bool:
        before = self.view.at(link.start - 1) if link.start > self.view.start else frozenset()
        return bool(before & {"for", "suit"})

    def _of_a_stay(self, measure: Measure, field: str) -> bool:
        """Whether days or weeks are how long somebody is away, and no item's time: "10 days in Lisbon"."""
        long = measure.dimension == "time" and measure.low >= _DAY and not measure.bound
        return long and (not self.effective or measure.low not in self.reader.gazetteer.numbers(field))

    def _for_count(self, link: Link) -> bool:
        before = self.view.at(link.start - 1) if link.start > self.view.start else frozenset()
        ends = link.end >= self.view.end or self.view.linked.tokens[link.end].type == "mark"
        counted = "for" in before or (ends and self._word(link.start - 1, "company"))
        return counted and link.measure is not None and link.measure.low <= 20 and link.measure.low % 1 == 0

    def _word(self, place: int, name: str) -> bool:
        classes = self.reader.grammar.classes
        return self.view.start <= place < self.view.end and name in classes.get((self.view.linked.tokens[place].word,))

    def _fields_near(self, link: Link) -> list[str]:
        """Fields named around a number, the nearest first; those behind the next number are that number's."""
        found: list[tuple[int, str]] = []
        numbers = self.numbered
        starts = self.starts
        for start, links in self.spans[bisect_left(starts, link.start - _FAR) : bisect_left(starts, link.end + _FAR)]:
            other = links[0]
            if other.start == link.start or start in self.filler:
                continue
            behind = other.start >= link.end
            apart = other.start - link.end if behind else link.start - other.end
            low, high = min(link.end, other.end), max(link.start, other.start)
            if (
                apart < 0
                or apart > 8
                or any(one != link.start for one in numbers[bisect_left(numbers, low) : bisect_left(numbers, high)])
                or any(token.word in ".!?;" for token in self.view.linked.tokens[low:high])
            ):
                continue
            for candidate in links:
                name = ""
                bare = link.measure is not None and not link.measure.dimension
                if bare and not behind and other.start in self.counted:
                    continue  # "for 6 cups under 60": the cups have their number
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

    def _names_beside(self, link: Link) -> list[str]:
        """Fields whose own names, no adjectives, stand beside a number with small words between at most."""
        found = []
        first, last = bisect_left(self.starts, link.start - _FAR), bisect_left(self.starts, link.end + _FAR)
        for _, links in self.spans[first:last]:
            other = links[0]
            low, high = min(link.end, other.end), max(link.start, other.start)
            if other.measure or not 0 <= high - low <= _NEXT or not self._light(low, high):
                continue
            for one in links:
                if one.type == "field" and one.entry:
                    found.append(one.entry.name)
                elif one.quality and one.quality.as_ == "aspect":
                    found += self.reader.resolver.all(one.quality.hints, self.effective)
        return found

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
        elif self.wishes.bare and self._young_one() and not any(one.op == "covers" for one in self.wishes.filters):
            years = [one for one in self.wishes.bare if one.measure and 0 < one.measure.low <= _GROWN]
            if years and years[-1].measure and (made := self._age(years[-1].measure.low, years[-1].words)):
                self.wishes.filters += made
                told = {"age": years[-1].measure.low} | ({"audience": "kids"} if years[-1].measure.low < _YOUNG else {})
                self.wishes.receiver = (who or Receiver()).model_copy(update=told)
        elif small := next((one for one in self.view.links("audience") if one.name == "baby"), None):
            aged = any(one.op == "covers" for one in self.wishes.filters)
            self.wishes.filters += [] if aged or self._before_kind(small.end) else self._age(_SMALL, small.words)

    def _young_one(self) -> bool:
        """Whether a child is spoken of."""
        young = ("kids", "boys", "girls", "baby")
        links = self.view.links("audience", "person")
        return self.view.has("someone") or any(link.name in young for link in links)

    def _from_age(self, measure: Measure) -> bool:
        """ "6+", of goods that are made from some age on."""
        bare = measure.dimension == "" and 0 < measure.low <= _GROWN and measure.bound == "at_least"
        return bare and bool(self._age(measure.low, ""))

    def _age(self, years: float, words: str) -> list[Filter]:
        """The limit on goods that are made from some age on."""
        resolved = self.reader.resolver.hints(self.reader.grammar.counts.get("age", ()), self.effective)
        if resolved is None:
            return []
        return [Filter(field=resolved.field, op="covers", low=years, high=years, words=words, safety=True)]

    def _of_a_child(self, link: Link) -> bool:
        """ "the kids are 8 and up": a small number right behind a child and a verb."""
        classes = self.reader.grammar.classes
        for apart in (2, 1):
            links = self.by_end.get(link.start - apart, [])
            if any(one.type in ("audience", "person") and one.name in ("kids", "boys", "girls") for one in links):
                verb = classes.get((self.view.linked.tokens[links[0].end].word,))
                return "turns" in verb or "asks" in verb
        return False
