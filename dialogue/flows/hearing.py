"""What a command says to an open process, before any slot is read: its words, its explicit values, its yes or no."""

from __future__ import annotations

from dialogue.commands import (
    Affirm,
    Answer,
    BackToBot,
    Base,
    Deny,
    Person,
    Provide,
    Social,
    StartFlow,
)
from dialogue.flows.definition import Need
from dialogue.flows.process import Process, as_json
from dialogue.flows.slots import Heard, read_slot
from dialogue.flows.words import flow_words
from dialogue.identity import number_in
from dialogue.turn import Turn
from shop.types import Owner

SLOT_NAMES = {  # what readers may call a slot
    "order_number": "order",
    "number": "order",
    "e-mail": "email",
    "item": "lines",
    "items": "lines",
    "line": "lines",
    "size": "wanted",
    "colour": "wanted",
    "option": "wanted",
    "options": "wanted",
    "variant": "wanted",
    "exchange_for": "wanted",
    "new_address": "address",
    "payment": "method",
}
SURE_YES = 0.6  # confidence below which a yes is asked for once more
SHORT_YES = 6  # words; a longer message that begins with a yes, and was not read as one, is none
SHORT_ASK = 3  # words of a yes that is asked rather than said
FRESH = 1  # messages after the end of a process in which they are


def command_text(turn: Turn, command: Base) -> str:
    """The words to read: the whole message where it holds this command alone, else the command's own."""
    if isinstance(command, StartFlow) and command.told:
        return command.told
    if isinstance(command, (Affirm, Deny)) or turn.commands <= 1:
        return turn.text or command.words
    return command.words.strip() or turn.text


def turn_moved(turn: Turn) -> bool:
    """Whether the process was begun or moved by an earlier command of this message."""
    return turn.commands > 1 and turn.state.flow != turn.context.state.flow


def just_closed(turn: Turn, name: str) -> bool:
    """Whether a process of that name came to its end earlier in this message: "ok then cancel it" is said once."""
    closed = turn.state.closed
    over = closed is not None and closed != turn.context.state.closed and closed.name == name
    return turn.commands > 1 and turn.state.flow is None and over


def command_is_answer(command: Base, need: Need) -> bool:
    """Whether a tapped or plainly given answer may be read as one to this slot though another was asked for."""
    return isinstance(command, Provide) and command.corrects and need.kind in ("choice", "wanted")


def explicit_slots(command: Base, asked: str) -> dict[str, str]:
    """Slots that the reader named, under the names of the flows' files."""
    if isinstance(command, (StartFlow, Provide)):
        return {SLOT_NAMES.get(name, name): value for name, value in command.slots if value}
    if isinstance(command, Answer) and asked and command.value:
        return {asked: command.value}
    return {}


async def explicit_value(process: Process, need: Need, value: str) -> Heard:
    """A value that came as data (a tap) is taken; one that came as words is read."""
    if need.kind in ("lines", "wanted", "address") and value.startswith("{"):
        return Heard(value)
    return await read_slot(process, need, value, asked=True)


def yes_no(process: Process, command: Base, text: str) -> bool | None:
    if isinstance(command, Affirm):
        other = process.flow.name != "cancel" and process.words.has("calls_off", text)  # "yes, cancel" is no yes to it
        if taken_back(process, text):
            return False
        if text.rstrip().endswith("?") and len(text.split()) <= SHORT_ASK:
            return None  # "so yes?" is no yes
        if process.words.has("yes_but", text):
            return None
        return True if command.confidence >= SURE_YES and not other else None
    if isinstance(command, Deny):
        return False
    if isinstance(command, (StartFlow, Provide)) and not process.confirming:
        return None
    said = process.words.yes_no(text)
    return said if said is not True or len(text.split()) <= SHORT_YES else None


def taken_back(process: Process, text: str) -> bool:
    """Whether what begins as a yes ends by leaving things as they are: "yes, that's plenty of time. Keep it then"."""
    return any(process.words.has("keeps", part) for part in process.words.split("breaths", text)[1:])


def reads_no(process: Process) -> bool:
    """Whether a no answers the question that was asked rather than ending the process."""
    need = process.flow.need(process.asked)
    return need is not None and need.kind == "text"


def is_material(process: Process, slot: str) -> bool:
    """Whether a changed value changes what will be done."""
    need = process.flow.need(slot)
    if slot in ("order", "lines", "wanted", "address"):
        return True
    if need is None or need.kind == "text":
        return False
    return process.asks(need) == "required" or bool(need.rule and process.slots.get(slot) == "used")


def is_a_question(turn: Turn, command: StartFlow) -> bool:
    """Whether the words only look like the beginning of the process: "pay by invoice"."""
    return command.flow in flow_words(turn.language).matching("no_start", command_text(turn, command))


def asks_for_people(turn: Turn, command: Base) -> bool:
    """Whether someone who waits for a person asks when one comes, however it was read."""
    waiting = turn.conversation.owner is Owner.WAITING and not isinstance(command, (Person, BackToBot))
    words, text = flow_words(turn.language), command_text(turn, command)
    return waiting and (words.has("who_answers", text) or words.has("waits", text))


def for_the_person(turn: Turn) -> bool:
    """Whether an address that is told with a question is for the answer of a person who is waited for."""
    if turn.conversation.owner is not Owner.WAITING or turn.state.flow is not None or turn.context.orders:
        return False
    return number_in(turn.text, turn, flow_words(turn.language), asked=False) is None


def says_yes_again(turn: Turn, command: Base) -> bool:
    """A yes to what was done a moment ago."""
    closed = turn.state.closed
    if closed is None or closed.outcome != "done" or closed.tries > FRESH or closed.name == "track":
        return False
    if isinstance(command, Affirm):
        return True
    return isinstance(command, Social) and flow_words(turn.language).has("go_ahead", command_text(turn, command))


def first_said(process: Process, *keys: str) -> str:
    return next((key for key in keys if process.says(key)), keys[-1])


def is_missing(process: Process, need: Need) -> bool:
    if need.kind == "wanted":
        return any(item_id not in process.wanted for item_id in process.lines)
    return need.slot not in process.slots


def fill_default(process: Process, need: Need) -> None:
    """What needs no question: the only line of an order, the only choice."""
    if need.slot in process.slots:
        if need.kind == "lines":
            rest = process.left
            kept = {key: min(count, rest[key]) for key, count in process.lines.items() if key in rest}
            if kept != process.lines:
                process.slots.pop("lines")
        else:
            return
    if need.of_one and process.order is not None and sum(line.quantity for line in process.order.lines) == 1:
        process.slots[need.slot] = need.of_one
    if need.kind == "lines" and need.slot not in process.slots and len(process.left) == 1:
        process.slots["lines"] = as_json(process.left)
    if need.kind == "choice" and process.asks(need) == "optional" and len(need.options(process.policy)) == 1:
        process.slots[need.slot] = need.options(process.policy)[0]


def let_go(process: Process) -> None:
    """Other lines: what was wanted for those that are no longer meant goes."""
    kept = {item_id: options for item_id, options in process.wanted.items() if item_id in process.lines}
    if kept != process.wanted:
        process.slots["wanted"] = as_json(kept)
        process.slots.pop("named", None)


def same_matter(turn: Turn, command: Base) -> bool:
    """Whether a process that begins after another was over goes on with its order: a tap, or words that point back."""
    closed = turn.state.closed
    if closed is None or not isinstance(command, StartFlow):
        return False
    told = dict(command.slots).get("order")
    return told is not None and told == closed.get("order")
