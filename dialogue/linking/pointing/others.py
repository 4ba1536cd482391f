"""The other one: what was shown or compared beside the one talked about."""

from __future__ import annotations

from dialogue.commands import Reference
from dialogue.linking.links import View
from dialogue.linking.pointing.base import Pointing, Spans
from dialogue.reading import Context


class Others:
    def __init__(self, words: Pointing) -> None:
        self.words = words

    def read(self, view: View, spans: Spans, context: Context, cart: bool) -> Reference | None:
        span = next(view.spans("other"), None)
        if span is None:
            return None
        focus = context.focus
        pool = self.words.known(context.state.compared) or list(context.shown)
        rest = [item for item in pool if focus is None or item.id != focus.id]
        last = self.words.known(context.state.looked_at[-2:])
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
