"""The one of several that has most or least of something: "the cheaper of the two"."""

from __future__ import annotations

from collections.abc import Sequence

from dialogue.commands import Reference
from dialogue.linking.links import Link, View
from dialogue.linking.pointing.base import Pointing, Spans, kinds_of
from dialogue.reading import Context
from shop.types import Item


class Extremes:
    def __init__(self, words: Pointing) -> None:
        self.words = words

    def read(self, view: View, spans: Spans, context: Context, cart: bool) -> Reference | None:
        """ "the cheaper of the two", "the cheapest one": of what is shown, where it is said so."""
        pool = self.words.pool(view, context)
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
            before = self.words.before(view, link.start - bool(degree))
            place = link.start - 1 - bool(degree)
            if place >= view.start and view.linked.tokens[place].word in self.words.grammar.number_articles:
                continue  # "a cheaper one than both" is another
            particular = link.degree in ("comparative", "") or view.has("add", "both", "times", "cart")
            pointed = self.words.pointed(view, link)
            chosen = (
                pointed
                or (self.words.grammar.definite_behind and link.degree and view.has("add"))
                or (
                    before & {"article", "which", "add", "it"}
                    and bool(
                        behind & {"one", "of", "both", "them"}
                        or view.has("both", "add", "times", "cart")
                        or (degree and "it" in behind)
                    )
                )
            )
            if not particular or not chosen or (view.has("seek", "have_you") and not pointed):
                continue
            resolved = self.words.resolver.quality(link.quality, kinds_of(pool))
            if resolved is None:
                continue
            if stated := self.words.stated(pool, resolved.field):
                most = resolved.descending != (degree == "less")
                best = (max if most else min)(stated, key=lambda pair: pair[0])[1]
                return Reference(
                    ids=(best.id,),
                    words=view.linked.words(max(view.start, link.start - 1), link.end),
                    how="superlative",
                )
        return None

    def _outstanding(self, view: View, links: list[Link], pool: Sequence[Item]) -> Reference | None:
        """ "battery longest that one", "rating highest, add": of what is shown, where the language puts it so."""
        link = next(
            (one for one in links if one.type == "field" or (one.quality and one.quality.as_ == "aspect")), None
        )
        if not self.words.grammar.degrees_behind or link is None or link.end >= view.end:
            return None
        names = view.at(link.end)
        if not names & {"most", "least"} or not (view.has("add", "that_one") and not view.has("seek", "have_you")):
            return None
        field = link.entry.name if link.entry else ""
        if link.quality and (resolved := self.words.resolver.quality(link.quality, kinds_of(pool))):
            field = resolved.field
        stated = self.words.stated(pool, field)
        if not stated:
            return None
        best = (max if "most" in names else min)(stated, key=lambda pair: pair[0])[1]
        return Reference(ids=(best.id,), words=view.linked.words(link.start, link.end + 1), how="superlative")

    def _degree_before(self, view: View, link: Link) -> str:
        """ "more" or "less" where the word before says so: "la más barata", "le moins cher"; else ""."""
        before = view.linked.tokens[link.start - 1].word if link.start > view.start else ""
        rules = (self.words.grammar.comparative, self.words.grammar.superlative)
        return next((key for key in ("more", "less") for rule in rules if before and rule.get(key) == before), "")
