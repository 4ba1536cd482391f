"""What a message tells an open process: its values, one slot after the other."""

from __future__ import annotations

from dataclasses import dataclass, field

from dialogue.commands import Base
from dialogue.customers import may_be_told
from dialogue.flows.hearing import (
    command_is_answer,
    command_text,
    explicit_slots,
    explicit_value,
    let_go,
    yes_no,
)
from dialogue.flows.loading import load_order
from dialogue.flows.order_slot import find_order
from dialogue.flows.process import Process
from dialogue.flows.requests import RequestReader
from dialogue.flows.slots import NOTHING, Heard, read_slot

SAID_WITH_YES = ("wanted", "means")  # "yes, the black one", "yes, on my visa": taken, and asked about again
KEPT = frozenset({"said", "told"})  # words kept to be read later: no value of the process
SAID = 3000  # characters that are kept of what was said before it was known whose orders it is about


@dataclass
class Told:
    """What a message said of a process: values by slot as they were read, and how sure it is that they change it."""

    heard: dict[str, Heard] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)
    yes: bool | None = None
    text: str = ""


async def fill(process: Process, command: Base, *, starting: bool) -> Told:
    """Take every value out of a message: the order first, then the slots in their order, the asked one first."""
    turn, flow = process.turn, process.flow
    explicit = explicit_slots(command, process.asked)
    text = command_text(turn, command)
    if not starting and process.order is not None and turn.context.orders:
        reader = RequestReader(turn.context.orders, process.words, turn.services.policy.identity.number_prefix)
        text = reader.about(text, process.order.number)
        explicit = {slot: reader.about(value, process.order.number) for slot, value in explicit.items()}
    told = Told(text=text, yes=yes_no(process, command, text))
    before = dict(process.slots)
    if flow.about == "order":
        process.found = await find_order(process, text, explicit, starting=starting)
        if process.found.news:
            told.changed.add("order")
        await load_order(process)
    said = process.slots.pop("said", "") if process.order is not None else ""
    if flow.name == "track":
        process.slots["told"] = f"{said}\n{text}".strip()[:SAID]  # what is wanted may be told in two messages
    if process.order is None and starting:
        process.slots["said"] = text[:500]  # which lines and what for is read once the order is known
    if process.order is None and may_be_told(turn):
        process.slots["said"] = f"{before.get('said', '')}\n{turn.text}".strip()[:SAID]
    yes = process.confirming and told.yes is True and not process.words.has("corrects", text)
    for need in sorted(flow.needs, key=lambda need: need.slot != process.asked):
        asked = need.slot == process.asked
        if need.slot in explicit:
            heard = await explicit_value(process, need, explicit[need.slot])
        elif (yes and need.kind not in SAID_WITH_YES) or (told.yes is not None and asked and need.kind == "text"):
            continue
        else:
            heard = await read_slot(process, need, text, asked=asked or command_is_answer(command, need))
            if heard is NOTHING and said:
                heard = await read_slot(process, need, said, asked=False)
        told.heard[need.slot] = heard
        if heard.value is not None and heard.value != process.slots.get(need.slot):
            process.slots[need.slot] = heard.value
            if need.slot == "lines":
                let_go(process)
    told.changed |= {slot for slot, value in process.slots.items() if before.get(slot) != value} - KEPT
    return told
