"""Words that only the talk so far gives a meaning, and those that a title has drowned."""

from __future__ import annotations

from actions.adding import take_option
from actions.base import ShopAction
from actions.reply import Reply
from actions.restock import asks_notice
from actions.second_thoughts import taken_back
from actions.turn import Turn
from actions.turning_down import turned_down


class TalkAction(ShopAction):
    """An action whose words may be no request of their own; inside a form they answer its questions."""

    async def reply(self, turn: Turn) -> Reply:
        return (None if turn.form else await aside(turn)) or await self.answer(turn)


async def aside(turn: Turn) -> Reply | None:
    """A notice asked for, the answer to a question about a size or colour, a taste taken back, a kind of thing turned
    down; else ``None``."""
    return asks_notice(turn) or await take_option(turn) or await taken_back(turn) or await turned_down(turn)
