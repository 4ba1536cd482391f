"""Events of shoppers who have not consented to tracking: they count for this visit, and are never stored."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Sequence

from shop.types import Event

EVENTS = 100  # kept a conversation
CONVERSATIONS = 20_000
LIFE = 2 * 3600.0  # seconds


class Visits:
    """In memory, by conversation; the least recently used go first."""

    def __init__(self) -> None:
        self._visits: OrderedDict[str, tuple[float, tuple[Event, ...]]] = OrderedDict()

    def add(self, conversation_id: str, events: Sequence[Event]) -> None:
        known = self.events(conversation_id)
        self._visits[conversation_id] = (time.monotonic(), (*known, *events)[-EVENTS:])
        self._visits.move_to_end(conversation_id)
        while len(self._visits) > CONVERSATIONS:
            self._visits.popitem(last=False)

    def events(self, conversation_id: str) -> tuple[Event, ...]:
        """Oldest first."""
        seen, events = self._visits.get(conversation_id, (0.0, ()))
        if events and time.monotonic() - seen > LIFE:
            del self._visits[conversation_id]
            return ()
        return events

    def forget(self, conversation_id: str) -> int:
        """Drop them; how many there were."""
        return len(self._visits.pop(conversation_id, (0.0, ()))[1])
