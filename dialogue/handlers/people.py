"""Calling a person: what happens next is always said; meanwhile the bot goes on helping."""

from __future__ import annotations

from dialogue.commands import BackToBot, Person
from dialogue.handoff import call_person, what_next
from dialogue.reply import Reply
from dialogue.turn import Turn
from shop.types import Owner

REASONS = ("legal", "angry", "safety")  # each has a word of its own before what happens next


async def person(turn: Turn, command: Person) -> Reply:
    """Put the conversation into the queue. The gateway, which knows who is at the desk, says the place in it."""
    lead = turn.say(f"person.{command.reason}") if command.reason in REASONS else ""
    if turn.conversation.owner is Owner.WAITING:
        told = await what_next(turn)
        return Reply(f"{turn.say('person.waiting')} {told.text}", taps=told.taps)
    await call_person(turn, command.reason or "asked")
    if turn.streaming:
        return Reply(lead)
    told = await what_next(turn)
    text = " ".join(part for part in (lead, turn.say("person.called"), told.text) if part)
    return Reply(text, data={"handoff": True}, taps=told.taps)


async def back_to_bot(turn: Turn, command: BackToBot) -> Reply:
    """The shopper would rather go on here; who waits no longer leaves the queue."""
    if turn.conversation.owner is not Owner.WAITING:
        return Reply(turn.say("person.here"))
    await turn.store(
        turn.services.conversations.set_owner,
        turn.conversation.id,
        Owner.BOT,
        who="shopper",
        why="back to the bot",
        expect=Owner.WAITING,
    )
    return Reply(turn.say("person.back"), data={"owner": "bot"})
