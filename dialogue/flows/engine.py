"""One engine for every order process: collects what its file names, asks the rules, confirms, does.

Inside a process one may ask something else (the agent answers, then :meth:`FlowEngine.resume`), correct any value,
change over to another process about the same order, or leave. The same question is not put a third time: the second
time it comes with taps, then a person is offered. Nothing is done without this process's own yes.

>>> engine = FlowEngine(services)
>>> reply = await engine.handle(turn, StartFlow(flow="return", words="send the gloves back"))
"""

from __future__ import annotations

import asyncio
from pathlib import Path

from dialogue.commands import (
    AddToCart,
    Affirm,
    Answer,
    AskItem,
    BackToBot,
    Base,
    Danger,
    Deny,
    Emergency,
    LeaveFlow,
    ListOrders,
    Person,
    Provide,
    Social,
    StartFlow,
    Unknown,
    ViewCart,
)
from dialogue.customers import may_be_told
from dialogue.flows import asking, proof
from dialogue.flows.addresses import has_address
from dialogue.flows.deeds import DEEDS, do
from dialogue.flows.definition import FOLDER, Flow, load_flows
from dialogue.flows.filling import fill
from dialogue.flows.hearing import (
    FRESH,
    SLOT_NAMES,
    asks_for_people,
    command_text,
    explicit_slots,
    first_said,
    for_the_person,
    is_a_question,
    just_closed,
    same_matter,
    says_yes_again,
    turn_moved,
)
from dialogue.flows.listing import listed
from dialogue.flows.loading import has_orders, keep, load_order, opened
from dialogue.flows.process import Process
from dialogue.flows.questions import about_process, answer_keys
from dialogue.flows.rules import RULES
from dialogue.flows.steps import Steps, leave
from dialogue.flows.words import flow_words
from dialogue.handoff import what_next
from dialogue.identity import email_in
from dialogue.reply import Reply
from dialogue.services import Services
from dialogue.turn import Turn
from retrieval.text import terms
from shop.dialogue import FlowState, Request
from shop.errors import BadSettings
from shop.types import Customer, Owner

CARRIED = ("order", "number", "email", "lines", "detail", "wanted")  # over to another process about the same order
OWN_COMMANDS = (StartFlow, Provide, LeaveFlow, Affirm, Deny, Answer, Unknown)


NEVER_ABOUT = (Answer, AddToCart, Person, BackToBot, Emergency, Danger)
# questions that are about what was just done
PLAIN_TOPICS = frozenset({"carrier", "kept", "use", "charged", "still", "next", "handover", "shown"})
MATTERS = frozenset({"cost", "charged", "amount", "when", "where", "how", "paid"})
GUESSED = 0.15  # confidence below which nothing is left
UNSURE = 0.5  # confidence below which words that what was just done has an answer to begin nothing new
SAME_TOPIC = 0.5  # share of the words of a shop's answer's question and of a flow's topic that are the same
FORGOTTEN = 6  # and after which the process is no longer talked about


