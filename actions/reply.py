"""What an action has to say, before and after it becomes Rasa's message."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from shop.types import Card, QuickReply, Source


@dataclass(frozen=True)
class Quick:
    """A reply to tap: its title, and the intent and entities that it stands for."""

    title: str
    intent: str
    entities: dict[str, Any] = field(default_factory=dict)


@dataclass
class Reply:
    """One message to the shopper, and the events that Rasa's tracker gets with it.

    ``quick`` are replies still to be stored; ``stream`` asks the gateway for written text (docs/contracts.md).
    An empty reply says nothing.
    """

    text: str = ""
    cards: list[Card] = field(default_factory=list)
    quick: list[Quick] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    data: dict[str, Any] = field(default_factory=dict)
    stream: dict[str, str] | None = None
    events: list[dict[str, Any]] = field(default_factory=list)

    def utter(self, dispatcher: CollectingDispatcher, quick_replies: list[QuickReply]) -> None:
        """Hand it to Rasa, in the shape that the gateway reads."""
        extra: dict[str, Any] = {
            "cards": [card.model_dump(mode="json") for card in self.cards],
            "quick_replies": [quick.model_dump(mode="json") for quick in quick_replies],
            "sources": [source.model_dump(mode="json") for source in self.sources],
            "data": self.data,
            "stream": self.stream,
        }
        extra = {name: value for name, value in extra.items() if value}
        if self.text or extra:
            dispatcher.utter_message(text=self.text or None, json_message=extra or None)
