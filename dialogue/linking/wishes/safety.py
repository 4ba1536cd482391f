"""What must not be inside."""

from __future__ import annotations

from collections.abc import Iterable

from dialogue.linking.links import Link
from dialogue.linking.wishes.qualities import QualityReading
from retrieval.text import fold
from shop.dialogue import Filter, Op


class SafetyReading(QualityReading):
    """What must not be inside."""

    def _edible(self) -> bool:
        return any(self._allergen_field((kind,)) for kind in self.effective) if self.effective else False

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
