"""Items by what they are: "the blue one", "the Cairnwell", "the one with pit zips", "the backpack"."""

from __future__ import annotations

from collections.abc import Sequence

from dialogue.commands import Reference
from dialogue.linking.links import Link, View
from dialogue.linking.pointing.base import Pointing, Spans, kinds_of, piece_end
from dialogue.linking.resolving import Resolver
from dialogue.reading import Context
from retrieval.text import fold
from shop.types import Item


class Values:
    def __init__(self, words: Pointing) -> None:
        self.words = words

    def read(self, view: View, spans: Spans, context: Context, cart: bool) -> Reference | None:
        """ "the blue one", "the Cairnwell", "the 500 ml": those of the shown that have it."""
        groups: list[list[str]] = []
        words: list[str] = []
        starting = {links[0].start: links for links in reversed(spans)}
        for links in spans:
            first = links[0]
            before = self.words.before(view, first.start)
            behind = view.at(first.end) if first.end < view.end else frozenset()
            following = starting.get(first.end)
            kind = following and next((link for link in following if link.type == "kind"), None)
            pointed = self.words.pointed(view, first)
            definite = pointed or (
                "article" in before
                and "mine" not in before
                and view.linked.tokens[first.start - 1].word not in self.words.grammar.number_articles
            )
            ends = first.end >= view.end or view.linked.tokens[first.end].type == "mark"
            described = first.end < view.end and (
                view.linked.tokens[first.end].word in self.words.grammar.withs or "relative" in behind
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
            for pool in self.words.pools(context, cart):
                for link in links:
                    carrying = self._carrying(link, pool, bool(kind))
                    if carrying and described:
                        carrying = self.described(view, spans, first.end, carrying)
                    if carrying and kind and kind.entry:
                        carrying = [item for item in carrying if item.category in kind.entry.kinds]
                    if carrying and (len(carrying) < len(pool) or len(pool) == 1):
                        groups.append([item.id for item in carrying])
                        end = piece_end(view, first.end) if described else first.end
                        words.append(view.linked.words(first.start - 1, end))
                        break
                else:
                    continue
                break
        ids = tuple(dict.fromkeys(id_ for group in groups for id_ in group))
        if not ids:
            return None
        return Reference(ids=ids, words=" ".join(words), how="value", ambiguous=any(len(group) > 1 for group in groups))

    def described(self, view: View, spans: Spans, place: int, pool: list[Item]) -> list[Item]:
        """Of a pool those that have what is told behind "with" and "that", up to a comma: "with two doors"."""
        end = piece_end(view, place)
        only = any("only" in span.names for span in view.spans("only") if place <= span.start < end)
        for links in spans:
            if not place <= links[0].start < end:
                continue
            counted = next((link.measure for link in links if link.measure and not link.measure.dimension), None)
            names = _fields_at(self.words.resolver, spans, links[0].end, kinds_of(pool)) if counted else []
            left = [item for item in pool for name in names if counted and self.words.number(item, name) == counted.low]
            for link in links:
                left = left or self._carrying(link, pool, False)
            if only and links[0].type == "colour":
                left = [item for item in left if len(item.colours) == 1] or left
            pool = left or pool
        return pool

    def _carrying(self, link: Link, pool: Sequence[Item], kind: bool) -> list[Item]:
        if link.type == "colour":
            meant = set(self.words.colours.meant(link.name)) | set(self.words.colours.within(link.name))
            whole = [item for item in pool if any(fold(colour) == fold(link.name) for colour in item.colours)]
            return whole or [item for item in pool if meant & set(item.colours)]
        if link.type == "value" and link.entry is not None:
            return [item for item in pool if self._states(item, link.entry.name, link.entry.values)]
        if link.quality is not None and link.quality.as_ == "feature":
            resolved = self.words.resolver.quality(link.quality, kinds_of(pool))
            if resolved is None:
                return []
            if resolved.value:
                return [item for item in pool if self._states(item, resolved.field, (resolved.value,))]
            return [
                item
                for item in pool
                if (value := self.words.fields.value(item, resolved.field)) is not None
                and (value.yes if value.yes is not None else bool(value.said)) != resolved.no
            ]
        if link.type == "audience":
            return [item for item in pool if self._states(item, "audience", (link.name,))]
        if link.measure is not None and link.measure.dimension == "money":
            return [item for item in pool if item.price is not None and _costs(float(item.price), link.measure.low)]
        if link.measure is not None and link.measure.dimension not in ("", "money", "people", "age"):
            return self._measuring(pool, link.measure.dimension, link.measure.low)
        if link.measure is not None and not link.measure.dimension and link.measure.low < 0:
            return self._measuring(pool, "temperature", link.measure.low)
        return []

    def _measuring(self, pool: Sequence[Item], dimension: str, number: float) -> list[Item]:
        """Those of a pool that state a number in a field of its dimension."""
        fields = self.words.fields.with_dimension(dimension, kinds_of(pool))
        told = [(item, [self.words.fields.value(item, one.name) for one in fields]) for item in pool]
        return [item for item, values in told if any(value is not None and value.low == number for value in values)]

    def _states(self, item: Item, field: str, values: Sequence[str]) -> bool:
        value = self.words.fields.value(item, field)
        wanted = {fold(one) for one in values}
        if value is None:
            return False
        return bool(wanted & {fold(text) for text in value.texts}) or fold(value.said) in wanted


def _costs(price: float, said: float) -> bool:
    """Whether a price is the one said, with or without its cents: "the 34 euro one" of 34.95."""
    return price == said or (said % 1 == 0 and int(price) == said)


def _fields_at(resolver: Resolver, spans: Spans, place: int, kinds: Sequence[str]) -> list[str]:
    """The fields that a word at a place names."""
    found = []
    for links in spans:
        if links[0].start == place:
            found += [link.entry.name for link in links if link.type == "field" and link.entry]
            for link in links:
                if link.quality and (resolved := resolver.quality(link.quality, kinds)):
                    found.append(resolved.field)
    return found
