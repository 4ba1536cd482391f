"""What every part of the reading of wishes uses: the message, what was gathered, and how far words reach."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from dialogue.linking.links import Link, View
from dialogue.linking.scopes import Scopes, read_scopes
from dialogue.linking.wishes.model import Wishes
from shop.dialogue import Filter

if TYPE_CHECKING:
    from dialogue.linking.wishes.reader import WishReader
_WINDOW = 16  # tokens around a link in which its neighbours begin
_NEXT = 3  # function words between a field and its value


class Base:
    """What every part of the reading of wishes uses: the message, what was gathered, and how far words reach."""

    def __init__(
        self, reader: WishReader, view: View, in_force: tuple[str, ...], question: bool, careful: bool = False
    ) -> None:
        self.reader = reader
        self.view = view
        self.question = question
        self.careful = careful
        self.wishes = Wishes()
        self.scopes: Scopes = read_scopes(view, reader.grammar)
        self.spans = _grouped(view.links())
        self.by_start = dict(self.spans)
        self.by_end = {links[0].end: links for _, links in self.spans}
        self.starts = [start for start, _ in self.spans]
        self.numbered = [start for start, links in self.spans if links[0].measure]
        self.counted = {links[0].end for _, links in self.spans if links[0].measure}  # places right behind a number
        self.linked = {place for _, links in self.spans for place in range(links[0].start, links[0].end)}
        self.in_force = in_force
        self.effective = in_force
        self.used: set[int] = set()  # tokens that said something
        self.compared_with: set[int] = set()  # items that only lend a limit
        self.filler: set[int] = set()  # places inside longer function words
        self.taken: set[int] = set()  # spans (by start) that another one took along

    def _denied(self, link: Link) -> bool:
        return any(place in self.scopes.negated for place in range(link.start, link.end))

    def _op(self, link: Link) -> str:
        return "is_not" if self._denied(link) else "is"

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

    def _around(self, link: Link) -> Iterator[list[Link]]:
        """The spans that may stand beside a link, in order."""
        first = bisect_left(self.starts, link.start - _WINDOW)
        for _, links in self.spans[first : bisect_left(self.starts, link.end + _WINDOW)]:
            yield links

    def _light(self, start: int, end: int) -> bool:
        """Whether only function words stand between two places."""
        tokens = self.view.linked.tokens[start:end]
        return all(token.type != "mark" and token.word in self.reader.grammar.stop for token in tokens)

    def _before_kind(self, place: int) -> bool:
        """Whether a kind stands at a place, values before it aside: "waxed cotton jackets"; not "eat nuts"."""
        while links := self.by_start.get(place):
            if any(link.type == "kind" for link in links):
                return True
            if not any(link.type in ("value", "colour") for link in links):
                return False
            place = links[0].end
        return False

    def _field_near(self, link: Link) -> str:
        """The field named right before or behind a value."""
        for links in self._around(link):
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
                if candidate.quality is None or candidate.degree or candidate.quality.as_ == "adjective":
                    continue
                if resolved := self.reader.resolver.quality(candidate.quality, self.effective):
                    return resolved.field
        return ""

    def _value_beside(self, link: Link, name: str) -> Link | None:
        """A value of the same field close by, which will say it: "rain cover included", "padded hip belt"."""
        for links in self._around(link):
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

    def _takes_number(self, link: Link, name: str) -> bool:
        """Whether a number beside a field's name will be read as its limit."""
        return self._number_beside(link, name) is not None

    def _number_beside(self, link: Link, name: str) -> Link | None:
        known = self.reader.fields.get(name)
        if known is None or known.kind != "number":
            return None
        for links in self._around(link):
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


def _grouped(links: Iterable[Link]) -> list[tuple[int, list[Link]]]:
    found: dict[int, list[Link]] = {}
    for link in links:
        found.setdefault(link.start, []).append(link)
    return sorted(found.items())
