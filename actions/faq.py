"""The shop's own answers."""

from __future__ import annotations

from actions.asides import TalkAction
from actions.greeting import has_faq
from actions.reply import Quick, Reply
from actions.turn import Turn
from shop.errors import Unavailable
from shop.types import Source


class Faq(TalkAction):
    action_name = "action_faq"

    async def answer(self, turn: Turn) -> Reply:
        found = await answer_from_faq(turn)
        if found is not None:
            return found
        turn.propose("person")
        key = "faq.unknown" if await has_faq(turn) else "faq.none"
        email = turn.house.settings.shop.support_email
        return Reply(turn.say(key, email=email), quick=[Quick(turn.say("tap.person"), "ask_human")])


async def answer_from_faq(turn: Turn) -> Reply | None:
    """The entry that answers the text, in the shop's own words; ``None`` when none is close enough."""
    try:
        answer = await turn.budget.call("retrieval", turn.house.retrieval.faq.answer(turn.text))
    except Unavailable:
        return None
    if answer is None:
        return None
    entry = answer.entry
    return Reply(answer.passage or entry.answer, sources=[Source(kind="faq", id=entry.id, title=entry.question)])
