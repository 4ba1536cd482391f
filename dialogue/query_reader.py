"""Words typed into a search box, or told of a moment, as a query: the dialogue's rules without a conversation."""

from __future__ import annotations

from dialogue.commands import Recommend, Search
from dialogue.labels import LabelBook
from dialogue.language import language_of
from dialogue.query_update import updated
from dialogue.readers.rules import RulesReader, Shelf
from dialogue.reading import Context, Utterance
from shop.dialogue import Query, State


class QueryReader:
    """``shelf`` gives the items and their fields as they are now."""

    def __init__(self, shelf: Shelf, labels: LabelBook | None = None) -> None:
        self._rules = RulesReader(shelf, labels)

    async def read(self, text: str) -> Query:
        """What the text asks for; what the rules make nothing of stays as words to rank by. Never raises."""
        reading = await self._rules.read(Utterance(text, language_of(text, "en")), Context(State()))
        query = Query()
        for command in reading.commands:
            if isinstance(command, Search):
                query = updated(query, command)
            elif isinstance(command, Recommend):
                shared = ("kinds", "not_kinds", "filters", "purpose", "receiver", "budget")
                query = updated(query, Search(**{name: getattr(command, name) for name in shared}))
        if query.empty:
            return Query(text=text)
        words = " ".join(dict.fromkeys((query.text, *reading.unread))).strip()
        return query.model_copy(update={"text": words})
