"""What the bot has to say in one turn, before it becomes Rasa's message."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from dialogue.commands import Command
from shop.types import Card, Source

MOST_TAPS = 6


@dataclass(frozen=True)
class Tap:
    """A reply to tap: its title, and the command that it stands for."""

    title: str
    command: Command


@dataclass
class Reply:
    """``stream`` asks the gateway for written text (docs/contracts.md); an empty reply says nothing.

    Two replies joined are one message: texts below each other, the later one's taps, both ones' cards.
    """

    text: str = ""
    cards: list[Card] = field(default_factory=list)
    taps: list[Tap] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    data: dict[str, Any] = field(default_factory=dict)
    stream: dict[str, str] | None = None
    understood: bool = True  # False: counts as a failure

    def __add__(self, other: Reply) -> Reply:
        shown = {card.item_id for card in self.cards}
        return Reply(
            text="\n".join(text for text in (self.text, other.text) if text),
            cards=[*self.cards, *(card for card in other.cards if card.item_id not in shown)],
            taps=(other.taps + [tap for tap in self.taps if tap not in other.taps])[:MOST_TAPS],
            sources=[*self.sources, *other.sources],
            data=self.data | other.data,
            stream=self.stream or other.stream,
            understood=self.understood or other.understood,
        )

    @property
    def empty(self) -> bool:
        return not (self.text or self.cards or self.data or self.stream)
