"""What is given up, what contradicts itself, and the words of which nothing is known."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import cached_property
from itertools import pairwise

from dialogue.linking.links import ClassSpan
from dialogue.linking.phrases import keys
from dialogue.linking.scopes import pieces
from dialogue.linking.wishes.safety import SafetyReading
from shop.dialogue import Filter

_CHILDREN = frozenset({"kids", "baby", "boys", "girls"})
_NEXT = 3  # function words between a field and its value
_BEFORE_GOODS = frozenset({"filler", "greet", "article", "and", "then", "but"})
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

    def _absent(self) -> None:
        """Makers that everybody knows and of whom this shop has nothing."""
        words = [token.word for token in self.view.linked.tokens]
        place = self.view.start
        while place < self.view.end:
            length = max((length for length, _ in self.reader.grammar.brands.at(words, place)), default=0)
            if length and not self._named_at(place) and place + length <= self.view.end:
                self.wishes.unknown.append(self.view.linked.words(place, place + length))
                self.used.update(range(place, place + length))
            place += length or 1

    def _named_at(self, place: int) -> bool:
        return any(
            links[0].start <= place < links[0].end and links[0].type in ("item", "value") for _, links in self.spans
        )

    def _young(self) -> None:
        """For a child's sake: goods that are made for somebody are made for children then."""
        who = self.wishes.receiver
        if who is None or who.audience not in _CHILDREN:
            return
        fields = self.reader.fields.of_kinds(self.effective) if self.effective else ()
        named = any(one.field == "audience" for one in self.wishes.filters)
        if named or not any(one.name == "audience" for one in fields):
            return
        self.wishes.filters.append(Filter(field="audience", op="is", values=(who.audience,), words=who.who))

    def _for_me(self) -> None:
        """ "For me then": not for whom it was before."""
        words = [token.word for token in self.view.tokens]
        fors = self.reader.grammar.classes
        me = any(
            word in self.reader.grammar.selves and "for" in fors.get((before,)) for before, word in pairwise(words)
        )
        self.wishes.for_me = me and self.wishes.receiver is None

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
        said = (*self.wishes.filters, *self.wishes.relative, *([self.wishes.sort] if self.wishes.sort else ()))
        named = {root for one in said for root in keys(one.field, stems=True)}
        for run in runs:
            words = view.linked.words(run[0], run[-1] + 1)
            if self._infinitive(run[0]) or all(view.linked.tokens[place].stem in named for place in run):
                continue  # "to stay under 60", "pitching in 7 minutes", "which boils fastest"
            known = all(view.linked.tokens[place].word in self.reader.gazetteer.words for place in run)
            if (self.wishes.kinds or self.in_force) and self._what_for(run[0]):
                self.wishes.purpose = " ".join(filter(None, (self.wishes.purpose, words)))
                continue
            if all(view.linked.tokens[place].word in self.reader.gazetteer.answers for place in run):
                continue
            if (
                not self.wishes.kinds
                and self._heads(run[-1] + 1)
                and (self._wanted(run[0]) or (not known and self._named(run)))
            ):
                self._unknown(run, words)
            elif (known or self._rare(run)) and (
                self._beside_goods(run) or (not self.wishes.kinds and self._named(run))
            ):
                self.wishes.text.append(words)
            elif not self._understood(run):
                self.wishes.left.append(words)
            elif not known and not self.wishes.kinds and not self.question and self._leads(run):
                self.wishes.strange.append(words)

    def _infinitive(self, place: int) -> bool:
        """Whether a word is a verb: one stands before it that only verbs follow, and no goods do."""
        before = self.view.linked.tokens[place - 1].word if place > self.view.start else ""
        verb = "infinitive" in self.reader.grammar.classes.get((before,))
        return verb and not (place + 1 in self.by_start and self._before_kind(place + 1))

    def _heads(self, place: int) -> bool:
        """Whether what ends at a place can be the name of goods: where nouns end their phrases nothing may follow."""
        if not self.reader.grammar.noun_last or place >= self.view.end:
            return True
        return self.view.linked.tokens[place].type == "mark" or bool(self.view.at(place) & {"asks_end", "and", "or"})

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
        if self._leads(run):
            return True
        words = ("value", "colour", "audience", "quality", "size")
        return any(
            link.type in words and (link.quality is None or link.quality.as_ == "adjective")
            for link in self.by_end.get(run[0], ())
        )

    def _leads(self, run: list[int]) -> bool:
        """Whether words open a part of a message that goes on with limits: "bike helmet, size L"."""
        low, high = self._piece(run[0]) or (0, 0)
        opens = all(self.view.at(place) & _BEFORE_GOODS for place in range(low, run[0]))
        return opens and bool(self.wishes.filters) and _within(self.starts, run[-1] + 1, high)

    def _rare(self, run: list[int]) -> bool:
        """Whether words are no everyday ones: "bike lights" are not just any lights."""
        return not any(self.view.linked.tokens[place].word in self.reader.grammar.ordinary for place in run)

    def _what_for(self, place: int) -> bool:
        """Whether unknown words stand right behind "for": they say what it is for."""
        before = _last_before(place, self._fors)
        return before is not None and place - before.end <= 1 and "for" in before.names

    def _beside_goods(self, run: list[int]) -> bool:
        """Whether words stand right before a kind, or behind "with"."""
        return self._before_kind(run[-1] + 1) or any(link.type == "kind" for link in self.by_end.get(run[0], ()))

    def _understood(self, run: list[int]) -> bool:
        """Whether something of the same piece was understood: then these are words around it."""
        low, high = self._piece(run[0]) or (self.view.start, self.view.end)
        return _within(self.starts, low, high) or _within(self._told, low, high)

    def _wanted(self, place: int) -> bool:
        """Whether a word of wanting or asking stands before a place in its piece."""
        low, _ = self._piece(place) or (self.view.start, self.view.end)
        if _within(self._goods, low, place):
            return False
        before = _last_before(place, self._wants)
        if before is None or before.start < low or place - before.end > _NEXT:
            return False
        between = [
            links for _, links in self.spans[bisect_left(self.starts, before.end) : bisect_left(self.starts, place)]
        ]
        named = {"value", "colour", "audience", "size"}
        return all(
            any(link.type in named or (link.quality and link.quality.as_ == "adjective") for link in links)
            for links in between
        )

    # looked up for every word that is left, and made once: a message may be nothing but such words

    def _piece(self, place: int) -> tuple[int, int] | None:
        """The part between commas and stops that a place stands in."""
        at = bisect_right(self._pieces, (place, self.view.end)) - 1
        found = self._pieces[at] if at >= 0 else (0, 0)
        return found if found[0] <= place < found[1] else None

    @cached_property
    def _pieces(self) -> list[tuple[int, int]]:
        return list(pieces(self.view))

    @cached_property
    def _told(self) -> list[int]:
        return sorted(self.used)

    @cached_property
    def _goods(self) -> list[int]:
        return [start for start, links in self.spans if links[0].type in ("kind", "item")]

    @cached_property
    def _fors(self) -> list[ClassSpan]:
        return list(self.view.spans("for", "purpose"))

    @cached_property
    def _wants(self) -> list[ClassSpan]:
        return list(self.view.spans(*_WANT))


def _within(places: list[int], low: int, high: int) -> bool:
    """Whether one of the places, in order, is from ``low`` on and before ``high``."""
    at = bisect_left(places, low)
    return at < len(places) and places[at] < high


def _last_before(place: int, spans: list[ClassSpan]) -> ClassSpan | None:
    """The last function word of these that ends at a place or before it."""
    at = bisect_right(spans, place, key=lambda span: span.end)
    return spans[at - 1] if at else None
