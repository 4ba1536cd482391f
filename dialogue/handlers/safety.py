"""Where somebody may be hurt: the emergency number first, a plain warning, never a yes and never goods."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dialogue.commands import Danger, Emergency, Person
from dialogue.handlers.results import lines
from dialogue.reply import Reply, Tap
from shop.dialogue import Offer

if TYPE_CHECKING:
    from dialogue.turn import Turn


async def emergency(turn: Turn, command: Emergency) -> Reply:
    """Whom to call, at once; a person of the shop's is offered after that."""
    policy = getattr(turn.services, "policy", None)
    numbers = getattr(policy, "emergency", None)
    medical = getattr(numbers, "medical", "") or "112"
    fire = getattr(numbers, "fire", "") or medical
    poison = getattr(numbers, "poison", "")
    number = fire if command.kind == "fire" else medical
    first = turn.say(f"emergency.{command.kind}", number=number)
    more = turn.say("emergency.poison_line", number=poison) if command.kind == "poison" and poison else ""
    turn.update(offer=Offer(kind="person"), question=None)
    return Reply(
        lines(first, more, turn.say("emergency.after")), taps=[Tap(turn.say("tap.person"), Person(reason="safety"))]
    )


async def danger(turn: Turn, command: Danger) -> Reply:
    """Why not, and whom to ask instead."""
    turn.update(offer=Offer(kind="person"))
    return Reply(turn.say(f"danger.{command.kind}"), taps=[Tap(turn.say("tap.person"), Person(reason="safety"))])
