"""Words typed into a search box, or told of a moment, as a query: the dialogue's rules without a conversation."""

from __future__ import annotations

from dialogue.commands import Recommend, Search
from dialogue.labels import LabelBook
from dialogue.language import SPOKEN, language_of
from dialogue.linking.grammar import REFERENCE
from dialogue.query_update import updated
from dialogue.readers.rules import RulesReader, Shelf
from dialogue.reading import Context, Utterance
from retrieval.text import fold
from shop.dialogue import Query, State


class QueryReader:
    """``shelf`` gives the items and their fields as they are now."""

    def __init__(self, shelf: Shelf, labels: LabelBook | None = None) -> None:
        self._labels = labels or LabelBook()
        self._rules = RulesReader(shelf, labels)

    def language(self, text: str, page: str = REFERENCE) -> str:
        """The language of a few words, in which a sentence's words may be missing: "Zelt" is told by the labels.
        ``page`` is the language of the page that they were typed on."""
        found = language_of(text, page)
        if found != REFERENCE:
            return found
        said = {fold(word) for word in text.split()} - self._rules.linker(found).gazetteer.words
        others = (tag for tag in SPOKEN if tag != found)
        return next((tag for tag in others if any(said & set(self._labels.of(tag).spelled))), found)

    async def read(self, text: str, language: str = "") -> Query:
        """What the text asks for; what the rules make nothing of stays as words to rank by. Never raises."""
        reading = await self._rules.read(Utterance(text, language or self.language(text)), Context(State()))
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
