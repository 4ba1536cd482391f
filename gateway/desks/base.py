"""What another desk is told. Its failures are its own: they are logged, and made good with the next call."""

from __future__ import annotations

from typing import Protocol

from shop.types import Conversation


class OtherDesk(Protocol):
    async def open(self, conversation: Conversation, why: str) -> None:
        """A shopper waits for a person."""
        ...

    async def forward(self, conversation: Conversation) -> None:
        """Send what the shopper has said since the last time."""
        ...

    async def changed(self, conversation: Conversation) -> None:
        """The conversation has another owner now."""
        ...

    async def close(self) -> None: ...
