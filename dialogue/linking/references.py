"""Which items words point at: "the second", "the blue one", "the cheaper of the two", "those", a name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from dialogue.commands import Reference
from dialogue.linking.gazetteer import Gazetteer
from dialogue.linking.grammar import Grammar
from dialogue.linking.links import ClassSpan, Link, Measure, View
from dialogue.linking.phrases import keys
from dialogue.linking.resolving import Resolver
from dialogue.reading import Context
from retrieval.fields import Fields
from retrieval.text import fold
from shop.types import Item

_DEFINITE = ("article", "it", "them", "mine")


class References:
    """One catalogue in one language; pure over what is in view."""

    def __init__(self, gazetteer: Gazetteer, fields: Fields, resolver: Resolver, grammar: Grammar) -> None:
        self._items = gazetteer.names.items
        self._colours = gazetteer.colours
        self._fields = fields
        self._resolver = resolver
        self._grammar = grammar

    def read(self, view: View, context: Context, *, cart: bool = False) -> Reference | None:
        """What a part of a message points at, or None. ``cart``: the cart's lines come before what is shown."""
        spans = _grouped(view)
        for reader in (
            self._named, self._placed, self._extreme, self._other, self._valued, self._described_one, self._kind,
            self._pronoun,
        ):  # fmt: skip
            if found := reader(view, spans, context, cart):
                return found
        return None

    # ── names and places ─────────────────────────────────────────────────────

    def _named(self, view: View, spans: list[list[Link]], context: Context, cart: bool) -> Reference | None:
        found: dict[str, None] = {}
        groups: list[list[str]] = []
        ambiguous = False
        words: list[str] = []
        for links in spans:
            item = next((link for link in links if link.type in ("item", "code") and link.ids), None)
            if item is None or _lends(view, item):
                continue
            ids = self._narrowed(item, view, context)
            groups.append(ids)
            words.append(item.words)
        sure = {self._items[ids[0]].category for ids in groups if len(ids) == 1}
        for ids in groups:
            if len(ids) > 1 and (kin := [id_ for id_ in ids if self._items[id_].category in sure]):
                ids = kin
            found.update(dict.fromkeys(ids))
            ambiguous |= len(ids) > 1
        if not found:
            return None
        return Reference(
            ids=tuple(found)[:12], words=" ".join(words), how="title", ambiguous=ambiguous and len(found) > 1
        )

    def _narrowed(self, item: Link, view: View, context: Context) -> list[str]:
        """Of the items of one name those in view, of the brand or kind said beside it, or of the kinds in force."""
        ids = list(item.ids)
        beside = [
            link
            for link in view.links()
            if link.entry and (0 <= item.start - link.end <= 1 or 0 <= link.start - item.end <= 3)
        ]
        for link in beside:
            assert link.entry is not None
            if link.type == "value" and link.entry.name == "brand":
                ids = [id_ for id_ in ids if self._items[id_].brand in link.entry.values] or ids
            elif link.type == "kind":
                ids = [id_ for id_ in ids if self._items[id_].category in link.entry.kinds] or ids
        plain = not any(char.isdigit() for char in item.words)

        def bare(ids: list[str]) -> list[str]:  # "the Motif" is not the Motif 2
            return [id_ for id_ in ids if not self._numbered(id_, item)] or ids if plain else ids

        for group in (
            [*context.state.compared, *(item.id for item in in_view(context))],
            [line.item_id for line, _ in context.cart],
        ):
            if both := [id_ for id_ in ids if id_ in group]:
                return bare(both)
        ids = bare(ids)
        kinds = context.state.query.kinds
        return [id_ for id_ in ids if self._items[id_].category in kinds] or ids

    def _numbered(self, id_: str, item: Link) -> bool:
        """Whether a title goes on with a number where the words said end."""
        title = keys(self._items[id_].title)
        last = keys(item.words)[-1]
        return any(one == last and after.isdigit() for one, after in pairwise(title))

    def _placed(self, view: View, spans: list[list[Link]], context: Context, cart: bool) -> Reference | None:
        shown = context.shown
        if not shown:
            return None
        places: list[int] = []
        words: list[str] = []
        for links in spans:
            ordinal = next((link for link in links if link.type == "ordinal"), None)
            if ordinal is None:
                continue
            before = self._before(view, ordinal.start)
            if ordinal.end < view.end and view.linked.tokens[ordinal.end].word in ("",):
                continue
            count = _measure_at(spans, ordinal.end)
            token = view.linked.tokens[ordinal.start].word
            if (
                count is not None
                and count.dimension in ("", "people")
                and self._grammar.ends.get(token) == "first"
                and 1 < count.low <= len(shown)
            ):
                places += range(int(count.low))
            elif "last" in before:
                places.append(len(shown) - ordinal.number)
            elif self._loose(view, ordinal, before):
                places.append(ordinal.number - 1)
            else:
                continue
            words.append(ordinal.words)
        if not places:
            for span in view.spans("ordinal_number"):
                number = _measure_at(spans, span.end)
                if (
                    number is not None
                    and not number.dimension
                    and 1 <= number.low <= len(shown)
                    and span.end - span.start >= 1
                    and "deny" not in span.names
                ):
                    places.append(int(number.low) - 1)
            for span in view.spans("ordinal_behind"):
                number = _measure_at(spans, span.start, ends=True)
                if number is not None and not number.dimension and 1 <= number.low <= len(shown):
                    places.append(int(number.low) - 1)
        for span in view.spans("last"):
            if "article" in self._before(view, span.start) and not any(
                links[0].start == span.end and links[0].type == "kind" for links in spans
            ):
                count = _measure_at(spans, span.end)
                many = count is not None and 1 < count.low <= len(shown)
                places += range(len(shown) - int(count.low), len(shown)) if count and many else [len(shown) - 1]
                words.append(view.linked.words(span.start, span.end))
        if not places and view.has("compare", "which"):
            numbers = [
                links[0].measure.low
                for links in spans
                if links[0].measure and not links[0].measure.dimension and not links[0].measure.bound
            ]
            if len(numbers) >= 2 and all(1 <= number <= len(shown) and number % 1 == 0 for number in numbers):
                places = [int(number) - 1 for number in numbers]
        if not places and (middle := next(view.spans("middle"), None)) is not None and len(shown) > 2:
            places = list(range((len(shown) - 1) // 2, len(shown) // 2 + 1))
            ids = tuple(shown[place].id for place in places)
            return Reference(
                ids=ids, words=view.linked.words(middle.start, middle.end), how="ordinal", ambiguous=len(ids) > 1
            )
        ids = tuple(dict.fromkeys(shown[place].id for place in places if 0 <= place < len(shown)))
        return Reference(ids=ids, words=" ".join(words), how="ordinal") if ids else None

    def _before(self, view: View, place: int) -> frozenset[str]:
        """Classes of the word before a place, alone and as a part of a longer function word: "the" of "show me the"."""
        if place <= view.start:
            return frozenset()
        word = view.linked.tokens[place - 1].word
        return view.at(place - 1) | frozenset(self._grammar.classes.get((word,)))

    def _loose(self, view: View, ordinal: Link, before: frozenset[str]) -> bool:
        """Whether an ordinal points at an item: "the second", "first one", alone; not "the rain jacket first"."""
        short = sum(token.type != "mark" for token in view.tokens) <= 3
        behind = view.at(ordinal.end) if ordinal.end < view.end else frozenset()
        return bool(
            before & {"article", "which", "of", "add", "remove", "compare", "it", "and", "to"}
            or "one" in behind
            or self._grammar.definite_behind
            or short
        )

    # ── by what they are ─────────────────────────────────────────────────────

    def _extreme(self, view: View, spans: list[list[Link]], context: Context, cart: bool) -> Reference | None:
        """ "the cheaper of the two", "the cheapest one": of what is shown, where it is said so."""
        pool = self._pool(view, context)
        if len(pool) < 2:
            return None
        for links in spans:
            if pointed_out := self._outstanding(view, links, pool):
                return pointed_out
            link = next((one for one in links if one.quality and one.quality.as_ == "adjective"), None)
            if link is None or link.quality is None:
                continue
            behind = view.at(link.end) if link.end < view.end else frozenset()
            degree = self._degree_before(view, link)
            before = self._before(view, link.start - bool(degree))
            place = link.start - 1 - bool(degree)
            if place >= view.start and view.linked.tokens[place].word in self._grammar.number_articles:
                continue  # "a cheaper one than both" is another
            particular = link.degree in ("comparative", "") or view.has("add", "both")
            pointed = self._pointed(view, link)
            chosen = (
                pointed
                or (self._grammar.definite_behind and link.degree and view.has("add"))
                or (
                    before & {"article", "which", "add", "it"}
                    and bool(
                        behind & {"one", "of", "both", "them"} or view.has("both", "add") or (degree and "it" in behind)
                    )
                )
            )
            if not particular or not chosen or (view.has("seek", "have_you") and not pointed):
                continue
            resolved = self._resolver.quality(link.quality, _kinds(pool))
            if resolved is None:
                continue
            stated = [(number, item) for item in pool if (number := self._number(item, resolved.field)) is not None]
            if stated:
                most = resolved.descending != (degree == "less")
                best = (max if most else min)(stated, key=lambda pair: pair[0])[1]
                return Reference(
                    ids=(best.id,),
                    words=view.linked.words(max(view.start, link.start - 1), link.end),
                    how="superlative",
                )
        return None

    def _degree_before(self, view: View, link: Link) -> str:
        """ "more" or "less" where the word before says so: "la más barata", "le moins cher"; else ""."""
        before = view.linked.tokens[link.start - 1].word if link.start > view.start else ""
        rules = (self._grammar.comparative, self._grammar.superlative)
        return next((key for key in ("more", "less") for rule in rules if before and rule.get(key) == before), "")

    def _number(self, item: Item, field: str) -> float | None:
        value = self._fields.value(item, field)
        if value is None:
            return None
        order = self._fields.ordinal(field)
        if value.low is None and order:
            return next((float(place) for place, one in enumerate(order) if one in map(fold, value.texts)), None)
        return value.low

    def _pool(self, view: View, context: Context) -> Sequence[Item]:
        if view.has("both"):
            compared = [self._items[id_] for id_ in context.state.compared if id_ in self._items]
            return compared[:2] if len(compared) >= 2 else context.shown[:2]
        state = context.state
        if _two(self._grammar, view) and len(context.shown) != 2 and len(state.looked_at) > 1:
            return [self._items[id_] for id_ in state.looked_at[-2:] if id_ in self._items]
        if len(state.compared) > 1 and (state.last == "compared" or not context.shown):
            return [self._items[id_] for id_ in state.compared if id_ in self._items]
        return context.shown

    def _other(self, view: View, spans: list[list[Link]], context: Context, cart: bool) -> Reference | None:
        span = next(view.spans("other"), None)
        if span is None:
            return None
        focus = context.focus
        pool = [self._items[id_] for id_ in context.state.compared if id_ in self._items] or list(context.shown)
        rest = [item for item in pool if focus is None or item.id != focus.id]
        last = [self._items[id_] for id_ in context.state.looked_at[-2:] if id_ in self._items]
        if len(rest) > 1 and len(last) == 2 and focus in last and not context.state.compared:
            rest = [item for item in last if focus is not None and item.id != focus.id]  # of the two talked about
        if focus is None or not rest:
            if focus is not None and not rest:
                rest = [item for item in reversed(context.seen) if item.id != focus.id][:1]
            elif len(pool) == 2:
                rest = pool[1:]
            else:
                return None
        return Reference(
            ids=tuple(item.id for item in rest),
            words=view.linked.words(span.start, span.end),
            how="other",
            ambiguous=len(rest) > 1,
        )

    def _valued(self, view: View, spans: list[list[Link]], context: Context, cart: bool) -> Reference | None:
        """ "the blue one", "the Cairnwell", "the 500 ml": those of the shown that have it."""
        groups: list[list[str]] = []
        words: list[str] = []
        starting = {links[0].start: links for links in reversed(spans)}
        for links in spans:
            first = links[0]
            before = self._before(view, first.start)
            behind = view.at(first.end) if first.end < view.end else frozenset()
            following = starting.get(first.end)
            kind = following and next((link for link in following if link.type == "kind"), None)
            pointed = self._pointed(view, first)
            definite = pointed or (
                "article" in before
                and "mine" not in before
                and view.linked.tokens[first.start - 1].word not in self._grammar.number_articles
            )
            ends = first.end >= view.end or view.linked.tokens[first.end].type == "mark"
            described = first.end < view.end and (
                view.linked.tokens[first.end].word in self._grammar.withs or "relative" in behind
            )
            if not definite or not (
                described
                or pointed
                or "one" in behind
                or ends
                or kind
                or behind & {"in", "filler", "for", "then", "cart", "it", "asks", "turns"}
            ):
                continue
            for pool in self._pools(context, cart):
                for link in links:
                    carrying = self._carrying(link, pool, bool(kind))
                    if carrying and described:
                        carrying = self._described(view, spans, first.end, carrying)
                    if carrying and kind and kind.entry:
                        carrying = [item for item in carrying if item.category in kind.entry.kinds]
                    if carrying and (len(carrying) < len(pool) or len(pool) == 1):
                        groups.append([item.id for item in carrying])
                        end = _piece_end(view, first.end) if described else first.end
                        words.append(view.linked.words(first.start - 1, end))
                        break
                else:
                    continue
                break
        ids = tuple(dict.fromkeys(id_ for group in groups for id_ in group))
        if not ids:
            return None
        return Reference(ids=ids, words=" ".join(words), how="value", ambiguous=any(len(group) > 1 for group in groups))

    def _outstanding(self, view: View, links: list[Link], pool: Sequence[Item]) -> Reference | None:
        """ "battery longest that one", "rating highest, add": of what is shown, where the language puts it so."""
        link = next(
            (one for one in links if one.type == "field" or (one.quality and one.quality.as_ == "aspect")), None
        )
        if not self._grammar.degrees_behind or link is None or link.end >= view.end:
            return None
        names = view.at(link.end)
        if not names & {"most", "least"} or not (view.has("add", "that_one") and not view.has("seek", "have_you")):
            return None
        field = link.entry.name if link.entry else ""
        if link.quality and (resolved := self._resolver.quality(link.quality, _kinds(pool))):
            field = resolved.field
        stated = [(number, item) for item in pool if (number := self._number(item, field)) is not None]
        if not stated:
            return None
        best = (max if "most" in names else min)(stated, key=lambda pair: pair[0])[1]
        return Reference(ids=(best.id,), words=view.linked.words(link.start, link.end + 1), how="superlative")

    def _pointed(self, view: View, link: Link) -> bool:
        """Whether a language that points behind does so: "blue that one", with one small word between at most."""
        if not self._grammar.definite_behind:
            return False
        place = link.end
        if (
            place < view.end
            and "that_one" not in view.at(place)
            and view.linked.tokens[place].word in self._grammar.stop
        ):
            place += 1
        return place < view.end and "that_one" in view.at(place)

    def _described_one(self, view: View, spans: list[list[Link]], context: Context, cart: bool) -> Reference | None:
        """ "The one with pit zips", "the ones from Honduras": those of the shown of which that holds."""
        grammar = self._grammar
        for span in view.spans("it", "one"):
            words = [view.linked.tokens[place].word for place in range(span.start, span.end)]
            ones = any("one" in grammar.classes.get((word,)) for word in words[-1:]) and not words[-1].isdigit()
            definite = "article" in self._before(view, span.start) or len(words) > 1
            if not ones or not definite or span.end >= view.end:
                continue
            behind = view.at(span.end)
            if view.linked.tokens[span.end].word not in grammar.withs and not behind & {
                "relative",
                "in",
                "in_place",
                "of",
            }:
                continue
            for pool in self._pools(context, cart):
                left = self._described(view, spans, span.end, list(pool))
                if len(left) < len(pool):
                    ids = tuple(item.id for item in left)
                    words_said = view.linked.words(span.start, _piece_end(view, span.end))
                    return Reference(ids=ids, words=words_said, how="value", ambiguous=len(ids) > 1)
        return None

    def _described(self, view: View, spans: list[list[Link]], place: int, pool: list[Item]) -> list[Item]:
        """Of a pool those that have what is told behind "with" and "that", up to a comma: "with two doors"."""
        end = _piece_end(view, place)
        only = any("only" in span.names for span in view.spans("only") if place <= span.start < end)
        for links in spans:
            if not place <= links[0].start < end:
                continue
            counted = next((link.measure for link in links if link.measure and not link.measure.dimension), None)
            names = _fields_at(self._resolver, spans, links[0].end, _kinds(pool)) if counted else []
            left = [item for item in pool for name in names if counted and self._number(item, name) == counted.low]
            for link in links:
                left = left or self._carrying(link, pool, False)
            if only and links[0].type == "colour":
                left = [item for item in left if len(item.colours) == 1] or left
            pool = left or pool
        return pool

    def _pools(self, context: Context, cart: bool) -> Iterable[Sequence[Item]]:
        lines = [item for _, item in context.cart]
        pools = [context.shown, [context.focus] if context.focus else [], context.seen, lines]
        return [pool for pool in ([lines, *pools] if cart else pools) if pool]

    def _carrying(self, link: Link, pool: Sequence[Item], kind: bool) -> list[Item]:
        if link.type == "colour":
            meant = set(self._colours.meant(link.name)) | set(self._colours.within(link.name))
            whole = [item for item in pool if any(fold(colour) == fold(link.name) for colour in item.colours)]
            return whole or [item for item in pool if meant & set(item.colours)]
        if link.type == "value" and link.entry is not None:
            return [item for item in pool if self._states(item, link.entry.name, link.entry.values)]
        if link.quality is not None and link.quality.as_ == "feature":
            resolved = self._resolver.quality(link.quality, _kinds(pool))
            if resolved is None:
                return []
            if resolved.value:
                return [item for item in pool if self._states(item, resolved.field, (resolved.value,))]
            return [
                item
                for item in pool
                if (value := self._fields.value(item, resolved.field)) is not None
                and (value.yes if value.yes is not None else bool(value.said)) != resolved.no
            ]
        if link.type == "audience":
            return [item for item in pool if self._states(item, "audience", (link.name,))]
        if link.measure is not None and link.measure.dimension == "money":
            return [item for item in pool if item.price is not None and _costs(float(item.price), link.measure.low)]
        if link.measure is not None and link.measure.dimension not in ("", "money", "people", "age"):
            fields = self._fields.with_dimension(link.measure.dimension, _kinds(pool))
            return [
                item
                for item in pool
                if any(
                    (value := self._fields.value(item, one.name)) is not None and value.low == link.measure.low
                    for one in fields
                )
            ]
        if link.measure is not None and not link.measure.dimension and link.measure.low < 0:
            fields = self._fields.with_dimension("temperature", _kinds(pool))
            return [
                item
                for item in pool
                if any(
                    (value := self._fields.value(item, one.name)) and value.low == link.measure.low for one in fields
                )
            ]
        if link.measure is not None and link.measure.dimension == "money":
            return [item for item in pool if item.price is not None and abs(float(item.price) - link.measure.low) < 1]
        return []

    def _states(self, item: Item, field: str, values: Sequence[str]) -> bool:
        value = self._fields.value(item, field)
        wanted = {fold(one) for one in values}
        if value is None:
            return False
        return bool(wanted & {fold(text) for text in value.texts}) or fold(value.said) in wanted

    def _kind(self, view: View, spans: list[list[Link]], context: Context, cart: bool) -> Reference | None:
        """ "the backpack": the one of that kind that was talked about, shown or put into the cart."""
        for links in spans:
            kind = next((link for link in links if link.type == "kind" and link.entry), None)
            if kind is None or kind.entry is None:
                continue
            start = kind.start
            while start > view.start and view.at(start - 1) & {"filler"}:
                start -= 1
            before = self._before(view, start)
            if (
                "article" not in before
                or view.linked.tokens[start - 1].word in self._grammar.number_articles
                or ("mine" in before and not cart)
            ):
                continue
            focus = context.focus
            if focus is not None and focus.category in kind.entry.kinds and not cart:
                return Reference(ids=(focus.id,), words=kind.words, how="kind")
            for pool in self._pools(context, cart):
                fitting = [item for item in pool if item.category in kind.entry.kinds]
                if fitting and (len(fitting) < len(pool) or len(fitting) == 1 or cart):
                    ids = tuple(dict.fromkeys(item.id for item in fitting))
                    return Reference(ids=ids, words=kind.words, how="kind", ambiguous=len(ids) > 1)
        return None

    def _pronoun(self, view: View, spans: list[list[Link]], context: Context, cart: bool) -> Reference | None:
        for span in view.spans("both", "them", "it", "is_it", "there_is", "suit", "how_much", "delivered", "notify"):
            words = view.linked.words(span.start, span.end)
            span = self._inner(view, span)
            if span.start > view.start and "relative" in _single(self._grammar, view, span):
                before = view.at(span.start - 1)
                if "one" in before or any(link.end == span.start for link in view.links()):
                    continue  # "ones that work"
            if "both" in span.names or ("them" in span.names and _two(self._grammar, view)):
                last = context.state.looked_at[-2:] if len(context.shown) != 2 else ()
                compared = (
                    context.state.compared
                    or (last if len(last) == 2 else ())
                    or tuple(item.id for item in context.shown[:2])
                )
                if len(compared) >= 2:
                    return Reference(ids=tuple(compared), words=words, how="all")
            elif "them" in span.names:
                if len(context.state.compared) > 1:
                    return Reference(ids=context.state.compared, words=words, how="all")
                first = self._grammar.numbers.get(view.linked.tokens[span.start].word)
                single = first == 1 and span.end - span.start > 1 and not view.has("which")  # "I'll have one of those"
                if (
                    context.focus is not None
                    and context.state.last == "item"
                    and (single or self._plural(context.focus))
                ):
                    return Reference(ids=(context.focus.id,), words=words)
                if context.focus is not None and (len(context.shown) <= 1):
                    return Reference(ids=(context.focus.id,), words=words)
                if len(context.shown) > 1:
                    return Reference(ids=tuple(item.id for item in context.shown), words=words, how="all")
            elif "it" not in span.names:
                continue
            elif context.focus is not None:
                return Reference(ids=(context.focus.id,), words=words)
            elif len(context.shown) == 1:
                return Reference(ids=(context.shown[0].id,), words=words)
            elif context.shown:
                return Reference(ids=tuple(item.id for item in context.shown), words=words, ambiguous=True)
        return None

    def _plural(self, item: Item) -> bool:
        """Whether one is spoken of as several: shoes, poles, headphones."""
        name = keys(re.split(r",|\(| - | – ", item.title)[0])
        return bool(name) and any(name[-1].endswith(suffix) for suffix in self._grammar.plural_suffixes)

    def _inner(self, view: View, span: ClassSpan) -> ClassSpan:
        """The pronoun inside a longer function word: "is it", "does it come in"."""
        if span.names & {"both", "them", "it"}:
            return span
        words = [view.linked.tokens[place].word for place in range(span.start, span.end)]
        names = {name for word in words for name in self._grammar.classes.get((word,)) if name in ("it", "them")}
        return ClassSpan(span.start, span.end, frozenset(names))


def in_view(context: Context) -> list[Item]:
    """What was shown and talked about, nearest first."""
    focus = [context.focus] if context.focus is not None else []
    return list({item.id: item for item in (*focus, *context.shown, *reversed(context.seen))}.values())


def _single(grammar: Grammar, view: View, span: ClassSpan) -> frozenset[str]:
    if span.end - span.start != 1:
        return frozenset()
    return frozenset(grammar.classes.get((view.linked.tokens[span.start].word,)))


def _lends(view: View, item: Link) -> bool:
    """Whether an item only lends a limit: "costs less than the Moraine"."""
    return any(
        span.names & {"below", "above"} and 0 <= item.start - span.end <= 1 and span.end - span.start > 1
        for span in view.spans("below", "above")
    )


def _costs(price: float, said: float) -> bool:
    """Whether a price is the one said, with or without its cents: "the 34 euro one" of 34.95."""
    return price == said or (said % 1 == 0 and int(price) == said)


def _measure_at(spans: list[list[Link]], place: int, *, ends: bool = False) -> Measure | None:
    """The number that begins at a place; with ``ends`` the one that ends there."""
    measured = (link for links in spans for link in links if link.measure)
    return next((link.measure for link in measured if (link.end if ends else link.start) == place), None)


def _two(grammar: Grammar, view: View) -> bool:
    """Whether two are spoken of: "both", "those two"."""
    if view.has("both"):
        return True
    pointing = [span.end for span in view.spans("them")]
    return any(end < view.end and grammar.numbers.get(view.linked.tokens[end].word) == 2 for end in pointing)


def _piece_end(view: View, place: int) -> int:
    while place < view.end and view.linked.tokens[place].type != "mark":
        place += 1
    return place


def _fields_at(resolver: Resolver, spans: list[list[Link]], place: int, kinds: Sequence[str]) -> list[str]:
    """The fields that a word at a place names."""
    found = []
    for links in spans:
        if links[0].start == place:
            found += [link.entry.name for link in links if link.type == "field" and link.entry]
            for link in links:
                if link.quality and (resolved := resolver.quality(link.quality, kinds)):
                    found.append(resolved.field)
    return found


def _kinds(items: Iterable[Item]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item.category for item in items if item.category))


def _grouped(view: View) -> list[list[Link]]:
    found: dict[int, list[Link]] = {}
    for link in view.links():
        found.setdefault(link.start, []).append(link)
    return [links for _, links in sorted(found.items())]
