"""Chat that is not about the shop, and whether this is a robot."""

from __future__ import annotations

import re

from actions.base import ShopAction
from actions.greeting import openings
from actions.reply import Quick, Reply
from actions.turn import Turn
from words.abuse import is_abusive

_ASKS_AFTER = re.compile(r"\bhow (?:are|r|is|'?s|was|do)\b|\bhows\b|你好吗|怎么样|过得", re.IGNORECASE)


class BotChallenge(ShopAction):
    action_name = "action_bot_challenge"

    async def answer(self, turn: Turn) -> Reply:
        if is_abusive(turn.text):
            return _calmly(turn)
        return Reply(
            turn.say("bot_challenge", shop=turn.house.settings.shop.name),
            quick=[Quick(turn.say("tap.person"), "ask_human")],
        )


class Smalltalk(ShopAction):
    action_name = "action_smalltalk"

    async def answer(self, turn: Turn) -> Reply:
        if is_abusive(turn.text):
            return _calmly(turn)
        return Reply(
            turn.say("smalltalk.well" if _ASKS_AFTER.search(turn.text) else "smalltalk"),
            quick=(await openings(turn))[:2] if not turn.form else [],
        )


def _calmly(turn: Turn) -> Reply:
    return Reply(turn.say("abuse"), quick=[Quick(turn.say("tap.person"), "ask_human")])
