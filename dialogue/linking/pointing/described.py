""" "The one with pit zips", "the ones from Honduras"."""

from __future__ import annotations

from dialogue.commands import Reference
from dialogue.linking.links import View
from dialogue.linking.pointing.base import Pointing, Spans, piece_end
from dialogue.linking.pointing.values import Values
from dialogue.reading import Context


class Described:
    def __init__(self, words: Pointing, values: Values) -> None:
        self.words, self.values = words, values

    def read(self, view: View, spans: Spans, context: Context, cart: bool) -> Reference | None:
        """ "The one with pit zips", "the ones from Honduras": those of the shown of which that holds."""
        grammar = self.words.grammar
        for span in view.spans("it", "one"):
            words = [view.linked.tokens[place].word for place in range(span.start, span.end)]
            ones = any("one" in grammar.classes.get((word,)) for word in words[-1:]) and not words[-1].isdigit()
            definite = "article" in self.words.before(view, span.start) or len(words) > 1
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
            for pool in self.words.pools(context, cart):
                left = self.values.described(view, spans, span.end, list(pool))
                if len(left) < len(pool):
                    ids = tuple(item.id for item in left)
                    words_said = view.linked.words(span.start, piece_end(view, span.end))
                    return Reference(ids=ids, words=words_said, how="value", ambiguous=len(ids) > 1)
        return None
