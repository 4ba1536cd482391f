"""Calling a person."""

from __future__ import annotations

from contextlib import suppress

from actions.base import ShopAction
from actions.forms import leave_form
from actions.reply import Reply
from actions.turn import Turn
from actions.turning_down import told_of_receiver
from shop.errors import Conflict
from shop.types import Owner


class Human(ShopAction):
    action_name = "action_human"

    async def answer(self, turn: Turn) -> Reply:
        if told := await told_of_receiver(turn):  # "for a colleague", beside ideas for a gift
            return told
        if turn.conversation.owner is Owner.WAITING:
            return Reply(turn.say("handoff.waiting"))
        await call_person(turn, "asked")
        events = leave_form(turn) if turn.form else []  # else its question would be asked once more, of nobody
        if turn.streaming:  # the gateway knows whether somebody is at the desk, and says what happens next
            return Reply(events=events)
        text = turn.say("handoff.called", email=turn.house.settings.shop.support_email)
        return Reply(text, data={"handoff": True}, events=events)


async def call_person(turn: Turn, why: str) -> None:
    """Put the conversation into the agents' queue; the gateway tells both sides. Twice is once."""
    with suppress(Conflict):  # a person has it already, or is on the way
        await turn.budget.store(
            turn.house.conversations.set_owner,
            turn.conversation.id,
            Owner.WAITING,
            who="bot",
            why=why[:200],
            expect=Owner.BOT,
        )
