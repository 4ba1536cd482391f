"""Adjectives, features and names of fields: sorts, directions, and fields asked for."""

from __future__ import annotations

from collections.abc import Sequence

from dialogue.linking.links import Link
from dialogue.linking.resolving import Resolved
from dialogue.linking.wishes.numbers import NumberReading
from retrieval.text import fold
from shop.dialogue import Filter, Sort


class QualityReading(NumberReading):
    """Adjectives, features and names of fields: sorts, directions, and fields asked for."""

    def _quality_of(self, links: Sequence[Link]) -> Link | None:
        found = [link for link in links if link.quality]
        if found and self._more_behind(found[0]):  # "keeps drinks cold longest": how long, not whether
            found.sort(key=lambda link: link.quality is not None and link.quality.as_ != "aspect")
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
                if quality.materials and self.effective:
                    words = ", ".join(quality.materials)
                    self._add(
                        Filter(field="text", op="without", values=quality.materials, words=words, safety=True), link
                    )
                elif quality.safety:
                    self._add(Filter(field=fold(link.words), op="has", words=link.words, safety=True), link)
            return
        if quality.as_ == "feature" and not self.view.at(link.start - 1) & {"most", "more_of", "less_of", "least"} - {
            "at_least"
        }:
            self._feature(link, resolved)
            return
        if direction := self._directed(link):
            descending, kind = direction
            behind = self.reader.grammar.degrees_behind or bool(self._more_behind(link))
            start = link.start if behind else max(self.view.start, link.start - 1)
            words = self.view.linked.words(start, self._degree_ends(link) if behind else link.end)
            made = Sort(field=resolved.field, descending=descending, words=words)
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

    def _of_aspect(self, link: Link) -> bool:
        """Whether a field is named right before the degree before a link."""
        span = self.view.linked.covering.get(link.start - 1)
        return span is not None and any(
            one.end == span.start and one.quality is not None and one.quality.as_ == "aspect"
            for _, links in self.spans
            for one in links
        )

    def _degree_ends(self, link: Link) -> int:
        """Where the degree behind a link ends: "battery the longest"."""
        place = link.end
        while place < self.view.end and "article" in self.view.at(place):
            place += 1
        span = self.view.linked.covering.get(place)
        return min(self.view.end, span.end if span is not None else place + 1)

    def _more_behind(self, link: Link) -> frozenset[str]:
        """The classes of "longest" and "longer" right behind a link, an article aside."""
        place = link.end
        if place < self.view.end and "article" in self.view.at(place):
            place += 1
        names = self.view.at(place) if place < self.view.end else frozenset()
        return names & {"most", "least", "more_of", "less_of"}

    def _adjective(self, link: Link, resolved: Resolved | None) -> None:
        if resolved is None:
            if link.degree or link.words.lower() not in self.reader.grammar.stop:
                self.wishes.left.append(link.words)
                if self._tells(link):
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
            words = linked.words(linked.covering[link.start - 1].start, link.end)  # "la moins chère"
        elif "more_word" in before and "more_of" in before:
            degree = "comparative"
        elif "more_word" in before and "less_of" in before:
            degree, descending = "comparative", not descending
        if degree == "superlative" and not link.degree and self._of_aspect(link):
            return  # "the battery the longest": the field was named
        denied = self._denied(link)
        too = self._too_much(link) or ("too" in before and self._too(link.start - 1))
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

    def _too_much(self, link: Link) -> bool:
        """ "too large", inside longer function words too."""
        place = link.start - 1
        return place >= self.view.start and (self.view.linked.tokens[place].word in self.reader.grammar.excess)

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
        for links in self._around(link):  # "longest" is an adjective of its own too
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
                more = bool(link.quality and any(hint.direction == "+" for hint in link.quality.hints[:1]))
                return (more or self.view.has("falling")) and not self.view.has("rising"), "sort"
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
        if self.reader.grammar.degrees_behind:
            for place in range(link.end, min(link.end + 2, self.view.end)):
                names = self.view.at(place)
                if names & {"most", "least"}:
                    return "most" in names, "sort"
                if names & {"more_of", "less_of"}:
                    return "more_of" in names, "relative"
                if place in self.linked and names.isdisjoint({"filler", "asks", "which"}):
                    break
        if names := self._more_behind(link):
            return bool(names & {"most", "more_of"}), "sort" if names & {"most", "least"} else "relative"
        for span in self.view.spans("rising", "falling"):  # "price low to high"
            if 0 <= span.start - link.end <= 1:
                return "falling" in span.names, "sort"
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
            )
            return
        value = self._value_beside(link, resolved.field)
        if value is not None:
            return
        if known is not None and known.kind == "number" and self._takes_number(link, known.name):
            return
        denied = self._denied(link)
        self._add(Filter(field=resolved.field, op="has_not" if no != denied else "has", safety=safety, **said), link)

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
            self._foreign(link)
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
                self._add(Filter(field=known.name, op="has_not", **self._said(link)), link)
            else:
                self.wishes.asked.append(known.name)
