"""What the readers of references share: the catalogue's words, and what is in view."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from dialogue.commands import Reference
from dialogue.linking.colours import ColourNames
from dialogue.linking.grammar import Grammar
from dialogue.linking.links import Link, Measure, View
from dialogue.linking.resolving import Resolver
from dialogue.reading import Context
from retrieval.fields import Fields
from retrieval.text import fold
from shop.types import Item

Spans = list[list[Link]]  # links that share their words, in the order of the message


class Pointer(Protocol):
    """One way of pointing. Pure; ``cart``: the cart's lines come before what is shown."""

    def read(self, view: View, spans: Spans, context: Context, cart: bool) -> Reference | None: ...


@dataclass(frozen=True)
class Pointing:
    """One catalogue in one language."""

    items: Mapping[str, Item]
    colours: ColourNames
    fields: Fields
    resolver: Resolver
    grammar: Grammar

    def before(self, view: View, place: int) -> frozenset[str]:
        """Classes of the word before a place, alone and as a part of a longer function word: "the" of "show me the"."""
        if place <= view.start:
            return frozenset()
        word = view.linked.tokens[place - 1].word
        return view.at(place - 1) | frozenset(self.grammar.classes.get((word,)))

    def pointed(self, view: View, link: Link) -> bool:
        """Whether a language that points behind does so: "blue that one", with one small word between at most."""
        if not self.grammar.definite_behind:
            return False
        place = link.end
        if (
            place < view.end
            and "that_one" not in view.at(place)
            and view.linked.tokens[place].word in self.grammar.stop
        ):
            place += 1
        return place < view.end and "that_one" in view.at(place)

    def number(self, item: Item, field: str) -> float | None:
        """What an item states of a field, as a number; of words in an order their place in it."""
        value = self.fields.value(item, field)
        if value is None:
            return None
        order = self.fields.ordinal(field)
        if value.low is None and order:
            return next((float(place) for place, one in enumerate(order) if one in map(fold, value.texts)), None)
        return value.low

    def stated(self, pool: Sequence[Item], field: str) -> list[tuple[float, Item]]:
        """Those of a pool that state a field as a number, each with it."""
        return [(number, item) for item in pool if (number := self.number(item, field)) is not None]

    def known(self, ids: Sequence[str]) -> list[Item]:
        """The items of ids that the catalogue has."""
        return [self.items[id_] for id_ in ids if id_ in self.items]

    def pool(self, view: View, context: Context) -> Sequence[Item]:
        """Of which items "the two", "both" or "of them" are spoken."""
        if view.has("both"):
            compared = self.known(context.state.compared)
            return compared[:2] if len(compared) >= 2 else context.shown[:2]
        state = context.state
        if two(self.grammar, view) and len(context.shown) != 2 and len(state.looked_at) > 1:
            return self.known(state.looked_at[-2:])
        if len(state.compared) > 1 and (state.last == "compared" or not context.shown):
            return self.known(state.compared)
        return context.shown

    def pools(self, context: Context, cart: bool) -> Iterable[Sequence[Item]]:
        """Where what is described may be found, nearest first."""
        lines = [item for _, item in context.cart]
        pools = [context.shown, [context.focus] if context.focus else [], context.seen, lines]
        return [pool for pool in ([lines, *pools] if cart else pools) if pool]


def in_view(context: Context) -> list[Item]:
    """What was shown and talked about, nearest first."""
    focus = [context.focus] if context.focus is not None else []
    return list({item.id: item for item in (*focus, *context.shown, *reversed(context.seen))}.values())


def measure_at(spans: Spans, place: int, *, ends: bool = False) -> Measure | None:
    """The number that begins at a place; with ``ends`` the one that ends there."""
    measured = (link for links in spans for link in links if link.measure)
    return next((link.measure for link in measured if (link.end if ends else link.start) == place), None)


def two(grammar: Grammar, view: View) -> bool:
    """Whether two are spoken of: "both", "those two"."""
    if view.has("both"):
        return True
    pointing = [span.end for span in view.spans("them")]
    return any(end < view.end and grammar.numbers.get(view.linked.tokens[end].word) == 2 for end in pointing)


def piece_end(view: View, place: int) -> int:
    while place < view.end and view.linked.tokens[place].type != "mark":
        place += 1
    return place


def kinds_of(items: Iterable[Item]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item.category for item in items if item.category))


def grouped(view: View) -> Spans:
    found: dict[int, list[Link]] = {}
    for link in view.links():
        found.setdefault(link.start, []).append(link)
    return [links for _, links in sorted(found.items())]
