""" "The backpack": the one of that kind that was talked about."""

from __future__ import annotations

from dialogue.commands import Reference
from dialogue.linking.links import View
from dialogue.linking.pointing.base import Pointing, Spans
from dialogue.reading import Context


class Kinds:
    def __init__(self, words: Pointing) -> None:
        self.words = words

    def read(self, view: View, spans: Spans, context: Context, cart: bool) -> Reference | None:
        """ "the backpack": the one of that kind that was talked about, shown or put into the cart."""
        for links in spans:
            kind = next((link for link in links if link.type == "kind" and link.entry), None)
            if kind is None or kind.entry is None:
                continue
            start = kind.start
            while start > view.start and view.at(start - 1) & {"filler"}:
                start -= 1
            before = self.words.before(view, start)
            if (
                "article" not in before
                or view.linked.tokens[start - 1].word in self.words.grammar.number_articles
                or ("mine" in before and not cart)
            ):
                continue
            focus = context.focus
            if focus is not None and focus.category in kind.entry.kinds and not cart:
                return Reference(ids=(focus.id,), words=kind.words, how="kind")
            for pool in self.words.pools(context, cart):
                fitting = [item for item in pool if item.category in kind.entry.kinds]
                if fitting and (len(fitting) < len(pool) or len(fitting) == 1 or cart):
                    ids = tuple(dict.fromkeys(item.id for item in fitting))
                    return Reference(ids=ids, words=kind.words, how="kind", ambiguous=len(ids) > 1)
        return None
