"""Forms: what a step still needs to know, how it is asked for, and how a shopper gets out of it.

Rasa runs the loop as it always does: ``validate_<form>`` (:class:`Form`) fills slots and names the next one,
``action_ask_…`` (:class:`Ask`) asks for it, and a rule runs the last action (:class:`Finish`) when nothing is missing.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from rasa_sdk.events import ActiveLoop, EventType, SlotSet

from actions.answers import asks, asks_how, leaves
from actions.base import ShopAction
from actions.faq_lookup import answer_from_faq
from actions.reply import Quick, Reply
from actions.turn import Turn

REQUESTED = "requested_slot"
BOOKKEEPING = ("form_problem", "form_tries", "form_interruptions")

# Intents that answer a question of a form, or mean that it was not understood; all others change the topic.
ANSWERS = frozenset(
    {"affirm", "deny", "inform", "choose", "correct", "stop", "out_of_scope", "nlu_fallback", "smalltalk", ""}
)
SURE = 0.6  # how confident a change of topic must be to count inside a form
TRIES = 3  # answers that were not understood before a person is offered
INTERRUPTIONS = 2  # topics in between before the form is put aside


@dataclass
class Filled:
    """What a text told a form: slots (``None`` clears one), and a wording key if something was wrong with it."""

    slots: dict[str, Any] = field(default_factory=dict)
    problem: str | None = None


class Form(ShopAction):
    """``validate_<form>``. Subclasses give ``form``, ``slots``, ``triggers`` and the two methods."""

    form: ClassVar[str] = ""
    slots: ClassVar[tuple[str, ...]] = ()
    triggers: ClassVar[tuple[str, ...]] = ()
    succeeds = False

    def name(self) -> str:
        return f"validate_{self.form}"

    @abstractmethod
    async def wanted(self, turn: Turn) -> Sequence[str]:
        """The slots that are needed, in the order to ask; those already filled may be among them."""

    @abstractmethod
    async def read(self, turn: Turn, *, starting: bool, strict: bool) -> Filled:
        """What the text fills. ``strict``: the shopper seems to change the topic; take only a clear answer."""

    def after_error(self) -> list[dict[str, Any]]:
        return [SlotSet("form_problem", "failed"), SlotSet(REQUESTED, None)]

    async def answer(self, turn: Turn) -> Reply:
        starting = self.begins(turn)
        changed: dict[str, Any] = dict.fromkeys((*self.slots, *BOOKKEEPING)) if starting else {"form_problem": None}
        turn.slots.update(changed)
        if turn.interrupted and not starting:
            count = int(turn.slot("form_interruptions") or 0) + 1
            if count >= INTERRUPTIONS:
                return self._end("dropped")
            changed["form_interruptions"] = count
        else:
            if not starting and leaves(turn):
                return Reply() if turn.intent == "stop" else self._end("left")
            strict = not starting and self.changes_topic(turn)
            filled = await self.read(turn, starting=starting, strict=strict)
            if filled.slots or filled.problem or starting:
                changed |= filled.slots | {"form_tries": None}
            elif strict:
                return Reply()  # nothing for us: Rasa lets the rule of the other topic answer, then comes back
            if not starting and (filled.problem or not filled.slots):
                tries = int(turn.slot("form_tries") or 0) + 1
                if tries >= TRIES:
                    return self._end("gave_up")
                changed |= {"form_tries": tries, "form_problem": filled.problem or "form.unclear"}
            elif filled.problem:
                changed["form_problem"] = filled.problem
        turn.slots.update(changed)
        missing = next((name for name in await self.wanted(turn) if turn.slot(name) is None), None)
        events = [SlotSet(name, value) for name, value in changed.items()]
        return Reply(events=[*events, SlotSet(REQUESTED, missing)])

    def begins(self, turn: Turn) -> bool:
        return turn.begun == self.form or turn.form != self.form

    def changes_topic(self, turn: Turn) -> bool:
        return turn.intent not in ANSWERS and turn.intent not in self.triggers and turn.confidence >= SURE

    def _end(self, how: str) -> Reply:
        return Reply(events=[SlotSet("form_problem", how), SlotSet(REQUESTED, None)])


class Ask(ShopAction):
    """``action_ask_…``: one question; what was wrong with the last answer goes before it.

    Who asks how it is done, or asks back, is answered first where the shop has said something of it.
    """

    succeeds = False

    @abstractmethod
    async def question(self, turn: Turn) -> Reply: ...

    async def answer(self, turn: Turn) -> Reply:
        reply = await self.question(turn)
        problem = turn.slot("form_problem")
        asked = asks_how(turn) if turn.begun else asks(turn) and (problem or "").endswith("unclear")
        if asked and (told := await answer_from_faq(turn)):
            reply.text, reply.sources = f"{told.text}\n{reply.text}", told.sources
        elif problem:
            reply.text = f"{turn.say(problem)} {reply.text}"
        return reply


class Finish(ShopAction):
    """The last action of a form: does what was asked, and clears its slots whatever happens."""

    slots: ClassVar[tuple[str, ...]] = ()
    ends_form = True

    @abstractmethod
    async def finish(self, turn: Turn) -> Reply: ...

    def after_error(self) -> list[dict[str, Any]]:
        return [SlotSet(name, None) for name in (*self.slots, *BOOKKEEPING)]

    async def answer(self, turn: Turn) -> Reply:
        how = turn.slot("form_problem")
        if how == "failed":  # the form has said so itself
            reply = Reply()
        elif how == "gave_up":
            turn.propose("person")
            reply = Reply(turn.say("form.gave_up"), quick=[Quick(turn.say("tap.person"), "ask_human")])
        elif how == "no_orders":
            reply = Reply(turn.say("orders.shop_has_none", email=turn.house.settings.shop.support_email))
        elif how in ("dropped", "left"):
            reply = Reply(turn.say(f"form.{how}"))
        else:
            reply = await self.finish(turn)
        reply.events += self.after_error()
        return reply


class LeaveForm(ShopAction):
    """``action_leave``: out of whatever form is running; nothing has been done."""

    action_name = "action_leave"

    async def answer(self, turn: Turn) -> Reply:
        return Reply(turn.say("form.left"), events=leave_form(turn))


def leave_form(turn: Turn) -> list[EventType]:
    """What ends the form that is running and empties its slots."""
    clear = [SlotSet(name, None) for name in turn.slots if name not in ("session_started_metadata", REQUESTED)]
    return [ActiveLoop(None), SlotSet(REQUESTED, None), *clear]


def yes_no(turn: Turn) -> list[Quick]:
    """What is tapped below a form's last question."""
    return [Quick(turn.say("tap.yes"), "affirm"), Quick(turn.say("tap.no"), "deny")]
