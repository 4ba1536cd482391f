""" "It", "those", "both": what was talked about last."""

from __future__ import annotations

import re

from dialogue.commands import Reference
from dialogue.linking.grammar import Grammar
from dialogue.linking.links import ClassSpan, View
from dialogue.linking.phrases import keys
from dialogue.linking.pointing.base import Pointing, Spans, two
from dialogue.reading import Context
from shop.types import Item


class Pronouns:
    def __init__(self, words: Pointing) -> None:
        self.words = words

    def read(self, view: View, spans: Spans, context: Context, cart: bool) -> Reference | None:
        for span in view.spans("both", "them", "it", "is_it", "there_is", "suit", "how_much", "delivered", "notify"):
            words = view.linked.words(span.start, span.end)
            span = self._inner(view, span)
            if span.start > view.start and "relative" in _single(self.words.grammar, view, span):
                before = view.at(span.start - 1)
                if "one" in before or any(link.end == span.start for link in view.links()):
                    continue  # "ones that work"
            if "both" in span.names or ("them" in span.names and two(self.words.grammar, view)):
                last = context.state.looked_at[-2:] if len(context.shown) != 2 else ()
                known = len(context.state.compared) > 1 or len(last) == 2
                if not known and len(context.shown) > 2 and view.has("add", "cart"):  # which two is asked
                    ids = tuple(item.id for item in context.shown)
                    return Reference(ids=ids, words=words, how="all", ambiguous=True)
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
                first = self.words.grammar.numbers.get(view.linked.tokens[span.start].word)
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
        return bool(name) and any(name[-1].endswith(suffix) for suffix in self.words.grammar.plural_suffixes)

    def _inner(self, view: View, span: ClassSpan) -> ClassSpan:
        """The pronoun inside a longer function word: "is it", "does it come in"."""
        if span.names & {"both", "them", "it"}:
            return span
        words = [view.linked.tokens[place].word for place in range(span.start, span.end)]
        names = {name for word in words for name in self.words.grammar.classes.get((word,)) if name in ("it", "them")}
        return ClassSpan(span.start, span.end, frozenset(names))


def _single(grammar: Grammar, view: View, span: ClassSpan) -> frozenset[str]:
    if span.end - span.start != 1:
        return frozenset()
    return frozenset(grammar.classes.get((view.linked.tokens[span.start].word,)))