class FlowEngine:
    """``services`` are only asked whether the wording has what the flows say. Errors: :class:`BadSettings`."""

    def __init__(self, services: Services | None = None, folder: Path = FOLDER) -> None:
        self._flows = load_flows(folder, rules=RULES, deeds=DEEDS)
        self._steps = Steps(self._flows)
        if services is not None:
            _check_words(self._flows, services)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._flows)

    def flow(self, name: str) -> Flow:
        return self._flows[name]

    # ── what the agent asks ──────────────────────────────────────────────────

    def takes(self, turn: Turn, command: Base) -> bool:
        """Whether a command is for the process that is open, or for the one that was just over."""
        state = turn.state.flow
        if asks_for_people(turn, command):
            return True
        if isinstance(command, StartFlow) and is_a_question(turn, command):
            return False
        if state is None:
            mine = isinstance(command, (StartFlow, Provide, LeaveFlow, ListOrders))
            return mine or self._asked_after(turn, command)
        if isinstance(command, (*OWN_COMMANDS, ListOrders)):
            return True
        if isinstance(command, AskItem):
            return command.items.how != "title" and self._answers(turn, state, command_text(turn, command))
        if isinstance(command, Social):
            return command.kind in ("ack", "filler") and not command_text(turn, command).endswith("!")
        return False

    async def handle(self, turn: Turn, command: Base) -> Reply:
        """Do one command of a message; where a process is over, the next thing that is wanted begins."""
        before = turn.state.flow
        reply = await self._handle(turn, command)
        while turn.state.flow is None and before is not None and turn.state.queued:
            first, *rest = turn.state.queued
            turn.update(queued=tuple(rest))
            slots = (("order", first.order),) if first.order else ()
            reply = reply + await self._start(turn, StartFlow(flow=first.flow, slots=slots, told=first.text))
        return reply

    async def _handle(self, turn: Turn, command: Base) -> Reply:
        if isinstance(command, StartFlow):
            return await self._start(turn, command)
        if asks_for_people(turn, command):
            return await what_next(turn)
        if isinstance(command, ListOrders):
            return await self._list(turn, command)
        state = turn.state.flow
        if state is None:
            return await self._without_flow(turn, command)
        if isinstance(command, LeaveFlow) and command.confidence >= UNSURE:
            return leave(turn)
        if isinstance(command, AskItem) and (about := await self.about(turn, command_text(turn, command))) is not None:
            return about + await self.resume(turn)
        process = await opened(self._flows, turn, state)
        given = explicit_slots(command, proof.SLOT).get(proof.SLOT, "")
        proven = await proof.heard(process, command_text(turn, command), given)
        if proven is True:
            return await self._steps.do(process)
        if proven:
            keep(process)
            return proven
        told = await fill(process, command, starting=False)
        if isinstance(command, LeaveFlow) and not told.changed and command.confidence >= GUESSED:
            return leave(turn)  # else it was a correction, or hardly anything
        for choice, name in process.flow.gives_way.items() if not told.changed else ():
            if process.words.matching("choice", process.words.without("rejected", told.text), (choice,)):
                return await self._begin(turn, name, command, before=process.state())
        return await self._steps.go_on(process, command, told)

    def _answers(self, turn: Turn, state: FlowState, question: str) -> bool:
        """Whether the open process says what its deed costs, when and where it happens: "does it cost extra?"."""
        topics = set(flow_words(turn.language).matching("about", question)) & MATTERS
        return any(turn.services.wording.has(key) for topic in topics for key in answer_keys(state.name, topic, ""))

    async def _list(self, turn: Turn, command: ListOrders) -> Reply:
        """The shopper's orders; where a process asks which, they are its question."""
        state = turn.state.flow
        if state is not None and state.asked == "order":
            return await self.resume(turn)
        return listed(turn) or await self._start(turn, StartFlow(flow="track", words=command.words))

    async def resume(self, turn: Turn) -> Reply:
        """Take a process up again after something else was answered: its question once more, in short."""
        state = turn.state.flow
        if state is None:
            return Reply()
        process = await opened(self._flows, turn, state)
        if process.confirming:
            waiting = await proof.asked(process) if process.asked == proof.SLOT else None
            return waiting or asking.confirm(process)
        return await self._steps.next(process, {}, again=False, resumed=True)

    def later(self, turn: Turn) -> None:
        """At the end of a message: a process that was over before it is one message older, and forgotten in time."""
        closed = turn.state.closed
        if closed is not None and closed == turn.context.state.closed:
            turn.update(
                closed=closed.model_copy(update={"tries": closed.tries + 1}) if closed.tries < FORGOTTEN else None
            )

    async def about(self, turn: Turn, question: str) -> Reply | None:
        """The answer to a question about the process itself, while it is open and right after; ``None``: not one."""
        state = turn.state.flow or turn.state.closed
        if state is None or state.name not in self._flows:
            return None
        process = await opened(self._flows, turn, state)
        return about_process(process, question, state.outcome)

    # ── beginning ────────────────────────────────────────────────────────────

    async def _start(self, turn: Turn, command: StartFlow) -> Reply:
        state = turn.state.flow
        if command.flow == "facts":
            return await self._begin(turn, "facts", command, before=None)
        if command.told and state is not None:
            if not any(slot.name == "order" for slot in state.slots):
                if turn_moved(turn):
                    return Reply()  # whose orders they are is asked first; then all that was said is read
                turn.update(flow=None)
                state = None
            elif self._another(turn, command, state):
                order = dict(command.slots).get("order", "")
                request = Request(flow=command.flow, order=order, text=command.told)
                turn.update(queued=(*turn.state.queued, request))
                return Reply()
        unsure = state is None and command.confidence < UNSURE and not command.slots
        unsure = unsure and flow_words(turn.language).has("asks", command_text(turn, command))
        if unsure and (about := await self.about(turn, command_text(turn, command))) is not None:
            return about
        name = command.flow if command.flow in self._flows else "track"
        if just_closed(turn, name):
            return Reply()  # an earlier command of the same message has done it
        email = email_in(turn.text)
        if email and for_the_person(turn):
            return await self._reachable(turn, email)
        if state is not None:
            process = await opened(self._flows, turn, state)
            if name != state.name and process.words.has("asks", command_text(turn, command)):
                about = about_process(process, command_text(turn, command), state.outcome)
                if about is not None:
                    return about + await self.resume(turn)
            name = process.flow.becomes.get(name, name)
            if name == state.name:
                told = await fill(process, command, starting=False)
                if process.confirming and not told.changed and process.words.has("go_ahead", told.text):
                    told.yes = True
                return await self._steps.go_on(process, command, told)
            if name in process.flow.absorbs:
                told = await fill(process, command, starting=False)
                if told.changed:
                    return await self._steps.go_on(process, command, told)
        if self._flows[name].about == "shopper" or await has_orders(turn):
            return await self._begin(turn, name, command, before=state)
        turn.update(flow=None)
        return Reply(turn.say("orders.shop_has_none", email=turn.services.settings.shop.support_email))

    async def _tell(self, process: Process) -> Reply:
        """What is only told; a process that is open goes on after it."""
        turn = process.turn
        process.customer = await turn.call("orders", asyncio.to_thread(self._customer, turn))
        reply = (await do(process)).reply()
        return reply + await self.resume(turn) if turn.state.flow is not None else reply

    def _customer(self, turn: Turn) -> Customer | None:
        return turn.services.orders.customer(turn.state.customer) if turn.state.customer else None

    def _another(self, turn: Turn, command: StartFlow, state: FlowState) -> bool:
        """Whether it is wanted beside the open process, not in its place."""
        order = dict(command.slots).get("order")
        if order is not None and order != state.get("order"):
            return True
        if command.flow == state.name or {command.flow, state.name} == {"exchange", "change_line"}:
            return False
        return turn_moved(turn) or not flow_words(turn.language).has("turns_over", command.told)

    async def _begin(self, turn: Turn, name: str, command: Base, *, before: FlowState | None) -> Reply:
        flow = self._flows[name]
        if (
            flow.about == "shopper"
            and name == "default_address"
            and not (turn.context.signed_in or turn.state.customer)
        ):
            if may_be_told(turn):  # who it is comes first
                return await self._begin(turn, "track", StartFlow(flow="track", told=turn.text), before=None)
            return Reply(turn.say("default_address.sign_in"))
        process = Process(turn, flow, flow_words(turn.language))
        known = before or (turn.state.closed if same_matter(turn, command) else None)
        if known is not None:
            process.slots = {slot.name: slot.value for slot in known.slots if slot.name in CARRIED}
            if not flow.need("wanted"):
                process.slots.pop("wanted", None)
            await load_order(process)
        process.told = command_text(turn, command)
        if name == "facts":
            return await self._tell(process)
        told = await fill(process, command, starting=True)
        for need in flow.needs:
            if need.kind == "text" and need.slot not in process.slots and told.text:
                process.slots[need.slot] = told.text[:500]
        return await self._steps.go_on(process, command, told, starting=True)

    async def _without_flow(self, turn: Turn, command: Base) -> Reply:
        """No process is open: values told belong to the one that was just over, or ask for an order."""
        closed = turn.state.closed
        if isinstance(command, LeaveFlow):
            return Reply(turn.say("no_problem"))
        if closed is not None and says_yes_again(turn, command):
            process = await opened(self._flows, turn, closed)
            return Reply(process.say(first_said(process, f"{closed.name}.again", "flow.again")))
        if isinstance(command, Provide):
            told = {SLOT_NAMES.get(name, name) for name, _ in command.slots}
            if told == {"who"}:
                return Reply(turn.say("order.known"))
            if told == {"email"} and turn.conversation.owner is Owner.WAITING:
                return await self._reachable(turn, dict(command.slots)["email"])
            flow = self._flows.get(closed.name) if closed else None
            if closed is not None and flow is not None and any(flow.need(slot) for slot in told):
                return await self._begin(turn, closed.name, command, before=closed)
            return await self._begin(turn, self._told_for(turn, command), command, before=None)
        return await self.about(turn, command_text(turn, command)) or Reply(understood=False)

    def _told_for(self, turn: Turn, command: Provide) -> str:
        """The process that an order's number is told for: the one that the shop's last answer was about, or the one
        that an address told with it is for; else how the order stands."""
        if has_address(command_text(turn, command)):
            return "address"
        topic = set(terms(turn.state.topic)) if turn.state.last == "policy" else set()
        if not topic:
            return "track"
        alike = {name: len(topic & set(terms(flow.topic))) / len(topic | set(terms(flow.topic))) for name, flow in
                 self._flows.items() if flow.topic and flow.about == "order"}  # fmt: skip
        best = max(alike, key=lambda name: alike[name])
        return best if alike[best] >= SAME_TOPIC else "track"

    async def _reachable(self, turn: Turn, email: str) -> Reply:
        """An address left while a person is waited for is for their answer."""
        email = email.lower()
        await turn.store(lambda: turn.services.book.note_facts(turn.conversation.id, email=email))
        turn.update(email=email)
        if turn.streaming:  # the gateway has said so
            return Reply()
        return Reply(turn.say("person.noted", email=email, days=turn.services.policy.desk.working_days))

    def _asked_after(self, turn: Turn, command: Base) -> bool:
        """Whether a yes, a no or unread words are about the process that was just over."""
        closed = turn.state.closed
        if closed is None or closed.name not in self._flows or isinstance(command, NEVER_ABOUT):
            return False
        if says_yes_again(turn, command):
            return True
        topics = flow_words(turn.language).matching("about", command_text(turn, command))
        nothing = isinstance(command, ViewCart) and not turn.context.cart  # "how much is that in total"
        if not isinstance(command, (Unknown, Deny)) and not nothing:  # read as something else: what can hardly be that
            topics = [topic for topic in topics if topic in PLAIN_TOPICS and closed.tries <= FRESH]
        says = turn.services.wording.has
        return any(says(key) for topic in topics for key in answer_keys(closed.name, topic, closed.outcome))


def _check_words(flows: dict[str, Flow], services: Services) -> None:
    """Every text that the flows say must be there in the reference language."""
    for flow in flows.values():
        wanted = [f"{flow.name}.ask.{need.slot}" for need in flow.needs if need.ask != "never" and need.kind != "text"]
        wanted += [f"{flow.name}.confirm"] if flow.confirm else []
        missing = [key for key in wanted if not services.wording.has(key)]
        if missing:
            raise BadSettings(f"{flow.name}.yml: languages/en has no text for {', '.join(missing)}")
