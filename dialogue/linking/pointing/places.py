"""Items by their place in the list: "the second", "number 3", "the last two"."""

from __future__ import annotations

from dialogue.commands import Reference
from dialogue.linking.links import Link, View
from dialogue.linking.pointing.base import Pointing, Spans, measure_at
from dialogue.reading import Context


class Places:
    def __init__(self, words: Pointing) -> None:
        self.words = words

    def read(self, view: View, spans: Spans, context: Context, cart: bool) -> Reference | None:
        shown = context.shown
        if not shown:
            return None
        places: list[int] = []
        words: list[str] = []
        for links in spans:
            ordinal = next((link for link in links if link.type == "ordinal"), None)
            if ordinal is None:
                continue
            before = self.words.before(view, ordinal.start)
            count = measure_at(spans, ordinal.end)
            token = view.linked.tokens[ordinal.start].word
            if (
                count is not None
                and count.dimension in ("", "people")
                and self.words.grammar.ends.get(token) == "first"
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
                number = measure_at(spans, span.end)
                if (
                    number is not None
                    and not number.dimension
                    and 1 <= number.low <= len(shown)
                    and "deny" not in span.names
                ):
                    places.append(int(number.low) - 1)
            for span in view.spans("ordinal_behind"):
                number = measure_at(spans, span.start, ends=True)
                if number is not None and not number.dimension and 1 <= number.low <= len(shown):
                    places.append(int(number.low) - 1)
        for span in view.spans("last"):
            if "article" in self.words.before(view, span.start) and not any(
                links[0].start == span.end and links[0].type == "kind" for links in spans
            ):
                count = measure_at(spans, span.end)
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

    def _loose(self, view: View, ordinal: Link, before: frozenset[str]) -> bool:
        """Whether an ordinal points at an item: "the second", "first one", alone; not "the rain jacket first"."""
        short = sum(token.type != "mark" for token in view.tokens) <= 3
        behind = view.at(ordinal.end) if ordinal.end < view.end else frozenset()
        return bool(
            before & {"article", "which", "of", "add", "remove", "compare", "it", "and", "to"}
            or "one" in behind
            or self.words.grammar.definite_behind
            or short
        )
