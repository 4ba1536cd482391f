"""Words that only the talk so far gives a meaning, and those that a title has drowned."""

from __future__ import annotations

import re

from actions.adding import take_option
from actions.base import ShopAction
from actions.previous import show_previous
from actions.reply import Reply
from actions.restock import asks_notice
from actions.second_thoughts import taken_back
from actions.turn import Turn
from actions.turning_down import told_of_receiver, turned_down

_BACK_TO = re.compile(r"\bback to (?:the|those|these|your|my)\b", re.IGNORECASE)


class TalkAction(ShopAction):
    """An action whose words may be no request of their own; inside a form they answer its questions."""

    async def reply(self, turn: Turn) -> Reply:
        return (None if turn.form else await aside(turn)) or await self.answer(turn)


async def aside(turn: Turn) -> Reply | None:
    """A notice asked for, the answer to a question about a size or colour, a taste taken back, a list gone back to,
    what whoever gets a gift has enough of or likes; else ``None``."""
    if _BACK_TO.search(turn.plain) and turn.state.pending.get("lists"):
        return await show_previous(turn)
    told = asks_notice(turn) or await take_option(turn) or await taken_back(turn)
    return told or await turned_down(turn) or await told_of_receiver(turn)
