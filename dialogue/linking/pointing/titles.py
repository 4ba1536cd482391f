"""Items by their names and codes: "the Skerry", "AF-TENT-0002"."""

from __future__ import annotations

from itertools import pairwise

from dialogue.commands import Reference
from dialogue.linking.links import Link, View
from dialogue.linking.phrases import keys
from dialogue.linking.pointing.base import Pointing, Spans, in_view
from dialogue.reading import Context


class Titles:
    def __init__(self, words: Pointing) -> None:
        self.words = words

    def read(self, view: View, spans: Spans, context: Context, cart: bool) -> Reference | None:
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
        sure = {self.words.items[ids[0]].category for ids in groups if len(ids) == 1}
        for ids in groups:
            if len(ids) > 1 and (kin := [id_ for id_ in ids if self.words.items[id_].category in sure]):
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
                ids = [id_ for id_ in ids if self.words.items[id_].brand in link.entry.values] or ids
            elif link.type == "kind":
                ids = [id_ for id_ in ids if self.words.items[id_].category in link.entry.kinds] or ids
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
        return [id_ for id_ in ids if self.words.items[id_].category in kinds] or ids

    def _numbered(self, id_: str, item: Link) -> bool:
        """Whether a title goes on with a number where the words said end."""
        title = keys(self.words.items[id_].title)
        last = keys(item.words)[-1]
        return any(one == last and after.isdigit() for one, after in pairwise(title))


def _lends(view: View, item: Link) -> bool:
    """Whether an item only lends a limit: "costs less than the Moraine"."""
    return any(
        span.names & {"below", "above"} and 0 <= item.start - span.end <= 1 and span.end - span.start > 1
        for span in view.spans("below", "above")
    )
