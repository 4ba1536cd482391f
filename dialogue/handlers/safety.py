"""Where somebody may be hurt: the emergency number first, a plain warning, never a yes and never goods; and what is
shown or put in though somebody must not have it is never without a word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from dialogue.commands import AddToCart, Danger, Emergency, Person
from dialogue.formatting import limit_phrase, said_value
from dialogue.handlers.results import concerns, in_force, lines
from dialogue.reply import Reply, Tap
from shop.dialogue import Filter, Offer
from shop.types import Item

if TYPE_CHECKING:
    from dialogue.turn import Turn

_NAMED = 3  # items that one warning names


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
    turn.update(offer=Offer(kind="person"), warned_of=command.kind)
    return Reply(turn.say(f"danger.{command.kind}"), taps=[Tap(turn.say("tap.person"), Person(reason="safety"))])


# ── what somebody must not have ───────────────────────────────────────────────────────────────


def told_of(turn: Turn) -> list[Filter]:
    """Everything in force for somebody's health or age, whatever is looked for."""
    query = turn.state.query
    searched = in_force(turn, query)
    return [one for one in dict.fromkeys((*searched.filters, *query.set_aside)) if one.safety]


def warning(turn: Turn, item: Item) -> str:
    """What speaks against an item for somebody's health or age; silence of what is eaten does too. "" for nothing."""
    against: list[Filter] = []
    silent: list[Filter] = []
    for limit in told_of(turn):
        passes = turn.services.index.passes(item, limit)
        if passes or not concerns(turn, limit, [item]):
            continue
        (silent if passes is None else against).append(limit)
    if against:
        said = said_value(turn, item, against[0].field) if against[0].field else ""
        way = "_age" if said and against[0].op == "covers" else "" if said else "_bare"
        return turn.say(f"safety.against{way}", title=item.title, limits=_phrases(turn, against, item), said=said)
    return turn.say("safety.silent", title=item.title, limits=_phrases(turn, silent, item)) if silent else ""


def guarded(turn: Turn, reply: Reply) -> Reply:
    """The reply with a warning, a line each, for whatever is shown that somebody must not have."""
    if not told_of(turn):
        return reply
    items = turn.items(card.item_id for card in reply.cards)
    told = [said for item in items if (said := warning(turn, item)) and said not in reply.text]
    return replace(reply, text=lines(reply.text, *told[:_NAMED])) if told else reply


def kept_in_mind(turn: Turn, limits: Sequence[Filter]) -> None:
    """What was said of somebody's health in a question holds from now on."""
    query = turn.state.query
    new = [one for one in limits if one.safety and one not in (*query.filters, *query.set_aside)]
    if new:
        turn.update(query=query.model_copy(update={"set_aside": (*query.set_aside, *new)}))


def shall_i(turn: Turn, item: Item, told: str, command: AddToCart) -> Reply:
    """The warning first: a yes puts it in all the same."""
    offer = Offer(kind="add", item_id=item.id, quantity=command.quantity, options=command.options, warned=True)
    turn.update(offer=offer, focus=item.id)
    yes = Tap(turn.say("tap.add_anyway"), command.model_copy(update={"warned": True}))
    return Reply(lines(told, turn.say("safety.shall_i")), cards=[turn.card(item)], taps=[yes])


def _phrases(turn: Turn, limits: Sequence[Filter], item: Item) -> str:
    return turn.all_of(dict.fromkeys(limit_phrase(turn, limit, [item]) for limit in limits))
