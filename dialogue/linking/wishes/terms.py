"""What an order goes by where no name of a field says so: a unit, "the most watts", or words behind, "by weight"."""

from __future__ import annotations

from dialogue.linking.links import Link
from dialogue.linking.resolving import Resolved
from dialogue.linking.wishes.qualities import QualityReading
from shop.dialogue import Sort
from shop.quantities.units import Unit, units

_DEGREES = ("most", "least", "more_of", "less_of")
_ASKED = ("how_much", "which", "what")
_NEAR = 4  # words between a degree and "by"
_SHORTEST = 2  # letters of a unit that stands without a number
_LARGE = 1000.0  # millimetres: a length that may be a water column


class TermReading(QualityReading):
    """Orders and questions by a unit, and by what stands behind "by"."""

    def _unit_words(self) -> None:
        """ "How many litres", "the highest mm", "fewest kcal": the field of the goods that is stated in such a unit."""
        for place in range(self.view.start + 1, self.view.end):
            unit = self._unit_at(place)
            if unit is None or not self.effective:
                continue
            dimension = unit.dimension.name
            size = _LARGE if unit.factor == 1.0 else 0.0
            found = self.reader.resolver.measured(dimension, size, self.effective)
            if not found:
                continue
            words = self.view.linked.words(place, place + 1)
            before = self.view.at(place - 1)
            link = Link("field", place, place + 1, words)
            if direction := self._directed(link):
                self._ordered(found[0].name, direction, self.view.linked.words(place - 1, place + 1))
                self._silenced(place - 1)
            elif before & set(_ASKED):
                self.wishes.asked.append(found[0].name)
            else:
                continue
            self.used.update((place - 1, place))

    def _unit_at(self, place: int) -> Unit | None:
        token = self.view.linked.tokens[place]
        free = token.is_word and len(token.word) >= _SHORTEST and token.word not in self.reader.grammar.stop
        return units().get(token.text) if free and place not in self.linked else None

    def _in_terms(self) -> None:
        """ "The smallest by weight", "better in terms of battery": the field behind tells of what the degree is."""
        for span in self.view.spans("in_terms"):
            link = next((self.by_start[at][0] for at in (span.end, span.end + 1) if at in self.by_start), None)
            near = [links for at in range(span.start - _NEAR, span.start) if (links := self.by_start.get(at))]
            degree = next((one for links in reversed(near) for one in links if one.degree), None)
            resolved = self._field_of(link) if link is not None else None
            if link is None or degree is None or degree.quality is None or resolved is None:
                continue
            names = self.view.at(degree.start) & set(_DEGREES)
            more = degree.quality.hints[0].direction == "+"
            descending = bool(names & {"most", "more_of"}) if names else more
            kind = "sort" if degree.degree == "superlative" else "relative"
            self.wishes.relative = [one for one in self.wishes.relative if one.words != degree.words]
            if self.wishes.sort is not None and self.wishes.sort.words == degree.words:
                self.wishes.sort = None
            self.wishes.asked = [one for one in self.wishes.asked if one != resolved.field]
            self._ordered(resolved.field, (descending, kind), self.view.linked.words(degree.start, link.end))
            self._silenced(degree.start)

    def _field_of(self, link: Link) -> Resolved | None:
        for one in self.by_start[link.start]:
            if one.quality and (resolved := self.reader.resolver.quality(one.quality, self.effective)):
                return resolved
            if one.type == "field" and one.entry and (known := self.reader.fields.get(one.entry.name)):
                return Resolved(known.name, True)
        return None

    def _ordered(self, field: str, direction: tuple[bool, str], words: str) -> None:
        made = Sort(field=field, descending=direction[0], words=words)
        if direction[1] == "sort":
            self.wishes.sort = self.wishes.sort or made
        else:
            self.wishes.relative.append(made)

    def _silenced(self, place: int) -> None:
        """What was taken for a word that says nothing of these goods said the direction."""
        words = self.view.linked.words(place, place + 1)
        self.wishes.left = [one for one in self.wishes.left if one != words]
