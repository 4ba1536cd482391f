"""Words that only the talk so far gives a meaning, whatever intent they were taken for."""

from __future__ import annotations

from actions.cart import take_option
from actions.reply import Reply
from actions.tastes import taken_back
from actions.turn import Turn


async def aside(turn: Turn) -> Reply | None:
    """The answer to a question about a size or colour, or a taste taken back; ``None`` if it is neither."""
    return await take_option(turn) or await taken_back(turn)
