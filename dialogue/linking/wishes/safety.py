"""What must not be inside."""

from __future__ import annotations

from collections.abc import Iterable

from dialogue.linking.links import Link
from dialogue.linking.wishes.terms import TermReading
from retrieval.text import fold
from shop.dialogue import Filter, Op

_CLOSE = 2  # words between "something with" and what is wanted


class SafetyReading(TermReading):
    """What must not be inside."""

    def _kept_out(self, link: Link) -> bool:
        """Whether what a word names must not be inside: it is said; or somebody's health is told of, or somebody else
        is spoken of beside things that declare it, and nothing says that it is wanted. In doubt it is kept out."""
        places = range(link.start, link.end)
        if any(place in self.scopes.allergic for place in places):
            return True
        if self.careful and not (self.scopes.allergic and self._asked_for(link)):
            return True
        if self.effective and not self._edible():
            return self._suffered() and not self._denied(link) and not self._asked_for(link)
        if self._denied(link):
            return True
        others = self._declared() and any(links[0].type in ("person", "audience") for _, links in self.spans)
        told = self._suffered() or others
        return told and not self.question and not self._asked_for(link)

    def _suffered(self) -> bool:
        """Whether a body's reaction is told of."""
        words = [token.word for token in self.view.linked.tokens]
        return any(self.reader.grammar.dangers(words, "reaction"))

    def _asked_for(self, link: Link) -> bool:
        """ "peanut bars", "bars with almonds", "he likes nuts": named as what it should be or have."""
        if self._before_kind(link.end):
            return True
        close = range(max(self.view.start, link.start - _CLOSE), link.start)
        if any(self.view.at(place) & {"like", "seek", "have_you", "offer"} for place in close):
            return True
        place = link.start - 1
        has = place > self.view.start and self.view.linked.tokens[place].word in self.reader.grammar.withs
        return has and any(links[0].end == place and links[0].type == "kind" for _, links in self.spans)

    def _declared(self) -> bool:
        """Whether goods of the kinds in question state what is in them."""
        return not self.effective or any(self._allergen_field((kind,)) for kind in self.effective)

    def _edible(self) -> bool:
        return any(kind in self.reader.gazetteer.edible for kind in self.effective)

    def _allergen_field(self, kinds: Iterable[str]) -> str:
        for quality in self.reader.grammar.contents:
            if resolved := self.reader.resolver.quality(quality, kinds):
                return resolved.field
        return ""

    def _allergen(self, link: Link) -> None:
        allergen = link.allergen
        assert allergen is not None
        said = link.words
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
