"""Putting a conversation into the agents' queue, and what happens next then."""

from __future__ import annotations

from contextlib import suppress

from babel.dates import format_datetime

from dialogue.commands import BackToBot
from dialogue.reply import Reply, Tap
from dialogue.turn import Turn
from shop.errors import Conflict
from shop.hours import Hours
from shop.types import Owner, now


async def call_person(turn: Turn, why: str) -> None:
    """A person is called; the gateway tells both sides. Twice is once."""
    with suppress(Conflict):  # a person has it already, or is on the way
        await turn.store(
            turn.services.conversations.set_owner,
            turn.conversation.id,
            Owner.WAITING,
            who="bot",
            why=why[:200],
            expect=Owner.BOT,
        )


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
