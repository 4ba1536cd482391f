"""Words that only the talk so far gives a meaning, whatever intent they were taken for."""

from __future__ import annotations

from actions.adding import take_option
from actions.base import ShopAction
from actions.reply import Reply
from actions.second_thoughts import taken_back
from actions.turn import Turn


class TalkAction(ShopAction):
    """An action whose words may be no request of their own; inside a form they answer its questions."""

    async def reply(self, turn: Turn) -> Reply:
        return (None if turn.form else await aside(turn)) or await self.answer(turn)


async def aside(turn: Turn) -> Reply | None:
    """The answer to a question about a size or colour, or a taste taken back; ``None`` if it is neither."""
    return await take_option(turn) or await taken_back(turn)
