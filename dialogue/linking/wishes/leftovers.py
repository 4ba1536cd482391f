"""What is given up, what contradicts itself, and the words of which nothing is known."""

from __future__ import annotations

from dialogue.linking.scopes import pieces
from dialogue.linking.wishes.safety import SafetyReading

_NEXT = 3  # function words between a field and its value
_WANT = ("seek", "have_you", "offer", "recommend")


class LeftoverReading(SafetyReading):
    """What is given up, what contradicts itself, and the words of which nothing is known."""

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
            if not self.wishes.kinds and (self._wanted(run[0]) or (not known and self._named(run))):
                self._unknown(run, words)
            elif known and (self._beside_goods(run) or (not self.wishes.kinds and self._named(run))):
                self.wishes.text.append(words)
            elif not self._understood(run, covered):
                self.wishes.left.append(words)

    def _unknown(self, run: list[int], words: str) -> None:
        """Goods by a name that no kind has, with what is said before it: "inflatable kayaks"."""
        start = run[0]
        for _, links in reversed(self.spans):
            if links[0].end == start and any(
                link.type in ("value", "colour", "quality") and not link.degree for link in links
            ):
                start = links[0].start
                said = self.view.linked.words(links[0].start, links[0].end)
                self.wishes.filters = [one for one in self.wishes.filters if one.words != said]
        self.wishes.unknown.append(self.view.linked.words(start, run[-1] + 1))

    def _named(self, run: list[int]) -> bool:
        """Whether words stand where goods do though nothing is wanted in words: "red dress", "cheapest jacket"."""
        if self.in_force or self.question or len(run) > 2:
            return False
        words = ("value", "colour", "audience", "quality", "size")
        for _, links in self.spans:
            telling = any(
                link.type in words and (link.quality is None or link.quality.as_ == "adjective") for link in links
            )
            if links[0].end == run[0] and telling:
                return True
        return False

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
