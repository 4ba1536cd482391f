"""The shop's own answers."""

from __future__ import annotations

from actions.absent import no_such_goods
from actions.asides import TalkAction
from actions.brands import brands
from actions.faq_lookup import answer_from_faq, suggested
from actions.greeting import has_faq
from actions.reading import read
from actions.reply import Quick, Reply
from actions.showcase import newest
from actions.turn import Turn


class Faq(TalkAction):
    action_name = "action_faq"

    async def answer(self, turn: Turn) -> Reply:
        asked = (await read(turn)).constraints
        if asked.sort == "newest" and not asked.text:
            return await newest(turn, asked)
        found = await answer_from_faq(turn)
        if found is not None:
            return found
        if told := await no_such_goods(turn) or await brands(turn):
            return told
        turn.propose("person")
        if meant := await suggested(turn):
            quick = [Quick(entry.question, "ask_faq", {"words": entry.question}) for entry in meant]
            return Reply(turn.say("faq.suggested"), quick=[*quick, Quick(turn.say("tap.person"), "ask_human")])
        key = "faq.unknown" if await has_faq(turn) else "faq.none"
        email = turn.house.settings.shop.support_email
        return Reply(turn.say(key, email=email), quick=[Quick(turn.say("tap.person"), "ask_human")])
