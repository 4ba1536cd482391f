"""What shoppers who have not consented do and like: it counts for this visit, and is never stored."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field

from shop.tastes import norm
from shop.types import Event, Taste

EVENTS = 100  # kept a conversation
TASTES = 20
CONVERSATIONS = 20_000
LIFE = 2 * 3600.0  # seconds


@dataclass
class _Visit:
    seen: float = field(default_factory=time.monotonic)
    events: tuple[Event, ...] = ()
    tastes: tuple[Taste, ...] = ()


class Visits:
    """In memory, by conversation; the least recently used go first."""

    def __init__(self) -> None:
        self._visits: OrderedDict[str, _Visit] = OrderedDict()

    def add(self, conversation_id: str, events: Sequence[Event]) -> None:
        visit = self._touched(conversation_id)
        visit.events = (*visit.events, *events)[-EVENTS:]

    def add_taste(self, conversation_id: str, taste: Taste) -> None:
        """The newest word on a text counts."""
        visit = self._touched(conversation_id)
        others = tuple(other for other in visit.tastes if norm(other.text) != norm(taste.text))
        visit.tastes = (*others, taste)[-TASTES:]

    def remove_taste(self, conversation_id: str, text: str) -> bool:
        """Whether there was one."""
        visit = self._known(conversation_id)
        left = tuple(taste for taste in visit.tastes if norm(taste.text) != norm(text))
        there, visit.tastes = len(left) < len(visit.tastes), left
        return there

    def events(self, conversation_id: str) -> tuple[Event, ...]:
        """Oldest first."""
        return self._known(conversation_id).events

    def tastes(self, conversation_id: str) -> tuple[Taste, ...]:
        """Oldest first."""
        return self._known(conversation_id).tastes

    def forget(self, conversation_id: str) -> int:
        """Drop it; how many events and tastes there were."""
        visit = self._visits.pop(conversation_id, None) or _Visit()
        return len(visit.events) + len(visit.tastes)

    def _known(self, conversation_id: str) -> _Visit:
        visit = self._visits.get(conversation_id)
        if visit is not None and time.monotonic() - visit.seen > LIFE:
            del self._visits[conversation_id]
            visit = None
        return visit or _Visit()

    def _touched(self, conversation_id: str) -> _Visit:
        visit = self._known(conversation_id)
        visit.seen = time.monotonic()
        self._visits[conversation_id] = visit
        self._visits.move_to_end(conversation_id)
        while len(self._visits) > CONVERSATIONS:
            self._visits.popitem(last=False)
        return visit
