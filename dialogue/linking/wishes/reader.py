"""Reads what a part of a message says of goods: kinds, limits, orders, for whom and what for."""

from __future__ import annotations

from collections.abc import Sequence

from dialogue.linking.gazetteer import Gazetteer
from dialogue.linking.grammar import Grammar
from dialogue.linking.limits import Limits
from dialogue.linking.links import Link, View
from dialogue.linking.people import purposes, receiver
from dialogue.linking.resolving import Resolver
from dialogue.linking.wishes.leftovers import LeftoverReading
from dialogue.linking.wishes.model import Wishes
from retrieval.fields import Fields
from shop.dialogue import Filter


class WishReader:
    """One catalogue in one language; pure."""

    def __init__(self, gazetteer: Gazetteer, fields: Fields, grammar: Grammar) -> None:
        self.gazetteer = gazetteer
        self.fields = fields
        self.grammar = grammar
        self.resolver = Resolver(fields, grammar)
        self.limits = Limits(self.resolver, gazetteer, fields, grammar)

    def read(
        self, view: View, in_force: Sequence[str] = (), *, question: bool = False, careful: bool = False
    ) -> Wishes:
        """``in_force``: the kinds talked about, for words that mean different things of different kinds. ``careful``:
        somebody's health is told of: what is named must not be inside."""
        reading = _Reading(self, view, tuple(in_force), question, careful)
        reading.run()
        return reading.wishes


class _Reading(LeftoverReading):
    """One reading of one part of a message."""

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
            for span in self.view.spans(
                "filler", "shop_topic", "change", "checkout", "times", "rising", "falling", "middle"
            )
            if span.end - span.start > 1
            and span.names
            <= {"filler", "then", "shop_topic", "change", "add", "checkout", "times", "rising", "falling", "middle"}
            for place in range(span.start, span.end)
        }
        for start, links in self.spans:
            if start in self.taken or start in self.filler or set(range(links[0].start, links[0].end)) <= places:
                continue
            self._span(links)
        self._unit_words()
        self._in_terms()
        self._young()
        self._absent()
        self._than_item()
        self._consistent()
        self._dropped()
        self._pair()
        self._ages()
        self._left()
        self._for_me()

    def _span(self, links: Sequence[Link]) -> None:
        first = links[0]
        places = range(first.start, first.end)
        by_type = {link.type: link for link in reversed(links)}
        if any(place in self.scopes.dropped for place in places):
            return
        if (allergen := by_type.get("allergen")) and self._kept_out(allergen):
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
            if any(one.type == "person" for one in self.by_start.get(first.end, ())):
                self.used.update(places)  # "for her little sister": the sister's, not hers
                return
            numbers = [one for apart in range(3) for one in self.by_start.get(first.end + apart, ()) if one.measure]
            if any(self._of_a_child(one) for one in numbers):
                self.used.update(places)
                return
            if not self._for_audience(first):
                self.used.update(places)  # "kids get cranky", of tents: a word of the story
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
        if (colour := by_type.get("colour")) and self._coloured(links):
            self._colour(colour)
            return
        if self._too_much(first) and any(
            link.quality and link.quality.as_ == "adjective" for link in links
        ):  # "too large"
            self._quality(next(link for link in links if link.quality and link.quality.as_ == "adjective"))
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
                self._foreign(value)
            else:
                self._value(value)

    def _for_audience(self, link: Link) -> bool:
        """Whether goods of the kinds in question are made for somebody, or a word says that they should be."""
        if not self.effective or any(kind.start == link.end for kind in self.wishes.kind_links):
            return True
        fields = self.reader.fields.of_kinds(self.effective)
        return self._is_for(link) or any(one.name == "audience" for one in fields)
