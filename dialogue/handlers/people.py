"""Calling a person: what happens next is always said; meanwhile the bot goes on helping."""

from __future__ import annotations

from babel.dates import format_datetime

from dialogue.commands import BackToBot, Person
from dialogue.handoff import call_person
from dialogue.reply import Reply, Tap
from dialogue.turn import Turn
from shop.hours import Hours
from shop.types import Owner, now

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


async def who_answers_when(turn: Turn) -> Reply:
    """ "How long until someone answers?", while waiting."""
    return await what_next(turn)


async def what_next(turn: Turn) -> Reply:
    """When people are there, and that an answer comes by e-mail otherwise; only what the hours and the policy hold."""
    email = await turn.store(_email, turn)
    days = turn.services.policy.desk.working_days
    hours = Hours.model_validate(await turn.store(turn.services.book.setting, "hours") or {})
    moment = now()
    support = turn.services.settings.shop.support_email
    if hours.is_open(moment):
        text = turn.say("person.open", days=days, email=support)
    else:
        opening = hours.next_opening(moment)
        shown = format_datetime(opening, "EEEE H:mm", locale=turn.language.replace("-", "_")) if opening else ""
        key = "person.closed" if opening else "person.closed_long"
        text = turn.say(key, opening=shown, days=days, email=support)
    by_mail = turn.say("person.by_mail", email=email) if email else turn.say("person.leave_mail")
    taps = [Tap(turn.say("tap.back_to_bot"), BackToBot())] if turn.conversation.owner is Owner.WAITING else []
    return Reply(f"{text} {by_mail}", taps=taps)


def _email(turn: Turn) -> str | None:
    """The address that an answer can go to: told here, or the account's."""
    facts = turn.services.book.facts(turn.conversation.id)
    told: str | None = facts["email"]
    return told or turn.state.email or turn.services.shoppers.email(turn.shopper_id)
